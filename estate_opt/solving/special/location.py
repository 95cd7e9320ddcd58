"""A location problem as arrays: which sites to open, so that sites and service cost least.

    min  Σ_k site_cost[k] · open[k]  +  Σ_d min(cap[d], least cost[d,k] over the open k)
    Σ_k open[k] ≤ most,   open[k] = 1 where k must be open

With a limit and distances this is the p-median (Hakimi 1964), with site costs and no limit the
uncapacitated facility location problem, with costs of 0 within a radius the maximal covering problem
(Church and ReVelle 1974), and with customers who must be served (an infinite cap) the set covering
problem (Toregas et al. 1971). Customers have their weight in their costs already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from estate_opt.domain.travel import FloatArray, IntArray

BoolArray = NDArray[np.bool_]
WHOLE = 1e-9
"""How near to a multiple of the grain every cost must be for an objective to be one."""
GRAINS = (1.0, 0.5, 0.25, 0.1, 0.01)
"""Grains that are tried: whole metres, tens of metres in km and the like."""


@dataclass(frozen=True, eq=False)
class Location:
    """Sites, customers, and what it costs to serve a customer from a site.

    Parameters
    ----------
    site_cost
        Cost of opening each site, shape (sites,).
    most
        Most sites that may be open; ``None`` where nothing limits them.
    must_open
        Sites that are open in every answer, shape (sites,), boolean.
    start
        Customer d's pairs are ``start[d]:start[d + 1]``, cheapest first, shape (customers + 1,).
    site, cost
        Site and cost of each pair, shape (pairs,); a cost is never more than the customer's cap.
    cap
        Cost of a customer whom no open site serves, shape (customers,); infinite where that is not allowed.
    constant
        Cost that no decision changes.
    """

    site_cost: FloatArray
    most: int | None
    must_open: BoolArray
    start: IntArray
    site: IntArray
    cost: FloatArray
    cap: FloatArray
    constant: float = 0.0

    @property
    def sites(self) -> int:
        """Number of sites."""
        return len(self.site_cost)

    @property
    def customers(self) -> int:
        """Number of customers."""
        return len(self.cap)

    @cached_property
    def customer(self) -> IntArray:
        """Customer of each pair, shape (pairs,)."""
        return np.repeat(np.arange(self.customers), np.diff(self.start))

    @cached_property
    def by_site(self) -> tuple[IntArray, IntArray]:
        """Pairs in the order of their sites: where each site's begin, shape (sites + 1,), and the pairs."""
        order = np.argsort(self.site, kind="stable")
        return np.concatenate([[0], np.cumsum(np.bincount(self.site, minlength=self.sites))]), order

    @cached_property
    def grain(self) -> float:
        """The amount of which every objective is a whole multiple, besides the constant; 0 where there is none known.

        A bound may then be raised to the next multiple, which is how the last fraction of a gap closes.
        """
        finite = np.concatenate([self.site_cost, self.cost, self.cap[np.isfinite(self.cap)]])
        for grain in GRAINS:
            if np.all(np.abs(finite / grain - np.rint(finite / grain)) <= WHOLE):
                return grain
        return 0.0

    @cached_property
    def has_one_level(self) -> bool:
        """Whether each customer costs the same from every site that serves it: covered or not."""
        same_customer = self.customer[1:] == self.customer[:-1]
        return bool((self.cost[1:] == self.cost[:-1])[same_customer].all())

    def least_costs(self, is_open: BoolArray) -> FloatArray:
        """Cost of serving each customer from the open sites, shape (customers,)."""
        least = self.cap.copy()
        served = is_open[self.site]
        # pairs are cheapest first, so the last one written backwards is the least
        customers, costs = self.customer[served][::-1], self.cost[served][::-1]
        least[customers] = costs
        return np.minimum(least, self.cap)

    def value(self, is_open: BoolArray) -> float:
        """Objective of an answer; infinite where a customer who must be served is not."""
        return float(self.constant + self.site_cost[is_open].sum() + self.least_costs(is_open).sum())

    def raised(self, bound: float) -> float:
        """A bound raised to the next objective that is possible."""
        if not self.grain or not np.isfinite(bound):
            return bound
        steps = np.ceil((bound - self.constant) / self.grain - 1e-6)
        return float(max(bound, self.constant + steps * self.grain))

    def without(self, shut: BoolArray, opened: BoolArray) -> tuple[Location, IntArray, IntArray]:
        """The problem with some sites shut for good and some open for good.

        Pairs dearer than an open site's are no longer of use, and customers whom nothing but an open
        site will serve become a constant.

        Returns
        -------
        Location
            The smaller problem.
        IntArray
            Its sites' positions here.
        IntArray
            Its customers' positions here.
        """
        must = self.must_open | opened
        left = np.flatnonzero(~shut)
        position = np.full(self.sites, -1, dtype=np.int64)
        position[left] = np.arange(len(left))
        sure = self.least_costs(must) if must.any() else self.cap
        useful = ~shut[self.site] & ~must[self.site] & (self.cost < sure[self.customer])
        counts = np.bincount(self.customer[useful], minlength=self.customers)
        open_question = counts > 0
        smaller = Location(
            site_cost=self.site_cost[left],
            most=self.most,
            must_open=must[left],
            start=np.concatenate([[0], np.cumsum(counts[open_question])]),
            site=position[self.site[useful]],
            cost=self.cost[useful],
            cap=sure[open_question],
            constant=self.constant + float(sure[~open_question].sum()),
        )
        return smaller, left, np.flatnonzero(open_question)


