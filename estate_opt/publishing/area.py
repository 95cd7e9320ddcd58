"""The page of a ward or a committee: what stays, changes and goes there, who is near to what, and who has farther."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from estate_opt.domain.place import Area, AreaKind
from estate_opt.domain.snapshot import neighbourhood_mask
from estate_opt.pages.charts import Bars, bars
from estate_opt.pages.tables import NONE, Cell, Heading, TableView
from estate_opt.publishing.parts import Fact, buildings_table
from estate_opt.publishing.sketch import Sketch, box_of, sketch
from estate_opt.publishing.studied import Studied, levers_table
from estate_opt.publishing.subject import Subject
from estate_opt.results.equality import NOTE
from estate_opt.results.facts import Standard
from estate_opt.results.figures import count, km, number, people, percent, pounds

ROOT = "../"
WORST = 5
"""Neighbourhoods that are named as affected worst."""
NOTICED = 0.05
"""Km of extra way that people notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPage:
    """What the page of a ward or committee shows."""

    file: str
    key: str
    name: str
    kind: str
    priority: bool
    parent: tuple[str, str] | None
    wards: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    city: tuple[Fact, ...]
    buildings: TableView
    levers: TableView
    cover: TableView
    chart: Bars
    worst: TableView
    equality: TableView
    equality_note: str
    drawing: Sketch | None


def area_page(area: Area, subject: Subject, studied: Studied) -> AreaPage:
    """The page of a ward or committee."""
    ward = area.kind is AreaKind.WARD
    inside = [subject.buildings[b.building_id] for b in subject.council_buildings_in(area)]
    cover = tuple(_cover(area, subject))
    parent = subject.result.estate.area_by_id.get(area.parent or "")
    key = subject.page_of_area[area.area_id].removesuffix(".html")
    return AreaPage(
        file=f"{'wards' if ward else 'committees'}/{key}.html",
        key=key,
        name=area.name,
        kind="Ward" if ward else "Committee",
        priority=area.area_id in subject.result.context.priority_wards,
        parent=None if parent is None else (parent.name, f"{ROOT}committees/{subject.page_of_area[parent.area_id]}"),
        wards=tuple((w.name, f"{ROOT}wards/{subject.page_of_area[w.area_id]}") for w in _wards_of(area, subject)),
        facts=tuple(_facts(area.area_id, subject)),
        city=tuple(_city(area.area_id, subject)),
        buildings=buildings_table(f"{key}-buildings", f"Council buildings in {area.name}", inside, subject, ROOT),
        levers=levers_table(f"{key}-levers", [b.building_id for b in inside], studied, subject, ROOT),
        cover=_cover_table(f"{key}-cover", cover),
        chart=bars(
            "near-chart", "Share of people near to each service", [_pair(line) for line in cover if line.people > 0]
        ),
        worst=_worst(f"{key}-worst", area, subject),
        equality=_equality(f"{key}-groups", area, subject) if ward else _nothing(f"{key}-groups"),
        equality_note=NOTE if ward else "",
        drawing=_drawing(area, subject),
    )


def _wards_of(area: Area, subject: Subject) -> list[Area]:
    return [ward for ward in subject.wards if ward.parent == area.area_id]


# -- figures ---------------------------------------------------------------------------------------


def _facts(area_id: str, subject: Subject) -> Iterator[Fact]:
    """Buildings, use, money of the area."""
    row = subject.rows_of_areas[area_id]
    yield Fact("People who live here", people(row["people"]))
    yield Fact("Council buildings", f"{row['buildings_plan']} of {row['buildings_today']} stay")
    decided = ("kept", "kept as they are"), ("changed", "kept and changed"), ("transferred", "pass to the community")
    parts = [f"{row[key]} {words}" for key, words in (*decided, ("closed", "close")) if row[key]]
    yield Fact("Of today’s buildings", ", ".join(parts) or "there is none")
    use = (row["utilisation_today"], row["utilisation_plan_hours"])
    texts = [NONE if math.isnan(share) else percent(share) for share in use]
    yield Fact("Average use in opening hours", f"{texts[1]} in the plan, {texts[0]} today")
    saved = row["running_cost_today_gbp_per_year"] - row["running_cost_plan_gbp_per_year"]
    word = "less" if saved >= 0 else "more"
    yield Fact("Net running cost of its buildings", f"{pounds(abs(saved))} a year {word} than today")
    for key, label in (("arriving", "Activity that comes from elsewhere"), ("leaving", "Activity that goes elsewhere")):
        yield Fact(label, f"{number(row[f'{key}_hours_per_week'], 0)} hours a week")
    if row["ended_hours_per_week"] >= 1:
        yield Fact("Activity that finds no place", f"{number(row['ended_hours_per_week'], 0)} hours a week")


