"""Look-ups of the ONS: a code of one kind of area beside that of another, a row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from estate_opt.errors import InputError, Problem
from estate_opt.importing.geography.codes import Stamp, Unit, find_stamp, read_stamps
from estate_opt.importing.raw import RawTable


@dataclass(frozen=True, slots=True)
class Lookup:
    """Pairs of codes.

    Parameters
    ----------
    source
        Name of the file.
    pairs
        Code looked up, code found; one looked up may be there several times where an area was split.
    from_year, to_year
        Years that the columns say.
    """

    source: str
    pairs: tuple[tuple[str, str], ...]
    from_year: int | None
    to_year: int | None

    def as_mapping(self) -> Mapping[str, str]:
        """The pairs of a best fit, in which each code has one home.

        Raises
        ------
        InputError
            Where a code is there with two homes.
        """
        found: dict[str, str] = {}
        twice = sorted({code for code, home in self.pairs if found.setdefault(code, home) != home})
        if twice:
            message = f"{len(twice):,} codes are there with two different homes, such as {twice[0]}."
            raise InputError([Problem(self.source, message, "Give the best-fit look-up, which has each code once.")])
        return found


def read_lookup(raw: RawTable, from_unit: Unit, to_unit: Unit, *, from_year: int | None = None) -> Lookup:
    """Read a look-up between two kinds of area, or between two years of one.

    Parameters
    ----------
    raw
        The table.
    from_unit, to_unit
        Kinds of area. Where they are one, the earlier year is looked up.
    from_year
        Year of the codes looked up, where the table may have several.

    Raises
    ------
    InputError
        Where a column is missing.
    """
    stamps = read_stamps(raw.columns)
    if from_unit is to_unit:
        years = sorted({s.year or 0 for s in stamps if s.unit is from_unit and s.is_code})
        start = find_stamp(stamps, from_unit, year=years[0]) if len(years) > 1 else None
        end = find_stamp(stamps, to_unit, year=years[-1]) if len(years) > 1 else None
    else:
        start, end = find_stamp(stamps, from_unit, year=from_year), find_stamp(stamps, to_unit)
    if start is None or end is None:
        raise InputError([_missing(raw, from_unit, to_unit, from_year)])
    return _pairs(raw, start, end)


def _missing(raw: RawTable, from_unit: Unit, to_unit: Unit, year: int | None) -> Problem:
    of_year = f" of {year}" if year else ""
    wanted = "two years" if from_unit is to_unit else f"each {from_unit}{of_year} beside those of its {to_unit}"
    message = f"This is not a look-up: it needs a column with the codes of {wanted}."
    shown = ", ".join(raw.columns[:8])
    return Problem(raw.name, message, "Download the look-up from the Open Geography Portal as CSV.", value=shown)


def _pairs(raw: RawTable, start: Stamp, end: Stamp) -> Lookup:
    frame = raw.frame[[start.column, end.column]].apply(lambda column: column.str.strip())
    full = frame[(frame != "").all(axis=1)].drop_duplicates()
    return Lookup(raw.name, tuple(full.itertuples(index=False, name=None)), start.year, end.year)
