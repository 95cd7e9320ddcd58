"""Made-up figures for what no source gives, drawn by type of building from a seed and marked as such everywhere."""

from estate_opt.importing.illustrative.layer import import_illustrative

__all__ = ["import_illustrative"]
