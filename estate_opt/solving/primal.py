"""The primal side: good plans, quickly, from the relaxation.

At a city's size the root bound is within a percent of the truth after seconds; what a solver lacks
is good plans. So one objective, the shortfalls at a heavy weight plus the
preferences, is relaxed; all that the relaxation decides is fixed (about six decisions in seven) and
the small program that is left is solved. From there a *neighbourhood* at a time is freed and solved
again (large neighbourhood search: Shaw 1998): the buildings around one with trouble, where activity
ends or an aim is missed by more than in the relaxation, and then around those where plan and
relaxation differ most.

The plan found is only a start. The stages prove what is best.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pulp
from scipy.spatial import cKDTree

from estate_opt.domain.plan import Outcome, StageProof
from estate_opt.domain.snapshot import area_mask
from estate_opt.domain.travel import FloatArray
from estate_opt.formulation.build import Formulation
from estate_opt.policies.base import Expression
from estate_opt.solving.backends import Backend, Task
from estate_opt.solving.progress import Progress, StopSwitch

STAGE = "starting plan"
TIER_WEIGHT = 100.0
"""Weight of a tier's shortfall against everything after it; here only, for the stages need no weights."""
DECIDED = 1e-6
"""How near to 0 or 1 a relaxed decision counts as decided."""
NEIGHBOURS, FEWEST, MOST = 20, 8, 120
"""Buildings that a neighbourhood frees: at first, at least, at most."""
WIDER, NARROWER = 1.5, 0.7
"""A neighbourhood searched to its end in vain is followed by a wider one, one cut off in vain by a narrower one."""
LEAST_SECONDS = 1.0
NEIGHBOURHOOD_LPS, SEARCH_LPS = 4.0, 40.0
"""Time for a neighbourhood and for the whole search, in times that the relaxation took: so a busy or slow machine
searches as far as a fast one, and a small program is not searched for longer than it takes to solve."""
FIRST_SHARE = 0.4
"""Share of the search's time that the first plan may take."""
PATIENCE = 8
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
        self.tree = cKDTree(self.formulation.context.estate.building_xy)
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
        started = time.perf_counter()
        if not self._relax(seconds / 2):
            return False
        lp = time.perf_counter() - started
        deadline = min(deadline, started + max(LEAST_SECONDS, SEARCH_LPS * lp))
        seconds = deadline - started
        self._attempt(self._decided, seconds * FIRST_SHARE)
        if self.plan:
            self._improve(deadline, max(LEAST_SECONDS, NEIGHBOURHOOD_LPS * lp))
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
        if not proof.outcome.has_plan:
            return False
        self.bound = proof.objective
        self.relaxed = {v.name: v.varValue or 0.0 for v in self.variables}
        return True

    def _near_enough(self) -> bool:
        if not self.plan:
            return False
        preferences = self.preferences.constant + sum(self.plan[v.name] * c for v, c in self.preferences.terms)
        return bool(self.best - self.bound <= self.gap * abs(preferences))

    def _improve(self, deadline: float, each: float) -> None:
        """Free one neighbourhood after another, until the plan is near enough or nothing helps any more."""
        size, tried, in_vain = float(NEIGHBOURS), set[int](), 0
        while in_vain < PATIENCE and not (self.stop.is_set or self._near_enough()):
            left = deadline - time.perf_counter()
            centre = self._centre(tried)
            if left <= 0 or centre is None:
                break
            free = self._around(centre, round(size))
            better, to_its_end = self._attempt(
                lambda v, free=free: None if self.building_of[v.name] in free else round(self.plan[v.name]),  # type: ignore[misc]
                min(left, each),
            )
            if better:
                tried, in_vain = set(), 0
                continue
            in_vain += 1
            size = min(MOST, size * WIDER) if to_its_end else max(FEWEST, size * NARROWER)
            if to_its_end or size == FEWEST:  # a centre that was cut off is tried again, narrower
                tried.add(centre)

    def _centre(self, tried: set[int]) -> int | None:
        """The building to look around next: the most trouble, else the greatest difference."""
        for score in (self._trouble(), self._difference()):
            score[sorted(tried)] = 0.0
            if score.max(initial=0.0) > DECIDED:
                return int(score.argmax())
        return None

    def _trouble(self) -> FloatArray:
        """Hours that end at each building beyond the relaxation's, and 1 for each missed aim of its area."""
        f = self.formulation
        trouble = np.zeros(len(f.context.estate.buildings))
        for key, variable in f.ends.items():
            trouble[key[0]] += f.candidates.activities[key] * max(0.0, self._beyond(variable.name))
        for short in f.shorts:
            if short.requirement.area_id and self._beyond(short.variable.name) > DECIDED:
                trouble[area_mask(f.context.estate, short.requirement.area_id)] += 1.0
        return trouble

    def _difference(self) -> FloatArray:
        """How much plan and relaxation differ at each building."""
        differs = np.zeros(len(self.formulation.context.estate.buildings))
        for variable in self.binaries:
            differs[self.building_of[variable.name]] += abs(self._beyond(variable.name))
        return differs

    def _beyond(self, name: str) -> float:
        """By how much a variable is greater in the plan than in the relaxation."""
        return self.plan[name] - self.relaxed[name]

    def _around(self, centre: int, size: int) -> frozenset[int]:
        xy = self.formulation.context.estate.building_xy
        _, near = self.tree.query(xy[centre], k=min(size, len(xy)))
        return frozenset(np.atleast_1d(near).tolist())

    def _decided(self, variable: pulp.LpVariable) -> float | None:
        value = self.relaxed[variable.name]
        return float(round(value)) if min(value, 1 - value) <= DECIDED else None

    def _attempt(self, fix: Callable[[pulp.LpVariable], float | None], seconds: float) -> tuple[bool, bool]:
        """Solve with some variables fixed and keep the plan where it is better.

        Returns
        -------
        tuple of bool
            Whether it is better, and whether the solver searched to the end.
        """
        bounds = [(v.lowBound, v.upBound) for v in self.binaries]
        try:
            for variable in self.binaries:
                value = fix(variable)
                if value is not None:
                    variable.bounds(value, value)
            proof = self._solve(seconds, warm=bool(self.plan), integer=True)
        finally:
            for variable, (low, high) in zip(self.binaries, bounds, strict=True):
                variable.bounds(low, high)
        better = proof.outcome.has_plan and (not self.plan or proof.objective < self.best - abs(self.best) * DECIDED)
        if better:
            self.best = proof.objective
            self.plan = {v.name: v.varValue or 0.0 for v in self.variables}
        else:
            for variable in self.variables if self.plan else ():
                variable.varValue = self.plan[variable.name]
        return better, proof.outcome is Outcome.OPTIMAL

    def _solve(self, seconds: float, *, warm: bool, integer: bool) -> StageProof:
        task = Task(STAGE, seconds=seconds, relative_gap=1e-3, absolute_gap=1e-6, warm=warm, integer=integer)
        return self.backend.solve(self.formulation.program.problem, task, self.progress, self.stop)

    def _buildings(self) -> Mapping[str, int]:
        """Building that each 0–1 variable speaks of; an indivisible move speaks of where it comes from."""
        f = self.formulation
        owner: dict[str, int] = {v.name: k for (k, _), v in (*f.run.items(), *f.offers.items(), *f.ends.items())}
        return owner | {v.name: i for (i, _, _), v in f.moves.items()}