def _city(area_id: str, subject: Subject) -> Iterator[Fact]:
    """How the area compares with the whole: buildings that stay, use, people a building."""
    row, all_rows = subject.rows_of_areas[area_id], subject.tables["areas"].rows
    wards = all_rows[all_rows["kind"] == AreaKind.WARD.value]
    today, plan, lives = (float(wards[c].sum()) for c in ("buildings_today", "buildings_plan", "people"))
    if row["buildings_today"] and today:
        here, everywhere = row["buildings_plan"] / row["buildings_today"], plan / today
        yield Fact("Buildings that stay", percent(here), f"{percent(everywhere)} in the whole area")
    if row["buildings_plan"] and plan:
        here, everywhere = row["people"] / row["buildings_plan"], lives / plan
        yield Fact("People to a council building in the plan", number(here, 0), f"{number(everywhere, 0)} in all")


# -- access ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _CoverLine:
    """Cover of a service in the area, and its share in the whole area."""

    service: str
    standard: str
    people: float
    today: float
    plan: float
    everywhere: float


def _cover(area: Area, subject: Subject) -> Iterator[_CoverLine]:
    result = subject.result
    population = result.estate.population
    here = population * neighbourhood_mask(result.estate, area.area_id)
    for standard in subject.facts.standards:
        limits = (standard.service_id, standard.limit, standard.unit, standard.outlets)
        before, after = result.before.covered(*limits), result.after.covered(*limits)
        yield _CoverLine(
            service=result.estate.service_by_id[standard.service_id].name,
            standard=standard.words,
            people=float(here.sum()),
            today=float(here[before].sum()),
            plan=float(here[after].sum()),
            everywhere=float(population[after].sum() / population.sum()) if population.sum() else 0.0,
        )


def _pair(line: _CoverLine) -> tuple[str, float, float, str, str]:
    today, plan = line.today / line.people, line.plan / line.people
    return line.service, today, plan, percent(today), percent(plan)


def _cover_table(key: str, lines: tuple[_CoverLine, ...]) -> TableView:
    return TableView(
        key=key,
        caption="People near to each service",
        headings=(
            Heading("Service"),
            Heading("Near means"),
            Heading("People near today", figures=True),
            Heading("In the plan", figures=True),
            Heading("Change", figures=True),
            Heading("Share in the plan", figures=True),
            Heading("Share in the whole area", figures=True),
        ),
        rows=tuple(
            (
                Cell(line.service),
                Cell(f"within {line.standard}"),
                Cell(number(line.today, 0), line.today),
                Cell(number(line.plan, 0), line.plan),
                Cell(_signed(line.plan - line.today), line.plan - line.today),
                Cell(percent(line.plan / line.people) if line.people else NONE, line.plan),
                Cell(percent(line.everywhere), line.everywhere),
            )
            for line in lines
        ),
    )


def _signed(value: float) -> str:
    text = number(abs(value), 0)
    return "no change" if text == "0" else f"{'+' if value > 0 else '−'}{text}"


def _worst(key: str, area: Area, subject: Subject) -> TableView:
    """Neighbourhoods whose way to some service grows most."""
    found = sorted(_longer_ways(area, subject), key=lambda way: (-way[0], way[1], way[2]))[:WORST]
    return TableView(
        key=key,
        caption="Neighbourhoods with the longest extra way",
        headings=(
            Heading("Neighbourhood"),
            Heading("Service"),
            Heading("People", figures=True),
            Heading("Today", figures=True),
            Heading("In the plan", figures=True),
            Heading("Extra way", figures=True),
        ),
        rows=tuple(
            (
                Cell(name),
                Cell(service),
                Cell(number(lives, 0), lives),
                Cell(km(before), before),
                Cell(km(after), after),
                Cell(f"+{km(extra)}", extra),
            )
            for extra, name, service, lives, before, after in found
        ),
    )


