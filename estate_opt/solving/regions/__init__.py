"""Regions and nations: the program taken apart by place, solved part by part, put together with a proof."""

from estate_opt.solving.regions.solve import applies, solve_regions

__all__ = ["applies", "solve_regions"]
