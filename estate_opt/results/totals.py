"""Totals of an estate as decided: counts, hours, pounds, carbon and km, each with its label and unit for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.option import Decision
from estate_opt.domain.snapshot import TINY_HOURS, Snapshot
from estate_opt.domain.travel import FloatArray
from estate_opt.policies import Unit

HALF = 0.5
"""Use below which a building counts as little used; the line that councils draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The whole estate in figures.

    Capacity, hosted hours and use are those of the buildings that the council runs; hours hosted
    elsewhere are council activity at transferred buildings and partner venues. Shares are 0 to 1.
    Receipts are of buildings closed, low to high; they are not part of any cost above them.
    """

    buildings_in_estate: int
    kept: int
    changed: int
    transferred: int
    closed: int
    partner_venues: int
    capacity_hours_per_week: float
    hosted_hours_per_week: float
    hosted_elsewhere_hours_per_week: float
    moved_hours_per_week: float
    ended_hours_per_week: float
    utilisation_plan_hours: float
    utilisation_todays_hours: float
    buildings_below_half_share: float
    mean_move_km: float
    max_move_km: float
    running_cost_gbp_per_year: float
    hire_gbp_per_year: float
    works_gbp: float
    exit_cost_gbp: float
    receipt_low_gbp: float
    receipt_central_gbp: float
    receipt_high_gbp: float
    backlog_kept_gbp: float
    carbon_kgco2e_per_year: float


@dataclass(frozen=True, slots=True)
class TotalLine:
    """How a total is shown: its field, its label, its unit."""

    name: str
    label: str
    unit: str


LINES: tuple[TotalLine, ...] = (
    TotalLine("buildings_in_estate", "Buildings in the estate", Unit.BUILDINGS),
    TotalLine("kept", "Kept as they are", Unit.BUILDINGS),
    TotalLine("changed", "Kept and changed", Unit.BUILDINGS),
    TotalLine("transferred", "Transferred to the community", Unit.BUILDINGS),
    TotalLine("closed", "Closed", Unit.BUILDINGS),
    TotalLine("partner_venues", "Partner venues (not counted in the estate)", Unit.BUILDINGS),
    TotalLine("capacity_hours_per_week", "Capacity", Unit.HOURS),
    TotalLine("hosted_hours_per_week", "Activity in the estate", Unit.HOURS),
    TotalLine("hosted_elsewhere_hours_per_week", "Activity at transferred and partner buildings", Unit.HOURS),
    TotalLine("moved_hours_per_week", "Activity that moves", Unit.HOURS),
    TotalLine("ended_hours_per_week", "Activity that ends without a home", Unit.HOURS),
    TotalLine("utilisation_plan_hours", "Use, over the plan's opening hours", Unit.SHARE),
    TotalLine("utilisation_todays_hours", "Use, in hours no shorter than today's", Unit.SHARE),
    TotalLine("buildings_below_half_share", "Buildings used below 50%", Unit.SHARE),
    TotalLine("mean_move_km", "Mean distance moved", "km"),
    TotalLine("max_move_km", "Furthest distance moved", "km"),
    TotalLine("running_cost_gbp_per_year", "Net running cost, hire included", Unit.GBP_PER_YEAR),
    TotalLine("hire_gbp_per_year", "Hire of partner venues", Unit.GBP_PER_YEAR),
    TotalLine("works_gbp", "Works, once", Unit.GBP),
    TotalLine("exit_cost_gbp", "Leaving leases and disposal, once", Unit.GBP),
    TotalLine("receipt_low_gbp", "Sale receipts, low", Unit.GBP),
    TotalLine("receipt_central_gbp", "Sale receipts, central", Unit.GBP),
    TotalLine("receipt_high_gbp", "Sale receipts, high", Unit.GBP),
    TotalLine("backlog_kept_gbp", "Maintenance backlog that stays", Unit.GBP),
    TotalLine("carbon_kgco2e_per_year", "Emissions", Unit.CARBON),
)
"""Every total in the order of pages."""


def totals(snapshot: Snapshot) -> Totals:
    """Total an estate as decided.

    Parameters
    ----------
    snapshot
        The baseline or a plan.
    """
    inside = snapshot.in_estate
    kilometres, hours = moved(snapshot)
    all_hours = float(hours.sum())
    return Totals(
        buildings_in_estate=int(inside.sum()),
        kept=snapshot.count(Decision.KEPT),
        changed=snapshot.count(Decision.CHANGED),
        transferred=snapshot.count(Decision.TRANSFERRED),
        closed=snapshot.count(Decision.CLOSED),
        partner_venues=snapshot.count(Decision.PARTNER),
        capacity_hours_per_week=float(snapshot.capacity_hours[inside].sum()),
        hosted_hours_per_week=float(snapshot.hosted_hours[inside].sum()),
        hosted_elsewhere_hours_per_week=_hosted_elsewhere(snapshot),
        moved_hours_per_week=all_hours,
        ended_hours_per_week=snapshot.ended_hours(),
        utilisation_plan_hours=snapshot.utilisation(),
        utilisation_todays_hours=snapshot.utilisation(over_today=True),
        buildings_below_half_share=_below_half(snapshot),
        mean_move_km=float((kilometres * hours).sum() / all_hours) if all_hours > TINY_HOURS else 0.0,
        max_move_km=float(kilometres[hours > TINY_HOURS].max(initial=0.0)),
        running_cost_gbp_per_year=float(snapshot.running_cost.sum()),
        hire_gbp_per_year=float(snapshot.hire.sum()),
        works_gbp=float(snapshot.works_cost.sum()),
        exit_cost_gbp=float(snapshot.exit_cost.sum()),
        receipt_low_gbp=float(snapshot.receipts("low").sum()),
        receipt_central_gbp=float(snapshot.receipts("central").sum()),
        receipt_high_gbp=float(snapshot.receipts("high").sum()),
        backlog_kept_gbp=float(snapshot.backlog_kept.sum()),
        carbon_kgco2e_per_year=float(snapshot.carbon.sum()),
    )


def as_lines(found: Totals) -> Iterator[tuple[TotalLine, float]]:
    """Each total with how it is shown, in the order of pages."""
    for line in LINES:
        yield line, float(getattr(found, line.name))


def moved(snapshot: Snapshot) -> tuple[FloatArray, FloatArray]:
    """Km and space-hours a week of each move that does not stay, in the order of the decisions, shapes (moves,)."""
    estate = snapshot.estate
    moves = [move for move in snapshot.decisions.moves if not move.stays]
    origin = np.array([estate.building_index[m.from_building] for m in moves], dtype=np.int64)
    destination = np.array([estate.building_index[m.to_building] for m in moves], dtype=np.int64)
    hours = np.array([estate.hours_today[m.from_building, m.service_id] * m.share for m in moves], dtype=np.float64)
    return estate.travel.km_between(origin, destination), hours


def utilisation_of_buildings(hosted: FloatArray, capacity: FloatArray) -> FloatArray:
    """Share of capacity in use at each building, not-a-number where there is no capacity, shape (buildings,)."""
    share = np.full(len(hosted), np.nan)
    np.divide(hosted, capacity, out=share, where=capacity > 0)
    return share


def _hosted_elsewhere(snapshot: Snapshot) -> float:
    """Council activity hosted outside the estate; what a partner venue already has there today is not counted."""
    estate = snapshot.estate
    outside = {b.building_id for k, b in enumerate(estate.buildings) if not snapshot.in_estate[k]}
    council = {b.building_id for b in estate.council_buildings}
    return sum(
        estate.hours_today[m.from_building, m.service_id] * m.share
        for m in snapshot.decisions.moves
        if m.to_building in outside and m.from_building in council
    )


def _below_half(snapshot: Snapshot) -> float:
    """Share of the buildings in the estate that are used below half of their capacity under the plan."""
    inside = snapshot.in_estate
    if not inside.any():
        return 0.0
    share = utilisation_of_buildings(snapshot.hosted_hours[inside], snapshot.capacity_hours[inside])
    return float((share < HALF).mean())
