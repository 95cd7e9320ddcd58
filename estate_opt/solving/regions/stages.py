"""The stages for a region or a nation: taken apart, searched, put together, and proven as a whole.

One search over the shortfalls, earlier tiers heavier, plus the preferences finds a plan. Each stage then has its own
bound: the least shortfall of a tier with those before it held, and the best preferences with all shortfalls held.
The held rows are totals like any other, so their prices are found with the rest. A bound needs no plan, so it
comes first, and the search knows when it is near enough.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from estate_opt.config.schema import Solve
from estate_opt.domain.plan import PREFERENCES, Outcome, StageProof
from estate_opt.domain.travel import FloatArray
from estate_opt.errors import NoPlanInTime
from estate_opt.formulation.build import Formulation
from estate_opt.solving.matrix import Matrix, assign
from estate_opt.solving.regions.balance import Held
from estate_opt.solving.regions.bound import ROUNDS, Bound
from estate_opt.solving.regions.clock import Clock
from estate_opt.solving.regions.fix import relax_and_fix
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.prices import Relaxation
from estate_opt.solving.regions.program import STAGE, Objective, Whole
from estate_opt.solving.regions.prover import Prover
from estate_opt.solving.regions.search import RegionSearch
from estate_opt.solving.stages import HELD_SCALE, HELD_SLACK, TIER_WEIGHT

RELAX_SHARE, FIX_SHARE, TIER_BOUND_SHARE = 0.12, 0.2, 0.35
"""By which part of the time the first relaxation, the first plan, and the bound of the first shortfall end."""
SEARCH_SHARE, LAST_BOUND_SHARE, IMPROVE_SHARE = 0.7, 0.85, 0.96
"""By which part the first search, the bounds of what comes after it, and the last search end; what is left is for the
verifier."""
HELD_PRICES = (10.0, 3.0, 30.0)
"""Prices of a shortfall that is held, beyond the relaxation's, at which the bound by parts begins."""
FIRST_HELD = 20.0
"""Least price of a held shortfall when the search for better preferences begins."""
NEAR = 0.5
"""Part of the gap asked for at which the first shortfall is near enough for the search to go on to the preferences."""


