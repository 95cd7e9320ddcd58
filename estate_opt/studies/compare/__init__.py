"""Compare: any two of today, stored plans and hand-made plans over one estate, set side by side. Nothing is solved."""

from estate_opt.studies.compare.compare import Comparison, Side, compare, require_same_inputs

__all__ = ["Comparison", "Side", "compare", "require_same_inputs"]
