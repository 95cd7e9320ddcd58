"""A layer: what one import gave, with the source's own text beside what was derived from it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd
from shapely.geometry.base import BaseGeometry

from estate_opt.errors import InputError, Problem, UsageError
from estate_opt.inputs.manifest import TABLES, Table

SOURCE_ROW = "source_row"
"""Column with the line of the source that a row came from."""
ORIGINAL = "source."
"""What the name of a column of the source begins with, beside the columns that were derived."""
TABLE_BY_NAME: Mapping[str, Table] = {table.name: table for table in TABLES}

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or one table of a database, that was imported.

    Parameters
    ----------
    name
        Name of the file without its folder, or of the table without the password to it.
    sha256
        Hash of the bytes that were read; empty for a table of a database.
    title, licence
        What it is and under which terms it is used, as its publisher says.
    vintage
        Year or edition of it ("2021", "2025"); empty where it has none.
    read
        Day on which it was imported.
    """

    name: str
    sha256: str = ""
    title: str = ""
    licence: str = ""
    vintage: str = ""
    read: date = field(default_factory=date.today)

    @classmethod
    def of_file(cls, path: Path, *, title: str = "", licence: str = "", vintage: str = "") -> Source:
        """Describe a file that is there.

        Raises
        ------
        InputError
            Where the file cannot be read.
        """
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            problem = Problem(path.name, f"The file cannot be read ({error.strerror}).", "Check its name and place.")
            raise InputError([problem]) from error
        return cls(path.name, digest, title, licence, vintage)


@dataclass(frozen=True, eq=False, kw_only=True)
class Layer:
    """What one import gave.

    Parameters
    ----------
    name
        Name of the layer, and of its folder.
    importer
        What made it ("register", "libraries" …).
    sources
        What was read.
    tables
        Rows by table of the estate. All cells are text as the estate's files have it, empty where
        nothing is known. Beside the table's own columns there may be :data:`SOURCE_ROW`, and the
        source's columns, untouched, with names that begin with :data:`ORIGINAL`.
    defines
        Tables whose rows it brings. In the others it fills cells of rows that other layers bring.
    fills_only
        Whether its cells give way to those of every other layer: places from postcodes, made-up figures.
    made_up
        Whether its figures are made up for illustration. Where they stand, the estate marks them so.
    geometry
        Polygons in degrees by ``area_id``.
    unjoined
        Rows of the source that found no home, with the ``reason``.
    notes
        What to know of it, as sentences.
    settings
        What a re-run needs to give the same: the mapping of columns, filters, thresholds.
    problems
        Warnings.
    title
        Name of the estate, where the source gives it.
    """

    name: str
    importer: str
    sources: tuple[Source, ...] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    defines: frozenset[str] = frozenset()
    fills_only: bool = False
    made_up: bool = False
    geometry: Mapping[str, BaseGeometry] = field(default_factory=dict)
    unjoined: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    title: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise UsageError(
                f"{self.name!r} cannot name a layer: use up to 60 of a-z, 0-9, '-' and '_', such as 'survey-2025'."
            )
        for name, frame in self.tables.items():
            table = TABLE_BY_NAME[name]
            unknown = [c for c in estate_columns(frame) if c not in table.column_names and not table.extra_columns]
            if unknown:
                raise ValueError(f"The table {name} has no column {', '.join(unknown)}.")

    @property
    def rows(self) -> Mapping[str, int]:
        """Number of rows of each table."""
        return {name: len(frame) for name, frame in self.tables.items()}


def estate_columns(frame: pd.DataFrame) -> list[str]:
    """Columns that were derived, without the source's own."""
    return [str(c) for c in frame.columns if c != SOURCE_ROW and not str(c).startswith(ORIGINAL)]


def beside_originals(derived: pd.DataFrame, original: pd.DataFrame, lines: pd.Series | list[int]) -> pd.DataFrame:
    """Put the derived columns, the line of the source and its own columns side by side.

    Parameters
    ----------
    derived, original
        Frames with the same number of rows in the same order.
    lines
        Line of the source of each row.
    """
    kept = original.reset_index(drop=True).add_prefix(ORIGINAL)
    row = pd.Series([str(line) for line in lines], name=SOURCE_ROW, dtype=object)
    return pd.concat([derived.reset_index(drop=True), row, kept], axis=1)
