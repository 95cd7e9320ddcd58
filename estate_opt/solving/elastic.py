"""The elastic program: every must may fall short, so that one formulation answers which of them can hold together.

Each line of a must has a shortfall of its own (a *deviation variable*; the elastic program of Brown and Graves 1975,
used to find conflicts by Chinneck and Dravnieks 1991). Whether some lines can all hold is whether the sum of their
shortfalls can be 0; how near one comes while others hold is a minimum with their shortfalls bound to 0. Only the
objective and bounds change from question to question: the program, its copies in HiGHS and their bases stay, and every
plan found for one question is a plan for the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from estate_opt.config.schema import Solve
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import Outcome
from estate_opt.domain.travel import FloatArray
from estate_opt.formulation.build import Formulation, Short
from estate_opt.policies.base import Expression, Variable
from estate_opt.solving.backends import SMALL, Backend, Task
from estate_opt.solving.ground import Ground
from estate_opt.solving.improve import Improve
from estate_opt.solving.incumbent import SAME, Incumbent
from estate_opt.solving.matrix import Matrix, as_row, assign, values_of
from estate_opt.solving.primal import MOST, REACH, PrimalSearch
from estate_opt.solving.progress import Progress, StopSwitch
from estate_opt.solving.relaxation import Relaxation, Relaxed

HOLDS = 1e-6
"""Shortfall, as a share of the line's scale, up to which a line holds: a solver's tolerance."""
NEIGHBOURHOOD_LPS, LEAST_SECONDS = 4.0, 1.0
"""Time for a neighbourhood, in times that the relaxation took, and at least so many seconds."""

Decided = Callable[[float, float], bool]
"""Whether a plan's value and a proven bound answer the question."""


@dataclass(frozen=True, slots=True)
class Least:
    """How small an expression can be.

    Parameters
    ----------
    value
        That of the best plan found; infinite where there is none.
    bound
        No plan is below it; minus infinity where nothing is proven.
    x
        The plan, shape (columns,); ``None`` where there is none.
    """

    value: float
    bound: float
    x: FloatArray | None


def _never(_value: float, _bound: float) -> bool:
    return False


@dataclass(eq=False)
class _Decide(Improve):
    """Both sides of a search that ends as soon as the question is answered, whatever the gap."""

    decided: Decided = _never

    def enough(self) -> bool:
        """Whether the question is answered."""
        return super().enough() or self.decided(self.incumbent.value, self.lower)


