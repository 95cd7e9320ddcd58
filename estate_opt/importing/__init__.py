"""From what councils hold and publish to an estate: one importer a source, one layer an import, tables composed anew.

A layer (:mod:`estate_opt.importing.layer`) is what one import gave: the estate's columns beside the original text of
its source. The estate's tables are composed from all layers after each import (:mod:`estate_opt.importing.gathered`),
so that every cell can be traced to a file and a line, and importing again replaces one layer and nothing else.
"""
