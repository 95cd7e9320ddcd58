"""Frontier: what each building buys. Plans of which none is better than another in every chosen measure."""

from estate_opt.studies.frontier.answer import Frontier, Point
from estate_opt.studies.frontier.choose import AXES
from estate_opt.studies.frontier.trace import POINTS, TOLERANCE, frontier
from estate_opt.studies.frontier.written import as_data, folder_of, write_frontier

__all__ = [
    "AXES",
    "POINTS",
    "TOLERANCE",
    "Frontier",
    "Point",
    "as_data",
    "folder_of",
    "frontier",
    "write_frontier",
]
