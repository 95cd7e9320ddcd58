"""Lagrangean relaxation of the service rows: a proven bound, good starts, and sites that can be decided.

    L(u) = constant + Σ_d u[d] + min { Σ_k ρ[k] · open[k] },    ρ[k] = site_cost[k] + Σ_d min(0, cost[d,k] − u[d])

for any u ≤ cap is at most the optimum (Cornuéjols, Fisher and Nemhauser 1977; Beasley 1993). The multipliers
move along a subgradient that remembers its past (Camerini, Fratta and Maffioli 1975) with Polyak's
step towards the best plan known.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.special.location import BoolArray, Location

FIRST_STEP, LEAST_STEP = 1.0, 1e-3
"""Factor on Polyak's step: at first, and where the ascent ends."""
PATIENCE = 12
"""Steps without a better bound after which the factor is halved."""
MEMORY = 0.7
"""Share of the direction before in the next one."""
SMOOTHING = 0.05
"""Weight of the newest answer in the average that stands for a fractional one."""


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The relaxation at some multipliers.

    Parameters
    ----------
    bound
        No plan costs less.
    reduced
        ρ of each site, shape (sites,).
    is_open
        What the relaxation opens, shape (sites,), boolean.
    """

    bound: float
    reduced: FloatArray
    is_open: BoolArray


@dataclass(eq=False)
class Ascent:
    """Multipliers on their way to the best bound.

    Parameters
    ----------
    problem
        The location problem.
    multipliers
        Where to start, shape (customers,).
    """

    problem: Location
    multipliers: FloatArray
    best: Relaxed = field(init=False)
    best_multipliers: FloatArray = field(init=False)
    factor: float = FIRST_STEP

    def __post_init__(self) -> None:
        self.best = relax(self.problem, self.multipliers)
        self.best_multipliers = self.multipliers
        self.average = self.best.is_open.astype(np.float64)
        self._now = self.best
        self._direction = np.zeros(self.problem.customers)
        self._in_vain = 0

    @property
    def is_over(self) -> bool:
        """Whether the steps have become too small to bring anything."""
        return self.factor < LEAST_STEP

    def run(self, steps: int, target: float) -> None:
        """Take so many steps towards a target, the cost of the best plan known."""
        for _ in range(steps):
            if self.is_over or self._step(target):
                break

    def _step(self, target: float) -> bool:
        """One step; whether the multipliers are the best there are."""
        problem, now = self.problem, self._now
        gradient = 1.0 - served(problem, self.multipliers, now.is_open)
        at_cap = (self.multipliers >= problem.cap) & (gradient > 0)
        gradient[at_cap] = 0.0
        self._direction = MEMORY * self._direction + (1 - MEMORY) * gradient
        self._direction[at_cap & (self._direction > 0)] = 0.0
        length = float(self._direction @ self._direction)
        if length == 0.0:
            return True
        distance = max(target - now.bound, 1e-9 * max(1.0, abs(target)))
        moved = self.multipliers + self.factor * distance / length * self._direction
        self.multipliers = np.minimum(np.maximum(moved, 0.0), problem.cap)
        self._now = relax(problem, self.multipliers)
        self.average += SMOOTHING * (self._now.is_open - self.average)
        if self._now.bound > self.best.bound + 1e-9 * max(1.0, abs(self.best.bound)):
            self.best, self.best_multipliers, self._in_vain = self._now, self.multipliers, 0
        else:
            self._in_vain += 1
        if self._in_vain >= PATIENCE:
            self.factor, self._in_vain = self.factor / 2, 0
            self.multipliers, self._now = self.best_multipliers, self.best
            self._direction[:] = 0.0
        return False


def relax(problem: Location, multipliers: FloatArray) -> Relaxed:
    """The relaxation at given multipliers, each between 0 and the customer's cap."""
    saving = np.minimum(problem.cost - multipliers[problem.customer], 0.0)
    reduced = problem.site_cost + np.bincount(problem.site, saving, minlength=problem.sites)
    is_open = chosen(reduced, problem)
    bound = problem.constant + float(multipliers.sum()) + float(reduced[is_open].sum())
    return Relaxed(bound, reduced, is_open)


def chosen(reduced: FloatArray, problem: Location) -> BoolArray:
    """The sites that the relaxation opens: those that must be, and those that pay, the best first."""
    is_open = problem.must_open.copy()
    pays = np.flatnonzero((reduced < 0) & ~is_open)
    room = len(pays) if problem.most is None else max(0, problem.most - int(is_open.sum()))
    if len(pays) > room:
        pays = pays[np.argsort(reduced[pays], kind="stable")[:room]]
    is_open[pays] = True
    return is_open


def served(problem: Location, multipliers: FloatArray, is_open: BoolArray) -> FloatArray:
    """How many open sites the relaxation serves each customer from, shape (customers,)."""
    pairs = is_open[problem.site] & (problem.cost < multipliers[problem.customer])
    return np.bincount(problem.customer[pairs], minlength=problem.customers).astype(np.float64)


def decided(problem: Location, relaxed: Relaxed, beyond: float) -> tuple[BoolArray, BoolArray]:
    """Sites that are shut, and open, in every plan that costs less than ``beyond``.

    Opening a site that the relaxation leaves shut costs at least its reduced cost, less that of the
    site it takes the place of; the other way round for shutting one.
    """
    reduced, is_open = relaxed.reduced, relaxed.is_open
    free = ~problem.must_open
    full = problem.most is not None and int(is_open.sum()) >= problem.most
    inside, outside = reduced[is_open & free], reduced[~is_open]
    dearest = float(inside.max()) if full and len(inside) else 0.0
    cheapest = min(0.0, float(outside.min())) if full and len(outside) else 0.0
    if full and not len(inside):
        return ~is_open, is_open & free
    shut = ~is_open & (relaxed.bound + reduced - min(dearest, 0.0) >= beyond)
    opened = is_open & free & (relaxed.bound - reduced + cheapest >= beyond)
    return shut, opened
