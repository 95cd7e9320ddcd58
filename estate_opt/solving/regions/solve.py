"""The stages for a region or a nation: taken apart, searched, put together, and proven as a whole.

One search over the shortfalls, earlier tiers heavier, plus the preferences finds a plan. Each stage then has its own
bound: the least shortfall of a tier with those before it held, and the best preferences with all shortfalls held.
The held rows are totals like any other, so their prices are found with the rest.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace

import numpy as np

from estate_opt.config.schema import PlanFile
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import PREFERENCES, SHORTFALL, Outcome, StageProof
from estate_opt.domain.travel import FloatArray
from estate_opt.errors import NoPlanInTime
from estate_opt.formulation.build import Formulation
from estate_opt.policies.base import Expression
from estate_opt.solving.matrix import BoolArray, Matrix, as_row
from estate_opt.solving.progress import Progress, Report, StopSwitch
from estate_opt.solving.regions.bound import Bound, bound_by_parts
from estate_opt.solving.regions.layout import Layout
from estate_opt.solving.regions.places import NOWHERE, Places
from estate_opt.solving.regions.pool import Pool, open_pool
from estate_opt.solving.regions.prices import Relaxation, Shipped, relax_whole, sample_prices
from estate_opt.solving.regions.search import RegionSearch, elastic
from estate_opt.solving.regions.split import Split, with_finite_bounds
from estate_opt.solving.stages import HELD_SCALE, HELD_SLACK, TIER_WEIGHT

STAGE = "starting plan"
SEARCH_SHARE, TIER_SHARE, IMPROVE_SHARE = 0.4, 0.55, 0.75
"""By which part of the time the search, the bounds of the shortfalls, and the last neighbourhoods end."""
HELD_PRICES = (0.0, 1.0, 3.0, 10.0)
"""Prices of a shortfall that is held, beyond the relaxation's, at which the bound by parts begins."""
RELAXATION_SHARE = (0.9, 0.3)
"""By which part of the time prices are good enough whatever their gap: those of a stage, and the first ones."""
RELAXATION_GAP = 2e-4
"""Gap of the relaxation's prices, as a share of the objective."""


def applies(formulation: Formulation, plan_file: PlanFile) -> bool:
    """Whether an estate is large enough to be taken apart, nobody has switched that off, and the solver is HiGHS."""
    regions = plan_file.solve.regions
    council = sum(1 for b in formulation.context.estate.buildings if b.is_council)
    return plan_file.solve.solver.lower() == "highs" and regions.use and council >= regions.from_buildings


def solve_regions(
    formulation: Formulation, plan_file: PlanFile, preferences: Expression, progress: Progress, stop: StopSwitch
) -> tuple[list[StageProof], Decisions]:
    """Solve all stages by parts.

    Parameters
    ----------
    formulation
        The program; its variables hold the plan afterwards.
    plan_file
        Solve settings.
    preferences
        The last stage's objective.
    progress, stop
        Where reports go, and who may ask to stop.

    Returns
    -------
    tuple
        One proof a stage, and the decisions.

    Raises
    ------
    NoPlanInTime
        No plan was found in the time given.
    """
    settings = plan_file.solve
    with open_pool(settings.threads, settings.regions.scheduler, stop) as pool:
        run = _Run(formulation, plan_file, preferences, progress, stop, pool)
        proofs = run.stages()
    return proofs, run.decisions()


@dataclass(eq=False)
class _Stage:
    """An objective."""

    name: str
    cost: FloatArray
    offset: float


