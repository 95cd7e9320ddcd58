"""The checks of an estate: one function a rule, listed here, all run at once."""

from estate_opt.inputs.checks.registry import CHECKS, run_checks

__all__ = ["CHECKS", "run_checks"]
