"""A session: one formulation, solved once or again and again with other decisions forced.

The relaxation of all objectives together comes first: it bounds the stages, and near it lies the
first plan. Then each stage is bettered and proven by :class:`estate_opt.solving.improve.Improve`.

What repeats shares everything: the program, its copies in HiGHS and their bases stay; only bounds
change, and the plan before is the start of the next.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from estate_opt.config.schema import PlanFile, Preferences, Solve
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
from estate_opt.solving.incumbent import ROW_TOLERANCE, SAME, Incumbent
from estate_opt.solving.matrix import IntArray, Matrix, as_row, assign, values_of
from estate_opt.solving.primal import MOST, REACH, PrimalSearch
from estate_opt.solving.progress import Progress, Report, Silent, StopSwitch
from estate_opt.solving.question import Question
from estate_opt.solving.relaxation import Relaxation, Relaxed
from estate_opt.solving.special import Found
from estate_opt.solving.stages import (
    HELD_SLACK,
    STARTING,
    TIER_WEIGHT,
    Stage,
    answer,
    combined,
    no_plan,
    nothing_missed,
    stages_of,
    task_of,
)  # fmt: skip
from estate_opt.solving.state import ProgramState

OTHER = "other objective"
"""Name of the last stage where a question has an objective of its own."""
START_SHARE = 0.7
"""Share of the time that looking for a starting plan may take: without a good one the stages find none."""
LEAST_SECONDS, FIRST_LPS, NEIGHBOURHOOD_LPS = 1.0, 16.0, 4.0
"""Time for the first plan and for a neighbourhood, in times that the relaxation took and at least so many seconds: so a
busy or slow machine searches as far as a fast one."""
NEAREST_OF_ALL = MOST * REACH
"""Buildings around one that the search may look at."""


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
    like
        A session over a program that differs in figures only. Its further moves are taken over and its relaxation is
        begun from, so that neither is worked out anew; what other moves could bring is then not looked at.

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
        like: Session | None = None,
    ) -> None:
        self.formulation = formulation
        self.asked = plan_file.solve
        self.settings = self.asked
        self.backend = Backend.of(self.settings)
        self.progress = progress or Silent()
        self.stop = stop or StopSwitch()
        self.started = time.perf_counter()
        self.preferences = preference(formulation, plan_file.preferences)
        # the constant of an objective, of a question to come too, is a column: it is there before columns are read
        formulation.program.minimise(Expression(constant=1.0))
        self.further: FurtherMoves | None = self._further(
            self.preferences, plan_file.preferences, None if like is None else like.further
        )
        formulation.program.minimise(combined(formulation, self.preferences))
        self.state = ProgramState(formulation)
        self.x: FloatArray | None = None
        self._led_by: Expression | None = None
        self._searched = len(self.state.variables) > SMALL
        self._ground: Ground | None = None
        if self.further is not None and self.further.relaxation is not None:
            self.state.relaxed_by(self.further.relaxation)

    def begin(self, decisions: Decisions) -> bool:
        """Start from a plan that is known; tell whether the program has it."""
        if self._searched:  # an earlier question may have had another objective, for which moves are placed otherwise
            self.state.minimising(combined(self.formulation, self.preferences))
        self.x = self.state.plan_of(decisions) if self._searched else None
        return self.x is not None

    def solve(self, forced: Mapping[str, Collection[str]] | None = None, found: Found | None = None) -> Plan:
        """Solve all stages, with buildings bound to some of their options; as :meth:`ask`."""
        return self.ask(Question(forced=forced or {}), found)

    def ask(self, question: Question, found: Found | None = None) -> Plan:
        """Solve all stages; a stage that finds no plan in its time leaves the one before it standing.

        Parameters
        ----------
        question
            What is other than in the plan file.
        found
            What is known of the first stages already.

        Returns
        -------
        Plan
            With a proof for each stage that was solved: none for what is held, and that of another
            objective under the name of :data:`OTHER`.

        Raises
        ------
        NoPlanPossible
            No plan satisfies every must, and what is asked.
        NoPlanInTime
            A limit was reached or the run was stopped before any plan was found.
        ValueError
            A building or option that there is none of.
        """
        self.started = time.perf_counter()
        self.settings = _settings(self.asked, question)
        with self._posed(question) as (stages, buildings):
            relaxed = self._start(found, buildings)
            self.formulation.sizes["search_seconds"] = time.perf_counter() - self.started
            known = {} if found is None else {proof.stage: proof for proof in found.proofs}
            proofs, decisions = self._run(stages, question.decided_at, relaxed, known)
        if self.further is not None and self.x is not None and question.objective is None:
            reached = self.state.whole_program.value(self.x)
            sentence = self.further.sentence(reached, self.state.value(self.preferences, self.x))
            self.formulation.losses = (sentence,)
        return answer(self.formulation, self.settings, self.backend.title, proofs, decisions, stopped=self.stop.is_set)

    def stays_short(self) -> bool:
        """Whether not even the relaxation meets every aim; also where it is not solved in its time."""
        matrix = self.state.matrix
        seconds = self.settings.time_limit_seconds * START_SHARE
        relaxed = self._relaxation().minimise(matrix.cost, matrix.offset, seconds)
        tiers = [self.formulation.shortfall(tier) for tier in self.formulation.tiers()]
        allowed = self.settings.shortfall_gap
        return relaxed is None or any(self.state.value(tier, relaxed.x) > allowed for tier in tiers)

    def bound(self, question: Question) -> float:
        """What the relaxation alone proves: no plan of a question is below it in the last stage.

        For questions that hold every shortfall. Minus infinity where nothing was proven in its time, infinity where
        not even the relaxation has a solution, so that no plan has.

        Raises
        ------
        ValueError
            As :meth:`ask`.
        """
        with self._posed(question) as (stages, _):
            relaxation = self._relaxation()
            seconds = _settings(self.asked, question).time_limit_seconds
            relaxed = relaxation.minimise(*as_row(stages[-1].objective, self.state.column), seconds)
            if relaxed is None:
                return math.inf if relaxation.impossible else -math.inf
            return _safe(relaxed.bound)

    @contextmanager
    def _posed(self, question: Question) -> Iterator[tuple[tuple[Stage, ...], IntArray]]:
        """The program as a question has it while the block runs; its stages and the buildings that it forces."""
        stages, objective = self._stages(question)
        with self.state.forcing(question.forced) as buildings:
            for limit in question.limits:
                self.state.hold(limit.name, limit.expression, limit.most)
            for name, most in question.held.items():
                if math.isinf(most):  # its stage is left out, and nothing is held of it
                    continue
                self.state.hold(name, self._stage_called(name).objective, most + HELD_SLACK)
            self.state.minimising(objective)
            if question.objective is not self._led_by and self.state.relaxation is not None:
                self.state.relaxation.forget()
            self._led_by = question.objective
            yield stages, buildings

    def _stages(self, question: Question) -> tuple[tuple[Stage, ...], Expression]:
        """The stages to solve, and all their objectives as one."""
        last = self.preferences if question.objective is None else question.objective
        *shortfalls, preferences = stages_of(self.formulation, last)
        if question.objective is not None:
            preferences = replace(preferences, name=OTHER)
        stages = (*(stage for stage in shortfalls if stage.name not in question.held), preferences)
        together = Expression()
        for power, stage in enumerate(reversed(stages)):
            together.extend(stage.objective, TIER_WEIGHT**power)
        return stages, together

    def _stage_called(self, name: str) -> Stage:
        """A shortfall stage by its name."""
        stages = {stage.name: stage for stage in stages_of(self.formulation, self.preferences) if stage.holds}
        if name not in stages:
            raise ValueError(f"There is no shortfall {name!r} to hold. {did_you_mean(name, list(stages))}")
        return stages[name]

    # -- before the stages ---------------------------------------------------------------------------

    def _further(self, preferences: Expression, weights: Preferences, like: FurtherMoves | None) -> FurtherMoves | None:
        """Moves beyond the nearest, where some were left out and are looked at; those that could help are added."""
        if not (self.formulation.candidates.left_out and self.settings.formulation.price_left_out):
            return None
        self.progress.stage(STARTING)
        seconds = self.settings.time_limit_seconds * START_SHARE
        further = FurtherMoves(self.formulation, preferences, weights, self.stop, seconds)
        if like is None:
            further.add()
        else:
            further.add_as(like)
        return further

    def _start(self, found: Found | None, forced: IntArray) -> Relaxed | None:
        """The relaxation and a first plan near it; ``None`` for programs too small to need them, or without any."""
        if found is not None:
            self.x = np.zeros(len(self.state.variables))
            columns = [self.state.column[variable.id] for variable, _ in found.values]
            self.x[columns] = [value for _, value in found.values]
        if not self._searched:
            self.x = None if found is None else self.x
            return None
        if self.further is None or self.x is not None:  # else it has begun already
            self.progress.stage(STARTING)
        seconds = self.settings.time_limit_seconds * START_SHARE
        matrix = self.state.matrix
        relaxed = self._relaxation().minimise(matrix.cost, matrix.offset, seconds)
        if relaxed is None:  # not in its time; a plan that is known is still one where it holds what is asked
            self.x = None if self.x is None or matrix.broken(self.x) > ROW_TOLERANCE else self.x
        elif found is None:
            self.x = self._first(relaxed, forced, self.started + seconds)
        return relaxed

    def _relaxation(self) -> Relaxation:
        """The kept relaxation of the program as it stands."""
        if self.state.relaxation is None:
            self.state.relaxed_by(Relaxation(self.state.whole_program, self.stop))
        assert self.state.relaxation is not None
        return self.state.relaxation

    def _first(self, relaxed: Relaxed, forced: IntArray, late: float) -> FloatArray | None:
        """A first plan: the one before, changed around what is forced; else one near the relaxation."""
        matrix = self.state.matrix
        incumbent = Incumbent(matrix, matrix.cost)
        search = self._search(matrix, relaxed, incumbent, FIRST_LPS * relaxed.seconds)
        search.ended = lambda: self.stop.is_set or time.perf_counter() > late

        def told() -> None:
            assert incumbent.x is not None
            assign(self.state.variables, incumbent.x)
            seconds = time.perf_counter() - self.started
            self.progress.report(Report(STARTING, seconds, incumbent.value, relaxed.bound))

        search.told = told
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

    def _run(
        self,
        stages: Sequence[Stage],
        decided_at: float | None,
        relaxed: Relaxed | None,
        known: Mapping[str, StageProof],
    ) -> tuple[list[StageProof], Decisions]:
        """Solve stage after stage, but for those that are known."""
        proofs: list[StageProof] = []
        decisions: Decisions | None = None
        for stage in stages:
            if self.x is not None:
                assign(self.state.variables, self.x)
            self.progress.stage(stage.name)
            self.formulation.program.minimise(stage.objective)
            if stage.name in known and self.x is not None:
                proof = known[stage.name]
                self.x = self.state.settle(self.x, *as_row(stage.objective, self.state.column))
            else:
                proof = self._stage(stage, decided_at, relaxed)
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
            assign(self.state.variables, self.x)
            decisions = self.formulation.decisions()
            if stage.holds:
                self.state.hold(stage.name, stage.objective, proof.objective + HELD_SLACK)
            if self.stop.is_set:
                break
        assert decisions is not None
        return proofs, decisions

    def _stage(self, stage: Stage, decided_at: float | None, relaxed: Relaxed | None) -> StageProof:
        left = self.settings.time_limit_seconds - (time.perf_counter() - self.started)
        task = task_of(stage, self.settings, left, warm=self.x is not None, decided_at=decided_at)
        task = replace(task, doubtful=self.state.holds)
        cost, offset = as_row(stage.objective, self.state.column)
        incumbent = Incumbent(self.state.matrix.minimising(cost, offset), self.state.matrix.cost)
        if self.x is not None:
            incumbent.offer(self.state.settle(self.x, cost, offset))
        if incumbent.x is None or relaxed is None:
            proof = self._by_solver_alone(task, incumbent)
        else:
            proof = self._improved(stage, task, incumbent, relaxed)
        if proof.outcome.has_plan and incumbent.x is not None:
            incumbent.offer(self.state.settle(incumbent.x, cost, offset))
            self.x = incumbent.x
            proof = replace(proof, objective=min(proof.objective, max(incumbent.value, proof.bound)))
        return proof

    def _by_solver_alone(self, task: Task, incumbent: Incumbent) -> StageProof:
        """The solver's own search: for small programs, and where no plan is known."""
        if task.holds and incumbent.value <= task.absolute_gap:
            return nothing_missed(task, incumbent.value)
        proof = self.backend.solve(self.state.problem, task, self.progress, self.stop)
        if proof.outcome.has_plan:
            incumbent.offer(values_of(self.state.variables))
        return proof

    def _improved(self, stage: Stage, task: Task, incumbent: Incumbent, guide: Relaxed) -> StageProof:
        """Better the plan and prove it, on both sides."""
        assert self.state.relaxation is not None
        objective = incumbent.matrix
        relaxed = self.state.relaxation.minimise(objective.cost, objective.offset, task.seconds)
        lower = 0.0 if stage.holds else -math.inf  # a shortfall is never below 0
        if relaxed is not None:
            lower = max(lower, _safe(relaxed.bound))
        seconds_each = NEIGHBOURHOOD_LPS * guide.seconds
        if stage.holds or relaxed is None:
            search = self._search(self.state.matrix, guide, incumbent, seconds_each)
        else:
            search = self._search(objective, relaxed, incumbent, seconds_each)
        both = Improve(self.state.problem, incumbent, search, self.backend, task, lower, self.progress, self.stop)
        if self.settings.work_limit is None and self.settings.threads > 1 and self.backend.shares:
            return both.at_once()
        return both.in_turn(self.settings.work_limit)


def _safe(bound: float) -> float:
    """A bound less what a solver's rounding may have added."""
    return bound - SAME * max(1.0, abs(bound))


def _settings(asked: Solve, question: Question) -> Solve:
    """The plan file's settings with those of a question."""
    gap = asked.gap if question.gap is None else question.gap
    seconds = asked.time_limit_seconds if question.seconds is None else question.seconds
    return asked.model_copy(update={"gap": gap, "time_limit_seconds": seconds})
