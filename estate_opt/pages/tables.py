"""Tables of a page as plain data: headings, and cells with the text that is shown and what they are sorted by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from estate_opt.results.figures import number, percent, pounds
from estate_opt.results.tables import Column, Format, Table

NONE = "–"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading; figures stand at the right."""

    text: str
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, what it is sorted by where that is not the text, where it links to, and how it is marked."""

    text: str
    sort: float | str | None = None
    href: str = ""
    mark: str = ""

    def key(self, heading: Heading) -> str | None:
        """What the page's script sorts it by; ``None`` where the script reads that in the text."""
        says_itself = heading.figures and any(letter.isdigit() for letter in self.text)
        if self.sort is None or self.sort == self.text or says_itself:
            return None
        return self.sort if isinstance(self.sort, str) else f"{self.sort:.6g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table of a page.

    Parameters
    ----------
    key
        Its name among the ids of the page.
    caption
        What it is, for those who listen to it.
    headings
        One a column.
    rows
        The first cell of each is its heading.
    file
        Where the same stands as CSV, relative to the page; empty where nowhere.
    """

    key: str
    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    file: str = ""


def table_view(key: str, table: Table, columns: Sequence[str], *, file: str = "") -> TableView:
    """Some columns of a result's table, for people.

    Parameters
    ----------
    key
        Its name among the ids of the page.
    table
        The table.
    columns
        Names of the columns that are shown, in order.
    file
        Where all of it stands as CSV.
    """
    declared = {column.name: column for column in table.columns}
    shown = [declared[name] for name in columns]
    return TableView(
        key=key,
        caption=table.title,
        headings=tuple(Heading(c.heading, c.format not in (Format.TEXT, Format.FLAG)) for c in shown),
        rows=tuple(
            tuple(cell(value, column) for value, column in zip(row, shown, strict=True))
            for row in table.rows[list(columns)].itertuples(index=False)
        ),
        file=file,
    )


def cell(value: Any, column: Column) -> Cell:
    """A value as its column is shown: units are in the heading."""
    if column.format is Format.TEXT:
        return Cell(str(value))
    if pd.isna(value):
        return Cell(NONE, "")
    if column.format is Format.FLAG:
        return Cell("yes" if value else "no")
    return Cell(_figure(float(value), column.format), float(value))


def _figure(value: float, kind: Format) -> str:
    match kind:
        case Format.SHARE:
            return percent(value)
        case Format.GBP:
            return pounds(value)
        case Format.KM:
            return number(value, 2)
        case Format.HOURS:
            return number(value, 1)
        case Format.NUMBER if abs(value) < 10:
            return number(value, 3)
        case _:
            return number(value, 0)
