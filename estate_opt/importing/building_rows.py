"""Rows of a source about buildings: joined, their cells read, and gathered into one row a building of a layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from estate_opt.errors import InputError, Problem, Severity, nearest_word
from estate_opt.importing.figures import read_day, read_figure
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.joining import KEYS, LIKENESS, Joined, Register
from estate_opt.importing.layer import ORIGINAL, SOURCE_ROW
from estate_opt.importing.raw import RawTable
from estate_opt.inputs.cells import Fault, write_cell
from estate_opt.inputs.manifest import BUILDINGS

REASON = "reason"
"""Column of the rows that found no home."""
LONGEST_TOLD = 500
"""Characters of the joined texts of several rows that are one building's; the lines are all named anyhow."""


@dataclass(eq=False)
class BuildingRows:
    """A source whose rows are about buildings.

    Parameters
    ----------
    raw
        As published.
    columns
        Published column by what it holds: any of :data:`~estate_opt.importing.joining.KEYS`, and what the importer
        asks for.
    joined
        The building of each row.
    problems
        Warnings found while reading cells; a cell that cannot be read counts as empty.
    set_aside
        Why a row does not count, by its position, though it may have found its building.
    """

    raw: RawTable
    columns: Mapping[str, str]
    joined: Joined
    problems: list[Problem] = field(default_factory=list)
    set_aside: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.problems += self.raw.problems
        for position in self.raw.ragged:
            self.set_aside[position] = "The row has more cells than the header, so that they may have slipped."
        for position, match in enumerate(self.joined.matches):
            if not match.building_id:
                self.set_aside.setdefault(position, match.reason)

    @property
    def positions(self) -> list[int]:
        """Positions of the rows that count."""
        return [k for k in range(len(self.raw)) if k not in self.set_aside]

    def has(self, target: str) -> bool:
        """Tell whether the source has a column for it."""
        return target in self.columns

    def text(self, target: str) -> list[str]:
        """Cells without outer spaces; all empty where the source has no such column."""
        if target not in self.columns:
            return [""] * len(self.raw)
        return [str(cell).strip() for cell in self.raw.frame[self.columns[target]]]

    def figures(self, target: str) -> list[float | None]:
        """Cells as figures."""
        return self._read(target, read_figure)

    def days(self, target: str) -> list[date | None]:
        """Cells as dates."""
        return self._read(target, read_day)

    def _read(self, target: str, read: Callable[[str], Any]) -> list[Any]:
        values = []
        for position, text in enumerate(self.text(target)):
            value = read(text)
            if isinstance(value, Fault):
                self.warn(position, target, value.message, f"It counts as empty. {value.remedy}")
                value = None
            values.append(value)
        return values

    def warn(self, position: int, target: str, message: str, remedy: str) -> None:
        """Note a cell that is not used as it stands."""
        column = self.columns.get(target, "")
        value = str(self.raw.frame[column].iloc[position]) if column else ""
        row = self.raw.rows[position]
        self.problems.append(Problem(self.raw.name, message, remedy, row, column, value[:120], Severity.WARNING))

    def by_building(self) -> dict[str, list[int]]:
        """Positions of the rows that count, by building, ordered by id."""
        found: dict[str, list[int]] = {}
        for position in self.positions:
            found.setdefault(self.joined.matches[position].building_id, []).append(position)
        return dict(sorted(found.items()))

    def table(self, derived: Mapping[str, Mapping[str, Any]], used: Mapping[str, Sequence[int]]) -> pd.DataFrame:
        """Rows of the layer.

        Parameters
        ----------
        derived
            Values by column, by building.
        used
            Positions of the rows that each building's values came from.
        """
        names = list(dict.fromkeys(column for values in derived.values() for column in values))
        columns: dict[str, list[str]] = {"building_id": list(derived)}
        for name in names:
            columns[name] = [write_cell(values.get(name)) for values in derived.values()]
        columns[SOURCE_ROW] = [";".join(str(self.raw.rows[k]) for k in used[one]) for one in derived]
        for column in self.raw.columns:
            cells = self.raw.frame[column].tolist()
            columns[ORIGINAL + column] = [_together(cells[k] for k in used[one]) for one in derived]
        return pd.DataFrame(columns, dtype=object)

    def unjoined(self) -> pd.DataFrame:
        """Rows that do not count, as published, with the reason."""
        lost = sorted(self.set_aside)
        frame = self.raw.frame.iloc[lost].reset_index(drop=True).astype(object)
        frame.insert(0, SOURCE_ROW, [str(self.raw.rows[k]) for k in lost])
        frame[REASON] = [self.set_aside[k] for k in lost]
        return frame


def _together(cells: Iterable[Any]) -> str:
    """The text of one row untouched; of several, each different text once."""
    texts = list(dict.fromkeys(str(cell) for cell in cells))
    if len(texts) == 1:
        return texts[0]
    together = " | ".join(texts)
    return together if len(together) <= LONGEST_TOLD else together[: LONGEST_TOLD - 2] + " …"


def rows_of_buildings(
    raw: RawTable,
    gathered: Gathered,
    columns: Mapping[str, str],
    *,
    needs: Sequence[Sequence[str]] = (),
    likeness: float = LIKENESS,
) -> BuildingRows:
    """Join the rows of a source to the buildings gathered so far.

    Parameters
    ----------
    raw, gathered
        The source, and the estate so far.
    columns
        Published column by what it holds.
    needs
        Of each group at least one must be among the columns.
    likeness
        See :class:`~estate_opt.importing.joining.Register`.

    Raises
    ------
    InputError
        Where there are no buildings yet, a named column is not in the source, or one that is needed is not named.
    """
    problems = [_unknown_column(raw, target, name) for target, name in columns.items() if name not in raw.columns]
    if not len(gathered.tables[BUILDINGS.name]):
        remedy = "Import the register first: estate-opt import register FILE --to ESTATE."
        problems.append(Problem(raw.name, "There are no buildings yet that its rows could join.", remedy))
    for group in (tuple(key for key in KEYS if key != "postcode"), *needs):
        if not any(target in columns for target in group):
            message = f"No column of it is known to hold {' or '.join(group)}. It has: {', '.join(raw.columns)}."
            problems.append(Problem(raw.name, message, f"Say which one does, such as --map {group[0]}='COLUMN'."))
    if problems:
        raise InputError(problems)
    frame = raw.frame
    register = Register.of(gathered, likeness=likeness)
    joined = register.join({key: frame[columns[key]].tolist() for key in KEYS if key in columns})
    if not len(joined.matches):
        joined = Joined(())
    return BuildingRows(raw, columns, joined)


def _unknown_column(raw: RawTable, target: str, name: str) -> Problem:
    near = nearest_word(name, raw.columns)
    remedy = f"Did you mean {near!r}?" if near else f"It has: {', '.join(raw.columns)}."
    return Problem(raw.name, f"There is no column {name!r}, which should hold {target}.", remedy)
