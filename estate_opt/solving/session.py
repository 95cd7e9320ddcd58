"""A session: one formulation, solved once or again and again with other decisions forced.

The relaxation of all objectives together comes first: it bounds the stages, and near it lies the
first plan. Then each stage is bettered and proven by :class:`estate_opt.solving.improve.Improve`.

What repeats shares everything: the program, its copies in HiGHS and their bases stay; only bounds
change, and the plan before is the start of the next.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import highspy
import numpy as np

from estate_opt.config.schema import PlanFile, Preferences
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import Outcome, Plan, StageProof
from estate_opt.domain.travel import FloatArray
from estate_opt.errors import SolverUnavailable, did_you_mean
from estate_opt.formulation.build import Formulation
from estate_opt.formulation.objective import preference
from estate_opt.policies.base import Expression
from estate_opt.solving.backends import SMALL, Backend, Task
from estate_opt.solving.further import FurtherMoves
from estate_opt.solving.ground import Ground
from estate_opt.solving.improve import Improve
from estate_opt.solving.incumbent import SAME, Incumbent
from estate_opt.solving.matrix import IntArray, Matrix, as_row, assign, dot, values_of
from estate_opt.solving.primal import MOST, REACH, PrimalSearch
from estate_opt.solving.progress import Progress, Silent, StopSwitch
from estate_opt.solving.relaxation import Relaxation, Relaxed
from estate_opt.solving.special import Found
from estate_opt.solving.stages import (
    HELD_SCALE,
    HELD_SLACK,
    Stage,
    answer,
    combined,
    hold,
    no_plan,
    nothing_missed,
    stages_of,
    task_of,
)  # fmt: skip

STARTING = "starting plan"
START_SHARE = 0.7
"""Share of the time that looking for a starting plan may take: without a good one the stages find none."""
SETTLE_SECONDS = 20.0
LEAST_SECONDS, FIRST_LPS, NEIGHBOURHOOD_LPS = 1.0, 16.0, 4.0
"""Time for the first plan and for a neighbourhood, in times that the relaxation took and at least so many seconds: so a
busy or slow machine searches as far as a fast one."""
NEAREST_OF_ALL = MOST * REACH
"""Buildings around one that the search may look at."""
LOOSE = 1e6
"""A shortfall that holds nothing."""


class Session:
    """The stages of a formulation, solved as often as is asked.

    Parameters
    ----------
    formulation
        The program; it gets an objective, and a row for each shortfall that is held.
    plan_file
        Preferences and solve settings.
    progress
        Where reports go.
    stop
        Ends a solve with the best plan there is.

    Raises
    ------
    SolverUnavailable
        The solver asked for is not installed here.
    """

    def __init__(
        self,
        formulation: Formulation,
        plan_file: PlanFile,
        progress: Progress | None = None,
        stop: StopSwitch | None = None,
    ) -> None:
        self.formulation = formulation
        self.settings = plan_file.solve
        self.backend = Backend.of(self.settings)
        self.progress = progress or Silent()
        self.stop = stop or StopSwitch()
        self.started = time.perf_counter()
        preferences = preference(formulation, plan_file.preferences)
        self.further = self._further(preferences, plan_file.preferences)
        # the constant of an objective may bring a column of its own, so there is an objective before columns are read
        formulation.program.minimise(combined(formulation, preferences))
        self.stages = stages_of(formulation, preferences)
        self.problem = formulation.program.problem
        self.variables = self.problem.variables()
        self.column = {v.id: j for j, v in enumerate(self.variables)}
        self.whole_program = Matrix.of(self.problem)
        self.matrix = self.whole_program
        self.x: FloatArray | None = None
        self._held: dict[str, int] = {}
        self._searched = len(self.variables) > SMALL
        self._relaxation = None if self.further is None else self.further.relaxation
        self._ground: Ground | None = None

    def solve(self, forced: Mapping[str, Collection[str]] | None = None, found: Found | None = None) -> Plan:
        """Solve all stages; a stage that finds no plan in its time leaves the one before it standing.

        Parameters
        ----------
        forced
            Options to which buildings are bound, by ids: ``{"B7": {"close"}}``. Others are free.
        found
            What is known of the first stages already.

        Raises
        ------
        NoPlanPossible
            No plan satisfies every must, and what is forced.
        NoPlanInTime
            A limit was reached or the run was stopped before any plan was found.
        ValueError
            A building or option that there is none of.
        """
        self.started = time.perf_counter()
        with self._forcing(forced or {}) as buildings:
            relaxed = self._start(found, buildings)
            self.formulation.sizes["search_seconds"] = time.perf_counter() - self.started
            known = {} if found is None else {proof.stage: proof for proof in found.proofs}
            proofs, decisions = self._run(relaxed, known)
        if self.further is not None and self.x is not None:
            reached = self.whole_program.value(self.x)
            sentence = self.further.sentence(reached, self._value(self.stages[-1].objective))
            self.formulation.losses = (sentence,)
        return answer(self.formulation, self.settings, self.backend.title, proofs, decisions, stopped=self.stop.is_set)

    # -- forced decisions ----------------------------------------------------------------------------

    @contextmanager
    def _forcing(self, forced: Mapping[str, Collection[str]]) -> Iterator[IntArray]:
        """Bind buildings to options while the block runs; their positions."""
        self._release()
        low, high = self.whole_program.low, self.whole_program.high.copy()
        shut = self._shut(forced)
        high[shut] = 0.0
        self.matrix = self.whole_program.bounded(low, high)
        if self._relaxation is not None:
            self._relaxation.bounded(low, high)
        before = [(self.variables[j].lowBound, self.variables[j].upBound) for j in shut]
        for j in shut:
            self.variables[j].bounds(0, 0)
        index = self.formulation.context.estate.building_index
        try:
            yield np.array([index[building] for building in forced], dtype=np.int64)
        finally:
            for j, bounds in zip(shut, before, strict=True):
                self.variables[j].bounds(*bounds)

    def _shut(self, forced: Mapping[str, Collection[str]]) -> list[int]:
        """Columns of the options that buildings may not have."""
        index = self.formulation.context.estate.building_index
        shut: list[int] = []
        for building, options in forced.items():
            if building not in index:
                raise ValueError(f"There is no building {building!r}. {did_you_mean(building, list(index))}")
            known = {o.option_id: self.column[v.id] for o, v in self.formulation.runs(index[building])}
            if not set(options) & set(known) or set(options) - set(known):
                raise ValueError(
                    f"Building {building!r} cannot be bound to {sorted(options)}: its options are {sorted(known)}."
                )
            shut += [column for option, column in known.items() if option not in options]
        return shut

    def _release(self) -> None:
        """Let go of shortfalls that an earlier solve held."""
        rows = self.problem.constraints() if self._held else []
        for row in self._held.values():
            rows[row].changeRHS(HELD_SCALE * LOOSE)
        if self._relaxation is not None:
            self._relaxation.release()

    def _value(self, expression: Expression) -> float:
        """An expression of the plan."""
        assert self.x is not None
        coefficients, constant = as_row(expression, self.column)
        return dot(coefficients, self.x) + constant

    # -- before the stages ---------------------------------------------------------------------------

    def _further(self, preferences: Expression, weights: Preferences) -> FurtherMoves | None:
        """Moves beyond the nearest, where some were left out and are looked at; those that could help are added."""
        if not (self.formulation.candidates.left_out and self.settings.formulation.price_left_out):
            return None
        self.progress.stage(STARTING)
        seconds = self.settings.time_limit_seconds * START_SHARE
        further = FurtherMoves(self.formulation, preferences, weights, self.stop, seconds)
        further.add()
        return further

    def _start(self, found: Found | None, forced: IntArray) -> Relaxed | None:
        """The relaxation and a first plan near it; ``None`` for programs too small to need them, or without any."""
        if found is not None:
            self.x = np.zeros(len(self.variables))
            self.x[[self.column[variable.id] for variable, _ in found.values]] = [value for _, value in found.values]
        if not self._searched:
            self.x = None if found is None else self.x
            return None
        if self.further is None or self.x is not None:  # else it has begun already
            self.progress.stage(STARTING)
        seconds = self.settings.time_limit_seconds * START_SHARE
        if self._relaxation is None:
            self._relaxation = Relaxation(self.whole_program, self.stop)
            self._relaxation.bounded(self.matrix.low, self.matrix.high)
        relaxed = self._relaxation.minimise(self.matrix.cost, self.matrix.offset, seconds)
        if relaxed is None:
            self.x = None
        elif found is None:
            self.x = self._first(relaxed, forced, self.started + seconds)
        return relaxed

    def _first(self, relaxed: Relaxed, forced: IntArray, late: float) -> FloatArray | None:
        """A first plan: the one before, changed around what is forced; else one near the relaxation."""
        incumbent = Incumbent(self.matrix, self.matrix.cost)
        search = self._search(self.matrix, relaxed, incumbent, FIRST_LPS * relaxed.seconds)
        search.ended = lambda: self.stop.is_set or time.perf_counter() > late
        if self.x is not None:
            search.again(self.x, forced)
        if incumbent.x is None:
            search.first()
        return incumbent.x

    def _search(self, led_by: Matrix, relaxed: Relaxed, incumbent: Incumbent, seconds_each: float) -> PrimalSearch:
        if self._ground is None:
            self._ground = Ground.of(self.formulation, NEAREST_OF_ALL)
        by_clock = self.settings.work_limit is None
        return PrimalSearch(
            led_by,
            self._ground,
            relaxed,
            incumbent,
            self.settings.seed,
            ended=lambda: self.stop.is_set,
            seconds_each=max(LEAST_SECONDS, seconds_each) if by_clock else np.inf,
        )

    # -- the stages ----------------------------------------------------------------------------------

    def _run(self, relaxed: Relaxed | None, known: Mapping[str, StageProof]) -> tuple[list[StageProof], Decisions]:
        """Solve stage after stage, but for those that are known."""
        proofs: list[StageProof] = []
        decisions: Decisions | None = None
        for stage in self.stages:
            if self.x is not None:
                assign(self.variables, self.x)
            self.progress.stage(stage.name)
            self.formulation.program.minimise(stage.objective)
            if stage.name in known and self.x is not None:
                proof = known[stage.name]
                self.x = self._settle(self.x, *as_row(stage.objective, self.column))
            else:
                proof = self._stage(stage, relaxed)
            if proof.outcome is Outcome.INFEASIBLE and self.x is not None:
                raise SolverUnavailable(
                    f"The solver {self.backend.title} says that nothing is possible, with a plan at hand. "
                    "Choose another one with --solver."
                )
            if self.x is None:
                raise no_plan(proof, self.settings, stopped=self.stop.is_set)
            proofs.append(proof)
            if not proof.outcome.has_plan:
                break
            assign(self.variables, self.x)
            decisions = self.formulation.decisions()
            if stage.holds:
                self._hold(stage, proof.objective)
            if self.stop.is_set:
                break
        assert decisions is not None
        return proofs, decisions

    def _stage(self, stage: Stage, relaxed: Relaxed | None) -> StageProof:
        left = self.settings.time_limit_seconds - (time.perf_counter() - self.started)
        task = task_of(stage, self.settings, left, warm=self.x is not None)
        cost, offset = as_row(stage.objective, self.column)
        incumbent = Incumbent(self.matrix.minimising(cost, offset), self.matrix.cost)
        if self.x is not None:
            incumbent.offer(self._settle(self.x, cost, offset))
        if incumbent.x is None or relaxed is None:
            proof = self._by_solver_alone(task, incumbent)
        else:
            proof = self._improved(stage, task, incumbent, relaxed)
        if proof.outcome.has_plan and incumbent.x is not None:
            incumbent.offer(self._settle(incumbent.x, cost, offset))
            self.x = incumbent.x
            proof = replace(proof, objective=min(proof.objective, max(incumbent.value, proof.bound)))
        return proof

    def _by_solver_alone(self, task: Task, incumbent: Incumbent) -> StageProof:
        """The solver's own search: for small programs, and where no plan is known."""
        if task.holds and incumbent.value <= task.absolute_gap:
            return nothing_missed(task, incumbent.value)
        proof = self.backend.solve(self.problem, task, self.progress, self.stop)
        if proof.outcome.has_plan:
            incumbent.offer(values_of(self.variables))
        return proof

    def _improved(self, stage: Stage, task: Task, incumbent: Incumbent, guide: Relaxed) -> StageProof:
        """Better the plan and prove it, on both sides."""
        assert self._relaxation is not None
        objective = incumbent.matrix
        relaxed = self._relaxation.minimise(objective.cost, objective.offset, task.seconds)
        lower = 0.0 if stage.holds else -math.inf  # a shortfall is never below 0
        if relaxed is not None:
            lower = max(lower, relaxed.bound - SAME * max(1.0, abs(relaxed.bound)))
        seconds_each = NEIGHBOURHOOD_LPS * guide.seconds
        if stage.holds or relaxed is None:
            search = self._search(self.matrix, guide, incumbent, seconds_each)
        else:
            search = self._search(objective, relaxed, incumbent, seconds_each)
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

    def _hold(self, stage: Stage, reached: float) -> None:
        """Let no later stage undo what a stage has reached."""
        most = HELD_SCALE * (reached + HELD_SLACK)
        if stage.name in self._held:
            self.problem.constraints()[self._held[stage.name]].changeRHS(most)
        else:
            self._held[stage.name] = hold(self.formulation, stage, reached)
        coefficients = HELD_SCALE * as_row(stage.objective, self.column)[0]
        self.matrix = self.matrix.with_row(coefficients, -np.inf, most)
        if self._relaxation is not None:
            self._relaxation.hold(stage.name, coefficients, most)
