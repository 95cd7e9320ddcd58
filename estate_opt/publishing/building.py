"""The page of a building: what is recorded of it, what is decided and why, and what that means for its users."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.building import Building
from estate_opt.mapping.symbols import SYMBOLS, Symbol
from estate_opt.mapping.view import BuildingView
from estate_opt.mapping.words import column_words, date_words
from estate_opt.pages.tables import NONE, Cell, Heading, TableView
from estate_opt.publishing.parts import Fact
from estate_opt.publishing.photos import Photo, Photos
from estate_opt.publishing.sketch import Sketch, box_of, sketch
from estate_opt.publishing.studied import Studied
from estate_opt.publishing.subject import Subject
from estate_opt.results.figures import hours, km, number, pounds

ROOT = "../"
NOTICED = 1e-9
"""Km of extra way that are more than rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingPage:
    """What the page of a building shows."""

    file: str
    building: BuildingView
    symbol: Symbol
    ward_file: str
    recorded: tuple[Fact, ...]
    missing: tuple[str, ...]
    figures: tuple[Fact, ...]
    services: TableView
    users: TableView
    otherwise: tuple[str, ...]
    drawing: Sketch
    photo: Photo | None
    photo_file: str


def building_page(k: int, subject: Subject, studied: Studied, photos: Photos) -> BuildingPage:
    """The page of a building.

    Parameters
    ----------
    k
        Its position in the estate.
    subject
        The plan.
    studied
        What studies have found of it.
    photos
        Photos of the buildings.
    """
    building = subject.result.estate.buildings[k]
    shown = subject.buildings[building.building_id]
    return BuildingPage(
        file=f"buildings/{subject.page_of_building[building.building_id]}",
        building=shown,
        symbol=SYMBOLS[shown.decision],
        ward_file=subject.page_of_area.get(building.ward_code, ""),
        recorded=tuple(_recorded(building, shown.postcode)),
        missing=tuple(_missing(building, subject)),
        figures=tuple(_figures(k, subject)) if building.is_council else (),
        services=_services(k, subject),
        users=_users(k, subject),
        otherwise=studied.sentences(building.building_id),
        drawing=_drawing(shown, subject),
        photo=photos.by_building.get(building.building_id),
        photo_file=photo_file(building.building_id, subject),
    )


def photo_file(building_id: str, subject: Subject) -> str:
    """Where the photo of a building lies in the site."""
    return f"photos/{subject.page_of_building[building_id].removesuffix('.html')}.jpg"


def _recorded(b: Building, postcode: str) -> Iterator[Fact]:
    """What the register says, in the order in which people ask; what it does not say is listed apart."""
    yield Fact("Run by", "the council" if b.is_council else "a partner")
    if postcode:
        yield Fact("Postcode", postcode)
    yield Fact("Open today", f"{number(b.opening_hours_per_week, 1)} hours a week")
    yield Fact("Space on offer today", hours(b.capacity_hours_per_week))
    if b.gia_m2 is not None:
        yield Fact("Floor area", f"{number(b.gia_m2, 0)} m²")
    if b.condition is not None:
        yield Fact("Condition", f"grade {b.condition.value}", "A is as new, D is at the end of its life")
    if b.is_council:
        yield Fact("Running cost", f"{pounds(b.running_cost_gbp_per_year)} a year")
    for label, value in (("Income", b.income_gbp_per_year), ("Hire, an hour", b.hire_gbp_per_hour)):
        if value is not None:
            yield Fact(label, f"{pounds(value)} a year" if label == "Income" else f"£{value:,.2f}")
    if b.backlog_gbp is not None:
        yield Fact("Maintenance backlog", pounds(b.backlog_gbp))
    if b.carbon_kgco2e_per_year is not None:
        yield Fact("Emissions", f"{number(b.carbon_kgco2e_per_year / 1000, 1)} tonnes CO₂e a year")
    if b.tenure:
        yield Fact("Tenure", b.tenure)
    for label, day in (("Lease ends", b.lease_end), ("Lease can be ended on", b.break_date)):
        if day is not None:
            yield Fact(label, date_words(day))
    if b.features:
        yield Fact("It has", ", ".join(sorted(column_words(feature) for feature in b.features)))
    for label, flag in (("Listed", b.listed), ("Asset of community value", b.community_value)):
        if flag is not None:
            yield Fact(label, "yes" if flag else "no")
    if b.restriction:
        yield Fact("Restriction", b.restriction)
    if b.uprn:
        yield Fact("UPRN", b.uprn)
    if b.record_date is not None:
        yield Fact("Record of", date_words(b.record_date))


def _missing(building: Building, subject: Subject) -> Iterator[str]:
    """What no record says, and what is used in its place."""
    for a in subject.assumed.get(building.building_id, ()):
        yield f"{column_words(a.column).capitalize()}: {a.assumed} is used ({a.basis})."


