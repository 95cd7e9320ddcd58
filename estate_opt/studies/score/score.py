"""Score a hand-made plan: fill what it does not say, measure it, hold it against every policy of a plan file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from estate_opt.config.schema import PlanFile
from estate_opt.domain.plan import Plan
from estate_opt.policies import Context
from estate_opt.results.figures import count, hours
from estate_opt.results.result import Result
from estate_opt.results.tables import Table
from estate_opt.results.tables.columns import Column, Format, Row, frame
from estate_opt.results.verify import broken_physics
from estate_opt.studies.score.files import HandMade
from estate_opt.studies.score.fill import Filled, fill

PLACED: tuple[Column, ...] = (
    Column("from_building_id", Format.TEXT, "Building where the activity is today."),
    Column("service_id", Format.TEXT, "Service."),
    Column("to_building_id", Format.TEXT, "Building where the rule places it; empty where it found no place and ends."),
    Column("share", Format.SHARE, "Share of the activity."),
    Column("hours_per_week", Format.HOURS, "Space-hours a week."),
    Column("distance_km", Format.KM, "Distance between the buildings."),
)  # fmt: skip
"""What was filled by rule."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scored:
    """A hand-made plan with everything it is judged by.

    Parameters
    ----------
    result
        The plan as a result, of a scenario of its own; its outcome is ``hand-made``.
    filled
        What was filled by rule.
    told
        The same in sentences.
    broken
        What of it cannot be, in sentences; empty where all can.
    """

    result: Result
    filled: Filled
    told: tuple[str, ...]
    broken: tuple[str, ...]

    @property
    def missed_musts(self) -> tuple[str, ...]:
        """Musts of the plan file that the plan does not meet, in sentences."""
        return tuple(m.requirement.sentence for m in self.result.measures if m.must and not m.met)

    def placed_table(self) -> Table:
        """What was placed by rule, or found no place; columns :data:`PLACED`."""
        return Table("Placed by rule", PLACED, frame(_placed(self.filled), PLACED))


def score(plan_file: PlanFile, context: Context, said: HandMade) -> Scored:
    """Measure a hand-made plan and hold it against every policy.

    Parameters
    ----------
    plan_file
        The policies that it is held against. Its musts refuse nothing here: one that is missed is told.
    context
        The estate.
    said
        What somebody decided.
    """
    filled = fill(said, context, plan_file.policies.relocation)
    told = tuple(_told(said, filled, context))
    result = Result(scenario_of(plan_file, said.name), context, Plan.by_hand(filled.decisions, told))
    return Scored(result=result, filled=filled, told=told, broken=broken_physics(result))


def scenario_of(plan_file: PlanFile, name: str) -> PlanFile:
    """The plan file as a scenario of its own, so that its runs and its map page stand beside the others."""
    scenario = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower() or "by-hand"
    asked = plan_file.title or plan_file.scenario
    return plan_file.model_copy(
        update={
            "scenario": f"{plan_file.scenario}-{scenario}",
            "title": f"Hand-made plan {name!r} under the rules of {asked!r}",
            "description": "Decided by hand and not optimised.",
        }
    )


def _told(said: HandMade, filled: Filled, context: Context) -> Iterator[str]:
    """What was filled, in sentences."""
    named = len(context.estate.council_buildings) - len(filled.as_today)
    if filled.as_today:
        yield (
            f"The file decides about {count(named, 'building')}; {len(filled.as_today)} council buildings are not in "
            "it and stay as they are today."
        )
    placed = sum(p.hours_per_week for p in filled.placed if p.to_building)
    ended = sum(p.hours_per_week for p in filled.placed if not p.to_building)
    if placed:
        yield (
            f"{hours(placed)} that cannot stay and of which no move is given are placed by rule: as many as can be in "
            "the rooms that are left, with the least hours × km. The decisions are as they were given."
        )
    if ended:
        yield f"{hours(ended)} of which no move is given find no such place, and end."
    if said.ended:
        lost = sum(context.estate.hours_today[key] * share for key, share in said.ended.items())
        yield f"{hours(lost)} are said to end."


def _placed(filled: Filled) -> Iterator[Row]:
    for placed in filled.placed:
        yield {
            "from_building_id": placed.from_building,
            "service_id": placed.service_id,
            "to_building_id": placed.to_building,
            "share": placed.share,
            "hours_per_week": placed.hours_per_week,
            "distance_km": placed.km,
        }
