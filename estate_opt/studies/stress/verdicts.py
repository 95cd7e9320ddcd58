"""What a survey could do to each decision, from the best plans known and what is proven of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from estate_opt.results.result import Result
from estate_opt.studies.stress.grades import Unsurveyed, Value
from estate_opt.studies.stress.known import Difference, Known, difference

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
        By how much the best plan known that decides the other way is worse by preference, with the values assumed;
        infinite where none is known.
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


def survey_lines(result: Result, known: Known, gaps: Mapping[int, Sequence[Unsurveyed]]) -> tuple[SurveyLine, ...]:
    """Every building with a gap, what is most worth a survey first: by verdict, then £ a year, then people."""
    return tuple(sorted((_line(result, known, k, of_building) for k, of_building in gaps.items()), key=_rank))


def _rank(line: SurveyLine) -> tuple[float | str, ...]:
    hangs = line.hangs
    money, people = (abs(hangs.running_cost_gbp_per_year), hangs.people) if hangs else (0.0, 0.0)
    return ORDER.index(line.verdict), -money, -people, line.building_id


def _line(result: Result, known: Known, k: int, gaps: Sequence[Unsurveyed]) -> SurveyLine:
    building = result.estate.buildings[k]
    stays = bool(result.after.in_estate[k])
    qualities = tuple(
        Quality(column=gap.column, assumed=gap.assumed, findings=tuple(_findings(gap, known, stays=stays)))
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
