"""The two searches: plans as different as possible, and what settles each building."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from estate_opt.solving.progress import Progress, StopSwitch
from estate_opt.studies.alternatives.classes import BuildingClass, How, Standing, beyond
from estate_opt.studies.alternatives.distance import OTHER_OPTION, distance
from estate_opt.studies.alternatives.memory import Memory
from estate_opt.studies.alternatives.questions import Answer, Questions
from estate_opt.studies.alternatives.witness import Witness, Witnesses

QUICK_SECONDS, QUICK_BOUNDS = 4.0, 20.0
"""Time for a building before those that need longer are asked about: at least so many seconds, and so many times what
the first bound took, so that a busy machine gets as far. Most need less."""
LEAST_SECONDS = 0.5
"""Time below which no question is begun."""


@dataclass(eq=False)
class Clock:
    """Time for all questions and for each.

    Parameters
    ----------
    seconds
        For all.
    each
        For one.
    stop
        Ends it before.
    """

    seconds: float
    each: float
    stop: StopSwitch
    started: float = field(default_factory=time.perf_counter)

    @property
    def used(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.started

    @property
    def next(self) -> float:
        """Seconds for the next question."""
        return min(self.each, self.seconds - self.used)

    @property
    def over(self) -> bool:
        """Whether no further question can be asked."""
        return self.stop.is_set or self.next < LEAST_SECONDS


@dataclass(frozen=True, eq=False)
class Alternative:
    """A plan within the limit, different from the best and from every one before it.

    Parameters
    ----------
    witness
        The plan.
    apart
        Its distance to the nearest of those before it, in buildings.
    most_apart
        No plan within the limit has a greater one, as far as is proven.
    """

    witness: Witness
    apart: float
    most_apart: float


@dataclass(eq=False)
class Search:
    """What is known so far, and how more comes to be known.

    Parameters
    ----------
    questions
        The program.
    witnesses
        Plans found.
    clock
        Time.
    progress
        Where it is told how far it is.
    memory
        What was found before, and where it is kept.
    """

    questions: Questions
    witnesses: Witnesses
    clock: Clock
    progress: Progress
    memory: Memory
    alternatives: list[Alternative] = field(default_factory=list)
    exhausted: bool = False
    bounds: dict[int, float] = field(default_factory=dict)
    how: dict[int, How] = field(default_factory=dict)

    def recall(self) -> None:
        """Begin with what was found before: plans that are within, once verified again, and bounds."""
        index = self.questions.formulation.estate.building_index
        for decisions in self.memory.plans:
            self.witnesses.offer(replace(self.witnesses.best.plan, decisions=decisions, proof=()), None)
        for building_id, (bound, how) in self.memory.bounds.items():
            self._bounded(index[building_id], bound, how)

    # -- different plans -----------------------------------------------------------------------------

    def differ(self, count: int, keep: Callable[[int, Alternative], None]) -> None:
        """Find plans, each as far as possible from the nearest of the best and those before it.

        Each is handed on as soon as it is there. Those of before come first.
        """
        for decisions, most_apart in self.memory.chosen.get(self.witnesses.within.share, [])[:count]:
            witness = self.witnesses.of(decisions)
            if witness is None:
                break
            apart = self._apart(witness, self._before)
            self._add(Alternative(witness, apart, max(apart, most_apart)), keep)
        while len(self.alternatives) < count and not self.exhausted and not self.clock.over:
            number = len(self.alternatives) + 1
            self.progress.stage(f"plan {number} of {count}, as different as possible")
            found = self._next()
            if found is None:
                break
            share, decisions = self.witnesses.within.share, found.witness.result.plan.decisions
            self.memory.note_alternative(share, decisions, found.most_apart)
            self._add(found, keep)

    def _add(self, found: Alternative, keep: Callable[[int, Alternative], None]) -> None:
        self.alternatives.append(found)
        keep(len(self.alternatives), found)

    @property
    def _before(self) -> list[Witness]:
        """The run's plan and the alternatives so far."""
        return [self.witnesses.found[0], *(one.witness for one in self.alternatives)]

    def _next(self) -> Alternative | None:
        """The next plan; ``None`` where there is none, or none was found in its time."""
        before = self._before
        plans = [one.result.plan.decisions for one in before]
        start = max(self.witnesses.found, key=lambda one: self._apart(one, before))
        self.questions.begin(start.result.plan.decisions, start.x)
        answer = self.questions.farthest(plans, self.clock.next)
        most = -answer.bound
        witness = self._taken(answer)
        if witness is None or self._apart(witness, before) < self._apart(start, before):
            witness = start
        apart = self._apart(witness, before)
        self.exhausted = most < OTHER_OPTION / 2
        if apart < OTHER_OPTION / 2:
            return None
        return Alternative(witness, apart, max(apart, most))

    def _apart(self, one: Witness, others: list[Witness]) -> float:
        estate = one.result.estate
        return min(distance(estate, one.result.plan.decisions, other.result.plan.decisions) for other in others)

    # -- every building ------------------------------------------------------------------------------

    def settle(self) -> None:
        """Settle as many buildings as can be in the time, the easy ones first."""
        for k in self._council():
            if not self.questions.other_way(k):
                self.bounds[k], self.how[k] = math.inf, How.OPTIONS
        quick = max(QUICK_SECONDS, QUICK_BOUNDS * self.questions.bound_seconds)
        for seconds in (quick, math.inf):
            for k in self._left():
                if self.clock.over:
                    return
                if k in self._left():  # else a plan that was found meanwhile has it otherwise
                    self._ask(k, min(seconds, self.clock.next))

    def _ask(self, k: int, seconds: float) -> None:
        """Settle a building by the relaxation, or else by a search."""
        self._tell()
        if k not in self.bounds:
            self._prove(k, self.questions.least_otherwise(k, seconds), How.RELAXATION)
        if self.bounds[k] > self.witnesses.within.limit or self.clock.over:
            return
        self.questions.begin(self.questions.best, self.questions.x)
        answer = self.questions.otherwise(k, min(seconds, self.clock.next))
        self._prove(k, answer.bound, How.SEARCH)
        if self._taken(answer) is not None and k not in self._left():
            self.how[k] = How.SEARCH

    def _prove(self, k: int, bound: float, how: How) -> None:
        """Take what was proven of a building's other way, and keep it where it says something."""
        self._bounded(k, bound, how)
        if bound > -math.inf:
            self.memory.note_bound(self.questions.formulation.name_of(k), self.bounds[k], how)

    def _bounded(self, k: int, bound: float, how: How) -> None:
        """Note what was proven of a building's other way."""
        self.bounds[k] = max(bound, self.bounds.get(k, -math.inf))
        if self.bounds[k] > self.witnesses.within.limit:
            self.how.setdefault(k, how)

    # -- how it stands -------------------------------------------------------------------------------

    def classes(self) -> tuple[BuildingClass, ...]:
        """Every council building, as far as is known."""
        flipped, kept = self.witnesses.otherwise(), self.witnesses.keeping()
        names = self.questions.formulation.name_of
        return tuple(self._class(k, names(k), flipped=bool(flipped[k]), kept_in=kept[k]) for k in self._council())

    def _class(self, k: int, building_id: str, *, flipped: bool, kept_in: int) -> BuildingClass:
        mine = self.witnesses.found[0].stays
        bound = self.bounds.get(k, -math.inf)
        otherwise = [one.value for one in self.witnesses.found if one.stays[k] != mine[k]]
        if flipped:
            standing, how = Standing.SWING, self.how.get(k, How.WITNESS)
        elif bound > self.witnesses.within.limit:
            standing, how = beyond(bool(mine[k])), self.how[k]
        else:
            standing, how = Standing.OPEN, How.NOTHING
        return BuildingClass(
            building_id=building_id,
            standing=standing,
            how=how,
            stays_in_best=bool(mine[k]),
            least_otherwise=bound,
            best_otherwise=min(otherwise, default=None),
            kept_in=kept_in,
        )

    def _council(self) -> list[int]:
        formulation = self.questions.formulation
        return [k for k in range(len(formulation.estate.buildings)) if formulation.runs(k)]

    def _left(self) -> list[int]:
        """Buildings of which nothing is settled."""
        flipped, limit = self.witnesses.otherwise(), self.witnesses.within.limit
        return [k for k in self._council() if not flipped[k] and self.bounds.get(k, -math.inf) <= limit]

    def _taken(self, answer: Answer) -> Witness | None:
        """The plan of an answer as a witness, where there is one."""
        if answer.plan is None:
            return None
        known = len(self.witnesses.found)
        witness = self.witnesses.offer(answer.plan, self.questions.session.x)
        if len(self.witnesses.found) > known:
            self.memory.note_plan(answer.plan.decisions)
        return witness

    def _tell(self) -> None:
        total = len(self._council())
        self.progress.stage(f"{total - len(self._left())} of {total} buildings settled")
