"""Vertex interchange: the best exchange of an open site for a shut one, again and again.

Teitz and Bart (1968), with the savings kept up to date as Resende and Werneck (2007) do: opening i
and shutting r saves

    gain[i] − loss[r] + extra[i,r]

where ``gain`` is what customers save who are nearer to i than to their site, ``loss`` what those of r lose
by going to their second, and ``extra`` corrects the loss for those to whom i is nearer than the second.
After an exchange only customers whose first or second site changed are worked out anew. Opening or
shutting a site alone is an exchange with nobody.
"""

from __future__ import annotations

import numpy as np

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.solving.special.location import BoolArray, Location

NOBODY = -1
LEAST = 1e-9
"""Savings below this share of the objective are rounding."""


class Interchange:
    """Savings of every exchange from one set of open sites.

    Parameters
    ----------
    problem
        The location problem.
    is_open
        Open sites to start from, shape (sites,), boolean; those that must be open are.

    Attributes
    ----------
    improves
        Whether the last exchange that was looked for saved anything.
    """

    def __init__(self, problem: Location, is_open: BoolArray) -> None:
        self.problem = problem
        self.cap = _finite_caps(problem)
        self.is_open = is_open.copy()
        opened = np.flatnonzero(self.is_open)
        self.slot = np.full(problem.sites, NOBODY)
        self.slot[opened] = np.arange(len(opened))
        self.in_slot = opened.copy()
        self.gain = np.zeros(problem.sites)
        self.loss = np.zeros(len(opened))
        self.extra = np.zeros((problem.sites, len(opened)))
        self.first = np.full(problem.customers, NOBODY)
        self.nearest = self.cap.copy()
        self.second = self.cap.copy()
        self.improves = True
        everybody = np.arange(problem.customers)
        self._assign(everybody)
        self._count(everybody, 1.0)

    def run(self, rounds: int) -> BoolArray:
        """Make the best exchange so many times, or until none saves anything; the open sites then."""
        limit = LEAST * max(1.0, abs(float(self.nearest.sum())))
        for _ in range(rounds):
            saving, opening, shutting = self._best()
            self.improves = saving > limit
            if not self.improves:
                break
            self._exchange(opening, shutting)
        return self.is_open

    def _best(self) -> tuple[float, int, int]:
        """The saving of the best exchange, what it opens and what it shuts."""
        problem = self.problem
        price = problem.site_cost
        shut = ~self.is_open
        best = (0.0, NOBODY, NOBODY)
        leaving = np.where(problem.must_open[self.in_slot], -np.inf, price[self.in_slot] - self.loss)
        entering = np.where(shut, self.gain - price, -np.inf)
        if len(leaving) and shut.any():
            swaps = self.extra + leaving[None, :]
            swaps += entering[:, None]
            at = int(swaps.argmax())
            i, r = divmod(at, len(leaving))
            best = (float(swaps[i, r]), i, int(self.in_slot[r]))
        if shut.any() and (problem.most is None or len(self.in_slot) < problem.most):
            i = int(entering.argmax())
            best = max(best, (float(entering[i]), i, NOBODY))
        if len(leaving):
            r = int(leaving.argmax())
            best = max(best, (float(leaving[r]), NOBODY, int(self.in_slot[r])))
        return best

    def _exchange(self, opening: int, shutting: int) -> None:
        affected = self._customers_of([k for k in (opening, shutting) if k != NOBODY])
        self._count(affected, -1.0)
        if opening != NOBODY and shutting != NOBODY:
            slot = int(self.slot[shutting])
            self.in_slot[slot] = opening
            self.slot[opening], self.slot[shutting] = slot, NOBODY
        elif opening != NOBODY:
            self.slot[opening] = len(self.in_slot)
            self.in_slot = np.append(self.in_slot, opening)
            self.loss = np.append(self.loss, 0.0)
            self.extra = np.hstack([self.extra, np.zeros((self.problem.sites, 1))])
        else:
            self._give_up_slot(shutting)
        for site in (opening, shutting):
            if site != NOBODY:
                self.is_open[site] = site == opening
        self._assign(affected)
        self._count(affected, 1.0)

    def _give_up_slot(self, shutting: int) -> None:
        """Move the last slot into the one that is given up."""
        slot, last = int(self.slot[shutting]), len(self.in_slot) - 1
        self.in_slot[slot] = self.in_slot[last]
        self.slot[self.in_slot[slot]] = slot
        self.loss[slot] = self.loss[last]
        self.extra[:, slot] = self.extra[:, last]
        self.slot[shutting] = NOBODY
        self.in_slot, self.loss = self.in_slot[:last], self.loss[:last]
        self.extra = np.ascontiguousarray(self.extra[:, :last])

    def _customers_of(self, sites: list[int]) -> IntArray:
        """Customers whom any of the sites can serve at no more than their second costs."""
        start, order = self.problem.by_site
        pairs = np.concatenate([order[start[k] : start[k + 1]] for k in sites])
        customers = self.problem.customer[pairs]
        affected: IntArray = np.unique(customers[self.problem.cost[pairs] <= self.second[customers]])
        return affected

    def _pairs(self, customers: IntArray) -> IntArray:
        """Pairs of some customers, in order."""
        if len(customers) == self.problem.customers:
            return np.arange(len(self.problem.cost))
        start = self.problem.start
        counts = start[customers + 1] - start[customers]
        offsets = np.repeat(start[customers] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
        pairs: IntArray = np.arange(len(offsets)) + offsets
        return pairs

    def _assign(self, customers: IntArray) -> None:
        """Find first and second open site of some customers."""
        problem = self.problem
        self.first[customers] = NOBODY
        self.nearest[customers] = self.second[customers] = self.cap[customers]
        pairs = self._pairs(customers)
        pairs = pairs[self.is_open[problem.site[pairs]]]
        owner = problem.customer[pairs]
        is_first = np.ones(len(pairs), dtype=bool)
        is_first[1:] = owner[1:] != owner[:-1]
        is_second = np.zeros(len(pairs), dtype=bool)
        is_second[1:] = is_first[:-1] & ~is_first[1:]
        self.first[owner[is_first]] = problem.site[pairs[is_first]]
        self.nearest[owner[is_first]] = problem.cost[pairs[is_first]]
        self.second[owner[is_second]] = problem.cost[pairs[is_second]]

    def _count(self, customers: IntArray, sign: float) -> None:
        """Add what some customers bring to the savings, or take it out again."""
        problem, slots = self.problem, len(self.in_slot)
        mine = customers[self.first[customers] != NOBODY]
        lost = sign * (self.second[mine] - self.nearest[mine])
        self.loss += np.bincount(self.slot[self.first[mine]], lost, minlength=slots)
        pairs = self._pairs(customers)
        owner = problem.customer[pairs]
        pairs = pairs[problem.cost[pairs] < self.second[owner]]
        owner, site, cost = problem.customer[pairs], problem.site[pairs], problem.cost[pairs]
        gained = np.maximum(self.nearest[owner] - cost, 0.0)
        _add(self.gain, site, sign * gained)
        served = self.first[owner] != NOBODY
        owner, site, cost = owner[served], site[served], cost[served]
        kept = self.second[owner] - np.maximum(self.nearest[owner], cost)
        flat = site * slots + self.slot[self.first[owner]]
        _add(self.extra.reshape(-1), flat, sign * kept)


def _add(into: FloatArray, at: IntArray, amounts: FloatArray) -> None:
    """Add amounts at positions that may repeat; few positions are not worth a pass over the whole array."""
    if len(at) * 20 > len(into):
        into += np.bincount(at, amounts, minlength=len(into))
    else:
        np.add.at(into, at, amounts)


def _finite_caps(problem: Location) -> FloatArray:
    """Caps with a price for customers who must be served that no saving can outweigh."""
    finite = problem.cap[np.isfinite(problem.cap)]
    price = 1.0 + float(np.abs(problem.site_cost).sum() + problem.cost.sum() + finite.sum())
    return np.where(np.isfinite(problem.cap), problem.cap, price)
