"""The one program and session of a frontier: what is asked of it, and what it answers."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import Plan
from estate_opt.domain.snapshot import Snapshot
from estate_opt.domain.travel import FloatArray
from estate_opt.errors import NoPlanPossible
from estate_opt.formulation import Formulation, formulate
from estate_opt.formulation.left_out import add_moves
from estate_opt.formulation.pricing import FurtherMove
from estate_opt.policies.base import Expression
from estate_opt.results.result import Result
from estate_opt.solving import Limit, Progress, Question, Session
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.stages import stages_of
from estate_opt.studies.frontier.axes import Axis
from estate_opt.studies.frontier.held import Holding, hold_aims
from estate_opt.studies.frontier.memory import Memory, asked

KNOWN = 1e-7
"""Costs of a known plan may be above a limit by this share of their size, and the plan still be a start."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Answer:
    """What a question was answered with.

    Parameters
    ----------
    costs
        Of each axis, measured from the decisions, shape (axes,).
    plan
        As the session gave it.
    left
        By how much the weighted sum that was minimised may still be better, as far as is proven.
    x
        Values of the program's variables, to start from; ``None`` where programs are too small to need that.
    """

    costs: FloatArray
    plan: Plan
    left: float
    x: FloatArray | None


class Program:
    """A run's program with its aims held, asked again and again.

    Parameters
    ----------
    result
        The run.
    axes
        The measures.
    hold
        Ids of the aims that are held; all where ``None``.
    seconds
        Time for each question; the plan file's where ``None``.
    progress, stop
        Where reports go, and what ends a question.
    memory
        Answers of an earlier study of the same, which are not asked for again.
    """

    def __init__(
        self,
        result: Result,
        axes: Sequence[Axis],
        *,
        hold: Collection[str] | None,
        seconds: float | None,
        progress: Progress,
        stop: StopSwitch,
        memory: Memory | None = None,
    ) -> None:
        self.result, self.axes, self.seconds, self.stop = result, axes, seconds, stop
        self.sizes = np.array([axis.size for axis in axes])
        formulation = _formulation(result)
        self.holding: Holding = hold_aims(formulation, result, axes, hold)
        self.rows = [_row(axis, formulation) for axis in axes]
        self.memory = memory
        self.session = Session(formulation, result.plan_file, progress, stop)
        self.losses = _losses(formulation)
        self.skipped = {s.name: math.inf for s in stages_of(formulation, self.session.preferences) if s.holds}
        self.known: list[tuple[FloatArray, FloatArray]] = []
        self.session.begin(result.plan.decisions)
        self._remember(self.measured(result.plan.decisions))

    def measured(self, decisions: Decisions) -> FloatArray:
        """Costs of some decisions, shape (axes,)."""
        after = Snapshot(self.result.estate, decisions)
        return np.array([axis.cost(after) for axis in self.axes])

    def least(self, weights: FloatArray, limits: FloatArray, gap: float, decided_at: float | None = None) -> Answer:
        """The plan of the least weighted sum of costs under limits; aims beyond those held do not matter.

        Parameters
        ----------
        weights
            Of each cost, shape (axes,); their scale decides what ``gap`` means.
        limits
            Greatest cost of each axis, infinite where there is none, shape (axes,).
        gap
            Difference of the sum at which the plan is good enough.
        decided_at
            Sum at which all is said.

        Raises
        ------
        NoPlanPossible
            No plan is within the limits.
        NoPlanInTime
            None was found in the time.
        """
        sizes = np.abs(weights) * self.sizes
        shift = 1.0 + float(sum(sizes[[axis.more for axis in self.axes]]))  # so that the sum is about 1 or more
        objective = Expression(constant=shift)
        for row, weight, size in zip(self.rows, weights, self.sizes, strict=True):
            objective.extend(row, float(weight * size))
        question = Question(
            held=self.skipped,
            objective=objective,
            gap=min(gap / (1.0 + float(sizes.sum())), 0.5),
            decided_at=None if decided_at is None else decided_at + shift,
            limits=self._limits(limits),
            seconds=self.seconds,
        )
        return self._asked(question, limits, "least", weights, gap, decided_at)

    def best(self, limits: FloatArray) -> Answer:
        """The plan within limits that is the best by the plan file's own aims and preferences.

        Raises
        ------
        NoPlanPossible, NoPlanInTime
            As :meth:`least`.
        """
        return self._asked(Question(limits=self._limits(limits), seconds=self.seconds), limits, "best")

    def _asked(self, question: Question, limits: FloatArray, *about: object) -> Answer:
        key = asked(limits, self.seconds, *about)
        known = None if self.memory is None else self.memory.recall(key, self.result.plan)
        if known is not None:
            self.session.begin(known.decisions)
            return self._answer(known)
        self._start(limits)
        try:
            plan = self.session.ask(question)
        except NoPlanPossible:
            if self.memory is not None:
                self.memory.keep(key, None)
            raise
        if self.memory is not None and not self.stop.is_set:
            self.memory.keep(key, plan)
        return self._answer(plan)

    def _answer(self, plan: Plan) -> Answer:
        last = plan.proof[-1]
        left = math.inf
        if last.outcome.has_plan:
            left = max(0.0, last.objective - last.bound)
        costs = self.measured(plan.decisions)
        self._remember(costs)
        return Answer(costs=costs, plan=plan, left=left, x=self.session.x)

    def _limits(self, limits: FloatArray) -> tuple[Limit, ...]:
        return tuple(
            Limit(f"limit on {axis.key}", row, float(most / axis.size))
            for axis, row, most in zip(self.axes, self.rows, limits, strict=True)
            if math.isfinite(most)
        )

    # -- where to start from -------------------------------------------------------------------------

    def _remember(self, costs: FloatArray) -> None:
        if self.session.x is not None:
            self.known.append((costs, self.session.x.copy()))

    def _start(self, limits: FloatArray) -> None:
        """Begin at a known plan within the limits, that of the least costs; at none where none is."""
        within = [(costs, x) for costs, x in self.known if np.all(costs <= limits + KNOWN * self.sizes)]
        best = min(within, key=lambda known: float((known[0] / self.sizes).sum()), default=None)
        self.session.x = None if best is None else best[1].copy()