@dataclass(eq=False)
class _Run:
    """One solve from beginning to end."""

    formulation: Formulation
    plan_file: PlanFile
    preferences: Expression
    progress: Progress
    stop: StopSwitch
    pool: Pool
    proofs: list[StageProof] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.started = time.perf_counter()
        problem = self.formulation.program.problem
        self.variables = problem.variables()
        column = {v.id: j for j, v in enumerate(self.variables)}
        matrix = Matrix.of(problem).minimising(np.zeros(len(column)), 0.0)
        self.amounts = ~np.isfinite(matrix.high)
        self.matrix = with_finite_bounds(matrix)
        tiers = self.formulation.tiers()
        self.tiers = [_Stage(f"{SHORTFALL}{tier}", *as_row(self.formulation.shortfall(tier), column)) for tier in tiers]
        self.last = _Stage(PREFERENCES, *as_row(self.preferences, column))
        combined, offset = self.last.cost.copy(), self.last.offset
        for power, stage in enumerate(reversed(self.tiers), start=1):
            combined += TIER_WEIGHT**power * stage.cost
        self.combined = _Stage(STAGE, combined, offset)
        regions = self.plan_file.solve.regions
        self.layout = Layout.of(
            self.matrix, Places.of(self.formulation), regions.block_buildings, regions.part_buildings
        )

    # -- the story ---------------------------------------------------------------------------------

    def stages(self) -> list[StageProof]:
        """Find a plan, then prove and improve it stage by stage."""
        self.progress.stage(STAGE)
        relaxation = self._relax(self.matrix, self.combined, self._first_prices())
        if relaxation is None:
            raise NoPlanInTime(
                "The run was stopped before any plan was found."
                if self.stop.is_set
                else "The relaxation of a part has no solution, or none was found in time."
            )
        self._search(relaxation)
        self.formulation.sizes["search_seconds"] = time.perf_counter() - self.started
        held, y = self.matrix, relaxation.y / TIER_WEIGHT ** len(self.tiers)
        for stage in self.tiers:
            self.progress.stage(stage.name)
            held, y = self._shortfall_stage(stage, held, y)
        self.progress.stage(PREFERENCES)
        self._preferences_stage(held, relaxation.y, y)
        return self.proofs

    def decisions(self) -> Decisions:
        """The plan's decisions; the variables hold its values."""
        for variable, value in zip(self.variables, self.x, strict=True):
            variable.varValue = float(value)
        return self.formulation.decisions()

    # -- its parts ---------------------------------------------------------------------------------

    def _search(self, relaxation: Relaxation) -> None:
        """Find a plan for the combined objective."""
        gap = self.plan_file.solve.gap
        search = self._start(self.matrix, self.combined, relaxation)
        aim = gap * abs(relaxation.bound)
        search.relax_and_fix(aim)
        self._report(STAGE, search.value, relaxation.bound)
        search.improve(
            aim,
            lambda value: value - relaxation.bound <= aim / 4,
            lambda: self._time(SEARCH_SHARE, search, relaxation.bound),
        )
        if not search.is_plan:
            raise NoPlanInTime(
                f"No plan was found within {self.plan_file.solve.time_limit_seconds:g} s. Give more time "
                "(--time-limit), or make musts into aims so that a first plan is easier to find."
            )
        self.x = search.x[: self.matrix.cost.size]

    def _shortfall_stage(self, stage: _Stage, held: Matrix, y: FloatArray) -> tuple[Matrix, FloatArray]:
        """Bound the least shortfall of a tier and hold what the plan has."""
        start = time.perf_counter()
        settings = self.plan_file.solve
        reached = float(stage.cost @ self.x)
        bound = 0.0
        if reached > settings.shortfall_gap and not self.stop.is_set:
            near = max(settings.gap * reached, settings.shortfall_gap)
            bound, y = self._bound(held, stage, y, reached, near, TIER_SHARE)
        self._prove(stage.name, reached, min(bound, reached), settings.shortfall_gap, start)
        held = held.with_row(HELD_SCALE * stage.cost, -np.inf, HELD_SCALE * (reached + HELD_SLACK))
        return held, np.append(y, 0.0)

    def _preferences_stage(self, held: Matrix, y: FloatArray, tier_prices: FloatArray) -> None:
        """Improve the preferences with the shortfalls held, and bound them.

        Prices are tried that pay more and more for the last tier's shortfall: how little room it leaves is known only
        for whole decisions.
        """
        start = time.perf_counter()
        gap = self.plan_file.solve.gap
        value = self._value(self.last)
        bound = -math.inf
        first = self._prices_of_held(y)
        relaxation = None if self.stop.is_set else self._relax(held, self.last, first)
        if relaxation is not None:
            search = self._start(held, self.last, relaxation)
            search.x[: self.x.size] = self.x
            aim = gap * abs(value)
            bound = relaxation.bound
            search.improve(
                aim, lambda now: now - bound <= aim / 4, lambda: self._time(IMPROVE_SHARE, search, relaxation.bound)
            )
            if search.is_plan:
                self.x = search.x[: self.x.size]
            value = self._value(self.last)
            if value - bound > gap * abs(value):
                along = tier_prices.copy()
                along[-1] = -1.0 / HELD_SCALE if self.tiers else 0.0
                starts = [relaxation.y + much * along for much in (HELD_PRICES if self.tiers else (0.0,))]
                bound = self._by_parts(held, self.last, relaxation, starts, value, gap * abs(value), 1.0).value
        self._prove(PREFERENCES, value, min(bound, value), 1e-9, start)

    def _bound(
        self, held: Matrix, stage: _Stage, y: FloatArray, reached: float, near: float, share: float
    ) -> tuple[float, FloatArray]:
        """Bound a stage by its relaxation and, where that leaves too much open, by its parts."""
        relaxation = self._relax(held, stage, y)
        if relaxation is None:
            return 0.0, y
        bound = relaxation.bound
        if reached - bound > near:
            by_parts = self._by_parts(held, stage, relaxation, [relaxation.y], reached, near, share)
            return by_parts.value, by_parts.y
        return bound, relaxation.y

    # -- means -------------------------------------------------------------------------------------

    def _start(self, held: Matrix, stage: _Stage, relaxation: Relaxation) -> RegionSearch:
        totals = self._totals(held)
        matrix = elastic(held.minimising(stage.cost, stage.offset), totals)
        more = matrix.cost.size - stage.cost.size
        nowhere = np.full(more, NOWHERE)
        loose = np.append(self.layout.component == NOWHERE, np.ones(more, dtype=bool))
        amounts = np.append(self.amounts, np.ones(more, dtype=bool))
        layout = replace(
            self.layout,
            totals=totals,
            building=np.append(self.layout.building, nowhere),
            component=np.append(self.layout.component, nowhere),
            block=np.append(self.layout.block, nowhere),
            part=np.append(self.layout.part, nowhere),
        )
        x = np.append(relaxation.x, np.zeros(more))
        return RegionSearch(matrix, layout, loose, amounts, self.pool, x, relaxation.y)

    def _totals(self, held: Matrix) -> BoolArray:
        more = held.a.shape[0] - self.layout.totals.size
        return np.append(self.layout.totals, np.ones(more, dtype=bool))

    def _first_prices(self) -> FloatArray:
        """Prices of the totals by a sample of components."""
        if self.layout.block.max() == 0:
            return np.zeros(self.matrix.a.shape[0])
        split = Split(self.matrix, self.layout.component)
        return sample_prices(split, self.combined.cost, self.layout.buildings_of(self.layout.component))

    def _prices_of_held(self, y: FloatArray) -> FloatArray:
        """Prices with shortfalls held, from those with shortfalls paid for."""
        paid = [-(TIER_WEIGHT**power) / HELD_SCALE for power in range(len(self.tiers), 0, -1)]
        return np.append(y, np.array(paid))

    def _relax(self, held: Matrix, stage: _Stage, first: FloatArray) -> Relaxation | None:
        block = self.layout.block
        if block.max() == 0:  # one block: all columns, so that nothing is priced
            block = np.zeros(block.size, dtype=np.int64)
        shipped = Shipped.to(self.pool, Split(held, block))
        size = abs(self._value(stage)) if hasattr(self, "x") else abs(stage.offset) or 1.0
        found = relax_whole(
            shipped,
            self.pool,
            stage.cost,
            stage.offset,
            RELAXATION_GAP * size,
            first,
            lambda: not self.stop.is_set and self._elapsed() < RELAXATION_SHARE[stage.name == STAGE],
        )
        if found is not None:
            self._report(stage.name, None, found.bound)
        return found

    def _by_parts(
        self,
        held: Matrix,
        stage: _Stage,
        relaxation: Relaxation,
        starts: list[FloatArray],
        value: float,
        near: float,
        share: float,
    ) -> Bound:
        shipped = Shipped.to(self.pool, Split(held, self.layout.part))

        def go_on(bound: float) -> bool:
            self._report(stage.name, value, bound)
            return value - bound > near and not self.stop.is_set and self._elapsed() < share

        buildings = self.layout.buildings_of(self.layout.part)
        totals = self._totals(held)
        return bound_by_parts(
            shipped, self.pool, stage.cost, stage.offset, relaxation, starts, totals, buildings, near, go_on
        )

    def _value(self, stage: _Stage) -> float:
        return float(stage.cost @ self.x + stage.offset)

    def _elapsed(self) -> float:
        """Part of the time that has passed."""
        return (time.perf_counter() - self.started) / self.plan_file.solve.time_limit_seconds

    def _time(self, share: float, search: RegionSearch, bound: float) -> bool:
        """Whether there is time left for more neighbourhoods."""
        self._report((self.proofs and PREFERENCES) or STAGE, search.value if search.is_plan else None, bound)
        return not self.stop.is_set and self._elapsed() < share

    def _report(self, stage: str, incumbent: float | None, bound: float | None) -> None:
        self.progress.report(Report(stage, time.perf_counter() - self.started, incumbent, bound))

    def _prove(self, name: str, objective: float, bound: float, absolute: float, start: float) -> None:
        asked = max(absolute, self.plan_file.solve.gap * abs(objective))
        proven = objective - bound <= asked
        stopped = Outcome.INTERRUPTED if self.stop.is_set else Outcome.TIME_LIMIT
        self.proofs.append(
            StageProof(
                stage=name,
                outcome=Outcome.OPTIMAL if proven else stopped,
                objective=objective,
                bound=bound,
                absolute_gap_allowed=absolute,
                seconds=time.perf_counter() - start,
            )
        )
