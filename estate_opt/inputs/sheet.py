"""A table that has been read: typed values beside the text they came from, so that every check can point at a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

from estate_opt.errors import Problem, Severity
from estate_opt.inputs.cells import Fault, read_cell, read_sound_column
from estate_opt.inputs.header import check_header
from estate_opt.inputs.manifest import Column, Kind, Table
from estate_opt.inputs.textfile import RawTable

LONGEST_SHOWN = 120
"""Characters of a cell that a problem shows."""

PLACE_COLUMNS = ("longitude", "latitude", "easting", "northing")
"""Their limits are held by :mod:`estate_opt.inputs.places`, which can say *why* a figure is out of range."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One table as values and text.

    Parameters
    ----------
    table
        What the manifest says of it.
    readable
        Whether the file could be read and has rows; where not, checks that refer to it are moot.
    lines
        Line of the file (or number of the feature) of each row.
    text
        Cells as text by column, for every declared column and every extra one.
    values
        Values by column; ``None`` where the cell is empty *or* could not be read (reported already). An
        empty list is the empty set, so that ``None`` there means that it could not be read.
    extra
        Columns beyond the declared ones, in alphabetical order.
    geometry
        Shape of each row in degrees; ``None`` where there is none or it could not be read.
    ragged
        Rows of which only the key is known, because their cells may have slipped.
    """

    table: Table
    readable: bool = False
    lines: Sequence[int] = ()
    text: Mapping[str, Sequence[str]] = field(default_factory=dict)
    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    geometry: Sequence[BaseGeometry | None] = ()
    ragged: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, column: str) -> Sequence[Any]:
        """Values of a column; empty where the table could not be read."""
        return self.values.get(column, ())

    def problem(
        self,
        row: int | None,
        column: str,
        message: str,
        remedy: str,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """Make a problem of one cell, with the file, line and text filled in."""
        return Problem(
            source=self.table.file,
            message=message,
            remedy=remedy,
            row=None if row is None else self.lines[row],
            column=column,
            value="" if row is None or column not in self.text else _shown(self.text[column][row]),
            severity=severity,
        )

    def warning(self, row: int | None, column: str, message: str, remedy: str) -> Problem:
        """Make a problem that does not stop a run."""
        return self.problem(row, column, message, remedy, Severity.WARNING)


def _shown(text: str) -> str:
    """Shorten a cell so that a problem with it stays a line or two."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def type_cells(
    table: Table, raw: RawTable, geometry: Sequence[BaseGeometry | None] = ()
) -> tuple[Sheet, list[Problem]]:
    """Turn rows of text into typed columns.

    Parameters
    ----------
    table
        What the manifest says.
    raw
        The rows; those that were ragged keep only their key, so that others can still refer to it.
    geometry
        Shape of each row, for tables that have shapes.

    Returns
    -------
    tuple
        The sheet, and the problems with its header and its cells.
    """
    extra, problems = check_header(table, raw.header)
    if not raw.rows:
        remedy = f"Add its rows{'' if table.required else ', or remove the file'}: {table.description}"
        message = f"The table has a header but no rows. {table.when_empty}".rstrip()
        severity = Severity.WARNING if table.when_empty else Severity.ERROR
        problems.append(Problem(table.file, message, remedy, row=1, severity=severity))
    position = {name: k for k, name in reversed(list(enumerate(raw.header)))}
    text: dict[str, Sequence[str]] = {}
    values: dict[str, Sequence[Any]] = {}
    sheet = Sheet(table, bool(raw.rows), raw.lines, text, values, extra, geometry, raw.ragged)
    groups = tuple(Column(name=name, kind=Kind.NUMBER, minimum=0.0, description="") for name in extra)
    for column in table.columns + groups:
        present = column.name in position
        text[column.name] = [row[position[column.name]] for row in raw.rows] if present else [""] * len(raw.rows)
        values[column.name] = [_nothing(column)] * len(raw.rows)
        if present:
            values[column.name], found = _type_column(sheet, column)
            problems += found
    return sheet, problems


def _nothing(column: Column) -> Any:
    """Return what an empty cell holds."""
    return frozenset() if column.kind is Kind.LIST else None


def _type_column(sheet: Sheet, column: Column) -> tuple[list[Any], list[Problem]]:
    if column.name in PLACE_COLUMNS:
        column = Column(name=column.name, kind=column.kind, description=column.description)
    sound = read_sound_column(sheet.text[column.name], column) if not sheet.ragged else None
    if sound is not None:
        return sound, []
    values: list[Any] = []
    problems = []
    for row, text in enumerate(sheet.text[column.name]):
        value = _nothing(column)
        if row in sheet.ragged and column.name not in sheet.table.key:
            value = None  # its cells may have slipped into other columns
        elif text:
            value = read_cell(text, column)
            if column.required and value == frozenset():
                value = Fault("The list holds no item.", "Write at least one.")
            if isinstance(value, Fault):
                problems.append(sheet.problem(row, column.name, value.message, value.remedy))
                value = None
        elif column.required:
            problems.append(sheet.problem(row, column.name, "The value is missing.", f"Give it: {column.description}"))
        values.append(value)
    return values, problems
