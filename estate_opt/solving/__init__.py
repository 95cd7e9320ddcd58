"""Solving: a formulation and settings in, a plan with its proof out. PuLP and its solvers end here."""

from estate_opt.solving.progress import Progress, Silent
from estate_opt.solving.stages import solve_formulation

__all__ = ["Progress", "Silent", "solve_formulation"]
