"""Committees of wards, from a table that has a row for each ward."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from estate_opt.errors import InputError, Problem, Severity, did_you_mean
from estate_opt.importing.geography.codes import Unit, find_stamp, read_stamps
from estate_opt.importing.geography.rows import column_text
from estate_opt.importing.layer import Source
from estate_opt.importing.raw import RawTable

WARD_WORDS, COMMITTEE_WORDS = ("ward",), ("committee", "forum", "board", "constituency", "locality", "area")


@dataclass(frozen=True, eq=False)
class Committees:
    """Committees and their wards; none where no table was given."""

    of_ward: Mapping[str, str] = field(default_factory=dict)
    """Id of the committee of each ward's code."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Name by id."""
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @classmethod
    def read(cls, raw: RawTable, codes: pd.Series, names: pd.Series) -> Committees:
        """Read a table of wards and committees.

        Parameters
        ----------
        raw
            A column with the codes or names of wards, and one with the names of their committees.
        codes, names
            Of the wards, which the table must speak of.

        Raises
        ------
        InputError
            Where a column is missing, or a row names no ward.
        """
        ward_column, committee_column = _columns(raw)
        ward_of = {_key(text): code for code, name in zip(codes, names, strict=True) for text in (code, name)}
        homes: dict[str, str] = {}
        ids: dict[str, str] = {}
        problems = []
        rows = zip(raw.rows, column_text(raw, ward_column), column_text(raw, committee_column), strict=True)
        for row, ward, committee in rows:
            code = ward_of.get(_key(ward))
            if code is None:
                remedy = did_you_mean(ward, [*codes, *names]) or "Correct it, or take the row out."
                problems.append(Problem(raw.name, "There is no such ward.", remedy, row, ward_column, ward))
            elif homes.get(code, _id(committee)) != _id(committee):
                message = "The ward is in another committee further up."
                problems.append(Problem(raw.name, message, "Keep one of the two.", row, ward_column, ward))
            elif committee:
                homes[code] = _id(committee)
                ids.setdefault(_id(committee), committee)
        if problems:
            raise InputError(problems)
        return cls(homes, ids, (Source(raw.name, raw.sha256, "Committees of wards"),), *_said(raw, codes, homes))

    def rows(self) -> pd.DataFrame:
        """The committees as rows of the areas; they have no polygons of their own."""
        ids = sorted(self.names)
        rows = {"area_id": ids, "kind": "committee", "name": [self.names[k] for k in ids], "parent": ""}
        return pd.DataFrame(rows, columns=["area_id", "kind", "name", "parent"], dtype=object)


def _columns(raw: RawTable) -> tuple[str, str]:
    stamps = read_stamps(raw.columns)
    ward = find_stamp(stamps, Unit.WARD) or find_stamp(stamps, Unit.WARD, is_code=False)
    named = ward.column if ward else _first(raw, WARD_WORDS, ())
    committee = _first(raw, COMMITTEE_WORDS, (named,))
    if not named or not committee:
        absent = "wards" if not named else "committees"
        remedy = "Name one column 'ward' and one 'committee'."
        raise InputError(
            [Problem(raw.name, f"No column has the names of {absent}.", remedy, value=", ".join(raw.columns))]
        )
    return named, committee


def _first(raw: RawTable, words: tuple[str, ...], but: tuple[str, ...]) -> str:
    return next((c for word in words for c in raw.columns if word in c.casefold() and c not in but), "")


def _key(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.casefold().replace("&", " and ")).split())


def _id(committee: str) -> str:
    return "committee-" + _key(committee).replace(" ", "-") if committee else ""


def _said(raw: RawTable, codes: pd.Series, homes: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """What to note, and a warning where some wards have no committee."""
    note = f"{len(homes):,} wards belong to {len(set(homes.values())):,} committees."
    without = sorted(set(codes) - set(homes))
    if not without:
        return (note,), ()
    message = f"{len(without):,} wards have no committee: {', '.join(without[:5])}{' …' if len(without) > 5 else ''}."
    return (note,), (Problem(raw.name, message, "Add their rows if they have one.", severity=Severity.WARNING),)
