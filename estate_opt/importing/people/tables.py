"""Tables of counts by small area as Nomis and the census ship them: wide or long, with lines above and below.

Nomis puts a title, the units and the date above the table, the codes into a column ``mnemonic`` or before a colon
(``E01011264 : Leeds 011A``), and notes below it. Its bulk files have ``geography code`` and ``Age: Total; measures:
Value``, its API ``GEOGRAPHY_CODE`` and ``OBS_VALUE``, and tables built to order on the census site a row for each
category with its ``Observation``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from estate_opt.errors import InputError, Problem, Severity
from estate_opt.importing.geography.codes import (
    CODE_FIRST,
    SMALL_AREAS,
    Unit,
    find_stamp,
    read_stamp,
    read_stamps,
    unit_of_code,
)
from estate_opt.importing.geography.rows import few, keep_rows
from estate_opt.importing.people.files import CODE_WORDS
from estate_opt.importing.people.labels import categories_of_groups, is_percentage
from estate_opt.importing.raw import RawTable

CODE_COLUMNS = (*CODE_WORDS, "area code", "code")
NAME_COLUMNS = ("geography", "geography_name", "area", "area name", "name")
VALUE_COLUMNS = ("observation", "obs_value", "value", "count")
MEASURE_COLUMNS = ("measures_name", "measures")
COUNTED = ("value", "count", "number")
"""What the measure of a row is called where it is a count and not a percentage."""
WITHHELD = frozenset({"-", "!", "*", "c", "z", "..", "…", "x", "n/a", "na", ":"})
"""Signs that stand for a figure that is withheld or not known."""

_CATEGORY = re.compile(r".+\(\d+ categories\)|(?!.*(geography|measures|date|time|obs)).+_name", re.IGNORECASE)
_YEAR = re.compile(r"\b(2001|2011|2021|2031)\b")


@dataclass(frozen=True, eq=False)
class CensusTable:
    """Counts by small area.

    Parameters
    ----------
    raw
        The rows that have a code, as published.
    codes
        Code of each row.
    unit, year
        What the areas are; the year ``None`` where nothing says.
    counts
        A row for each area, by code, a column for each category; not-a-number where withheld.
    lines
        Line of the source of each area's (first) row.
    problems
        Warnings: figures withheld.
    """

    raw: RawTable
    unit: Unit
    year: int | None
    counts: pd.DataFrame
    lines: tuple[int, ...]
    problems: tuple[Problem, ...]


def read_counts(raw: RawTable, *, columns: Sequence[str] = ()) -> CensusTable:
    """Read the counts of a table.

    Parameters
    ----------
    raw
        The table, wide or long.
    columns
        Columns that are counts; those with words of people, ages or households where empty, else all with numbers.

    Raises
    ------
    InputError
        Where no column has codes of small areas, a cell is no count, or a category is there twice for an area.
    """
    codes, year = _codes(raw)
    units = codes.map(lambda code: unit_of_code(code))
    small = units.isin(SMALL_AREAS).to_numpy(dtype=bool)
    if not small.any():
        message = "No row has the code of an LSOA or output area (such as E01011264)."
        remedy = "Download the table for 2021 (or 2011) super output areas, lower layer, or for output areas."
        raise InputError([Problem(raw.name, message, remedy)])
    unit = Unit(units[small].mode()[0])
    kept = keep_rows(raw, small & (units == unit).to_numpy(dtype=bool))
    kept_codes = codes[small & (units == unit)].reset_index(drop=True)
    value = _one_of(kept, VALUE_COLUMNS)
    category = [c for c in kept.columns if _CATEGORY.fullmatch(c) and read_stamp(c) is None]
    own_columns = bool(columns) and all(column in kept.columns for column in columns)
    is_long = value is not None and not own_columns and (bool(category) or kept_codes.duplicated().any())
    if is_long and value is not None:
        counts, lines, problems = _long(kept, kept_codes, category, value)
    else:
        counts, lines, problems = _wide(kept, kept_codes, columns)
    return CensusTable(kept, unit, year, counts, lines, tuple(few(problems)))


def _codes(raw: RawTable) -> tuple[pd.Series, int | None]:
    """Code of each row, empty where it has none, and the census year of the areas where something says it."""
    stamps = [s for s in read_stamps(raw.columns) if s.unit in SMALL_AREAS]
    year = next((s.year for s in stamps if s.year), None) or _said_year(raw)
    stamped = next((s.column for unit in SMALL_AREAS if (s := find_stamp(stamps, unit)) is not None), None)
    column = stamped or _one_of(raw, CODE_COLUMNS)
    if column is not None:
        return raw.frame[column].astype(object).str.strip(), year
    named = next((s.column for s in stamps), None) or _one_of(raw, NAME_COLUMNS)
    if named is None:
        listed = ", ".join(raw.columns[:8])
        message = "No column has codes of small areas (mnemonic, geography code, LSOA21CD)."
        raise InputError([Problem(raw.name, message, "Download the table with area codes.", value=listed)])
    first = raw.frame[named].astype(object).str.strip()
    return first.map(lambda text: found[1] if (found := CODE_FIRST.fullmatch(text)) else text), year


def _said_year(raw: RawTable) -> int | None:
    """Census year that a column ``date`` or the name of a column or of the file says."""
    date = _one_of(raw, ("date", "date_name"))
    said = [*(raw.frame[date].unique()[:1] if date else ()), *raw.columns, raw.name]
    years = [int(found[1]) for text in said if (found := _YEAR.search(str(text)))]
    return years[0] if years else None


def _one_of(raw: RawTable, names: Sequence[str]) -> str | None:
    by_name = {column.casefold(): column for column in reversed(raw.columns)}
    return next((by_name[name] for name in names if name in by_name), None)


def _wide(
    raw: RawTable, codes: pd.Series, columns: Sequence[str]
) -> tuple[pd.DataFrame, tuple[int, ...], list[Problem]]:
    problems = _twice(raw, codes)
    told = dict.fromkeys(part for parts in categories_of_groups(raw.columns).values() for part in parts)
    taken = list(columns) or list(told) or [c for c in raw.columns if _holds_counts(raw, c)]
    counts = {column: _numbers(raw, column, problems) for column in taken}
    _raise_errors(problems)
    return pd.DataFrame(counts, index=pd.Index(codes, dtype=object)), raw.rows, problems


def _holds_counts(raw: RawTable, column: str) -> bool:
    """Whether a column is one of counts: not of names, shares or coordinates, and its first figures are numbers."""
    lower = column.casefold()
    skip = (*CODE_COLUMNS, *NAME_COLUMNS, *MEASURE_COLUMNS, "date", "date_name")
    if lower in skip or is_percentage(column) or read_stamp(column) is not None:
        return False
    some = [text for text in raw.frame[column].str.strip().head(200) if text and text.casefold() not in WITHHELD]
    return bool(some) and all((number := _number(text)) is not None and number >= 0 for text in some)


def _long(
    raw: RawTable, codes: pd.Series, category: Sequence[str], value: str
) -> tuple[pd.DataFrame, tuple[int, ...], list[Problem]]:
    measure = _one_of(raw, MEASURE_COLUMNS)
    counted = np.ones(len(raw), dtype=bool)
    if measure is not None:
        said = raw.frame[measure].str.strip().str.casefold()
        counted = (said.isin(COUNTED) | ~said.str.contains("percent")).to_numpy(dtype=bool)
    kept = keep_rows(raw, counted)
    problems: list[Problem] = []
    labels = kept.frame[list(category)].agg(": ".join, axis=1) if category else pd.Series("Total", kept.frame.index)
    long = pd.DataFrame(
        {
            "code": codes[counted].to_numpy(),
            "label": labels.str.strip().to_numpy(),
            "count": _numbers(kept, value, problems),
            "line": kept.rows,
        }
    )
    double = np.flatnonzero(long.duplicated(["code", "label"]).to_numpy())
    remedy = "Download the table with one other dimension only (age, or disability), the rest as totals."
    for k in double:
        message = f"The category {long['label'][k]!r} is there twice for this area."
        problems.append(Problem(raw.name, message, remedy, kept.rows[k], value=str(long["code"][k])))
    _raise_errors(problems)
    counts = long.pivot_table(index="code", columns="label", values="count", aggfunc="first", dropna=False)
    lines = long.groupby("code")["line"].min().reindex(counts.index)
    return counts, tuple(int(line) for line in lines), problems


def _twice(raw: RawTable, codes: pd.Series) -> list[Problem]:
    remedy = "Download one table a file."
    return [
        Problem(raw.name, "The area has a row further up already.", remedy, raw.rows[k], value=codes[k])
        for k in np.flatnonzero(codes.duplicated().to_numpy())
    ]


def _numbers(raw: RawTable, column: str, problems: list[Problem]) -> np.ndarray:
    """A column as numbers; what is withheld becomes not-a-number with a warning, what is no number an error."""
    values = np.full(len(raw), np.nan)
    for k, text in enumerate(raw.frame[column].str.strip()):
        number = _number(text)
        if number is not None and number >= 0:
            values[k] = number
        elif not text or text.casefold() in WITHHELD:
            message, remedy = "The figure is withheld or missing.", "It is left empty: the plan counts a group as none."
            problems.append(Problem(raw.name, message, remedy, raw.rows[k], column, text, Severity.WARNING))
        else:
            message = "This is not a count of people." if number is None else "A count cannot be below 0."
            problems.append(Problem(raw.name, message, "Correct it, or leave it empty.", raw.rows[k], column, text))
    return values


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _raise_errors(problems: list[Problem]) -> None:
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise InputError(few(errors))
