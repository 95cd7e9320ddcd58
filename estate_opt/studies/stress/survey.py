"""Survey first: the buildings whose unknown grade decides whether they stay, so that a survey would matter most.

A grade moves the value of every plan in which the building leaves by the same amount (``grades.py``). So a building is
asked about once, not once a grade: how good can a plan be in which it is decided the other way? Where that is proven to
be worse than the plan by more than any grade brings, the decision stands whatever a survey finds. Where a plan is known
that is worse by less, some grade flips the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from estate_opt.errors import UsageError, did_you_mean
from estate_opt.results.result import Result
from estate_opt.solving.progress import Progress, Silent, stop_on_interrupt
from estate_opt.studies.stress.answers import Answer
from estate_opt.studies.stress.asking import Surveyor
from estate_opt.studies.stress.grades import Unsurveyed, unsurveyed
from estate_opt.studies.stress.verdicts import SurveyLine, survey_lines

SECONDS = 5.0
"""Time for a building where none is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFirst:
    """The list.

    Parameters
    ----------
    lines
        Buildings with an unknown grade or score that counts, what is most worth a survey first.
    reached
        How many were asked about before somebody stopped; the others are open.
    """

    lines: tuple[SurveyLine, ...]
    reached: int


def survey_first(
    result: Result,
    progress: Progress | None = None,
    *,
    seconds: float = SECONDS,
    buildings: Collection[str] | None = None,
    earlier: Mapping[str, Answer] | None = None,
    keep: Callable[[Answer], None] | None = None,
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
    earlier, keep
        Answers of an earlier list of the same plan, by building, and what is told of each new one: with both, a list
        that was stopped goes on where it was.

    Raises
    ------
    UsageError
        A building that there is none of.
    """
    gaps = _gaps(result, buildings)
    if not gaps:
        return SurveyFirst(lines=(), reached=0)
    with stop_on_interrupt() as stop:
        surveyor = Surveyor(result, gaps, seconds, earlier or {}, keep or (lambda _: None), progress or Silent(), stop)
        reached = surveyor.ask_all()
    return SurveyFirst(lines=survey_lines(result, surveyor.known, gaps), reached=reached)


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
