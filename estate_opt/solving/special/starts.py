"""Where a search begins: multipliers, a value to climb to, sites out of a relaxation, and the sites around one."""

from __future__ import annotations

import math

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.special.lagrangean import Relaxed
from estate_opt.solving.special.location import BoolArray, Location


def region(problem: Location, centre: int, size: int) -> BoolArray:
    """A site and those around it, by customers that they share, ring by ring; shape (sites,), boolean."""
    start, order = problem.by_site
    chosen = np.zeros(problem.sites, dtype=bool)
    chosen[centre] = True
    newest = np.array([centre])
    while len(newest) and int(chosen.sum()) < size:
        customers = np.unique(problem.customer[np.concatenate([order[start[k] : start[k + 1]] for k in newest])])
        pairs = np.isin(problem.customer, customers, kind="table")
        shared = np.bincount(problem.site[pairs], minlength=problem.sites)
        shared[chosen] = 0
        near = np.flatnonzero(shared)
        newest = near[np.argsort(-shared[near], kind="stable")][: size - int(chosen.sum())]
        chosen[newest] = True
    return chosen


def flat_multipliers(problem: Location) -> FloatArray:
    """Multipliers to begin with: a customer's fair share of what a middling plan costs."""
    finite = np.isfinite(problem.cap)
    typical = np.where(finite, problem.cap, 0.0)
    middle = problem.start[:-1] + np.diff(problem.start) // max(2, problem.most or 2)
    nearby = problem.cost[np.minimum(middle, max(0, len(problem.cost) - 1))] if len(problem.cost) else typical
    return np.where(finite, np.minimum(nearby, problem.cap), nearby)


def target(problem: Location, value: float) -> float:
    """What to climb towards while there is no plan: everybody served from the middle of what serves them."""
    return (
        value if math.isfinite(value) else problem.constant + 2.0 * float(np.abs(flat_multipliers(problem)).sum() + 1.0)
    )


def filled(problem: Location, relaxed: Relaxed) -> BoolArray:
    """What the relaxation opens, filled up to the limit by reduced cost."""
    if problem.most is None:
        return relaxed.is_open.copy()
    return _with_most(problem, -relaxed.reduced)


def likeliest(problem: Location, average: FloatArray) -> BoolArray:
    """The sites that the relaxation opened most often."""
    return average > 0.5 if problem.most is None else _with_most(problem, average)


def _with_most(problem: Location, score: FloatArray) -> BoolArray:
    assert problem.most is not None
    is_open = problem.must_open.copy()
    ranked = np.argsort(np.where(is_open, -np.inf, -score), kind="stable")
    is_open[ranked[: problem.most]] = True
    return is_open
