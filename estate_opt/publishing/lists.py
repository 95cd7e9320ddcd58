"""Pages that are one table: buildings, wards and committees, groups of people."""

from __future__ import annotations

from dataclasses import dataclass, replace

from estate_opt.pages.tables import Cell, TableView, table_view
from estate_opt.publishing.parts import buildings_table
from estate_opt.publishing.subject import Subject
from estate_opt.results.equality import NOTE
from estate_opt.results.reasons import NOTE as REASONS

AREAS = (
    "name", "kind", "people", "buildings_today", "buildings_plan", "kept", "changed", "transferred", "closed",
    "utilisation_today", "utilisation_plan_hours", "running_cost_today_gbp_per_year", "running_cost_plan_gbp_per_year",
)  # fmt: skip
EQUALITY = (
    "group", "ward", "service", "people", "share_of_people", "covered_today", "covered_plan", "share_of_losing",
    "share_of_farther", "mean_extra_km", "worst_extra_km",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A page of one table; ``otherwise`` stands in its place where it has no row."""

    file: str
    title: str
    about: str
    table: TableView
    otherwise: str


def list_pages(subject: Subject) -> tuple[ListPage, ...]:
    """The pages of one table."""
    return _buildings(subject), _areas(subject), _equality(subject)


def _buildings(subject: Subject) -> ListPage:
    shown = sorted(subject.view.buildings, key=lambda b: (b.name, b.building_id))
    table = buildings_table("buildings", "Buildings", shown, subject, "")
    return ListPage(
        file="buildings.html",
        title="Buildings",
        about=REASONS,
        table=replace(table, file="data/decisions.csv"),
        otherwise="The estate has no building.",
    )


def _areas(subject: Subject) -> ListPage:
    found = subject.tables["areas"]
    table = table_view("areas", found, AREAS, file="data/areas.csv")
    folder = {"ward": "wards", "committee": "committees"}
    rows = tuple(
        (Cell(row[0].text, href=f"{folder[kind]}/{subject.page_of_area[area_id]}"), *row[1:])
        for row, area_id, kind in zip(table.rows, found.rows["area_id"], found.rows["kind"], strict=True)
    )
    return ListPage(
        file="wards.html",
        title="Wards and committees",
        about="What happens in each ward and committee; each has a page of its own.",
        table=replace(table, rows=rows),
        otherwise="The estate has no wards.",
    )


def _equality(subject: Subject) -> ListPage:
    found = subject.tables["equality"]
    whole = replace(found, rows=found.rows[found.rows["ward_id"] == ""])
    return ListPage(
        file="equality.html",
        title="Groups of people",
        about=f"{NOTE} The table is of the whole area; each ward’s page has its own, and the CSV file has all. "
        "A dash stands where a count is withheld so that nobody can be picked out, or where there is nothing to count.",
        table=table_view("equality", whole, EQUALITY, file="data/equality.csv"),
        otherwise="The tables of this estate say nothing of groups of people.",
    )
