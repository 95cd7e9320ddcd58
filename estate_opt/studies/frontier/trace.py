"""Trace a frontier by the augmented ε-constraint method, exact where every solve is proven.

Mavrotas (2009), Mavrotas and Florios (2013, AUGMECON2): the payoff table by lexicographic optimisation
gives the ranges; one measure is optimised while the others are limited on a grid of these ranges, with

    minimise  f₁/r₁ + ρ Σ f_m/r_m      where  f_m ≤ ε_m  for every m but the first

The second part, which the slack of the limits earns, keeps dominated points out. What a solve has
answered is bypassed (``cells.py``), and boxes that are left are halved, the largest first, until there are
as many points as asked for or no box is left. Each point is then tested (Benson 1978): is there a plan no
worse in any measure and better in one? Of all plans with the point's figures the best by the plan
file's own aims and preferences is kept.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from estate_opt.domain.plan import Outcome
from estate_opt.domain.travel import FloatArray
from estate_opt.errors import NoPlanInTime, NoPlanPossible
from estate_opt.results.result import Result
from estate_opt.solving import Progress
from estate_opt.solving.progress import Report, Silent, StopSwitch
from estate_opt.studies.frontier.answer import Frontier, Point, knee, undominated
from estate_opt.studies.frontier.axes import Axis
from estate_opt.studies.frontier.choose import chosen_axes
from estate_opt.studies.frontier.grid import CAREFUL, ROUNDED, Grid, finest, grid_of
from estate_opt.studies.frontier.memory import Memory
from estate_opt.studies.frontier.points import chosen_plan
from estate_opt.studies.frontier.program import Answer, Program

POINTS = 8
TOLERANCE = 0.001
"""Share of a measure's range from which two figures count as different, where its own steps are not larger."""
HELD = 1e-6
"""By how much of its size a cost that is held may be exceeded: a solver's rounding."""
TRIES = 3
"""How often a point that turns out to be dominated is replaced by what dominates it."""


def frontier(
    result: Result,
    measures: Sequence[str],
    points: int = POINTS,
    *,
    hold: Collection[str] | None = None,
    tolerance: float = TOLERANCE,
    seconds: float | None = None,
    progress: Progress | None = None,
    stop: StopSwitch | None = None,
    memory: Memory | None = None,
) -> Frontier:
    """Trace the frontier of two or three measures.

    Parameters
    ----------
    result
        A run: its plan file, estate and plan.
    measures
        Two or three of :data:`estate_opt.studies.frontier.AXES`.
    points
        Most points.
    hold
        Ids of the aims that are held, which may be missed by no more than in the run's plan; all where ``None``, none
        where it is empty, so that only the musts hold. Lines on the measures themselves are let go anyhow.
    tolerance
        Share of a measure's range from which two figures count as different; 0 for every difference that a
        solver can tell.
    seconds
        Time for each question; the plan file's where ``None``.
    progress, stop
        Where reports go; what ends the study with the points found by then.
    memory
        Answers of an earlier study of the same, which are not asked for again.

    Raises
    ------
    UsageError, InputError
        As :func:`estate_opt.studies.frontier.choose.chosen_axes`.
    NoPlanInTime
        Stopped, or out of time, before the ends of the frontier were found.
    """
    axes = chosen_axes(measures, points, result, hold or ())
    stop = stop or StopSwitch()
    tracing = _Tracing(result, axes, points, tolerance, _Told(progress or Silent()), stop, hold, seconds, memory)
    return tracing.run()


