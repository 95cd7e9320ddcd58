"""Both sides of a stage at once: one core looks for better plans, another proves how good they can be.

The primal side searches neighbourhoods (:mod:`estate_opt.solving.primal`); the bound side is the
solver on the whole program. Plans and bounds pass between them while they run, through the solver's
callbacks, and both end when they have met up to the gap asked for.

What passes when depends on the clock. Where the same plan is wanted whatever else the machine does
(``solve.work_limit``), the two take turns instead, each for a given amount of work.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass, field, replace

import numpy as np
import pulp

from estate_opt.domain.plan import Outcome, StageProof
from estate_opt.domain.travel import FloatArray
from estate_opt.solving.backends import Backend, Task
from estate_opt.solving.incumbent import Incumbent
from estate_opt.solving.matrix import assign, values_of
from estate_opt.solving.primal import PrimalSearch
from estate_opt.solving.progress import Progress, Report, Silent, StopSwitch

EASY = 8
"""Neighbourhoods in vain after which a shortfall needs the bound side: the solver hears of a better plan only seconds
later, and without it a stage that the relaxation bounds well is over sooner."""
ROUNDED = 1e-12
PATIENCE = 12
"""Neighbourhoods in vain after which the proof gets the processor, where it has to wait for it."""


@dataclass(eq=False)
class Improve:
    """One stage: a plan to better, a bound to raise.

    Parameters
    ----------
    problem
        The program as PuLP has it, with the stage's objective.
    incumbent
        The best plan so far; there is one.
    search
        The primal side.
    backend
        The bound side.
    task
        Gaps and time of the stage.
    lower
        What the relaxation has proven already.
    progress, stop
        Where reports go, and what ends both sides.
    """

    problem: pulp.LpProblem
    incumbent: Incumbent
    search: PrimalSearch
    backend: Backend
    task: Task
    lower: float
    progress: Progress
    stop: StopSwitch
    over: threading.Event = field(default_factory=threading.Event)
    _shown: int = -1
    _failed: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.started = time.perf_counter()
        self.search.ended = self.ended

    # -- how it stands ---------------------------------------------------------------------------

    @property
    def seconds(self) -> float:
        """Seconds since the stage began."""
        return time.perf_counter() - self.started

    def enough(self) -> bool:
        """Whether plan and bound are as near as asked for, or say what was asked."""
        limit = self.task.decided_at
        decided = limit is not None and (self.incumbent.value <= limit or self.lower > limit)
        return decided or self.proven_to_gap()

    def proven_to_gap(self) -> bool:
        """Whether plan and bound are as near as asked for."""
        value = self.incumbent.value
        return value - self.lower <= max(self.task.absolute_gap, self.task.relative_gap * abs(value))

    def ended(self) -> bool:
        """Whether the primal side shall end."""
        return self.over.is_set() or self.stop.is_set or self.enough() or self.seconds > self.task.seconds

    # -- what the bound side asks and tells (backends.Exchange) ------------------------------------

    def plan(self) -> FloatArray | None:
        """A plan that the bound side has not been given yet."""
        if self.incumbent.version == self._shown:
            return None
        self._shown = self.incumbent.version
        return self.incumbent.x

    def found(self, x: FloatArray) -> None:
        """The bound side has a plan."""
        self.incumbent.offer(x)

    def proven(self, bound: float) -> None:
        """The bound side has proven something."""
        self.lower = max(self.lower, bound)
        self._tell()

    def _tell(self) -> None:
        bound = self.lower if math.isfinite(self.lower) else None
        self.progress.report(Report(self.task.stage, self.seconds, self.incumbent.value, bound))

    def _step(self) -> None:
        """One neighbourhood; a better plan is told."""
        if self.search.step():
            self._tell()

    # -- running -----------------------------------------------------------------------------------

    def at_once(self) -> StageProof:
        """Run both sides side by side, once the primal side alone gets no further easily."""
        while self.task.holds and not self.ended() and self.search.in_vain < EASY:
            self._step()
        if self.enough():  # often, where the relaxation knows the least shortfall
            return self._settled(None)
        thread = threading.Thread(target=self._search, name="primal side")
        thread.start()
        try:
            proof = self._prove(self.task)
        finally:
            self.over.set()
            thread.join()
        if self._failed:
            raise self._failed[0]
        return self._settled(proof)

    def in_turn(self, work: int | None) -> StageProof:
        """Run the primal side, then the bound side, each for a given amount of work or while it is of use."""
        patience = np.inf if work is not None else PATIENCE
        most = np.inf if work is None else work
        before = self.search.work
        while not self.ended() and self.search.in_vain < patience and self.search.work - before < most:
            self._step()
        proof = None if self.enough() or self.stop.is_set else self._prove(replace(self.task, nodes=work))
        return self._settled(proof)

    def _search(self) -> None:
        try:
            while not self.ended():
                self._step()
        except BaseException as error:  # raised again by the thread that waits
            self._failed.append(error)
            self.over.set()

    def _prove(self, task: Task) -> StageProof:
        """The solver on the whole, from the best plan."""
        assert self.incumbent.x is not None
        assign(self.problem.variables(), self.incumbent.x)
        self._shown = self.incumbent.version
        left = max(0.1, task.seconds - self.seconds)
        proof = self.backend.solve(self.problem, replace(task, seconds=left), Silent(), self.stop, self)
        if proof.outcome.has_plan:
            self.incumbent.offer(values_of(self.problem.variables()))
        return proof

    def _settled(self, proof: StageProof | None) -> StageProof:
        """The stage's proof: what both sides have reached together."""
        if proof is not None:
            if proof.outcome is Outcome.INFEASIBLE:
                return proof
            self.lower = max(self.lower, proof.bound)
        unproven = Outcome.INTERRUPTED if self.stop.is_set else Outcome.TIME_LIMIT
        return StageProof(
            stage=self.task.stage,
            outcome=Outcome.OPTIMAL if self.proven_to_gap() else unproven,
            objective=_plain(self.incumbent.value),
            bound=_plain(min(self.lower, self.incumbent.value)),
            absolute_gap_allowed=self.task.absolute_gap,
            seconds=self.seconds,
        )


def _plain(value: float) -> float:
    """A figure without what rounding left of 0."""
    return 0.0 if abs(value) < ROUNDED else value
