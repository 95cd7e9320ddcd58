"""The stages, lexicographic: least shortfall of the aims, tier by tier; then, with those held, the best by preference.

One program with penalties instead of stages is slower and its bound weaker, and
nobody could say which weight had decided what.

The relaxation of all objectives together comes first: it bounds the stages, and near it lies the
first plan. Then each stage is bettered and proven by :class:`estate_opt.solving.improve.Improve`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import highspy
import numpy as np

from estate_opt.config.schema import PlanFile, Solve
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import PREFERENCES, SHORTFALL, Outcome, Plan, StageProof
from estate_opt.domain.travel import FloatArray
from estate_opt.errors import NoPlanInTime, NoPlanPossible, SolverUnavailable
from estate_opt.formulation.build import Formulation
from estate_opt.formulation.objective import preference
from estate_opt.policies.base import Expression, Sense
from estate_opt.solving.backends import SMALL, Backend, Task
from estate_opt.solving.ground import Ground
from estate_opt.solving.improve import Improve
from estate_opt.solving.incumbent import SAME, Incumbent
from estate_opt.solving.matrix import Matrix, as_row, assign, values_of
from estate_opt.solving.primal import MOST, REACH, PrimalSearch
from estate_opt.solving.progress import Progress, Silent, StopSwitch, stop_on_interrupt
from estate_opt.solving.relaxation import Relaxation, Relaxed
from estate_opt.solving.special import Found, recognise

STARTING = "starting plan"
TIER_WEIGHT = 100.0
"""Weight of a tier's shortfall against everything after it, where the search for plans looks at all at once; the
stages need no weights."""
HELD_SLACK = 1e-6
"""Slack on a shortfall that is held, above what a solver's tolerance may have cost."""
HELD_SCALE = 1000.0
"""Factor on a row that holds a shortfall: HiGHS 1.15 presolves rows with a limit as small as the slack wrongly."""
START_SHARE = 0.7
"""Share of the time that looking for a starting plan may take: without a good one the stages find none."""
SETTLE_SECONDS = 20.0
EARLY_SHARE = 0.6
"""Share of the remaining time that a shortfall stage may take, so that the last stage has time too."""
LEAST_SECONDS, FIRST_LPS, NEIGHBOURHOOD_LPS = 1.0, 16.0, 4.0
"""Time for the first plan and for a neighbourhood, in times that the relaxation took and at least so many seconds: so a
busy or slow machine searches as far as a fast one."""
NEAREST_OF_ALL = MOST * REACH
"""Buildings around one that the search may look at."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One objective to minimise; the shortfall stages hold what they reach."""

    name: str
    objective: Expression
    holds: bool


@dataclass(frozen=True, eq=False)
class Guide:
    """What the search for plans goes by: the relaxation, its optimum, and where the columns lie."""

    relaxation: Relaxation
    relaxed: Relaxed
    ground: Ground


def solve_formulation(formulation: Formulation, plan_file: PlanFile, progress: Progress | None = None) -> Plan:
    """Solve all stages.

    Parameters
    ----------
    formulation
        The program; it is used up (held shortfalls become rows).
    plan_file
        Preferences and solve settings.
    progress
        Where reports go.

    Returns
    -------
    Plan
        With one proof a stage.

    Raises
    ------
    NoPlanPossible
        No plan satisfies every must.
    NoPlanInTime
        A limit was reached or the run was interrupted before any plan was found.
    SolverUnavailable
        The solver asked for is not installed here.
    """
    settings = plan_file.solve
    backend = Backend(settings.solver, seed=settings.seed, threads=settings.threads, options=settings.options)
    progress = progress or Silent()
    with stop_on_interrupt() as stop:
        found = _by_special(formulation, plan_file, backend, progress, stop)
        if found is not None and found.proofs[-1].stage == PREFERENCES:
            proofs, decisions = list(found.proofs), formulation.decisions()
        else:
            proofs, decisions = _Run(formulation, plan_file, backend, progress, stop).run(found)
    return Plan(
        decisions=decisions,
        outcome=_overall(proofs, stopped=stop.is_set),
        proof=tuple(proofs),
        solver=backend.title,
        seed=settings.seed,
        threads=settings.threads,
        sizes=dict(formulation.sizes),
        losses=formulation.losses,
    )


