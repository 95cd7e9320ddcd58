"""What every import of official areas does with its rows: keep some, refuse codes that are there twice or are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from estate_opt.errors import InputError, Problem
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.raw import RawTable

MOST_NAMED = 20
"""Problems of one kind that are named one by one."""


def settings_before(gathered: Gathered, name: str, importer: str) -> Mapping[str, Any]:
    """How the layer of this name was imported last time; nothing where it is new or another importer's."""
    layer = gathered.layer(name)
    return layer.settings if layer is not None and layer.importer == importer else {}


def keep_rows(raw: RawTable, kept: np.ndarray) -> RawTable:
    """Some rows of a table, shape (rows,) boolean; what is said of lines stays right."""
    positions = np.flatnonzero(kept)
    place = {old: new for new, old in enumerate(positions.tolist())}
    return replace(
        raw,
        frame=raw.frame[kept].reset_index(drop=True),
        rows=tuple(raw.rows[k] for k in positions),
        geometry=None if raw.geometry is None else raw.geometry[kept].reset_index(drop=True),
        ragged=frozenset(place[k] for k in raw.ragged if k in place),
    )


def column_text(raw: RawTable, column: str | None) -> pd.Series:
    """Cells of a column without the spaces around them; empty ones where there is no such column."""
    if column is None:
        return pd.Series("", index=raw.frame.index, dtype=object)
    return raw.frame[column].astype(object).str.strip()


def check_codes(raw: RawTable, column: str, codes: pd.Series) -> None:
    """Refuse rows without a code, and codes that are there twice.

    Raises
    ------
    InputError
        With the lines.
    """
    problems = [
        Problem(raw.name, "The row has no code.", "Give the code, or take the row out.", raw.rows[k], column)
        for k in np.flatnonzero((codes == "").to_numpy())
    ]
    first: dict[str, int] = {}
    for k, code in enumerate(codes):
        if code and first.setdefault(code, k) != k:
            message = f"The same code as on line {raw.rows[first[code]]}."
            problems.append(Problem(raw.name, message, "Keep one of the two.", raw.rows[k], column, code))
    if problems:
        raise InputError(few(problems))


def few(problems: list[Problem]) -> list[Problem]:
    """The first of many problems, and how many more there are."""
    if len(problems) <= MOST_NAMED:
        return problems
    rest = len(problems) - MOST_NAMED
    last = Problem(problems[0].source, f"There are {rest:,} more such rows.", "Correct those above first.")
    return [*problems[:MOST_NAMED], last]
