"""The header of a table: columns that are missing, unknown or there twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from estate_opt.errors import Problem, Severity, did_you_mean, nearest_word
from estate_opt.inputs.manifest import Table

NO_POSTCODES = "A postcode alone cannot be placed."


def check_header(table: Table, header: tuple[str, ...]) -> tuple[tuple[str, ...], list[Problem]]:
    """Hold a header against the manifest.

    Parameters
    ----------
    table
        What the manifest says.
    header
        Names of the columns found.

    Returns
    -------
    tuple
        The columns beyond the declared ones that are allowed, in alphabetical order; and the problems.
    """
    problems = [_twice(table, name) for name, count in Counter(header).items() if count > 1 and name]
    unknown = [name for name in dict.fromkeys(header) if name not in table.column_names]
    mistaken = set()
    for column in table.columns:
        if column.required and column.name not in header:
            guess = nearest_word(column.name, unknown)
            mistaken.add(guess)
            problems.append(_missing(table, column.name, guess))
    unknown = [name for name in unknown if name not in mistaken]
    if not table.extra_columns:
        return (), problems + [_unknown(table, name, header) for name in unknown]
    named = [name for name in unknown if name]
    problems += [_unknown(table, name, header) for name in unknown if not name]
    return tuple(sorted(named)), problems + list(_mistakable(table, named, header))


def _twice(table: Table, name: str) -> Problem:
    return Problem(table.file, f"The column {name!r} is there twice.", "Keep one of them.", row=1, column=name)


def _missing(table: Table, name: str, guess: str) -> Problem:
    hint = f"Did you call it {guess!r}? Rename that column to {name!r}." if guess else f"Add a column {name!r}."
    return Problem(table.file, f"The column {name!r} is missing.", hint, row=1, column=name)


def _unknown(table: Table, name: str, header: tuple[str, ...]) -> Problem:
    if not name:
        return Problem(table.file, "A column has no name.", "Name it, or take it out.", row=1)
    if name.casefold() == "postcode":
        remedy = "Give longitude and latitude, or easting and northing, of each row and take this column out."
        return Problem(table.file, NO_POSTCODES, remedy, row=1, column=name)
    absent = [column for column in table.column_names if column not in header]
    hint = did_you_mean(name, absent) or "Take it out, or rename it to one of the table's columns."
    return Problem(table.file, f"The table has no column {name!r}.", hint, row=1, column=name)


def _mistakable(table: Table, extra: Iterable[str], header: tuple[str, ...]) -> Iterable[Problem]:
    """Warn of extra columns whose name is nearly that of a declared column which the file lacks."""
    absent = [column for column in table.column_names if column not in header]
    for name in extra:
        if nearest_word(name, absent):
            message = f"The column {name!r} is read as a group of people."
            yield Problem(
                table.file, message, did_you_mean(name, absent), row=1, column=name, severity=Severity.WARNING
            )
