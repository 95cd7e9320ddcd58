"""Survey first: the buildings whose unknown grade decides whether they stay, so that a survey would matter most.

A grade moves the value of every plan in which the building leaves by the same amount (``grades.py``). So a building is
asked about once, not once a grade: how good can a plan be in which it is decided the other way? Where that is proven to
be worse than the plan by more than any grade brings, the decision stands whatever a survey finds. Where a plan is known
that is worse by less, some grade flips the decision.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from estate_opt.domain.plan import PREFERENCES, SHORTFALL, Outcome
from estate_opt.errors import NoPlanInTime, NoPlanPossible, UsageError, did_you_mean
from estate_opt.formulation import formulate
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import Question, Session
from estate_opt.solving.progress import Progress, Silent, StopSwitch, stop_on_interrupt
from estate_opt.studies.stress.grades import Unsurveyed, Value, unsurveyed
from estate_opt.studies.stress.known import Difference, Known, difference
from estate_opt.studies.stress.standing import stages_of
from estate_opt.studies.stress.within import Within

SECONDS = 10.0
FIRST = 3.0
"""Time for bettering the plan itself before any building is asked about, in times of that for a building."""
LESS = 1e-7
"""By how much a plan has to be better to be better at all."""


class Verdict(StrEnum):
    """What a survey could do to a decision."""

    FLIPS = "flips"
    """A plan is known that is better with this value and decides the other way."""
    OPEN = "open"
    """No such plan is known, and it is not proven that there is none."""
    UNSETTLED = "unsettled"
    """A plan that decides the other way is better already with the value assumed: the run did not find the best."""
    STANDS = "stands"
    """The value speaks for the decision as it is, or no plan that decides the other way can be better with it."""


ORDER = (Verdict.FLIPS, Verdict.UNSETTLED, Verdict.OPEN, Verdict.STANDS)
"""From what is most worth a survey to what is least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A value that a survey could find, and what it would do.

    ``proven`` says whether the verdict is: a flip is where no plan that decides as now can be as good.
    """

    value: Value
    verdict: Verdict
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """A grade or score that no record gives, and what each of its values would do."""

    column: str
    assumed: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyLine:
    """A building with an unknown grade or score.

    Parameters
    ----------
    building_id, name
        Which.
    stays
        What the plan decides about it.
    qualities
        What is not known of it.
    verdict
        The strongest of all findings.
    margin
        By how much the best plan known that decides the other way is worse by preference, in shares of today, with
        the values assumed; infinite where none is known.
    hangs
        What that plan has otherwise; ``None`` where none is known.
    """

    building_id: str
    name: str
    stays: bool
    qualities: tuple[Quality, ...]
    verdict: Verdict
    margin: float
    hangs: Difference | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFirst:
    """The list, what is most worth a survey first.

    ``asked`` buildings have an unknown grade or score that counts; those that were not reached before somebody
    stopped are open.
    """

    lines: tuple[SurveyLine, ...]
    reached: int


def survey_first(
    result: Result,
    progress: Progress | None = None,
    *,
    seconds: float = SECONDS,
    buildings: Collection[str] | None = None,
) -> SurveyFirst:
    """Find the buildings whose unknown grade or score decides whether they stay.

    Parameters
    ----------
    result
        The plan.
    progress
        Where reports go.
    seconds
        Time for a building; what is not proven by then is open.
    buildings
        Ids of those that are asked about; all where absent.

    Raises
    ------
    UsageError
        A building that there is none of.
    """
    gaps = _gaps(result, buildings)
    if not gaps:
        return SurveyFirst(lines=(), reached=0)
    with stop_on_interrupt() as stop:
        known, reached = _Surveyor(result, gaps, progress or Silent(), stop, seconds).ask_all()
    lines = [_line(result, known, k, of_building) for k, of_building in gaps.items()]
    return SurveyFirst(lines=tuple(sorted(lines, key=_rank)), reached=reached)


def _gaps(result: Result, buildings: Collection[str] | None) -> dict[int, list[Unsurveyed]]:
    """What is not known, by the building, of those that are asked about."""
    index = result.estate.building_index
    unknown = [building for building in buildings or () if building not in index]
    if unknown:
        said = (f"There is no building {b!r} in the estate. {did_you_mean(b, index)}".rstrip() for b in unknown)
        raise UsageError("\n".join(said))
    asked = {index[building] for building in index if buildings is None or building in buildings}
    gaps: dict[int, list[Unsurveyed]] = {}
    for gap in unsurveyed(result):
        if gap.building in asked:
            gaps.setdefault(gap.building, []).append(gap)
    return gaps


def _rank(line: SurveyLine) -> tuple[float | str, ...]:
    hangs = line.hangs
    money, people = (abs(hangs.running_cost_gbp_per_year), hangs.people) if hangs else (0.0, 0.0)
    return ORDER.index(line.verdict), -money, -people, line.building_id


class _Surveyor:
    """Asks one building after another, in one session."""

    def __init__(
        self,
        result: Result,
        gaps: dict[int, list[Unsurveyed]],
        progress: Progress,
        stop: StopSwitch,
        seconds: float,
    ) -> None:
        self.result, self.gaps = result, gaps
        self.progress, self.stop, self.seconds = Within(progress), stop, seconds
        self.known = Known(gaps)
        self.known.take(result)
        for proof in result.plan.proof:
            if proof.stage == PREFERENCES:
                self.known.proven(proof.bound)
        self.held = {stage: value for stage, value in stages_of(result).items() if stage.startswith(SHORTFALL)}
        plan_file = result.plan_file
        policies, settings = plan_file.policies, plan_file.solve.formulation
        formulation = formulate(result.context, policies.all(), policies.relocation, plan_file.scenario, settings)
        self.session = Session(formulation, plan_file, self.progress, stop)

    def ask_all(self) -> tuple[Known, int]:
        """What is known in the end, and how many buildings were reached."""
        self.progress.name = "the plan itself"
        self.session.begin(self.result.plan.decisions)
        better = self._plan(Question(held=self.held, gap=0.0, seconds=FIRST * self.seconds))
        self.known.proven(better)
        for number, k in enumerate(self.gaps, start=1):
            if self.stop.is_set:
                return self.known, number - 1
            self.progress.name = f"building {number} of {len(self.gaps)}"
            self._ask(k)
        return self.known, len(self.gaps)

    def _ask(self, k: int) -> None:
        """How good a plan can be that decides the other way, as far as some value could matter."""
        stays = bool(self.result.after.in_estate[k])
        building = self.result.estate.buildings[k]
        other = {o.option_id for o in self.result.estate.options_of(building) if o.in_estate != stays}
        opposite = self.known.of(k, stays=not stays)
        if not other:
            opposite.bound = math.inf
            return
        forced = Question(forced={building.building_id: other}, held=self.held, gap=0.0, seconds=self.seconds)
        towards = sorted(_towards(self.gaps[k], stays=stays), reverse=True)
        if towards:
            opposite.bound = max(opposite.bound, self.session.bound(forced))
        for change in towards:
            limit = self.known.of(k, stays=stays).value + change - LESS
            if self.known.least(k, stays=not stays) > limit or self.stop.is_set:
                return
            if opposite.value <= limit:
                continue
            self.session.begin(self.result.plan.decisions)
            opposite.bound = max(opposite.bound, self._plan(replace(forced, decided_at=limit)))
            if opposite.value > limit:
                return

    def _plan(self, question: Question) -> float:
        """Take the plan that answers a question; what is proven of all plans that could."""
        try:
            plan = self.session.ask(question)
        except NoPlanPossible:
            return math.inf
        except NoPlanInTime:
            return -math.inf
        held = tuple(proof for proof in self.result.plan.proof if proof.stage != PREFERENCES)
        found = replace(self.result, plan=replace(plan, outcome=Outcome.CHOSEN, proof=(*held, *plan.proof)))
        verify(found).require()
        self.known.take(found)
        return plan.proof[-1].bound


def _towards(gaps: Sequence[Unsurveyed], *, stays: bool) -> set[float]:
    """By how much each value speaks for the other decision; those that do not are left out."""
    sign = -1 if stays else 1
    return {sign * value.change for gap in gaps for value in gap.values if sign * value.change > 0}


def _line(result: Result, known: Known, k: int, gaps: Sequence[Unsurveyed]) -> SurveyLine:
    building = result.estate.buildings[k]
    stays = bool(result.after.in_estate[k])
    qualities = tuple(
        Quality(
            column=gap.column,
            assumed=gap.assumed,
            findings=tuple(_findings(gap, known, stays=stays)),
        )
        for gap in gaps
    )
    now, other = known.of(k, stays=stays), known.of(k, stays=not stays)
    verdicts = {finding.verdict for quality in qualities for finding in quality.findings}
    return SurveyLine(
        building_id=building.building_id,
        name=building.name,
        stays=stays,
        qualities=qualities,
        verdict=next((verdict for verdict in ORDER if verdict in verdicts), Verdict.STANDS),
        margin=other.value - now.value,
        hangs=None if now.result is None or other.result is None else difference(now.result, other.result, k),
    )


def _findings(gap: Unsurveyed, known: Known, *, stays: bool) -> Iterator[Finding]:
    """What each value does: the other decision has to be better by more than what speaks for the present one."""
    k = gap.building
    now, other = known.of(k, stays=stays).value, known.of(k, stays=not stays).value
    least_now, least_other = known.least(k, stays=stays), known.least(k, stays=not stays)
    for value in gap.values:
        towards = -value.change if stays else value.change
        if other < now - LESS:
            yield Finding(value=value, verdict=Verdict.UNSETTLED, proven=other < least_now - LESS)
        elif towards <= 0 or least_other > now + towards - LESS:
            yield Finding(value=value, verdict=Verdict.STANDS, proven=least_other > now + towards - LESS)
        elif other < now + towards - LESS:
            yield Finding(value=value, verdict=Verdict.FLIPS, proven=other < least_now + towards - LESS)
        else:
            yield Finding(value=value, verdict=Verdict.OPEN, proven=False)
