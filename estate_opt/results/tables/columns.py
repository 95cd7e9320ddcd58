"""Columns of a result's tables, declared once: CSV files, workbook and map read their types from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd


class Format(StrEnum):
    """What a column holds, and so how it is stored and shown."""

    TEXT = "text"
    FLAG = "yes or no"
    COUNT = "whole number"
    NUMBER = "number"
    SHARE = "share, 0 to 1"
    HOURS = "space-hours a week"
    KM = "km"
    GBP = "pounds"
    CARBON = "kg CO₂e a year"


_DTYPES = {Format.TEXT: "str", Format.FLAG: "boolean", Format.COUNT: "Int64"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name (with its unit), what it holds, what it means, and its heading for people."""

    name: str
    format: Format
    meaning: str

    @property
    def heading(self) -> str:
        """Heading for people: the name in words, units as signs."""
        words = self.name.replace("_gbp_per_year", " (£ a year)").replace("_gbp", " (£)")
        words = words.replace("_kgco2e_per_year", " (kg CO₂e a year)").replace("_hours_per_week", " (hours a week)")
        if words.endswith("_km"):
            words = words.removesuffix("_km") + " (km)"
        words = words.replace("_id", " id").replace("_", " ").strip()
        return words[:1].upper() + words[1:]


Row = Mapping[str, Any]


def frame(rows: Iterable[Row], columns: tuple[Column, ...]) -> pd.DataFrame:
    """Make a table with exactly the declared columns, in order, typed even where it has no row.

    Parameters
    ----------
    rows
        Values by column; a missing key or ``None`` is an empty cell, an infinite number too.
    columns
        The declaration.

    Raises
    ------
    KeyError
        Where a row has a column that is not declared.
    """
    table = list(rows)
    names = [column.name for column in columns]
    stray = sorted({key for row in table for key in row} - set(names))
    if stray:
        raise KeyError(f"columns not declared: {', '.join(stray)}")
    return frame_of({name: [row.get(name) for row in table] for name in names}, columns)


def frame_of(values: Mapping[str, Sequence[Any]], columns: tuple[Column, ...]) -> pd.DataFrame:
    """Make a table of whole columns, which is quicker than row by row where there are many.

    Parameters
    ----------
    values
        Values of each declared column, of one length.
    columns
        The declaration.
    """
    return pd.DataFrame({c.name: _series(values[c.name], c.format) for c in columns}, columns=[c.name for c in columns])


def _series(values: Sequence[Any], kind: Format) -> pd.Series[Any]:
    dtype = _DTYPES.get(kind)
    if dtype == "str":
        return pd.Series(["" if value is None else str(value) for value in values], dtype="str")
    if dtype is not None:
        return pd.Series(values, dtype=dtype)
    numbers = np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    return pd.Series(np.where(np.isfinite(numbers), numbers, np.nan), dtype="float64")