def location(
    *,
    site_cost: FloatArray,
    most: int | None,
    must_open: BoolArray,
    customer: IntArray,
    site: IntArray,
    cost: FloatArray,
    cap: FloatArray,
    constant: float = 0.0,
) -> Location:
    """A problem from pairs in any order.

    Parameters
    ----------
    site_cost, most, must_open, cap, constant
        As of :class:`Location`.
    customer, site, cost
        One entry for each pair that can serve; pairs that cost no less than the cap are left out.
    """
    useful = cost < cap[customer]
    customer, site, cost = customer[useful], site[useful], cost[useful]
    order = np.lexsort((site, cost, customer))
    start = np.concatenate([[0], np.cumsum(np.bincount(customer, minlength=len(cap)))])
    whole = Location(site_cost, most, must_open, start, site[order], cost[order], cap, constant)
    nothing = np.zeros(len(site_cost), dtype=bool)
    return merged(whole.without(nothing, nothing)[0])


def merged(problem: Location) -> Location:
    """Customers who can be served by the same sites, at the same cost from each, made into one.

    Only those with one cost for all their sites (covered or not) are looked at: distances hardly ever repeat.
    """
    starts, ends = problem.start[:-1], problem.start[1:]
    if problem.customers == 0:
        return problem
    level = problem.cost[starts]
    alike = (problem.cost[ends - 1] == level) & np.isfinite(problem.cap)
    must = (problem.cost[ends - 1] == 0) & np.isinf(problem.cap)
    groups: dict[tuple[bool, bytes], int] = {}
    group = np.arange(problem.customers)
    for d in np.flatnonzero(alike | must).tolist():
        key = (bool(must[d]), problem.site[starts[d] : ends[d]].tobytes())
        group[d] = groups.setdefault(key, d)
    kept = group == np.arange(problem.customers)
    if kept.all():
        return problem
    # one level: what a customer costs is its level when served, its cap when not, so both add up
    saving = np.where(alike, problem.cap - level, 0.0)
    cap = problem.cap.copy()
    cap[alike] = np.bincount(group, saving, minlength=problem.customers)[alike]
    cost = np.where(alike[problem.customer], 0.0, problem.cost)
    pairs = kept[problem.customer]
    counts = np.diff(problem.start)[kept]
    return replace(
        problem,
        start=np.concatenate([[0], np.cumsum(counts)]),
        site=problem.site[pairs],
        cost=cost[pairs],
        cap=cap[kept],
        constant=problem.constant + float(level[alike].sum()),
    )
