"""The table that every reader gives: text as published, with the number of each row where people look it up."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from estate_opt.errors import Problem, Severity

HEADER_WITHIN = 50
"""Rows at the top among which the header is looked for."""
FULL_ENOUGH = 0.5
"""A header names at least this share of the columns that the fullest row has; a title line does not."""


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table as its publisher ships it.

    Parameters
    ----------
    name
        File name without its folder, or ``schema.table`` of a database.
    columns
        Names of the columns as published, white space condensed; a repeated name gets a number in brackets, a
        nameless column that holds something is ``column 4``.
    frame
        All text, shape (rows, columns), untouched but for decoding; ``""`` for an empty cell. Rows without any
        content are not in it.
    rows
        Line of the file, row of the sheet, or number of the feature or record on which each row stands.
    how
        How it was read, for people: encoding, delimiter, sheet, where the header was.
    sha256
        Hash of the file, or of what the database gave.
    geometry
        Shape of each row in degrees (EPSG:4326); ``None`` where the source has no shapes.
    ragged
        Positions of rows with more cells than the header has, so that their cells may stand in the wrong columns;
        each is among the problems.
    problems
        What is wrong with the source though it can be read: errors of single rows, warnings.
    """

    name: str
    columns: tuple[str, ...]
    frame: pd.DataFrame
    rows: tuple[int, ...]
    how: str
    sha256: str
    geometry: gpd.GeoSeries | None = None
    ragged: frozenset[int] = frozenset()
    problems: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells row by row before it is known which row is the header; ``lines`` says where each stands."""

    lines: Sequence[int]
    records: Sequence[Sequence[str]]


def tabulate(
    name: str, grid: Grid, *, how: str, sha256: str, where: str = "line", problems: Sequence[Problem] = ()
) -> RawTable | Problem:
    """Make a table of cells: find the header, name the columns, pass over empty rows.

    Parameters
    ----------
    name
        Of the source, for problems.
    grid
        The cells.
    how
        How they were read.
    sha256
        Hash of the source.
    where
        What a row's number counts (``line`` of a file, ``row`` of a sheet).
    problems
        Found before.

    Returns
    -------
    RawTable or Problem
        The table, or why there is none.
    """
    rows = [(line, record) for line, record in zip(grid.lines, grid.records, strict=True) if filled(record)]
    if not rows:
        return Problem(name, "There is nothing in it.", "Name the file that holds the rows.")
    top = header_position([record for _, record in rows])
    header_line, header = rows[top]
    body = [(line, record) for line, record in rows[top + 1 :] if not _repeats(record, header)]
    if not body:
        return Problem(name, "There is a header and nothing below it.", "Name the file that holds the rows.")
    named, kept = _columns(header, [record for _, record in body])
    found = [*problems, *_repeated_headers(name, rows[top + 1 :], header)]
    ragged, too_long = _too_long(name, body, len(header))
    found += too_long + _too_short(name, body, kept)
    records = [[record[k] if k < len(record) else "" for k in kept] for _, record in body]
    if top:
        how += f"; header on {where} {header_line}, below {top} {where}{'s' if top > 1 else ''} of title"
    return RawTable(
        name=name,
        columns=named,
        frame=pd.DataFrame(records, columns=list(named), dtype="str"),
        rows=tuple(line for line, _ in body),
        how=how,
        sha256=sha256,
        ragged=ragged,
        problems=tuple(found),
    )


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Tell columns of the same name apart by a number in brackets, whatever their capitals."""
    taken: set[str] = set()
    unique = []
    for name in names:
        number, free = 2, name
        while free.casefold() in taken:
            number, free = number + 1, f"{name} ({number})"
        taken.add(free.casefold())
        unique.append(free)
    return tuple(unique)


def filled(record: Sequence[str]) -> int:
    """Number of cells of a row that hold something."""
    return sum(1 for cell in record if cell.strip())


def header_position(records: Sequence[Sequence[str]]) -> int:
    """Position of the first row that is as full as a header; lines of title above it have a cell or two."""
    cells = [filled(record) for record in records[:HEADER_WITHIN]]
    return next(k for k, count in enumerate(cells) if count >= math.ceil(FULL_ENOUGH * max(cells)))


def _columns(header: Sequence[str], body: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], list[int]]:
    """Names and positions of the columns, without those that have neither a name nor content."""
    plain = [" ".join(cell.split()) for cell in header]
    kept = [k for k, name in enumerate(plain) if name or any(k < len(record) and record[k].strip() for record in body)]
    return unique_names([plain[k] or f"column {k + 1}" for k in kept]), kept


def _repeats(record: Sequence[str], header: Sequence[str]) -> bool:
    return [cell.strip() for cell in record] == [cell.strip() for cell in header]


def _repeated_headers(name: str, body: Sequence[tuple[int, Sequence[str]]], header: Sequence[str]) -> list[Problem]:
    return [
        Problem(
            name, "The header stands here again.", "The line was passed over; take it out of the file.",
            row=line, severity=Severity.WARNING,
        )
        for line, record in body
        if _repeats(record, header)
    ]  # fmt: skip


def _too_long(name: str, body: Sequence[tuple[int, Sequence[str]]], width: int) -> tuple[frozenset[int], list[Problem]]:
    """Rows with cells beyond the header's: one in the middle has a comma too many, and all after it are shifted."""
    ragged, problems = set(), []
    for position, (line, record) in enumerate(body):
        if any(cell.strip() for cell in record[width:]):
            ragged.add(position)
            message = f"The row has {len(record)} cells where the header has {width}, so cells may be shifted."
            remedy = "Put text that has the delimiter in it into quotation marks."
            problems.append(Problem(name, message, remedy, row=line, value=record[width].strip()))
    return frozenset(ragged), problems


def _too_short(name: str, body: Sequence[tuple[int, Sequence[str]]], kept: Sequence[int]) -> list[Problem]:
    """Rows that end early: many programs leave empty cells at the end out, a broken line ends early by mistake."""
    last = max(kept, default=-1)
    usual = Counter(len(record) for _, record in body).most_common(1)
    return [
        Problem(
            name,
            f"The row ends after {len(record)} of {last + 1} cells.",
            "The missing cells were taken as empty; look whether the line is broken in two.",
            row=line,
            severity=Severity.WARNING,
        )
        for line, record in body
        if len(record) <= last and len(record) != usual[0][0]
    ]
