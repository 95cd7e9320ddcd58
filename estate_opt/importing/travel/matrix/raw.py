"""A matrix as its file has it, in long form: a row for each pair, with the text of its ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from estate_opt.domain.travel import FloatArray, Unit
from estate_opt.errors import InputError, Problem
from estate_opt.importing.travel.matrix.units import Figure

NO_FIGURE = frozenset({"", "na", "n/a", "nan", "none", "null", "inf", "infinity", "-", "#n/a"})
"""Words that routers and spreadsheets write where there is no way."""


@dataclass(frozen=True, eq=False)
class RawMatrix:
    """Pairs as a file has them.

    Parameters
    ----------
    origin, destination
        Ids as text, shape (pairs,).
    figures
        Minutes, km or both, shape (pairs,); not-a-number where a pair has none.
    line
        Line of the file of each pair, shape (pairs,); 0 where it has none.
    how
        How the file was understood, as a sentence.
    problems
        What is to be known of it.
    """

    origin: pd.Series
    destination: pd.Series
    figures: Mapping[Unit, FloatArray]
    line: np.ndarray
    how: str
    problems: Sequence[Problem] = ()


def as_figures(source: str, column: str, text: pd.Series, lines: np.ndarray, unit: Figure) -> FloatArray:
    """Read a column of figures, in minutes or km.

    Raises
    ------
    InputError
        Where there is text that is neither a number nor a word for "no way".
    """
    numbers = pd.to_numeric(text, errors="coerce")
    if not pd.api.types.is_numeric_dtype(text):
        words = text.where(numbers.isna(), "").astype(str).str.strip().str.casefold()
        wrong = np.flatnonzero(numbers.isna().to_numpy() & ~words.isin(list(NO_FIGURE)).to_numpy())
        if len(wrong):
            first = int(wrong[0])
            message = f"This is not a number ({len(wrong):,} such cells)."
            remedy = "Write digits and a decimal point, and leave the cell empty where there is no way."
            value = str(text.iloc[first])
            raise InputError([Problem(source, message, remedy, row=int(lines[first]), column=column, value=value)])
    figures = numbers.to_numpy(dtype=np.float64, na_value=np.nan) * unit.factor
    figures[~np.isfinite(figures)] = np.nan
    return figures


def as_ids(column: pd.Series) -> pd.Series:
    """Ids as text, as a person would write them: a whole number that became a decimal loses its ".0" again."""
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    return column.astype(object).where(column.notna(), "").astype(str).str.strip()
