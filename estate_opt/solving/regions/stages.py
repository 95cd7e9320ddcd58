"""The stages for a region or a nation: taken apart, searched, put together, and proven as a whole.

One search over the shortfalls, earlier tiers heavier, plus the preferences finds a plan. Each stage then has its own
bound: the least shortfall of a tier with those before it held, and the best preferences with all shortfalls held.
The held rows are totals like any other, so their prices are found with the rest. A bound needs no plan, so it
comes first, and the search knows when it is near enough.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from estate_opt.config.schema import Solve
from estate_opt.domain.plan import PREFERENCES, Outcome, StageProof
from estate_opt.domain.travel import FloatArray
from estate_opt.errors import NoPlanInTime
from estate_opt.formulation.build import Formulation
from estate_opt.solving.matrix import Matrix, assign
from estate_opt.solving.regions.balance import LEAST_HELD, Held
from estate_opt.solving.regions.bound import NODES, Bound
from estate_opt.solving.regions.clock import Clock
from estate_opt.solving.regions.fix import relax_and_fix
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.prices import Relaxation
from estate_opt.solving.regions.program import Objective, Whole
from estate_opt.solving.regions.prover import Prover
from estate_opt.solving.regions.search import RegionSearch
from estate_opt.solving.regions.today import today_as_plan
from estate_opt.solving.stages import HELD_SCALE, HELD_SLACK, STARTING, TIER_WEIGHT

RELAX_SHARE, FIX_SHARE = 0.12, 0.2
"""By which part of the time the first relaxation and the first plan end."""
TIER_SEARCH_SHARES, TIER_SHARE, TIER_DEEP_SHARE = (0.3, 0.46, 0.54), 0.6, 0.66
"""By which part the searches for the least shortfall end, each followed by a bound; by which its bounds do; and by
which the parts that are open then have been searched further."""
SEARCH_SHARES, BOUND_SHARE, DEEP_SHARE, IMPROVE_SHARE = (0.76, 0.83), 0.89, 0.94, 0.96
"""The same for the preferences, and for the last search; what is left is for the verifier."""
FIRST_HELD = 20.0
"""Price of a held shortfall when the search for better preferences begins; the search finds the right one."""
TURN_ROUNDS = 3
"""Rounds of a bound before the search goes on."""
NEAR = 0.8
"""Part of the gap asked for at which a stage is near enough for the next one to begin: what is held as well as can be
leaves the preferences little room."""


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
        nodes = min(NODES, self.settings.work_limit or NODES)
        self.prover = Prover(self.whole, self.pool, self.clock, self.options, nodes, self.settings.threads)

    # -- the story ---------------------------------------------------------------------------------

    def stages(self) -> list[StageProof]:
        """Find a plan, then bound and better it stage by stage."""
        self.clock.progress.stage(STARTING)
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
            held, y = self._shortfall_stage(stage, held, y, search if number == 0 else None)
        self.clock.progress.stage(PREFERENCES)
        beside = whole.combined.of(self._plan()) - whole.last.of(self._plan())
        self._preferences_stage(held, search, relaxation.bound - beside)
        return self.proofs

    def _first_plan(self, relaxation: Relaxation) -> RegionSearch:
        """A plan near the relaxation of all objectives together, and the search that goes on from it."""
        search = self.whole.search(
            self.whole.combined, self.pool, relaxation.y, relaxation.x, guard=self.clock.guard, options=self.options
        )
        aim = self.settings.gap * abs(relaxation.bound)
        today = today_as_plan(self.formulation, self.whole.variables, search.matrix, search.layout)
        relax_and_fix(search, aim, lambda: self.clock.left(FIX_SHARE), today)
        search.improve(aim, math.isfinite, self._go_on(search, TIER_SEARCH_SHARES[-1]))
        if search.best is None:
            raise NoPlanInTime(
                f"No plan was found within {self.clock.limit:g} s. Give more time "
                "(--time-limit), or make musts into aims so that a first plan is easier to find."
            )
        self._take(search)
        self.clock.report(STARTING, search.value, relaxation.bound)
        return search

    def _shortfall_stage(
        self, stage: Objective, held: Matrix, y: FloatArray, search: RegionSearch | None
    ) -> tuple[Matrix, FloatArray]:
        """Better the plan where it is the first tier, bound the least shortfall, and hold what the plan has."""
        start = self.clock.seconds()
        found = self._later_bound(stage, held, y) if search is None else self._close_shortfall(stage, search)
        reached = stage.of(self._plan())
        bound, y = (0.0, y) if found is None else (max(found.value, 0.0), found.y)
        self._prove(stage.name, reached, min(bound, reached), self.settings.shortfall_gap, start)
        return self.whole.holding(held, stage, reached), np.append(y, 0.0)

    def _close_shortfall(self, stage: Objective, search: RegionSearch) -> Bound | None:
        """Search and bound in turn until the first tier's shortfall is near its bound.

        Searches go by all objectives together, so that what is held leaves good preferences possible. The bound takes
        the prices that they have found: whole decisions need others than the relaxation.
        """
        found: Bound | None = None
        weight = TIER_WEIGHT ** len(self.whole.tiers)

        def enough(_value: float) -> bool:
            self._take(search)
            now, proven = stage.of(self._plan()), 0.0 if found is None else max(found.value, 0.0)
            self.clock.report(stage.name, now, proven)
            return now - proven <= NEAR * self._near(now)

        for share in TIER_SEARCH_SHARES:
            go_on = self._go_on(search, share, late=TIER_SEARCH_SHARES[-1])
            search.passes(self.settings.gap * abs(search.value), enough, go_on)
            if enough(search.value) or not self.clock.goes_on(TIER_SHARE):
                break
            reached = stage.of(self._plan())
            aim = NEAR * self._near(reached)
            if found is None:
                relaxation = self.prover.near(stage, search.prices() / weight, reached, TIER_SHARE, aim)
                if relaxation is None:
                    break
                found = Bound(relaxation.bound, 0, relaxation.y)
            matrix, x = self.whole.matrix, self._plan()
            found = self.prover.by_parts(matrix, stage, found, reached, aim, TIER_SHARE, x, found.rounds + TURN_ROUNDS)
            if enough(search.value):
                break
            self._parts_again(matrix, stage, found, search, TIER_SHARE)
        if found is None or enough(search.value):
            return found
        reached = stage.of(self._plan())
        return self.prover.deeper(self.whole.matrix, stage, found, reached, NEAR * self._near(reached), TIER_DEEP_SHARE)

    def _parts_again(self, held: Matrix, stage: Objective, found: Bound, search: RegionSearch, share: float) -> None:
        """Better the plan in the parts where the bound has found better ones."""
        if found.answers:
            losses = self.prover.losses(held, stage, found, self._plan())
            search.parts_again(losses, self.settings.gap * abs(search.value), self._go_on(search, share))
            self._take(search)

    def _later_bound(self, stage: Objective, held: Matrix, y: FloatArray) -> Bound | None:
        """A bound for the shortfall of a later tier, with those before it held."""
        reached = stage.of(self._plan())
        if reached <= self.settings.shortfall_gap or self.clock.stop.is_set:
            return None
        relaxation = self.prover.relax(held, stage, y, TIER_SHARE, reached)
        if relaxation is None:
            return None
        found, aim = Bound(relaxation.bound, 0, relaxation.y), NEAR * self._near(reached)
        if reached - found.value <= aim:
            return found
        return self.prover.by_parts(held, stage, found, reached, aim, TIER_SHARE, self._plan())

    def _near(self, shortfall: float) -> float:
        """How far above its bound a shortfall may be."""
        return max(self.settings.gap * abs(shortfall), self.settings.shortfall_gap)

    def _preferences_stage(self, held: Matrix, before: RegionSearch, known: float) -> None:
        """Search and bound the preferences in turn, with the shortfalls held.

        How little room these leave is known only for whole decisions, so the search finds what they are worth, and the
        bound goes by that. ``known`` is a bound that is there already: where nothing falls short, a good one.
        """
        start, last = self.clock.seconds(), self.whole.last
        search = self._last_search(before)
        found: Bound | None = None
        aim = self.settings.gap * abs(last.of(self._plan()))

        def proven() -> float:
            return known if found is None else max(known, found.value)

        def enough(now: float) -> bool:
            self.clock.report(last.name, now, proven())
            return now - proven() <= self.settings.gap * abs(now)

        for share in SEARCH_SHARES:
            search.passes(aim, enough, self._go_on(search, share))
            self._take(search)
            value = last.of(self._plan())
            if enough(value) or not self.clock.goes_on(BOUND_SHARE):
                break
            found = self._preferences_bound(held, search, found)
            if found is None:
                break
            self._parts_again(held, last, found, search, BOUND_SHARE)
        if found is not None and not enough(search.value):
            found = self.prover.deeper(held, last, found, search.value, NEAR * aim, DEEP_SHARE)
        if not enough(search.value):
            search.improve(aim, enough, self._go_on(search, IMPROVE_SHARE))
        self._take(search)
        value = last.of(self._plan())
        self._prove(PREFERENCES, value, min(proven(), value), 1e-9, start)

    def _preferences_bound(self, held: Matrix, search: RegionSearch, before: Bound | None) -> Bound | None:
        """A bound for the preferences at the prices that a search has found, those of held shortfalls among them."""
        whole, last, x = self.whole, self.whole.last, self._plan()
        value = last.of(x)
        aim = NEAR * self.settings.gap * abs(value)
        if before is None:
            prices = self._held_prices([each.price for each in search.held], aim)
            there = search.prices() * (prices[0] / search.held[0].price if prices else 1.0)
            relaxation = self.prover.near(whole.at_prices(prices, x), there, value, BOUND_SHARE, aim)
            if relaxation is None:
                return None
            y = np.append(relaxation.y, -np.array(prices) / HELD_SCALE)
            before = Bound(relaxation.bound, 0, y)
        if value - before.value <= aim:
            return before
        return self.prover.by_parts(held, last, before, value, aim, BOUND_SHARE, x, before.rounds + TURN_ROUNDS)

    def _held_prices(self, found: Sequence[float], aim: float) -> list[float]:
        """Prices of the held shortfalls at which the bound begins.

        Those that a search has found, but none so high that what is not proven of a shortfall costs more than the gap
        that is aimed at.
        """
        return [
            min(price, max(LEAST_HELD, aim / max(proof.objective - proof.bound, HELD_SLACK)))
            for price, proof in zip(found, self.proofs, strict=True)
        ]

    def _last_search(self, before: RegionSearch) -> RegionSearch:
        """The search for better preferences, with the shortfalls held.

        What a total is worth goes with what its shortfall is worth.
        """
        tiers, x = self.whole.tiers, self._plan()
        held = [Held(stage.cost, float(stage.cost @ x) + HELD_SLACK, FIRST_HELD) for stage in tiers]
        y = before.prices() * (FIRST_HELD / TIER_WEIGHT ** len(tiers) if tiers else 1.0)
        return self.whole.search(self.whole.last, self.pool, y, x, x, held, self.clock.guard, self.options)

    # -- means -------------------------------------------------------------------------------------

    def _plan(self) -> FloatArray:
        assert self.x is not None
        return self.x

    def _go_on(self, search: RegionSearch, share: float, late: float = 0.0) -> Callable[[], bool]:
        """Whether a search has time for more neighbourhoods, and has not looked at as many as it may.

        Until it has looked at all places once it may go on to a later share: a bound would tell it nothing yet.
        """
        most = self.settings.work_limit

        def go_on() -> bool:
            until = share if search.balanced else max(share, late)
            return self.clock.goes_on(until) and (most is None or search.searched < most)

        return go_on

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
