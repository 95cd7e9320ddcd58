"""What a frontier is: points, what was asked, what is proven; plain frozen data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.results.result import Result
from estate_opt.studies.frontier.axes import Axis
from estate_opt.studies.frontier.held import Holding


@dataclass(frozen=True, eq=False, kw_only=True)
class Point:
    """One plan of a frontier.

    Parameters
    ----------
    result
        The plan, verified when it is written.
    costs
        Of each axis, shape (axes,); see :class:`Axis` for what a cost is.
    proven
        Whether it is proven that no plan is better in one measure, by its resolution or more, and no worse in
        the others.
    gap
        By how much a plan no worse in the other measures might still be better in the first, as a share of the
        range of the frontier; 0 where it is proven.
    by_preference
        How far the plan may be from the best by preference among plans with the same figures; infinite where
        nothing is proven.
    seconds
        Time that it took to find and prove.
    """

    result: Result
    costs: FloatArray
    proven: bool
    gap: float
    by_preference: float
    seconds: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Frontier:
    """Plans of which none is better than another in every measure.

    Parameters
    ----------
    axes
        The measures, in the order asked for.
    points
        From the best to the worst in the first measure.
    payoff
        Costs of the best plan for each axis, shape (axes, axes): the payoff table.
    own
        Costs of the run's own plan.
    knee
        Position of the point where a little more of one measure costs most of another; ``None`` where no point stands
        out.
    resolution
        Difference of each axis from which two figures count as different.
    complete
        Whether no further point is left, to the resolution.
    stopped
        Whether it was ended before all that was asked for was there.
    unanswered
        Limits that were tried in vain for want of time.
    holding
        What is held.
    losses
        What the formulation leaves out, in sentences.
    seconds
        Time for all.
    """

    result: Result
    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    payoff: FloatArray
    own: FloatArray
    knee: int | None
    resolution: FloatArray
    complete: bool
    stopped: bool
    unanswered: int
    holding: Holding
    losses: tuple[str, ...]
    seconds: float

    @property
    def exact(self) -> bool:
        """Whether every point is proven."""
        return all(point.proven for point in self.points)

    @property
    def ranges(self) -> FloatArray:
        """Best and worst cost of each axis in the payoff table, shape (2, axes)."""
        return np.array([self.payoff.min(axis=0), self.payoff.max(axis=0)])


def undominated(points: Sequence[Point], same: FloatArray) -> list[Point]:
    """The points that no other dominates, one of each that are the same; sorted by the first cost, then the next.

    Parameters
    ----------
    points
        In any order.
    same
        Difference of each cost up to which two are the same, shape (axes,).
    """
    left: list[Point] = []
    for point in sorted(points, key=lambda p: (not p.proven, *p.costs)):
        if not any(np.all(other.costs <= point.costs + same) for other in left):
            left = [other for other in left if not np.all(point.costs <= other.costs + same)]
            left.append(point)
    return sorted(left, key=lambda p: tuple(p.costs))


def knee(costs: FloatArray, payoff: FloatArray) -> int | None:
    """The point farthest from the line (the plane) between the ends, on its better side (Das 1999).

    Parameters
    ----------
    costs
        Shape (points, axes).
    payoff
        Costs of the ends, shape (axes, axes).

    Returns
    -------
    int or None
        Its position; ``None`` where no point lies before the line by more than rounding.
    """
    best, worst = payoff.min(axis=0), payoff.max(axis=0)
    span = worst - best
    if len(costs) < len(span) + 1 or np.any(span <= 0):
        return None
    ends, points = (payoff - best) / span, (costs - best) / span
    normal, *_ = np.linalg.lstsq(ends, np.ones(len(span)))
    if np.any(normal <= 0) or not np.allclose(ends @ normal, 1.0):
        normal = np.ones(len(span))
    before = (1.0 - points @ normal) / math.sqrt(float(normal @ normal))
    farthest = int(np.argmax(before))
    return farthest if before[farthest] > 1e-6 else None