def _formulation(result: Result) -> Formulation:
    """The program of a run, with every move that its plan makes."""
    plan_file = result.plan_file
    policies = plan_file.policies
    formulation = formulate(
        result.context, policies.all(), policies.relocation, plan_file.scenario, plan_file.solve.formulation
    )
    index = result.estate.building_index
    arcs = [(index[m.from_building], m.service_id, index[m.to_building]) for m in result.plan.decisions.moves]
    missing = [arc for arc in arcs if arc not in formulation.moves and result.estate.buildings[arc[0]].is_council]
    distances = result.estate.travel.km_between(
        np.array([i for i, _, _ in missing], dtype=np.int64), np.array([k for _, _, k in missing], dtype=np.int64)
    )
    if missing:
        further = [FurtherMove(arc, float(km), 0.0) for arc, km in zip(missing, distances, strict=True)]
        add_moves(formulation, further)
    return formulation


def _losses(formulation: Formulation) -> tuple[str, ...]:
    """What the moves that are still left out mean."""
    left_out = formulation.candidates.left_out
    if not left_out:
        return ()
    return (
        f"Activity may move to its {formulation.relocation.nearest} nearest buildings that could host it, and further "
        f"where that helps the plan file’s own aims; {left_out:,} other moves within the limit were left out.",
    )


def _row(axis: Axis, formulation: Formulation) -> Expression:
    """An axis' cost as an expression of about the size of 1."""
    row = Expression()
    row.extend(axis.expression(formulation), axis.sign / axis.size)
    return row
