"""Regions and nations: the program taken apart by place, its parts solved apart, and put together again with a proof."""

from estate_opt.solving.regions.solve import applies, solve_regions

__all__ = ["applies", "solve_regions"]