class _Told:
    """Progress that says which point is looked for."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.subject = progress, ""

    def stage(self, name: str) -> None:
        self.progress.stage(f"{self.subject}: {name}" if self.subject else name)

    def report(self, report: Report) -> None:
        self.progress.report(report)


@dataclass(eq=False)
class _Tracing:
    """One frontier under way."""

    result: Result
    axes: tuple[Axis, ...]
    asked: int
    tolerance: float
    told: _Told
    stop: StopSwitch
    hold: Collection[str] | None = None
    seconds: float | None = None
    memory: Memory | None = None
    points: list[Point] = field(default_factory=list)
    left: list[FloatArray] = field(default_factory=list)
    unanswered: int = 0

    def run(self) -> Frontier:
        """Payoff table, grid, and what is left of it."""
        started = time.perf_counter()
        self.program = Program(
            self.result, self.axes, hold=self.hold, seconds=self.seconds, progress=self.told, stop=self.stop,
            memory=self.memory,
        )  # fmt: skip
        self.sizes = self.program.sizes
        payoff = self._payoff()
        grid = None if self.stop.is_set else grid_of(self.axes, payoff, self.tolerance, self.asked)
        resolution = finest(self.axes) if grid is None else grid.resolution
        self._judge_ends(resolution, np.maximum(np.ptp(payoff, axis=0), resolution))
        complete = self._trace(grid) if grid is not None else True
        found = undominated(self.points, HELD * self.sizes)
        costs = np.array([point.costs for point in found])
        return Frontier(
            result=self.result,
            axes=self.axes,
            points=tuple(found),
            payoff=payoff,
            own=self.program.measured(self.result.plan.decisions),
            knee=knee(costs, payoff),
            resolution=resolution,
            complete=complete and not self.unanswered and not self.stop.is_set and all(point.proven for point in found),
            stopped=self.stop.is_set,
            unanswered=self.unanswered,
            holding=self.program.holding,
            losses=self.program.losses,
            seconds=time.perf_counter() - started,
        )

    # -- the ends ------------------------------------------------------------------------------------

    def _payoff(self) -> FloatArray:
        """Costs of the best plan for each axis; of one that was stopped before, those of the first."""
        rows: list[FloatArray] = []
        for m in range(len(self.axes)):
            try:
                rows.append(self._end(m))
            except NoPlanInTime:
                if not (rows and self.stop.is_set):
                    raise
                rows.append(rows[0])
        return np.array(rows)

    def _end(self, first: int) -> FloatArray:
        """The plan that is best in one measure, then in the next, as a point; its costs."""
        started = time.perf_counter()
        limits = np.full(len(self.axes), np.inf)
        left = np.zeros(len(self.axes))
        answer: Answer | None = None
        for m in [first, *(m for m in range(len(self.axes)) if m != first)]:
            self.told.subject = f"best of {self.axes[m].key}" + (" there" if m != first else "")
            enough = max(CAREFUL * self.axes[m].finest / self.sizes[m], 0.5 * self.tolerance)
            answer = self.program.least(np.eye(len(self.axes))[m] / self.sizes, limits, enough)
            limits[m] = answer.costs[m] + self._slack(m)
            left[m] = answer.left * self.sizes[m]
        assert answer is not None
        self.left.append(left)
        return self._chosen(answer, gap=math.inf, proven=False, started=started).costs

    def _judge_ends(self, resolution: FloatArray, span: FloatArray) -> None:
        """Say what is proven of the ends, which were asked for before anybody knew the ranges."""
        for n, left in enumerate(self.left):
            proven = bool(np.all(left < resolution))
            gap = 0.0 if proven else float((left / span).max())
            self.points[n] = replace(self.points[n], proven=proven, gap=gap)

    def _slack(self, m: int) -> float:
        """By how much a cost that is held may be exceeded."""
        return HELD * float(self.sizes[m]) + 0.5 * (self.axes[m].step or 0.0)

    # -- between them --------------------------------------------------------------------------------

    def _trace(self, grid: Grid) -> bool:
        """Look below each corner of the grid, then halve what is left; whether no box is left."""
        for point in self.points:
            grid.cells.part(point.costs[grid.others])
        start = self.points[grid.first].costs[grid.others]  # the best plan of the first measure answers all above it
        grid.cells.answered(np.full(len(grid.others), np.inf), start)
        for corner in grid.cells.corners:
            if self._enough():
                return False
            if grid.cells.open_at(np.array(corner)):
                self._look(grid, np.array(corner))
        while not self._enough():
            corner_left = grid.cells.widest()
            if corner_left is None:
                return True
            self._look(grid, corner_left)
        return not grid.cells.boxes

    def _enough(self) -> bool:
        return self.stop.is_set or len(undominated(self.points, HELD * self.sizes)) >= self.asked

    def _look(self, grid: Grid, corner: FloatArray) -> None:
        """One solve below a corner of limits, and what it answers."""
        started = time.perf_counter()
        number = len(self.points) + 1
        self.told.subject = f"point {number} of {self.asked}"
        limits = np.full(len(self.axes), np.inf)
        limits[grid.others] = corner - [self._below(m) for m in grid.others]
        try:
            answer = self.program.least(grid.weights, limits, grid.enough)
        except NoPlanPossible:
            grid.cells.answered(corner, None)
            return
        except NoPlanInTime:
            self.unanswered += not self.stop.is_set
            grid.cells.answered(corner, None)
            return
        known = self._known(answer.costs)
        if known is not None:
            self._answer(grid, corner, known.costs)
            return
        answer, proven = self._tested(grid, answer)
        gap = 0.0 if proven else max(answer.left, grid.need)
        point = self._chosen(answer, gap=gap, proven=proven, started=started)
        self._answer(grid, corner, point.costs)

    def _answer(self, grid: Grid, corner: FloatArray, costs: FloatArray) -> None:
        """Bypass what a point below a corner answers."""
        at = costs[grid.others]
        grid.cells.part(at)
        grid.cells.answered(corner, at)
        grid.cells.boxes = [box for box in grid.cells.boxes if not np.array_equal(box.high, corner)]

    def _known(self, costs: FloatArray) -> Point | None:
        """A point that is there already with the same costs."""
        same = HELD * self.sizes
        return next((point for point in self.points if np.all(np.abs(point.costs - costs) <= same)), None)

    def _below(self, m: int) -> float:
        """What is below a limit by so much is below it beyond rounding."""
        step = self.axes[m].step
        return 0.5 * step if step and step >= self.axes[m].finest else 0.5 * self.axes[m].finest

    def _tested(self, grid: Grid, answer: Answer) -> tuple[Answer, bool]:
        """An answer that nothing dominates, as far as can be proven, and whether it is."""
        if answer.left > grid.enough * (1 + ROUNDED):
            return answer, False
        if answer.left < (grid.weights * grid.resolution).min():  # whatever dominates it would be better by that
            return answer, True
        weights = 1.0 / grid.span
        for _ in range(TRIES):
            limits = answer.costs + [self._slack(m) for m in range(len(self.axes))]
            at = float(weights @ answer.costs)
            test = self.program.least(weights, limits, 0.1 * grid.need, decided_at=at - 0.5 * grid.need)
            better = float(weights @ test.costs) <= at - 0.4 * grid.need
            if not better:
                proven = at - (float(weights @ test.costs) - test.left) < grid.need
                return answer, proven
            answer = replace(test, left=answer.left)
        return answer, False

    # -- points --------------------------------------------------------------------------------------

    def _chosen(self, answer: Answer, *, gap: float, proven: bool, started: float) -> Point:
        """The best plan with an answer's figures, kept as a point."""
        limits = answer.costs + [self._slack(m) for m in range(len(self.axes))]
        decisions, by_preference, solved = answer.plan.decisions, math.inf, answer.plan
        if not self.stop.is_set:
            try:
                best = self.program.best(limits)
            except NoPlanInTime:
                pass
            else:
                decisions, solved = best.plan.decisions, best.plan
                by_preference = best.plan.proof[-1].gap if best.plan.outcome is Outcome.OPTIMAL else best.plan.gap
        point = Point(
            result=Result(self.result.plan_file, self.result.context, chosen_plan(self.result, decisions, solved)),
            costs=self.program.measured(decisions),
            proven=proven,
            gap=gap,
            by_preference=by_preference,
            seconds=time.perf_counter() - started,
        )
        self.points.append(point)
        return point