def _by_special(
    formulation: Formulation, plan_file: PlanFile, backend: Backend, progress: Progress, stop: StopSwitch
) -> Found | None:
    """Plan and proof of the first stages, where those are a classical location problem; the variables hold the plan."""
    settings = plan_file.solve
    special = recognise(formulation, plan_file) if settings.special and backend.name == "HiGHS" else None
    if special is None:
        return None
    holds = special.stage != PREFERENCES
    found = special.solve(
        gap=settings.gap,
        absolute_gap=settings.shortfall_gap if holds else 1e-9,
        seconds=settings.time_limit_seconds * (EARLY_SHARE if holds else 1.0),
        seed=settings.seed,
        threads=settings.threads,
        stop=stop,
        progress=progress,
    )
    if found is not None:
        found.apply()
    return found


def _stages(formulation: Formulation, preferences: Expression) -> Iterator[Stage]:
    for tier in formulation.tiers():
        yield Stage(f"{SHORTFALL}{tier}", formulation.shortfall(tier), holds=True)
    yield Stage(PREFERENCES, preferences, holds=False)


class _Run:
    """The stages of one run, and the plan that they better one after the other."""

    def __init__(
        self, formulation: Formulation, plan_file: PlanFile, backend: Backend, progress: Progress, stop: StopSwitch
    ) -> None:
        self.formulation = formulation
        self.settings = plan_file.solve
        self.backend = backend
        self.progress = progress
        self.stop = stop
        self.started = time.perf_counter()
        self.preferences = preference(formulation, plan_file.preferences)
        formulation.program.minimise(self._combined())  # an objective's constant may bring a column of its own
        self.problem = formulation.program.problem
        self.variables = self.problem.variables()
        self.column = {v.id: j for j, v in enumerate(self.variables)}
        self.matrix = Matrix.of(self.problem)
        self.combined = self.matrix.cost
        self.x: FloatArray | None = None

    def stages(self) -> Iterator[Stage]:
        """The shortfalls, tier by tier, and the preferences."""
        for tier in self.formulation.tiers():
            yield Stage(f"{SHORTFALL}{tier}", self.formulation.shortfall(tier), holds=True)
        yield Stage(PREFERENCES, self.preferences, holds=False)

    def run(self, found: Found | None = None) -> tuple[list[StageProof], Decisions]:
        """Solve stage after stage; a stage that finds no plan in its time leaves the one before it standing.

        ``found`` is what is known of the first stages already.
        """
        proofs: list[StageProof] = []
        decisions: Decisions | None = None
        guide = self._guide()
        known = {} if found is None else {proof.stage: proof for proof in found.proofs}
        if found is not None:
            self.x = np.zeros(len(self.variables))
            self.x[[self.column[variable.id] for variable, _ in found.values]] = [value for _, value in found.values]
        self.formulation.sizes["search_seconds"] = time.perf_counter() - self.started
        for stage in self.stages():
            if self.x is not None:
                assign(self.variables, self.x)
            self.progress.stage(stage.name)
            self.formulation.program.minimise(stage.objective)
            if stage.name in known and self.x is not None:
                proof = known[stage.name]
                self.x = self._settle(self.x, *as_row(stage.objective, self.column))
            else:
                proof = self._stage(stage, guide)
            if proof.outcome is Outcome.INFEASIBLE and self.x is not None:
                raise SolverUnavailable(
                    f"The solver {self.backend.title} says that nothing is possible, with a plan at hand. "
                    "Choose another one with --solver."
                )
            if self.x is None:
                raise _no_plan(proof, self.settings, stopped=self.stop.is_set)
            proofs.append(proof)
            if not proof.outcome.has_plan:
                break
            assign(self.variables, self.x)
            decisions = self.formulation.decisions()
            if stage.holds:
                self._hold(stage, proof.objective, guide)
            if self.stop.is_set:
                break
        assert decisions is not None
        return proofs, decisions

    # -- before the stages ---------------------------------------------------------------------------

    def _combined(self) -> Expression:
        """Shortfalls, earlier tiers heavier, plus the preferences: what the search for plans goes by."""
        total = Expression()
        total.extend(self.preferences)
        for power, tier in enumerate(reversed(self.formulation.tiers()), start=1):
            total.extend(self.formulation.shortfall(tier), TIER_WEIGHT**power)
        return total

    def _guide(self) -> Guide | None:
        """The relaxation and a first plan near it; ``None`` for programs too small to need them, or without any."""
        if len(self.variables) <= SMALL:
            return None
        self.progress.stage(STARTING)
        seconds = self.settings.time_limit_seconds * START_SHARE
        relaxation = Relaxation(self.matrix, self.stop)
        relaxed = relaxation.minimise(self.combined, self.matrix.offset, seconds)
        if relaxed is None:
            return None
        guide = Guide(relaxation, relaxed, Ground.of(self.formulation, NEAREST_OF_ALL))
        incumbent = Incumbent(self.matrix, self.combined)
        late = self.started + seconds
        search = PrimalSearch(
            self.matrix, guide.ground, relaxed, incumbent, self.settings.seed,
            lambda: self.stop.is_set or time.perf_counter() > late,
        )  # fmt: skip
        if self.settings.work_limit is None:
            search.seconds_each = max(LEAST_SECONDS, FIRST_LPS * relaxed.seconds)
        search.first()
        self.x = incumbent.x
        return guide

    # -- one stage -----------------------------------------------------------------------------------

    def _stage(self, stage: Stage, guide: Guide | None) -> StageProof:
        left = self.settings.time_limit_seconds - (time.perf_counter() - self.started)
        task = _task(stage, self.settings, left, warm=self.x is not None)
        cost, offset = as_row(stage.objective, self.column)
        incumbent = Incumbent(self.matrix.minimising(cost, offset), self.combined)
        if self.x is not None:
            incumbent.offer(self._settle(self.x, cost, offset))
        if incumbent.x is None or guide is None:
            proof = self._by_solver_alone(task, incumbent)
        else:
            proof = self._improved(stage, task, incumbent, guide)
        if proof.outcome.has_plan and incumbent.x is not None:
            incumbent.offer(self._settle(incumbent.x, cost, offset))
            self.x = incumbent.x
            proof = replace(proof, objective=min(proof.objective, incumbent.value))
        return proof

    def _by_solver_alone(self, task: Task, incumbent: Incumbent) -> StageProof:
        """The solver's own search: for small programs, and where no plan is known."""
        if task.holds and incumbent.value <= task.absolute_gap:
            return _nothing_missed(task, incumbent.value)
        proof = self.backend.solve(self.problem, task, self.progress, self.stop)
        if proof.outcome.has_plan:
            incumbent.offer(values_of(self.variables))
        return proof

    def _improved(self, stage: Stage, task: Task, incumbent: Incumbent, guide: Guide) -> StageProof:
        """Better the plan and prove it, on both sides."""
        objective = incumbent.matrix
        relaxed = guide.relaxation.minimise(objective.cost, objective.offset, task.seconds)
        lower = 0.0 if stage.holds else -math.inf  # a shortfall is never below 0
        if relaxed is not None:
            lower = max(lower, relaxed.bound - SAME * max(1.0, abs(relaxed.bound)))
        led = self.matrix if stage.holds or relaxed is None else objective
        search = PrimalSearch(
            led,
            guide.ground,
            guide.relaxed if stage.holds or relaxed is None else relaxed,
            incumbent,
            self.settings.seed,
            ended=lambda: self.stop.is_set,
        )
        if self.settings.work_limit is None:
            search.seconds_each = max(LEAST_SECONDS, NEIGHBOURHOOD_LPS * guide.relaxed.seconds)
        both = Improve(self.problem, incumbent, search, self.backend, task, lower, self.progress, self.stop)
        if self.settings.work_limit is None and self.settings.threads > 1 and self.backend.shares:
            return both.at_once()
        return both.in_turn(self.settings.work_limit)

    def _settle(self, x: FloatArray, cost: FloatArray, offset: float) -> FloatArray:
        """Keep every whole decision as it is and make the rest as good as it can be for an objective.

        What a stage does not look at (a cover that counts only in the next one) is left anyhow by it,
        and a plan that starts a stage, or ends one early, would be stated worse than it is.
        """
        whole = self.matrix.whole
        x = np.where(whole, np.round(x), x)
        smaller, free = self.matrix.minimising(cost, offset).without(whole, x)
        highs = smaller.highs(integer=False, threads=1, time_limit=SETTLE_SECONDS)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return x
        settled = x.copy()
        settled[free] = highs.getSolution().col_value
        return settled

    def _hold(self, stage: Stage, reached: float, guide: Guide | None) -> None:
        """Let no later stage undo what a stage has reached."""
        hold(self.formulation, stage, reached)
        coefficients, _ = as_row(stage.objective, self.column)
        most = reached + HELD_SLACK
        self.matrix = self.matrix.with_row(HELD_SCALE * coefficients, -np.inf, HELD_SCALE * most)
        if guide is not None:
            guide.relaxation.hold(HELD_SCALE * coefficients, HELD_SCALE * most)


