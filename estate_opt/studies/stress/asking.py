"""Asking about one building after another, in one session, how good a plan can be that decides it the other way."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from estate_opt.domain.plan import PREFERENCES, SHORTFALL, Plan
from estate_opt.errors import NoPlanInTime, NoPlanPossible
from estate_opt.formulation import formulate
from estate_opt.results.result import Result
from estate_opt.solving import Question, Session
from estate_opt.solving.progress import Progress, StopSwitch
from estate_opt.solving.stages import HELD_SLACK
from estate_opt.studies.stress.answers import THE_PLAN_ITSELF, Answer, as_result, recalled
from estate_opt.studies.stress.grades import Unsurveyed
from estate_opt.studies.stress.known import Best, Known
from estate_opt.studies.stress.standing import stages_of
from estate_opt.studies.stress.verdicts import LESS
from estate_opt.studies.stress.within import Within

FIRST = 3.0
"""Time for bettering the plan itself before any building is asked about, in times of that for a building."""
NEAR = 2 * HELD_SLACK
"""Shortfalls that differ by less are the same: twice what a session leaves to one that is held."""


class Surveyor:
    """One session, and what it has found.

    Parameters
    ----------
    result
        The plan.
    gaps
        What is not known, by the building's position.
    seconds
        Time for a building.
    earlier
        Answers of an earlier list of the same plan, by building; those that had as much time are not asked for again.
    keep
        Told of each new answer.
    """

    def __init__(
        self,
        result: Result,
        gaps: Mapping[int, Sequence[Unsurveyed]],
        seconds: float,
        earlier: Mapping[str, Answer],
        keep: Callable[[Answer], None],
        progress: Progress,
        stop: StopSwitch,
    ) -> None:
        self.result, self.gaps, self.seconds, self.earlier, self.keep = result, gaps, seconds, earlier, keep
        self.progress, self.stop = Within(progress), stop
        self.known = Known(gaps)
        self.known.take(result)
        for proof in result.plan.proof:
            if proof.stage == PREFERENCES:
                self.known.proven(proof.bound)
        self.held = {stage: value for stage, value in stages_of(result).items() if stage.startswith(SHORTFALL)}
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """The session, begun when there is a first question for it."""
        if self._session is None:
            file = self.result.plan_file
            policies, settings = file.policies, file.solve.formulation
            formulation = formulate(self.result.context, policies.all(), policies.relocation, file.scenario, settings)
            self._session = Session(formulation, file, self.progress, self.stop)
        return self._session

    def ask_all(self) -> int:
        """Ask about every building; how many were reached before somebody stopped."""
        self.progress.name = "the plan itself"
        self._recall()
        itself = Best()
        if not self._answered(THE_PLAN_ITSELF):
            question = Question(held=self.held, gap=0.0, seconds=FIRST * self.seconds)
            self._plan(question, itself)
            self.known.proven(itself.bound)
            self._keep(THE_PLAN_ITSELF, itself)
        for number, k in enumerate(self.gaps, start=1):
            if self.stop.is_set:
                return number - 1
            self.progress.name = f"building {number} of {len(self.gaps)}"
            if not self._answered(self.result.estate.buildings[k].building_id):
                self._ask(k)
        return len(self.gaps)

    # -- what is known already -----------------------------------------------------------------------

    def _recall(self) -> None:
        """Take what earlier answers found, about whichever building."""
        index = self.result.estate.building_index
        for answer in self.earlier.values():
            if answer.decisions is not None:
                self.known.take(recalled(self.result, answer.decisions))
            if answer.building_id == THE_PLAN_ITSELF:
                self.known.proven(answer.bound)
            elif index.get(answer.building_id) in self.gaps:
                self._opposite(index[answer.building_id]).bound = answer.bound

    def _answered(self, building_id: str) -> bool:
        """Whether an earlier question had as much time."""
        return building_id in self.earlier and self.earlier[building_id].seconds >= self.seconds

    def _keep(self, building_id: str, found: Best) -> None:
        decisions = None if found.result is None else found.result.plan.decisions
        seconds = 0.0 if self.stop.is_set else self.seconds
        self.keep(Answer(building_id=building_id, seconds=seconds, bound=found.bound, decisions=decisions))

    # -- one building --------------------------------------------------------------------------------

    def _stays(self, k: int) -> bool:
        return bool(self.result.after.in_estate[k])

    def _opposite(self, k: int) -> Best:
        """The best plan known that decides a building the other way."""
        return self.known.of(k, stays=not self._stays(k))

    def _ask(self, k: int) -> None:
        """How good a plan can be that decides the other way, as far as some value could matter."""
        stays, opposite = self._stays(k), self._opposite(k)
        building = self.result.estate.buildings[k]
        other = {o.option_id for o in self.result.estate.options_of(building) if o.in_estate != stays}
        towards = sorted(_towards(self.gaps[k], stays=stays), reverse=True)
        if not other:
            opposite.bound = math.inf
        elif towards:
            forced = Question(forced={building.building_id: other}, held=self.held, gap=0.0, seconds=self.seconds)
            opposite.bound = max(opposite.bound, self.session.bound(forced))
            self._ask_for(k, forced, towards)
        self._keep(building.building_id, opposite)

    def _ask_for(self, k: int, forced: Question, towards: Sequence[float]) -> None:
        """Ask whether the other decision could be better by so much, the most first, until it could not."""
        stays, opposite = self._stays(k), self._opposite(k)
        for change in towards:
            limit = self.known.of(k, stays=stays).value + change - LESS
            if self.known.least(k, stays=not stays) > limit or self.stop.is_set:
                return
            if opposite.value > limit:
                self._plan(replace(forced, decided_at=limit), opposite)
            if opposite.value > limit:
                return

    def _plan(self, question: Question, best: Best) -> None:
        """Take the plan that answers a question, and what is proven of all plans that could."""
        self.session.begin(self.result.plan.decisions)
        try:
            plan = self.session.ask(question)
        except NoPlanPossible:
            self._plan_by_stages(question, best)
        except NoPlanInTime:
            return
        else:
            self._take(plan, best)
            best.bound = max(best.bound, plan.proof[-1].bound)

    def _plan_by_stages(self, question: Question, best: Best) -> None:
        """Ask again with the shortfalls as stages, and not held.

        HiGHS 1.15 presolves rows that hold a shortfall of 0 wrongly at times and takes them for a contradiction, so
        that its word alone is no proof.
        """
        try:
            plan = self.session.ask(replace(question, held={}, decided_at=None))
        except NoPlanPossible:
            best.bound = math.inf
            return
        except NoPlanInTime:
            return
        proofs = {proof.stage: proof for proof in plan.proof}
        for stage, most in question.held.items():
            if stage not in proofs or proofs[stage].objective < most - NEAR:
                return
            if proofs[stage].bound > most + NEAR:
                best.bound = math.inf
            if proofs[stage].objective > most + NEAR:
                return
        if PREFERENCES in proofs:
            self._take(replace(plan, proof=(proofs[PREFERENCES],)), best)
            best.bound = max(best.bound, proofs[PREFERENCES].bound)

    def _take(self, plan: Plan, best: Best) -> None:
        """Remember a plan, once it is verified."""
        found = as_result(self.result, plan)
        best.take(found, self.known.take(found))


def _towards(gaps: Sequence[Unsurveyed], *, stays: bool) -> set[float]:
    """By how much each value speaks for the other decision; those that do not are left out."""
    sign = -1 if stays else 1
    return {sign * value.change for gap in gaps for value in gap.values if sign * value.change > 0}
