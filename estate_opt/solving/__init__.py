"""Solving: a formulation and settings in, a plan with its proof out. PuLP and its solvers end here."""

from estate_opt.solving.progress import Progress, Silent
from estate_opt.solving.question import Limit, Question
from estate_opt.solving.session import OTHER, Session
from estate_opt.solving.solve import solve_formulation

__all__ = ["OTHER", "Limit", "Progress", "Question", "Session", "Silent", "solve_formulation"]
