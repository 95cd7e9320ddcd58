"""The table of areas: what happens in each ward and each committee."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from estate_opt.domain.option import Decision
from estate_opt.domain.place import Area, AreaKind
from estate_opt.domain.snapshot import area_mask, neighbourhood_mask
from estate_opt.results.facts import Facts
from estate_opt.results.tables.columns import Column, Format, Row, frame

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
    Column("utilisation_todays_hours", Format.SHARE, "Use of those that stay, over today's opening hours."),
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
    estate = facts.result.estate
    places = [*estate.areas_of(AreaKind.WARD), *estate.areas_of(AreaKind.COMMITTEE)]
    return frame((_row(area, facts) for area in places), COLUMNS)


def _row(area: Area, facts: Facts) -> Row:
    result, estate = facts.result, facts.result.estate
    before, after = result.before, result.after
    mask = area_mask(estate, area.area_id)
    return {
        "area_id": area.area_id,
        "kind": area.kind.value,
        "name": area.name,
        "committee_id": area.parent,
        "priority": _priority(area, facts),
        "people": float(estate.population[neighbourhood_mask(estate, area.area_id)].sum()),
        "buildings_today": int(before.in_estate[mask].sum()),
        "buildings_plan": int(after.in_estate[mask].sum()),
        **_decisions(mask, facts),
        "utilisation_today": before.utilisation(mask) if (before.in_estate & mask).any() else None,
        "utilisation_plan_hours": after.utilisation(mask) if (after.in_estate & mask).any() else None,
        "utilisation_todays_hours": after.utilisation(mask, over_today=True)
        if (after.in_estate & mask).any()
        else None,
        "hosted_today_hours_per_week": float(before.hosted_hours[mask].sum()),
        "hosted_plan_hours_per_week": float(after.hosted_hours[mask].sum()),
        **_moves(mask, facts),
        "running_cost_today_gbp_per_year": float(before.running_cost[mask].sum()),
        "running_cost_plan_gbp_per_year": float(after.running_cost[mask].sum()),
        "receipt_central_gbp": float(after.receipts("central")[mask].sum()),
    }


def _priority(area: Area, facts: Facts) -> bool:
    wards = facts.result.context.priority_wards
    if area.kind is AreaKind.WARD:
        return area.area_id in wards
    return any(facts.result.estate.committee_of(ward) == area.area_id for ward in wards)


def _decisions(mask: np.ndarray, facts: Facts) -> Row:
    inside = [decision for decision, here in zip(facts.result.after.decision, mask, strict=True) if here]
    names = {
        "kept": Decision.KEPT,
        "changed": Decision.CHANGED,
        "transferred": Decision.TRANSFERRED,
        "closed": Decision.CLOSED,
        "partner_venues": Decision.PARTNER,
    }
    return {name: inside.count(decision) for name, decision in names.items()}


def _moves(mask: np.ndarray, facts: Facts) -> Row:
    """Hours that cross the border of the area, and hours that end in it."""
    return {
        "arriving_hours_per_week": sum(
            j.hours_per_week for j in facts.journeys if mask[j.destination] and not mask[j.origin]
        ),
        "leaving_hours_per_week": sum(
            j.hours_per_week for j in facts.journeys if mask[j.origin] and not mask[j.destination]
        ),
        "ended_hours_per_week": sum(_ended(mask, facts)),
    }


def _ended(mask: np.ndarray, facts: Facts) -> Iterator[float]:
    for k, services in facts.ended.items():
        if mask[k]:
            yield from services.values()