@dataclass(eq=False)
class Run:
    """One solve from beginning to end."""

    formulation: Formulation
    whole: Whole
    settings: Solve
    clock: Clock
    pool: Pool
    proofs: list[StageProof] = field(default_factory=list)
    x: FloatArray | None = None

    def __post_init__(self) -> None:
        self.options = tuple(self.settings.options.items())
        self.prover = Prover(self.whole, self.pool, self.clock, self.options)

    # -- the story ---------------------------------------------------------------------------------

    def stages(self) -> list[StageProof]:
        """Find a plan, then bound and better it stage by stage."""
        self.clock.progress.stage(STAGE)
        whole, held = self.whole, self.whole.matrix
        relaxation = self.prover.first(RELAX_SHARE)
        if relaxation is None:
            raise NoPlanInTime(
                "The run was stopped before any plan was found."
                if self.clock.stop.is_set
                else "The relaxation of a part has no solution, or none was found in time."
            )
        search = self._first_plan(relaxation)
        self.formulation.sizes["search_seconds"] = self.clock.seconds()
        y = relaxation.y / TIER_WEIGHT ** len(whole.tiers)
        for number, stage in enumerate(whole.tiers):
            self.clock.progress.stage(stage.name)
            held, y = self._shortfall_stage(stage, held, y, search, first=number == 0)
        self.clock.progress.stage(PREFERENCES)
        self._preferences_stage(held, relaxation.y, y)
        return self.proofs

    def _first_plan(self, relaxation: Relaxation) -> RegionSearch:
        """A plan near the relaxation of all objectives together, and the search that goes on from it."""
        search = self.whole.search(
            self.whole.combined, self.pool, relaxation.y, relaxation.x, guard=self.clock.guard, options=self.options
        )
        aim = self.settings.gap * abs(relaxation.bound)
        relax_and_fix(search, aim, lambda: self.clock.left(FIX_SHARE))
        search.improve(aim, math.isfinite, self._go_on(search, SEARCH_SHARE))
        if search.best is None:
            raise NoPlanInTime(
                f"No plan was found within {self.clock.limit:g} s. Give more time "
                "(--time-limit), or make musts into aims so that a first plan is easier to find."
            )
        self._take(search)
        self.clock.report(STAGE, search.value, relaxation.bound)
        return search

    def _shortfall_stage(
        self, stage: Objective, held: Matrix, y: FloatArray, search: RegionSearch, *, first: bool
    ) -> tuple[Matrix, FloatArray]:
        """Bound the least shortfall of a tier, better the plan where it is the first tier, and hold what it has.

        One round over the parts tells the search how near it is; more of them come after it, where it was in vain.
        """
        start = self.clock.seconds()
        share = TIER_BOUND_SHARE if first else LAST_BOUND_SHARE
        reached = stage.of(self._plan())
        found: Bound | None = None
        relaxation = None
        if reached > self.settings.shortfall_gap and not self.clock.stop.is_set:
            relaxation = self.prover.relax(held, stage, y, share, reached)
        if relaxation is not None:
            found = self._shortfall_bound(stage, held, relaxation, None, share, 1 if first else ROUNDS)
        if first:
            self._search_shortfall(stage, search, 0.0 if found is None else found.value)
            reached = stage.of(self._plan())
        if first and relaxation is not None:
            found = self._shortfall_bound(stage, held, relaxation, found, SEARCH_SHARE, ROUNDS)
        bound, y = (0.0, y) if found is None else (max(found.value, 0.0), found.y)
        self._prove(stage.name, reached, min(bound, reached), self.settings.shortfall_gap, start)
        return self.whole.holding(held, stage, reached), np.append(y, 0.0)

    def _near(self, shortfall: float) -> float:
        """How far above its bound a shortfall may be."""
        return max(self.settings.gap * abs(shortfall), self.settings.shortfall_gap)

    def _shortfall_bound(
        self, stage: Objective, held: Matrix, relaxation: Relaxation, before: Bound | None, share: float, rounds: int
    ) -> Bound:
        """A bound of a tier's shortfall by so many rounds over the parts, those before among them."""
        reached = stage.of(self._plan())
        found = before or Bound(relaxation.bound, 0, relaxation.y)
        if reached - found.value <= self._near(reached):
            return found
        aim = self._near(reached) * NEAR
        return self.prover.by_parts(held, stage, relaxation, [relaxation.y], reached, aim, share, before, rounds)

    def _search_shortfall(self, stage: Objective, search: RegionSearch, bound: float) -> None:
        """Better the plan until the first tier's shortfall is near its bound."""

        def enough(_value: float) -> bool:
            self._take(search)
            now = stage.of(self._plan())
            self.clock.report(stage.name, now, max(bound, 0.0))
            return now - bound <= NEAR * self._near(now)

        search.improve(self.settings.gap * abs(search.value), enough, self._go_on(search, SEARCH_SHARE))
        self._take(search)

    def _preferences_stage(self, held: Matrix, y: FloatArray, tier_prices: FloatArray) -> None:
        """Bound the preferences with the shortfalls held, and better them.

        Prices are tried that pay more and more for the last tier's shortfall: how little room it leaves is known only
        for whole decisions.
        """
        start = self.clock.seconds()
        last = self.whole.last
        value, bound = last.of(self._plan()), -math.inf
        relaxation = None
        if not self.clock.stop.is_set:
            first = self.prover.prices_of_held(y)
            relaxation = self.prover.relax(held, last, first, LAST_BOUND_SHARE, value)
        if relaxation is not None:
            aim = self.settings.gap * abs(value)
            found = Bound(relaxation.bound, 0, relaxation.y)
            if value - found.value > aim * NEAR:
                along = tier_prices.copy()
                along[-1] = -1.0 / HELD_SCALE if self.whole.tiers else 0.0
                starts = [relaxation.y + much * along for much in (HELD_PRICES if self.whole.tiers else (0.0,))]
                found = self.prover.by_parts(held, last, relaxation, starts, value, aim * NEAR, LAST_BOUND_SHARE)
            bound = found.value
            search = self._last_search(found.y, tier_prices)

            def enough(now: float) -> bool:
                self.clock.report(last.name, now, bound)
                return now - bound <= self.settings.gap * abs(now)

            search.improve(aim, enough, self._go_on(search, IMPROVE_SHARE))
            self._take(search)
            value = last.of(self._plan())
        self._prove(PREFERENCES, value, min(bound, value), 1e-9, start)

    def _last_search(self, y: FloatArray, tier_prices: FloatArray) -> RegionSearch:
        """The search for better preferences, with the shortfalls held.

        The relaxation may hold a shortfall for next to nothing, whole decisions do not: so it has a least price
        from the beginning, and the totals what goes with that.
        """
        rows, tiers = self.whole.matrix.a.shape[0], self.whole.tiers
        prices = -y[rows:] * HELD_SCALE
        more = max(0.0, FIRST_HELD - prices[-1]) if tiers else 0.0
        held = [
            Held(stage.cost, float(stage.cost @ self._plan()) + HELD_SLACK, max(float(price), FIRST_HELD))
            for stage, price in zip(tiers, prices, strict=True)
        ]
        start = y[:rows] + more * tier_prices[:rows]
        return self.whole.search(
            self.whole.last, self.pool, start, self._plan(), self._plan(), held, self.clock.guard, self.options
        )

    # -- means -------------------------------------------------------------------------------------

    def _plan(self) -> FloatArray:
        assert self.x is not None
        return self.x

    def _go_on(self, search: RegionSearch, share: float) -> Callable[[], bool]:
        """Whether a search has time for more neighbourhoods, and has not looked at as many as it may."""
        most = self.settings.work_limit
        return lambda: self.clock.goes_on(share) and (most is None or search.searched < most)

    def _take(self, search: RegionSearch) -> None:
        """Take the best plan of a search over; PuLP's variables hold it."""
        if search.best is not None:
            self.x = search.best[: self.whole.matrix.cost.size]
            assign(self.whole.variables, self.x)

    def _prove(self, name: str, objective: float, bound: float, absolute: float, start: float) -> None:
        asked = max(absolute, self.settings.gap * abs(objective))
        stopped = Outcome.INTERRUPTED if self.clock.stop.is_set else Outcome.TIME_LIMIT
        self.proofs.append(
            StageProof(
                stage=name,
                outcome=Outcome.OPTIMAL if objective - bound <= asked else stopped,
                objective=objective,
                bound=bound,
                absolute_gap_allowed=absolute,
                seconds=self.clock.seconds() - start,
            )
        )