@dataclass(eq=False)
class Elastic:
    """A formulation of aims only, asked again and again.

    Parameters
    ----------
    formulation
        The program; ``formulation.shorts`` are its lines.
    settings
        Solver, threads and seed.
    progress, stop
        Where reports go, and what ends a question.
    following
        Whole variables that only follow from the decisions: the solver knows that they are whole, which raises its
        bound; the search for plans lets them go where the decisions take them.
    """

    formulation: Formulation
    settings: Solve
    progress: Progress
    stop: StopSwitch
    following: Sequence[Variable] = ()
    plans: list[FloatArray] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines: Sequence[Short] = tuple(self.formulation.shorts)
        self.backend = Backend.of(self.settings)
        self.formulation.program.minimise(self.shortfall(range(len(self.lines))))
        self.problem = self.formulation.program.problem
        self.variables = self.problem.variables()
        self.column = {v.id: j for j, v in enumerate(self.variables)}
        matrix = Matrix.of(self.problem)
        whole = matrix.whole.copy()
        whole[[self.column[variable.id] for variable in self.following]] = False
        self.matrix = replace(matrix, whole=whole)
        self._shorts = np.array([self.column[line.variable.id] for line in self.lines], dtype=np.int64)
        self._searched = len(self.variables) > SMALL
        self._relaxation: Relaxation | None = None
        self._ground: Ground | None = None

    # -- questions -----------------------------------------------------------------------------------

    def shortfall(self, lines: Collection[int]) -> Expression:
        """Shortfalls of some lines together, each as a share of its scale."""
        return Expression([(self.lines[n].variable, 1.0) for n in lines])

    def holding(self, lines: Collection[int]) -> FloatArray | None:
        """A plan known already that holds some lines; ``None`` where none is known."""
        columns = self._shorts[sorted(lines)]
        return next((x for x in self.plans if float(x[columns].max(initial=0.0)) <= HOLDS), None)

    def ever_missed(self, lines: Collection[int]) -> bool:
        """Whether some plan known already misses one of some lines."""
        columns = self._shorts[sorted(lines)]
        return any(float(x[columns].max(initial=0.0)) > HOLDS for x in self.plans)

    def relaxed(self, lines: Collection[int], seconds: float) -> Relaxed | None:
        """The relaxation of the shortfall of some lines; ``None`` where it was not solved in its time."""
        cost, offset = as_row(self.shortfall(lines), self.column)
        return self._relax(cost, offset, seconds)

    def blamed(self, relaxed: Relaxed, lines: Collection[int]) -> list[int]:
        """Lines that the relaxation's proof of a shortfall rests on: those whose shortfall has a price."""
        # at an optimum a shortfall's reduced cost is its cost, 1, less what its row's dual takes of it
        return [n for n in lines if relaxed.reduced_cost[self._shorts[n]] < 1 - SAME]

    def least(self, expression: Expression, held: Collection[int], seconds: float, decided: Decided) -> Least:
        """Minimise an expression while some lines hold.

        Parameters
        ----------
        expression
            Of variables of the program; never below 0.
        held
            Lines that hold. Where there are any, a plan that holds them is known (:meth:`holding`).
        seconds
            Time for the question.
        decided
            What is enough of an answer.
        """
        cost, offset = as_row(expression, self.column)
        self.formulation.program.minimise(expression)
        with self._held(held) as matrix:
            incumbent = Incumbent(matrix.minimising(cost, offset), cost)
            self._begin(incumbent, held)
            lower = 0.0
            if not decided(incumbent.value, lower):
                lower = (self._search if self._searched else self._alone)(incumbent, seconds, decided)
        if incumbent.x is not None and not any(incumbent.x is x for x in self.plans):
            self.plans.append(incumbent.x)
        return Least(incumbent.value, min(lower, incumbent.value), incumbent.x)

    def _begin(self, incumbent: Incumbent, held: Collection[int]) -> None:
        """Give a question the best of the plans that are known, made as good as its decisions allow."""
        columns = self._shorts[sorted(held)]
        for x in self.plans:
            if float(x[columns].max(initial=0.0)) <= HOLDS:
                incumbent.offer(x)
        if incumbent.x is not None:
            incumbent.offer(incumbent.matrix.settled(incumbent.x))

    def decisions(self, x: FloatArray) -> Decisions:
        """What a plan decides."""
        assign(self.variables, x)
        return self.formulation.decisions()

    def value(self, variable: Variable, x: FloatArray) -> float:
        """A variable's value in a plan."""
        return float(x[self.column[variable.id]])

    # -- how they are answered -------------------------------------------------------------------------

    @contextmanager
    def _held(self, lines: Collection[int]) -> Iterator[Matrix]:
        """Bind shortfalls to 0 while the block runs; the program as arrays."""
        high = self.matrix.high.copy()
        high[self._shorts[sorted(lines)]] = 0.0
        for n in lines:
            self.lines[n].variable.bounds(0, 0)
        if self._relaxation is not None and lines:
            self._relaxation.bounded(self.matrix.low, high)
        try:
            yield self.matrix.bounded(self.matrix.low, high)
        finally:
            for n in lines:
                self.lines[n].variable.bounds(0, None)
            if self._relaxation is not None and lines:
                self._relaxation.bounded(self.matrix.low, self.matrix.high)

    def _relax(self, cost: FloatArray, offset: float, seconds: float) -> Relaxed | None:
        if self._relaxation is None:
            self._relaxation = Relaxation(self.matrix, self.stop)
        return self._relaxation.minimise(cost, offset, seconds)

    def _alone(self, incumbent: Incumbent, seconds: float, _decided: Decided) -> float:
        """The solver's own search, for small programs; what it proves."""
        task = Task("", seconds, relative_gap=0.0, absolute_gap=SAME, warm=False)
        proof = self.backend.solve(self.problem, task, self.progress, self.stop)
        if proof.outcome.has_plan:
            incumbent.offer(values_of(self.variables))
        return np.inf if proof.outcome is Outcome.INFEASIBLE else max(0.0, proof.bound)

    def _search(self, incumbent: Incumbent, seconds: float, decided: Decided) -> float:
        """Relaxation, then both sides at once; what is proven."""
        started, objective = time.perf_counter(), incumbent.matrix
        relaxed = self._relax(objective.cost, objective.offset, seconds)
        if relaxed is None:
            return 0.0
        lower = max(0.0, relaxed.bound - SAME * max(1.0, abs(relaxed.bound)))
        if decided(incumbent.value, lower):
            return lower
        late = started + seconds
        search = self._neighbourhoods(objective, relaxed, incumbent)
        search.ended = lambda: self.stop.is_set or time.perf_counter() > late
        search.first()  # near the relaxation lies a better plan than what an earlier question left
        if incumbent.x is None or decided(incumbent.value, lower):
            return lower
        left = max(0.1, late - time.perf_counter())
        task = Task("", left, relative_gap=0.0, absolute_gap=SAME, warm=True, holds=True)
        both = _Decide(
            self.problem, incumbent, search, self.backend, task, lower, self.progress, self.stop, decided=decided
        )
        if self.settings.threads > 1 and self.backend.shares:
            return both.at_once().bound
        return both.in_turn(None).bound

    def _neighbourhoods(self, objective: Matrix, relaxed: Relaxed, incumbent: Incumbent) -> PrimalSearch:
        if self._ground is None:
            self._ground = Ground.of(self.formulation, MOST * REACH)
        return PrimalSearch(
            objective,
            self._ground,
            relaxed,
            incumbent,
            self.settings.seed,
            ended=lambda: self.stop.is_set,
            seconds_each=max(LEAST_SECONDS, NEIGHBOURHOOD_LPS * relaxed.seconds),
        )
