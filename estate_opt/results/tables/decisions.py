"""The table of decisions: one row a building, partner venues too, in the order of the estate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from estate_opt.domain.building import Building
from estate_opt.domain.estate import Estate
from estate_opt.domain.values import GRADES
from estate_opt.results.facts import Facts, Journey
from estate_opt.results.figures import number
from estate_opt.results.reasons import reasons
from estate_opt.results.tables.columns import Column, Format, Row, frame
from estate_opt.results.totals import utilisation_of_buildings

COLUMNS: tuple[Column, ...] = (
    Column("building_id", Format.TEXT, "Id of the building."),
    Column("name", Format.TEXT, "Name of the building."),
    Column("type", Format.TEXT, "Type of building."),
    Column("owner", Format.TEXT, "Who runs it today: council or partner."),
    Column("ward_id", Format.TEXT, "Ward it lies in."),
    Column("ward", Format.TEXT, "Name of the ward."),
    Column("committee_id", Format.TEXT, "Committee it answers to; empty where none."),
    Column("committee", Format.TEXT, "Name of the committee."),
    Column("longitude", Format.NUMBER, "Longitude in degrees (EPSG:4326)."),
    Column("latitude", Format.NUMBER, "Latitude in degrees (EPSG:4326)."),
    Column("decision", Format.TEXT, "kept, kept and changed, transferred, closed, or partner venue."),
    Column("option_id", Format.TEXT, "Id of the option chosen."),
    Column("option", Format.TEXT, "Name of the option chosen."),
    Column("reason", Format.TEXT, "What is measured about the decision, for residents."),
    Column("utilisation_today", Format.SHARE, "Activity today over capacity today."),
    Column("utilisation_plan_hours", Format.SHARE, "Activity in the plan over capacity in the plan's hours."),
    Column("utilisation_todays_hours", Format.SHARE, "The same over capacity in hours no shorter than today's."),
    Column("capacity_today_hours_per_week", Format.HOURS, "Space-hours a week on offer today."),
    Column("capacity_plan_hours_per_week", Format.HOURS, "Space-hours a week on offer in the plan."),
    Column("hosted_today_hours_per_week", Format.HOURS, "Space-hours a week of activity today."),
    Column("hosted_plan_hours_per_week", Format.HOURS, "Space-hours a week of activity in the plan."),
    Column("services_staying", Format.TEXT, "Services that stay, with their hours a week, parted by ';'."),
    Column("services_arriving", Format.TEXT, "Services that arrive, with their hours a week and where from."),
    Column("services_leaving", Format.TEXT, "Services that leave, with their hours a week and where to."),
    Column("services_ended", Format.TEXT, "Services that find no home, with their hours a week."),
    Column("receiving_buildings", Format.TEXT, "Buildings that take in what leaves, with the distance."),
    Column("running_cost_today_gbp_per_year", Format.GBP, "Net running cost today."),
    Column("running_cost_plan_gbp_per_year", Format.GBP, "Net running cost in the plan, hire included."),
    Column("works_gbp", Format.GBP, "Cost, once, of putting the option in place."),
    Column("exit_cost_gbp", Format.GBP, "Cost, once, of leaving the lease and of disposal."),
    Column("receipt_central_gbp", Format.GBP, "Sale receipt if closed, central estimate."),
    Column("condition", Format.TEXT, "Condition grade, A to D."),
    Column("condition_assumed", Format.FLAG, "Whether no record gives the grade, so that it is assumed."),
    Column("backlog_gbp", Format.GBP, "Maintenance backlog today."),
    Column("tenure", Format.TEXT, "Tenure, as recorded."),
    Column("lease_end", Format.TEXT, "End of the lease (year-month-day), as recorded."),
    Column("break_date", Format.TEXT, "Next date at which the lease can be ended (year-month-day), as recorded."),
    Column("carbon_today_kgco2e_per_year", Format.CARBON, "Emissions today."),
    Column("carbon_plan_kgco2e_per_year", Format.CARBON, "Emissions in the plan."),
    Column("illustrative", Format.TEXT, "Which values are made up for illustration: all, or column names."),
    Column("assumptions", Format.COUNT, "Number of values assumed for want of a record."),
)  # fmt: skip


def decisions_table(facts: Facts) -> pd.DataFrame:
    """One row a building; columns as in :data:`COLUMNS`."""
    estate = facts.result.estate
    figures = _figures(facts)
    moves = _Moves(facts)
    why = reasons(facts)
    assumed = Counter(a.record for a in estate.all_assumptions if a.table == "buildings")
    return frame(
        (
            {
                **_identity(b, estate),
                **_decision(k, facts),
                "reason": why[k],
                **{name: column[k] for name, column in figures.items()},
                **moves.of(k),
                **_record(k, b, facts),
                "assumptions": assumed[b.building_id],
            }
            for k, b in enumerate(estate.buildings)
        ),
        COLUMNS,
    )


def _identity(building: Building, estate: Estate) -> Row:
    areas = estate.area_by_id
    committee = building.committee or estate.committee_of(building.ward_code) or ""
    return {
        "building_id": building.building_id,
        "name": building.name,
        "type": building.type,
        "owner": building.owner.value,
        "ward_id": building.ward_code,
        "ward": areas[building.ward_code].name if building.ward_code in areas else "",
        "committee_id": committee,
        "committee": areas[committee].name if committee in areas else "",
        "longitude": building.longitude,
        "latitude": building.latitude,
    }


def _decision(k: int, facts: Facts) -> Row:
    option = facts.result.after.option[k]
    return {"decision": option.decision.value, "option_id": option.option_id, "option": option.name}


def _figures(facts: Facts) -> Mapping[str, Any]:
    """Columns that are arrays already."""
    before, after = facts.result.before, facts.result.after
    return {
        "utilisation_today": utilisation_of_buildings(before.hosted_hours, before.capacity_hours),
        "utilisation_plan_hours": utilisation_of_buildings(after.hosted_hours, after.capacity_hours),
        "utilisation_todays_hours": utilisation_of_buildings(after.hosted_hours, after.unshortened_hours),
        "capacity_today_hours_per_week": before.capacity_hours,
        "capacity_plan_hours_per_week": after.capacity_hours,
        "hosted_today_hours_per_week": before.hosted_hours,
        "hosted_plan_hours_per_week": after.hosted_hours,
        "running_cost_today_gbp_per_year": before.running_cost,
        "running_cost_plan_gbp_per_year": after.running_cost,
        "works_gbp": after.works_cost,
        "exit_cost_gbp": after.exit_cost,
        "receipt_central_gbp": after.receipts("central"),
        "carbon_today_kgco2e_per_year": before.carbon,
        "carbon_plan_kgco2e_per_year": after.carbon,
    }


def _record(k: int, building: Building, facts: Facts) -> Row:
    """Say what the register says of a council building; of partner venues nothing is assumed."""
    illustrative = building.illustrative or ""
    if not building.is_council:
        return {"condition": building.condition, "condition_assumed": False, "illustrative": illustrative}
    return {
        "condition": GRADES[facts.figures.condition[k]].value,
        "condition_assumed": building.condition is None,
        "backlog_gbp": facts.figures.backlog[k],
        "tenure": building.tenure,
        "lease_end": building.lease_end and building.lease_end.isoformat(),
        "break_date": building.break_date and building.break_date.isoformat(),
        "illustrative": illustrative,
    }


class _Moves:
    """Services that stay, arrive, leave and end at a building, as text."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.estate = facts.result.estate

    def of(self, k: int) -> Row:
        """Write the five texts of a building."""
        arriving, leaving = self.facts.arriving.get(k, ()), self.facts.leaving.get(k, ())
        return {
            "services_staying": self._hours(self.facts.staying.get(k, {})),
            "services_arriving": "; ".join(self._journeys(arriving, "from")),
            "services_leaving": "; ".join(self._journeys(leaving, "to")),
            "services_ended": self._hours(self.facts.ended.get(k, {})),
            "receiving_buildings": "; ".join(self._receivers(leaving)),
        }

    def _hours(self, hours: Mapping[str, float]) -> str:
        names = self.estate.service_by_id
        return "; ".join(f"{names[service].name} {number(load, 1)} h" for service, load in sorted(hours.items()))

    def _journeys(self, journeys: Iterable[Journey], end: str) -> Iterator[str]:
        for journey in journeys:
            other = journey.origin if end == "from" else journey.destination
            service = self.estate.service_by_id[journey.service_id].name
            yield f"{service} {number(journey.hours_per_week, 1)} h {end} {self.estate.buildings[other].name}"

    def _receivers(self, journeys: Iterable[Journey]) -> Iterator[str]:
        nearest = {journey.destination: journey.km for journey in journeys}
        for k, km in sorted(nearest.items(), key=lambda item: (item[1], item[0])):
            yield f"{self.estate.buildings[k].name} ({number(km, 1)} km)"
