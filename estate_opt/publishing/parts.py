"""Parts that several pages of the site have: links, figures with their labels, and the table of buildings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from estate_opt.mapping.symbols import SYMBOLS
from estate_opt.mapping.view import BuildingView
from estate_opt.pages.tables import NONE, Cell, Heading, TableView
from estate_opt.publishing.subject import Subject
from estate_opt.results.figures import percent


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with its label, and a word on it."""

    label: str
    text: str
    note: str = ""


def share_text(share: float | None) -> str:
    """A share as per cent; a dash where there is none."""
    return NONE if share is None else percent(share)


def building_cell(building: BuildingView, subject: Subject, root: str) -> Cell:
    """A building's name, which leads to its page."""
    return Cell(building.name, building.name, f"{root}buildings/{subject.page_of_building[building.building_id]}")


def buildings_table(
    key: str, caption: str, buildings: Iterable[BuildingView], subject: Subject, root: str
) -> TableView:
    """Buildings with what becomes of each, and where its services go."""
    return TableView(
        key=key,
        caption=caption,
        headings=(
            Heading("Building"),
            Heading("Decision"),
            Heading("Use today", figures=True),
            Heading("Use in the plan", figures=True),
            Heading("Where its services go"),
        ),
        rows=tuple(
            (
                building_cell(b, subject, root),
                Cell(f"{SYMBOLS[b.decision].label}{f': {b.option}' if b.option else ''}"),
                Cell(share_text(b.use_today), "" if b.use_today is None else b.use_today),
                Cell(share_text(b.use_planned), "" if b.use_planned is None else b.use_planned),
                Cell("; ".join([*(move.text for move in b.leaves), *(f"{text}, ends" for text in b.ends)]) or NONE),
            )
            for b in buildings
        ),
    )