def _figures(k: int, subject: Subject) -> Iterator[Fact]:
    """Money and emissions, today and in the plan."""
    before, after = subject.result.before, subject.result.after
    saving = before.running_cost[k] - after.running_cost[k]
    yield Fact(
        "Net running cost",
        f"{pounds(after.running_cost[k])} a year, today {pounds(before.running_cost[k])}",
        f"{'saves' if saving >= 0 else 'costs'} {pounds(abs(saving))} a year",
    )
    once = (("Works, once", after.works_cost[k]), ("Leaving the lease and disposal, once", after.exit_cost[k]))
    for label, cost in once:
        if cost:
            yield Fact(label, pounds(cost))
    low, central, high = (subject.result.after.receipts(case)[k] for case in ("low", "central", "high"))
    if high:
        yield Fact("Sale receipt, if sold", pounds(central), f"between {pounds(low)} and {pounds(high)}")
    if subject.result.after.leaves[k] and subject.facts.figures.backlog[k]:
        yield Fact("Maintenance backlog avoided", pounds(subject.facts.figures.backlog[k]))


def _services(k: int, subject: Subject) -> TableView:
    """Each service: its activity today and in the plan, where it comes from and goes to."""
    facts, estate = subject.facts, subject.result.estate
    me = estate.buildings[k].building_id
    hosted = subject.result.after.hosted
    named = sorted(
        {s for b, s in (*estate.hours_today, *hosted) if b == me}, key=lambda s: estate.service_by_id[s].name
    )
    rows = []
    for service in named:
        leaves = [j for j in facts.leaving.get(k, ()) if j.service_id == service]
        comes = [j for j in facts.arriving.get(k, ()) if j.service_id == service]
        ended = facts.ended.get(k, {}).get(service, 0.0)
        words = [
            *(f"{hours(j.hours_per_week)} to {estate.buildings[j.destination].name} ({km(j.km)})" for j in leaves),
            *(f"{hours(j.hours_per_week)} from {estate.buildings[j.origin].name} ({km(j.km)})" for j in comes),
            *([f"{hours(ended)} find no place"] if ended else []),
        ]
        today, plan = estate.hours_today.get((me, service), 0.0), hosted.get((me, service), 0.0)
        rows.append(
            (
                Cell(estate.service_by_id[service].name),
                Cell(number(today, 1), today),
                Cell(number(plan, 1), plan),
                Cell("; ".join(words) or "stays"),
            )
        )
    return TableView(
        key="services",
        caption="Services and their activity",
        headings=(
            Heading("Service"),
            Heading("Hours a week today", figures=True),
            Heading("Hours a week in the plan", figures=True),
            Heading("What moves"),
        ),
        rows=tuple(rows),
    )


def _users(k: int, subject: Subject) -> TableView:
    """People for whom this is the nearest outlet of a public service today: how far they have to go in the plan."""
    rows = []
    for standard in subject.facts.standards:
        near = subject.nearest_today[standard.service_id] == k
        counts = subject.result.estate.population[near]
        if counts.sum() < 1:
            continue
        before, after = (
            snapshot.distance(standard.service_id, outlets=standard.outlets)[near]
            for snapshot in (subject.result.before, subject.result.after)
        )
        reached = np.isfinite(after)
        weight = counts[reached].sum()
        today = float((before * counts).sum() / counts.sum())
        plan = float((after[reached] * counts[reached]).sum() / weight) if weight else math.inf
        worst = float((after - before)[reached].max(initial=0.0))
        rows.append(
            (
                Cell(subject.result.estate.service_by_id[standard.service_id].name),
                Cell(number(counts.sum(), 0), float(counts.sum())),
                Cell(km(today), today),
                Cell(km(plan) if weight else "none in reach", plan if weight else ""),
                Cell(f"+{km(worst)}" if worst > NOTICED else NONE, worst),
            )
        )
    return TableView(
        key="users",
        caption="People for whom this is the nearest place today",
        headings=(
            Heading("Service"),
            Heading("People", figures=True),
            Heading("On average today", figures=True),
            Heading("On average in the plan", figures=True),
            Heading("Furthest extra way", figures=True),
        ),
        rows=tuple(rows),
    )


def _drawing(shown: BuildingView, subject: Subject) -> Sketch:
    """The building with the places its services go to and come from, in its ward."""
    ids = {move.building_id for move in (*shown.leaves, *shown.arrives)}
    others = [subject.buildings[other] for other in sorted(ids)]
    points = [(b.longitude, b.latitude) for b in (shown, *others)]
    return sketch(
        f"Where {shown.name} lies" + (", and the buildings it shares activity with" if others else ""),
        [(subject.outlines.get(area.area_id), area.area_id == shown.ward_id) for area in subject.wards],
        [shown, *others],
        box=_wider(box_of(points)),
        lines=[*((shown, subject.buildings[m.building_id]) for m in shown.leaves),
               *((subject.buildings[m.building_id], shown) for m in shown.arrives)],
        large=frozenset({shown.building_id}),
    )  # fmt: skip


def _wider(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Some land around the points."""
    west, south, east, north = box
    by = max(0.2 * (east - west), 0.2 * (north - south), 0.006)
    return west - by, south - by / 1.6, east + by, north + by / 1.6
