"""Stress: a plan's decisions over many cases, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from estate_opt.errors import UsageError
from estate_opt.results.result import Result
from estate_opt.solving.progress import Progress, Silent, stop_on_interrupt
from estate_opt.studies.stress.cases import Case
from estate_opt.studies.stress.corners import corners
from estate_opt.studies.stress.figures import RoomStress, TargetStress, TotalStress, estate_totals, rooms, targets
from estate_opt.studies.stress.outcome import CaseOutcome, measure_case
from estate_opt.studies.stress.samples import samples
from estate_opt.studies.stress.spread import Spread
from estate_opt.studies.stress.unknowns import unknowns

CASES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Stress:
    """How a plan fares where its figures are other than assumed.

    Parameters
    ----------
    spread
        How far figures may be off.
    corners
        Whether the cases are the corners of that, and not samples.
    seed
        Of the samples.
    unknown
        Values that no record gives and that were varied.
    asked
        Cases that were asked for; fewer were measured where somebody stopped.
    planned
        The plan with the figures as assumed.
    outcomes
        The plan in each case.
    targets, totals, rooms
        What they come to.
    """

    spread: Spread
    corners: bool
    seed: int
    unknown: int
    asked: int
    planned: CaseOutcome
    outcomes: tuple[CaseOutcome, ...]
    targets: tuple[TargetStress, ...]
    totals: tuple[TotalStress, ...]
    rooms: tuple[RoomStress, ...]

    @property
    def standing(self) -> int:
        """Cases in which every target that the plan meets holds, everything has room and every outlet enough to do."""
        met = [m.met for m in self.planned.measures]
        return sum(o.fits and all(m.met for m, was in zip(o.measures, met, strict=True) if was) for o in self.outcomes)


def stress(
    result: Result,
    spread: Spread | None = None,
    *,
    cases: int = CASES,
    seed: int = 1,
    at_corners: bool = False,
    progress: Progress | None = None,
) -> Stress:
    """Measure a plan where activity, populations and unknown values are other than assumed.

    Nothing is solved: the decisions stay as they are.

    Parameters
    ----------
    result
        The plan.
    spread
        How far figures may be off; the defaults of :class:`~estate_opt.studies.stress.spread.Spread` where absent.
    cases, seed
        Number of samples, and where they come from.
    at_corners
        Whether the corners of the spread are measured instead of samples.
    progress
        Told of each tenth of the cases.

    Raises
    ------
    UsageError
        A spread that is no share, a service that there is none of, no case asked for.
    """
    spread = spread or Spread()
    spread.require(result.estate)
    if cases < 1:
        raise UsageError(f"{cases} cases were asked for. Ask for at least one.")
    found: Iterable[Case] = corners(result.estate, spread)
    asked = len(tuple(found)) if at_corners else cases
    if not at_corners:
        found = samples(result.estate, spread, cases, seed)
    planned = measure_case(result, Case(name="plan", sentence="As assumed", estate=result.estate))
    outcomes = tuple(_measured(result, found, asked, progress or Silent()))
    if not outcomes:
        raise UsageError("The study was stopped before any case was measured.")
    return Stress(
        spread=spread,
        corners=at_corners,
        seed=seed,
        unknown=sum(1 for gap in unknowns(result.estate) if gap.could_be) if spread.unknown else 0,
        asked=asked,
        planned=planned,
        outcomes=outcomes,
        targets=targets(planned, outcomes),
        totals=estate_totals(planned, outcomes),
        rooms=rooms(outcomes),
    )


def _measured(result: Result, cases: Iterable[Case], asked: int, progress: Progress) -> Iterable[CaseOutcome]:
    """The plan in each case, until somebody stops."""
    with stop_on_interrupt() as stop:
        for number, case in enumerate(cases, start=1):
            if number % max(1, asked // 10) == 0:
                progress.stage(f"case {number} of {asked}")
            yield measure_case(result, case)
            if stop.is_set:
                return
