"""The register of land and buildings that English councils publish, into the estate's buildings.

The list is that of the Local Government Transparency Code 2015 (part 2: land and building assets; part 3: what is
recommended beyond), in the spellings that councils really use.
"""

from estate_opt.importing.register.importer import LAYER, RegisterSettings, import_register, propose_register

__all__ = ["LAYER", "RegisterSettings", "import_register", "propose_register"]
