"""Rows of one local authority, told by its code or by any usual form of its name."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from estate_opt.errors import InputError, Problem, nearest_word
from estate_opt.importing.geography.codes import Unit, find_stamp, read_stamps, unit_of_code
from estate_opt.importing.raw import RawTable

_TITLES = re.compile(
    r"\b(the|london borough of|royal borough of|metropolitan borough|borough|district|city|county|unitary|council|of)\b"
)
"""What a council's name may have beside the name of its place."""


def plain_authority(name: str) -> str:
    """Reduce a council's name to the place it is of, so that 'Leeds City Council' and 'Leeds' are the same.

    Examples
    --------
    >>> plain_authority("London Borough of Tower Hamlets Council")
    'tower hamlets'
    """
    words = re.sub(r"[^a-z0-9&]+", " ", name.casefold()).replace("&", "and")
    plain = " ".join(_TITLES.sub(" ", words).split())
    return plain or " ".join(words.split())


def rows_of_authority(raw: RawTable, authority: str, *, names: tuple[str, ...] = ()) -> np.ndarray:
    """Tell which rows belong to a local authority.

    Parameters
    ----------
    raw
        The table.
    authority
        Code (E08000035) or name (Leeds, Leeds City Council).
    names
        Further columns in which the name of an authority may stand.

    Returns
    -------
    ndarray
        Boolean, shape (rows,).

    Raises
    ------
    InputError
        Where the table does not say which authority a row is of, or has no row of this one.
    """
    asked = authority.strip()
    by_code = unit_of_code(asked) is Unit.AUTHORITY
    columns = _columns(raw, by_code=by_code, names=names)
    if not columns:
        kind = "code" if by_code else "name"
        remedy = f"Give the {'name' if by_code else 'code'} instead, or a file with the authority of each row."
        raise InputError([Problem(raw.name, f"No column has the {kind} of a local authority.", remedy, value=asked)])
    found = np.zeros(len(raw), dtype=bool)
    wanted = asked if by_code else plain_authority(asked)
    for column in columns:
        values = raw.frame[column].str.strip()
        found |= ((values if by_code else values.map(plain_authority)) == wanted).to_numpy(dtype=bool)
    if not found.any():
        raise InputError([_nothing_found(raw, columns, asked)])
    return found


def _columns(raw: RawTable, *, by_code: bool, names: tuple[str, ...]) -> list[str]:
    stamped = [s.column for s in read_stamps(raw.columns) if s.unit is Unit.AUTHORITY and s.is_code == by_code]
    return stamped if by_code else [*stamped, *(column for column in names if column in raw.columns)]


def _nothing_found(raw: RawTable, columns: list[str], asked: str) -> Problem:
    there = sorted({value for column in columns for value in raw.frame[column].str.strip() if value})
    by_place = {plain_authority(name): name for name in there}
    guess = by_place.get(nearest_word(plain_authority(asked), by_place))
    some = ", ".join(there[:3])
    remedy = f"Did you mean {guess!r}?" if guess else f"It has {len(there):,} authorities, such as {some}."
    return Problem(raw.name, "No row is of this local authority.", remedy, column=columns[0], value=asked)


def one_authority(raw: RawTable, rows: np.ndarray) -> tuple[str, str]:
    """Code and name of the authority that all of some rows are of; empty where there are several or none is said."""
    stamps = read_stamps(raw.columns)
    said = []
    for is_code in (True, False):
        stamp = find_stamp(stamps, Unit.AUTHORITY, is_code=is_code)
        values = pd.unique(raw.frame.loc[rows, stamp.column].str.strip()) if stamp else []
        said.append(str(values[0]) if len(values) == 1 else "")
    return said[0], said[1]
