"""The questions that are put to one program, solved again and again: what is farthest, and what if not.

The distance to several plans at once is a variable of its own, `apart`, at most the distance to each
of them (in shares of all buildings, so that its rows are of the size of 1).
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import SHORTFALL, Plan
from estate_opt.domain.travel import FloatArray
from estate_opt.errors import NoPlanInTime, NoPlanPossible, VerificationFailed
from estate_opt.formulation import Formulation, formulate
from estate_opt.policies import Relocation
from estate_opt.policies.base import Expression, Variable
from estate_opt.results.result import Result
from estate_opt.solving.progress import Progress, StopSwitch
from estate_opt.solving.question import Limit, Question
from estate_opt.solving.session import Session
from estate_opt.studies.alternatives.distance import OTHER_OPTION, distance_expression
from estate_opt.studies.alternatives.within import Within

HALF = 0.5
"""Share of the least step of a distance that the preferences may count at most beside it."""
SAME_STEP = 1e-4
"""Share of a step that is a solver's rounding."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a question.

    Parameters
    ----------
    plan
        The best plan found for it; ``None`` where none was.
    bound
        Least value that its objective can have, as far as is proven; infinite where no plan is possible.
    """

    plan: Plan | None
    bound: float


class Questions:
    """A program over the run's plan file and estate, and what is asked of it.

    Parameters
    ----------
    best
        The run's plan.
    within
        The limit.
    progress, stop
        Where the solver's reports go, and what ends it.
    """

    def __init__(self, best: Result, within: Within, progress: Progress, stop: StopSwitch) -> None:
        self.within = within
        self.best = best.plan.decisions
        self.session, self.apart, self.x = _session(best, progress, stop)
        self.formulation = self.session.formulation
        self.buildings = sum(1 for k in range(len(best.estate.buildings)) if self.formulation.runs(k))
        self.held = self._held()
        self.losses = self.formulation.losses
        started = time.perf_counter()
        self.floor = max(within.bound, self.session.bound(Question(held=self.held)))
        """What the preferences of no plan are below that misses no more."""
        if self.floor > within.limit:
            raise VerificationFailed(
                ["The program of the plan file has no plan as good as the run's, so that nothing can be proven of it."]
            )
        self.bound_seconds = time.perf_counter() - started
        """Time that such a bound takes here: the measure of what a question may take on this machine."""

    def begin(self, decisions: Decisions, x: FloatArray | None) -> None:
        """Let the next question start from a plan; its columns where they are known, else found anew."""
        if x is None:
            self.session.begin(decisions)
        else:
            self.session.x = x

    # -- what is asked -------------------------------------------------------------------------------

    def farthest(self, plans: Sequence[Decisions], seconds: float) -> Answer:
        """A plan within the limit as far as possible from the nearest of some plans; of such, the best.

        The bound is the least of minus that distance, in buildings.
        """
        limits = [self._limit()]
        for number, decisions in enumerate(plans):
            gap = Expression([(self.apart, 1.0)])
            gap.extend(distance_expression(self.formulation, decisions), -1.0 / self.buildings)
            limits.append(Limit(f"apart from plan {number}", gap, 0.0))
        goal = Expression([(self.apart, -1.0)])
        goal.extend(self.session.preferences, self._rate)
        answer = self._ask(Question(held=self.held, limits=tuple(limits), objective=goal, gap=0.0, seconds=seconds))
        return Answer(answer.plan, self._steps(answer.bound))

    def least_otherwise(self, building: int, seconds: float) -> float:
        """What the relaxation proves of the preferences of plans in which a building is not as in the run's."""
        return self.session.bound(self._forced(building, seconds))

    def otherwise(self, building: int, seconds: float) -> Answer:
        """A plan within the limit in which a building is not as in the run's, or the proof that there is none.

        The bound is the least preferences of such plans.
        """
        return self._ask(self._forced(building, seconds))

    def other_way(self, building: int) -> frozenset[str]:
        """Options of a building that keep it where the run's plan does not, or the other way about."""
        ways = [option for option, _ in self.formulation.runs(building)]
        stays = {option.option_id: option.in_estate for option in ways}
        mine = stays[self.best.options[self.formulation.name_of(building)]]
        return frozenset(option for option, its in stays.items() if its != mine)

    # -- how it is asked -----------------------------------------------------------------------------

    def _held(self) -> dict[str, float]:
        """Most shortfall by stage: what the run's plan is measured to miss, or the program takes it to, rounding apart.

        Never less than the program has for the run's plan, or else it would prove of every building that nothing
        else is possible.
        """
        stages = {f"{SHORTFALL}{tier}": self.formulation.shortfall(tier) for tier in self.formulation.tiers()}
        taken = {s: -math.inf if self.x is None else self.session.state.value(e, self.x) for s, e in stages.items()}
        return {stage: max(self.within.held[stage], least) for stage, least in taken.items()}

    def _forced(self, building: int, seconds: float) -> Question:
        return Question(
            forced={self.formulation.name_of(building): self.other_way(building)},
            held=self.held,
            decided_at=self.within.limit,
            gap=0.0,
            seconds=seconds,
        )

    def _limit(self) -> Limit:
        """The preferences are within."""
        scale = max(1.0, abs(self.within.best))
        preferences = Expression()
        preferences.extend(self.session.preferences, 1.0 / scale)
        return Limit("preferences within", preferences, self.within.limit / scale)

    @property
    def _rate(self) -> float:
        """What a unit of the preferences counts beside the distance.

        Between the best and the worst plan within the limit they make half of the least step of a distance, so
        that they tell apart only plans that are as far.
        """
        room = self.within.limit - self.floor
        sensible = math.isfinite(room) and room > self.within.rounding
        return HALF * OTHER_OPTION / self.buildings / room if sensible else 0.0

    def _steps(self, bound: float) -> float:
        """A bound on minus the distance in buildings, at a whole number of steps, without the preferences."""
        if not math.isfinite(bound):
            return bound
        goal = bound - self._rate * self.floor if self._rate else bound
        return -OTHER_OPTION * math.floor(HALF - goal * self.buildings / OTHER_OPTION + SAME_STEP)

    def _ask(self, question: Question) -> Answer:
        try:
            plan = self.session.ask(question)
        except NoPlanPossible:
            return Answer(None, math.inf)
        except NoPlanInTime:
            return Answer(None, -math.inf)
        return Answer(plan, plan.proof[-1].bound)


def _session(best: Result, progress: Progress, stop: StopSwitch) -> tuple[Session, Variable, FloatArray | None]:
    """A session, the variable of distances in it, and the run's plan as its columns have it.

    With every move as a candidate where the nearest do not have the run's plan among theirs.
    """
    nearest = best.plan_file.policies.relocation
    for relocation in (nearest, nearest.to_all()):
        formulation = _formulation(best, relocation)
        apart = formulation.program.share("apart")
        session = Session(formulation, best.plan_file, progress, stop)
        x = session.state.plan_of(best.plan.decisions)
        if x is not None or stop.is_set:
            break
    return session, apart, x


def _formulation(best: Result, relocation: Relocation) -> Formulation:
    plan_file = best.plan_file
    policies = plan_file.policies.all()
    return formulate(best.context, policies, relocation, plan_file.scenario, plan_file.solve.formulation)
