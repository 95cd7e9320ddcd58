"""Solving: a formulation and settings in, a plan with its proof out. PuLP and its solvers end here."""

from estate_opt.solving.progress import Progress, Silent
from estate_opt.solving.session import Session
from estate_opt.solving.solve import solve_formulation

__all__ = ["Progress", "Session", "Silent", "solve_formulation"]