def _nothing_missed(task: Task, shortfall: float) -> StageProof:
    """A shortfall is never below 0, so one that is 0 up to the gap allowed needs no further proof."""
    return StageProof(
        stage=task.stage,
        outcome=Outcome.OPTIMAL,
        objective=shortfall,
        bound=min(0.0, shortfall),
        absolute_gap_allowed=task.absolute_gap,
        seconds=0.0,
    )


def hold(formulation: Formulation, stage: Stage, reached: float) -> None:
    """Let no later stage undo what a stage has reached."""
    row = Expression()
    row.extend(stage.objective, HELD_SCALE)
    formulation.program.row(("held", stage.name), row, Sense.AT_MOST, HELD_SCALE * (reached + HELD_SLACK))


def _task(stage: Stage, settings: Solve, left: float, *, warm: bool) -> Task:
    return Task(
        stage=stage.name,
        seconds=left * EARLY_SHARE if stage.holds else left,
        relative_gap=settings.gap,
        absolute_gap=settings.shortfall_gap if stage.holds else 1e-9,
        warm=warm,
        holds=stage.holds,
    )


def _no_plan(proof: StageProof, settings: Solve, *, stopped: bool) -> NoPlanPossible | NoPlanInTime:
    if stopped:
        return NoPlanInTime("The run was stopped before any plan was found.")
    if proof.outcome is Outcome.INFEASIBLE:
        return NoPlanPossible(
            "No plan satisfies every must of the plan file. Make some of them aims, or loosen their values."
        )
    return NoPlanInTime(
        f"No plan was found within {settings.time_limit_seconds:g} s. "
        "Give more time (--time-limit), or make musts into aims so that a first plan is easier to find."
    )


def _overall(proofs: list[StageProof], *, stopped: bool) -> Outcome:
    """How the run ended as a whole: optimal only where every stage was, up to the preferences."""
    if proofs[-1].stage == PREFERENCES and all(proof.outcome is Outcome.OPTIMAL for proof in proofs):
        return Outcome.OPTIMAL
    return Outcome.INTERRUPTED if stopped else Outcome.TIME_LIMIT
