"""Alternatives: plans within x % of the best and as different as possible, and the buildings beyond doubt."""

from estate_opt.studies.alternatives.classes import BuildingClass, How, Standing
from estate_opt.studies.alternatives.search import Alternative
from estate_opt.studies.alternatives.study import Alternatives, alternatives
from estate_opt.studies.alternatives.within import Within

__all__ = ["Alternative", "Alternatives", "BuildingClass", "How", "Standing", "Within", "alternatives"]
