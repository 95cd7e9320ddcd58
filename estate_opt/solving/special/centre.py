"""The p-centre: how far whoever lives farthest has to go, by set covering within ever closer limits (Minieka 1970).

The answer is one of the distances there are. A limit can be kept when so many sites cover everybody within it,
which a set covering problem tells; half of the distances fall away with each.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.special.customers import Demand
from estate_opt.solving.special.location import BoolArray, Location, location
from estate_opt.solving.special.search import Answer, Reporter, solve_location


@dataclass(frozen=True, eq=False)
class Centre:
    """Sites and how far each customer is from them.

    Parameters
    ----------
    demand
        Pairs with their distances; a customer's cap is the distance where none of the sites is open.
    most
        Most sites that may be open; ``None`` where nothing limits them.
    must_open
        Sites that are open in every answer, shape (sites,), boolean.
    counted
        Customers who count, shape (customers,), boolean.
    """

    demand: Demand
    most: int | None
    must_open: BoolArray
    counted: BoolArray

    def value(self, is_open: BoolArray) -> float:
        """The greatest distance of a customer to the nearest open site."""
        near = self.demand.cap.copy()
        pairs = is_open[self.demand.site]
        np.minimum.at(near, self.demand.customer[pairs], self.demand.cost[pairs])
        return float(near[self.counted].max(initial=0.0))

    def limits(self) -> FloatArray:
        """Every value that there can be, rising, from that of all sites open."""
        counted = self.counted[self.demand.customer]
        known = np.unique(np.concatenate([self.demand.cost[counted], self.demand.cap[self.counted], np.zeros(1)]))
        return known[known >= self.value(np.ones(len(self.must_open), dtype=bool))]

    def within(self, limit: float) -> Location:
        """The set covering problem of a limit: fewest sites with everybody within it."""
        far = self.counted & (self.demand.cap > limit)
        pairs = far[self.demand.customer] & (self.demand.cost <= limit)
        return location(
            site_cost=np.ones(len(self.must_open)),
            most=None,
            must_open=self.must_open,
            customer=self.demand.customer[pairs],
            site=self.demand.site[pairs],
            cost=np.zeros(int(pairs.sum())),
            cap=np.where(far, np.inf, 0.0),
        )


def solve_centre(
    problem: Centre, *, gap: float, allowed: float, seconds: float, seed: int, stop: StopSwitch,
    report: Reporter,
) -> Answer:  # fmt: skip
    """Solve a p-centre problem; the parameters are those of :class:`estate_opt.solving.special.search.Search`."""
    deadline = time.perf_counter() + seconds
    nothing = np.zeros(len(problem.must_open), dtype=bool)
    most = len(problem.must_open) if problem.most is None else problem.most
    limits = problem.limits()
    best: BoolArray | None = None
    low, high, value = 0, len(limits), math.inf  # limits before `low` cannot be kept, the one at `high` can
    if int(problem.must_open.sum()) <= most:
        best, value = problem.must_open.copy(), problem.value(problem.must_open)
        high = int(np.searchsorted(limits, value))
    while low < high and best is not None and value - limits[low] > max(gap * value, allowed):
        left = 0.0 if stop.is_set else deadline - time.perf_counter()
        if left <= 0:
            break
        middle = (low + high) // 2
        found = solve_location(
            problem.within(float(limits[middle])), gap=0.0, seconds=left, seed=seed, stop=stop,
            enough=float(most),
        )  # fmt: skip
        if found.is_open is not None and int(found.is_open.sum()) <= most:
            best, value = found.is_open, problem.value(found.is_open)
            high = int(np.searchsorted(limits, value))
        elif found.bound > most + 1e-6:
            low = middle + 1
        else:
            break
        report(value, float(limits[min(low, high)]))
    bound = min(value, float(limits[low])) if low < len(limits) else value
    return Answer(best, value, bound, nothing, nothing)