def _longer_ways(area: Area, subject: Subject) -> Iterator[tuple[float, str, str, float, float, float]]:
    result = subject.result
    for standard in subject.facts.standards:
        before, after = _km(standard, subject)
        extra = np.where(np.isfinite(before) & np.isfinite(after), after - np.where(np.isfinite(before), before, 0), 0)
        for d in result.estate.neighbourhoods_in[area.area_id]:
            if extra[d] > NOTICED and result.estate.population[d] >= 1:
                place = result.estate.neighbourhoods[d]
                service = result.estate.service_by_id[standard.service_id].name
                lives = float(result.estate.population[d])
                yield float(extra[d]), place.name, service, lives, float(before[d]), float(after[d])


def _km(standard: Standard, subject: Subject) -> tuple[np.ndarray, np.ndarray]:
    before, after = (
        s.distance(standard.service_id, outlets=standard.outlets) for s in (subject.result.before, subject.result.after)
    )
    return before, after


# -- groups ----------------------------------------------------------------------------------------


def _equality(key: str, area: Area, subject: Subject) -> TableView:
    """Groups of people in a ward: how many of each have farther to each service, and by how much on average."""
    rows = subject.equality_of_wards.get(area.area_id)
    if rows is None:
        return _nothing(key)
    services = list(dict.fromkeys(rows["service"]))
    of: dict[tuple[Any, Any], Any] = {(row.group, row.service): row for row in rows.itertuples()}
    groups = dict(zip(rows["group"], rows["people"], strict=True))
    return TableView(
        key=key,
        caption=f"People of each group in {area.name} with a longer way, and by how much on average",
        headings=(
            Heading("Group"), Heading("People", figures=True), *(Heading(name, figures=True) for name in services)
        ),
        rows=tuple(
            (Cell(str(group)), _people_cell(float(lives)), *(_farther_cell(of.get((group, name))) for name in services))
            for group, lives in groups.items()
        ),
    )  # fmt: skip


def _people_cell(lives: float) -> Cell:
    return Cell("withheld", "") if math.isnan(lives) else Cell(number(lives, 0), lives)


def _farther_cell(row: Any) -> Cell:
    """How many of a group have farther to a service, and what the way grows by for all of it on average."""
    if row is None or math.isnan(row.farther):
        return Cell("withheld", "")
    if row.farther < 1:
        return Cell("nobody", 0.0)
    extra = row.mean_extra_km
    size = "" if math.isnan(extra) else number(abs(extra), 2)
    mean = f", {'+' if extra > 0 else '−'}{size} km" if size.strip("0") else ""
    return Cell(f"{number(row.farther, 0)}{mean}", float(row.farther))


def _nothing(key: str) -> TableView:
    return TableView(key=key, caption="", headings=(), rows=())


# -- drawing ---------------------------------------------------------------------------------------


def _drawing(area: Area, subject: Subject) -> Sketch | None:
    """The area with its buildings and where its activity goes; ``None`` where nothing of it has a place."""
    inside = [subject.buildings[b.building_id] for b in subject.council_buildings_in(area)]
    points = [(b.longitude, b.latitude) for b in inside]
    if area.geometry is None and not points:
        return None
    chosen = {area.area_id, *(ward.area_id for ward in _wards_of(area, subject))}
    title = f"{area.name}: {count(len(inside), 'council building')} today, and what becomes of them"
    return sketch(
        title,
        [(subject.outlines.get(ward.area_id), ward.area_id in chosen) for ward in subject.wards],
        subject.view.buildings,
        box=box_of(points, area.geometry),
        lines=[(b, subject.buildings[move.building_id]) for b in inside for move in b.leaves],
        large=frozenset(b.building_id for b in inside),
    )
