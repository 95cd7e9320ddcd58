"""Frontier: what each building buys. Plans of which none is better than another in every chosen measure."""

from estate_opt.studies.frontier.answer import Frontier, Point
from estate_opt.studies.frontier.choose import AXES
from estate_opt.studies.frontier.trace import POINTS, TOLERANCE, frontier

__all__ = ["AXES", "POINTS", "TOLERANCE", "Frontier", "Point", "frontier"]
