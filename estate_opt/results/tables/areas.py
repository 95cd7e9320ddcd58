"""The table of areas: what happens in each ward and each committee."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Decision
from estate_opt.domain.place import AreaKind
from estate_opt.domain.snapshot import Snapshot
from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.results.facts import Facts
from estate_opt.results.tables.columns import Column, Format, Row, frame
from estate_opt.results.totals import utilisation_of_buildings

COLUMNS: tuple[Column, ...] = (
    Column("area_id", Format.TEXT, "Id of the ward or committee."),
    Column("kind", Format.TEXT, "ward or committee."),
    Column("name", Format.TEXT, "Name of the area."),
    Column("committee_id", Format.TEXT, "Committee that a ward belongs to."),
    Column("priority", Format.FLAG, "Whether it is a priority ward; for a committee, whether it has one."),
    Column("people", Format.NUMBER, "People who live there."),
    Column("buildings_today", Format.COUNT, "Council buildings today."),
    Column("buildings_plan", Format.COUNT, "Council buildings in the plan."),
    Column("kept", Format.COUNT, "Kept as they are."),
    Column("changed", Format.COUNT, "Kept and changed."),
    Column("transferred", Format.COUNT, "Transferred to the community."),
    Column("closed", Format.COUNT, "Closed."),
    Column("partner_venues", Format.COUNT, "Partner venues."),
    Column("utilisation_today", Format.SHARE, "Use of the council's buildings today; empty where there is none."),
    Column("utilisation_plan_hours", Format.SHARE, "Use of those that stay, over the plan's opening hours."),
    Column("utilisation_todays_hours", Format.SHARE, "Use of those that stay, in hours no shorter than today's."),
    Column("hosted_today_hours_per_week", Format.HOURS, "Activity at all its buildings today."),
    Column("hosted_plan_hours_per_week", Format.HOURS, "Activity at all its buildings in the plan, partners included."),
    Column("arriving_hours_per_week", Format.HOURS, "Activity that moves here from other areas."),
    Column("leaving_hours_per_week", Format.HOURS, "Activity that moves from here to other areas."),
    Column("ended_hours_per_week", Format.HOURS, "Activity of its buildings that finds no home."),
    Column("running_cost_today_gbp_per_year", Format.GBP, "Net running cost of its buildings today."),
    Column("running_cost_plan_gbp_per_year", Format.GBP, "Net running cost of its buildings in the plan."),
    Column("receipt_central_gbp", Format.GBP, "Sale receipts of its closed buildings, central estimate."),
)  # fmt: skip


def areas_table(facts: Facts) -> pd.DataFrame:
    """One row for each ward and then each committee, in table order; columns :data:`COLUMNS`."""
    return frame((row for kind in (AreaKind.WARD, AreaKind.COMMITTEE) for row in _rows(kind, facts)), COLUMNS)


def _rows(kind: AreaKind, facts: Facts) -> Iterator[Row]:
    estate = facts.result.estate
    areas = estate.areas_of(kind)
    figures = _figures(_Grouping(kind, estate), facts)
    priority = _priority(kind, facts)
    for position, area in enumerate(areas):
        yield {
            "area_id": area.area_id,
            "kind": kind.value,
            "name": area.name,
            "committee_id": area.parent,
            "priority": area.area_id in priority,
            **{name: column[position] for name, column in figures.items()},
        }


def _priority(kind: AreaKind, facts: Facts) -> set[str | None]:
    wards = facts.result.context.priority_wards
    return set(wards) if kind is AreaKind.WARD else {facts.result.estate.committee_of(ward) for ward in wards}


class _Grouping:
    """Sums figures of buildings and of neighbourhoods by area; what lies in none is in no sum."""

    def __init__(self, kind: AreaKind, estate: Estate) -> None:
        self.areas = estate.areas_of(kind)
        self.of_building = self._positions(estate.buildings_in, len(estate.buildings))
        self.of_neighbourhood = self._positions(estate.neighbourhoods_in, len(estate.neighbourhoods))

    def _positions(self, members: Mapping[str, IntArray], count: int) -> IntArray:
        """Position of the area of each, −1 where it lies in none, shape (count,)."""
        positions = np.full(count, -1, dtype=np.int64)
        for k, area in enumerate(self.areas):
            positions[members[area.area_id]] = k
        return positions

    def total(self, of: IntArray, figures: np.ndarray) -> FloatArray:
        """Sum figures by area, given the area of each; shape (areas,)."""
        inside = of >= 0
        weights = np.asarray(figures, dtype=np.float64)[inside]
        return np.bincount(of[inside], weights=weights, minlength=len(self.areas))

    def buildings(self, figures: np.ndarray) -> FloatArray:
        """Sum figures of buildings by area, shape (areas,)."""
        return self.total(self.of_building, figures)


def _figures(by: _Grouping, facts: Facts) -> Mapping[str, FloatArray]:
    """Every figure by column, shape (areas,) each."""
    before, after = facts.result.before, facts.result.after
    stays = after.in_estate
    hosted = by.buildings(after.hosted_hours * stays)
    return {
        "people": by.total(by.of_neighbourhood, facts.result.estate.population),
        "buildings_today": by.buildings(before.in_estate),
        "buildings_plan": by.buildings(stays),
        **{name: by.buildings(_is(decision, after)) for name, decision in DECISIONS.items()},
        "utilisation_today": utilisation_of_buildings(
            by.buildings(before.hosted_hours * before.in_estate), by.buildings(before.capacity_hours * before.in_estate)
        ),
        "utilisation_plan_hours": utilisation_of_buildings(hosted, by.buildings(after.capacity_hours * stays)),
        "utilisation_todays_hours": utilisation_of_buildings(hosted, by.buildings(after.unshortened_hours * stays)),
        "hosted_today_hours_per_week": by.buildings(before.hosted_hours),
        "hosted_plan_hours_per_week": by.buildings(after.hosted_hours),
        **_moves(by, facts),
        "running_cost_today_gbp_per_year": by.buildings(before.running_cost),
        "running_cost_plan_gbp_per_year": by.buildings(after.running_cost),
        "receipt_central_gbp": by.buildings(after.receipts("central")),
    }


DECISIONS: Mapping[str, Decision] = {
    "kept": Decision.KEPT,
    "changed": Decision.CHANGED,
    "transferred": Decision.TRANSFERRED,
    "closed": Decision.CLOSED,
    "partner_venues": Decision.PARTNER,
}


def _is(decision: Decision, after: Snapshot) -> np.ndarray:
    return np.array([d is decision for d in after.decision], dtype=bool)


def _moves(by: _Grouping, facts: Facts) -> Mapping[str, FloatArray]:
    """Hours that cross the border of each area, and hours that end in it."""
    origin = by.of_building[np.array([j.origin for j in facts.journeys], dtype=np.int64)]
    destination = by.of_building[np.array([j.destination for j in facts.journeys], dtype=np.int64)]
    hours = np.array([j.hours_per_week for j in facts.journeys], dtype=np.float64)
    crossing = hours * (origin != destination)
    ended = np.zeros(len(by.of_building))
    for k, services in facts.ended.items():
        ended[k] = sum(services.values())
    return {
        "arriving_hours_per_week": by.total(destination, crossing),
        "leaving_hours_per_week": by.total(origin, crossing),
        "ended_hours_per_week": by.buildings(ended),
    }
