"""How a plan fares in a case: its decisions measured over the case's estate, without any solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from estate_opt.policies import Context, Unit
from estate_opt.results.measures import Measure
from estate_opt.results.result import Result
from estate_opt.results.totals import LINES, as_lines, totals
from estate_opt.results.verify import TOLERANCE, least_hours
from estate_opt.studies.stress.cases import Case

BEYOND, OVERFULL, UNVIABLE = "hours_beyond_capacity", "buildings_beyond_capacity", "outlets_below_viable"
OUTLETS = "outlets"
LABELS: Mapping[str, tuple[str, str]] = {line.name: (line.label, line.unit) for line in LINES} | {
    BEYOND: ("Activity beyond capacity, which no longer fits", Unit.HOURS),
    OVERFULL: ("Buildings with activity beyond their capacity", Unit.BUILDINGS),
    UNVIABLE: ("Outlets with fewer hours than a viable one needs", OUTLETS),
}
"""Label and unit of every total by name, those of what no longer fits last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutcome:
    """A plan in a case.

    Parameters
    ----------
    name, sentence
        Of the case.
    measures
        Every line of every policy, with targets that speak of today worked out anew from the case's figures.
    totals
        Every total by name, as in :data:`LABELS`.
    beyond_capacity
        Hours a week that no longer fit, by the building that would host them; only where there are any.
    below_viable
        Hours a week that an outlet lacks to be viable, by building and service; only where it lacks any.
    """

    name: str
    sentence: str
    measures: tuple[Measure, ...]
    totals: Mapping[str, float]
    beyond_capacity: Mapping[str, float]
    below_viable: Mapping[tuple[str, str], float]

    @property
    def fits(self) -> bool:
        """Whether everything has room and every outlet enough to do."""
        return not self.beyond_capacity and not self.below_viable


def over_case(result: Result, case: Case) -> Result:
    """A plan's decisions over a case's estate; its proof is that of the plan as assumed and says nothing here."""
    return replace(result, context=Context(case.estate, result.context.priority_wards))


def measure_case(result: Result, case: Case) -> CaseOutcome:
    """Measure a plan in a case."""
    there = over_case(result, case)
    beyond, below = _beyond_capacity(there), _below_viable(there)
    figures = {line.name: value for line, value in as_lines(totals(there.after))}
    return CaseOutcome(
        name=case.name,
        sentence=case.sentence,
        measures=there.measures,
        totals=figures | {BEYOND: sum(beyond.values()), OVERFULL: float(len(beyond)), UNVIABLE: float(len(below))},
        beyond_capacity=beyond,
        below_viable=below,
    )


def _beyond_capacity(result: Result) -> Mapping[str, float]:
    hosted, capacity = result.after.hosted_hours, result.after.capacity_hours
    return {
        building.building_id: float(hosted[k] - capacity[k])
        for k, building in enumerate(result.estate.buildings)
        if hosted[k] - capacity[k] > TOLERANCE * max(1.0, capacity[k])
    }


def _below_viable(result: Result) -> Mapping[tuple[str, str], float]:
    lacking = {}
    for building, service in sorted(result.plan.decisions.offers):
        least = least_hours(result.estate, building, service)
        hosted = result.after.hosted.get((building, service), 0.0)
        if least - hosted > TOLERANCE * max(1.0, least):
            lacking[building, service] = least - hosted
    return lacking
