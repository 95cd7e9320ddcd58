"""The primal side: good plans, quickly, from the relaxation.

At a city's size the root bound is within a percent of the truth after seconds; what a solver lacks
is good plans (DESIGN.md §7.9). So one objective, the shortfalls at a heavy weight plus the
preferences, is relaxed, and three kinds of small programs are solved with most decisions fixed:

1. all that the relaxation decides is fixed (about one decision in twelve is left open);
2. only the options that it decides are fixed, offers and moves are free;
3. everything is fixed as in the best plan so far but for a *neighbourhood*: the buildings around
   one where plan and relaxation differ most (large neighbourhood search: Shaw 1998).

The plan found is only a start. The stages prove what is best.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pulp
from scipy.spatial import cKDTree

from estate_opt.formulation.build import Formulation
from estate_opt.policies.base import Expression
from estate_opt.solving.backends import Backend, Task
from estate_opt.solving.progress import Progress, StopSwitch

STAGE = "starting plan"
TIER_WEIGHT = 100.0
"""Weight of a tier's shortfall against everything after it; here only, for the stages need no weights."""
DECIDED = 1e-6
"""How near to 0 or 1 a relaxed decision counts as decided."""
NEIGHBOURS = 60
"""Buildings that one neighbourhood frees."""
NEIGHBOURHOOD_SECONDS = 6.0
PATIENCE = 4
"""Neighbourhoods in a row that may bring nothing before the search ends."""


@dataclass(eq=False)
class PrimalSearch:
    """A search for good plans over one formulation.

    Parameters
    ----------
    formulation
        The program, before any stage.
    preferences
        The last stage's objective.
    backend, progress, stop
        As for the stages.
    gap
        Gap to the relaxation, as a share of the preferences, at which the search ends.
    """

    formulation: Formulation
    preferences: Expression
    backend: Backend
    progress: Progress
    stop: StopSwitch
    gap: float
    relaxed: Mapping[str, float] = field(default_factory=dict)
    plan: Mapping[str, float] = field(default_factory=dict)
    bound: float = -np.inf
    best: float = np.inf

    def __post_init__(self) -> None:
        self.variables = self.formulation.program.problem.variables()
        self.binaries = [v for v in self.variables if v.cat == pulp.LpInteger]
        self.options = {v.name for v in self.formulation.run.values()}
        self.building_of = self._buildings()

    def run(self, seconds: float) -> bool:
        """Search for so many seconds; the variables hold the best plan afterwards.

        Returns
        -------
        bool
            Whether a plan was found.
        """
        deadline = time.perf_counter() + seconds
        self.progress.stage(STAGE)
        self.formulation.program.minimise(self._combined())
        if not self._relax(seconds / 2):
            return False
        in_vain = 0
        for number, fix in enumerate(self._attempts()):
            left = deadline - time.perf_counter()
            if left < 1 or self.stop.is_set or self._near_enough() or in_vain >= PATIENCE:
                break
            better = self._attempt(fix, min(left, NEIGHBOURHOOD_SECONDS) if number > 1 else left / 2)
            in_vain = 0 if better else in_vain + (number > 1)
        for variable in self.variables if self.plan else ():
            variable.varValue = self.plan[variable.name]
        return bool(self.plan)

    def _combined(self) -> Expression:
        """Shortfalls, earlier tiers heavier, plus the preferences."""
        total = Expression()
        total.extend(self.preferences)
        for power, tier in enumerate(reversed(self.formulation.tiers()), start=1):
            total.extend(self.formulation.shortfall(tier), TIER_WEIGHT**power)
        return total

    def _relax(self, seconds: float) -> bool:
        proof = self._solve(seconds, warm=False, integer=False)
        if proof is None:
            return False
        self.bound = proof
        self.relaxed = {v.name: v.varValue or 0.0 for v in self.binaries}
        return True

    def _near_enough(self) -> bool:
        if not self.plan:
            return False
        preferences = self.preferences.constant + sum(self.plan[v.name] * c for v, c in self.preferences.terms)
        return bool(self.best - self.bound <= self.gap * abs(preferences))

    def _attempts(self) -> Iterator[Callable[[pulp.LpVariable], float | None]]:
        """What to fix each variable at, attempt by attempt; ``None`` leaves it free."""
        yield self._decided
        yield lambda v: self._decided(v) if v.name in self.options else None
        if not self.plan:
            return
        for free in self._neighbourhoods():
            yield lambda v, free=free: None if self.building_of[v.name] in free else round(self.plan[v.name])  # type: ignore[misc]

    def _decided(self, variable: pulp.LpVariable) -> float | None:
        value = self.relaxed[variable.name]
        return float(round(value)) if min(value, 1 - value) <= DECIDED else None

    def _neighbourhoods(self) -> Iterator[frozenset[int]]:
        """Buildings around those where plan and relaxation differ most, each part of the estate in turn."""
        xy = self.formulation.context.estate.building_xy
        tree = cKDTree(xy)
        while True:
            differs = np.zeros(len(xy))
            for variable in self.binaries:
                differs[self.building_of[variable.name]] += abs(self.plan[variable.name] - self.relaxed[variable.name])
            seen: set[int] = set()
            for centre in np.argsort(-differs, kind="stable").tolist():
                if differs[centre] <= DECIDED:
                    break
                if centre not in seen:
                    _, near = tree.query(xy[centre], k=min(NEIGHBOURS, len(xy)))
                    seen |= set(np.atleast_1d(near).tolist())
                    yield frozenset(np.atleast_1d(near).tolist())
            if not seen:
                return

    def _attempt(self, fix: Callable[[pulp.LpVariable], float | None], seconds: float) -> bool:
        """Solve with some variables fixed; keep the plan where it is better, and say whether it is."""
        bounds = [(v.lowBound, v.upBound) for v in self.binaries]
        try:
            for variable in self.binaries:
                value = fix(variable)
                if value is not None:
                    variable.bounds(value, value)
            found = self._solve(seconds, warm=bool(self.plan), integer=True)
        finally:
            for variable, (low, high) in zip(self.binaries, bounds, strict=True):
                variable.bounds(low, high)
        if found is not None and found < self.best:
            self.best = found
            self.plan = {v.name: v.varValue or 0.0 for v in self.variables}
            return True
        for variable in self.variables if self.plan else ():
            variable.varValue = self.plan[variable.name]
        return False

    def _solve(self, seconds: float, *, warm: bool, integer: bool) -> float | None:
        task = Task(STAGE, seconds=seconds, relative_gap=1e-3, absolute_gap=1e-6, warm=warm, integer=integer)
        proof = self.backend.solve(self.formulation.program.problem, task, self.progress, self.stop)
        return proof.objective if proof.outcome.has_plan else None

    def _buildings(self) -> Mapping[str, int]:
        """Building that each 0–1 variable speaks of; an indivisible move speaks of where it comes from."""
        f = self.formulation
        owner: dict[str, int] = {v.name: k for (k, _), v in (*f.run.items(), *f.offers.items(), *f.ends.items())}
        return owner | {v.name: i for (i, _, _), v in f.moves.items()}
