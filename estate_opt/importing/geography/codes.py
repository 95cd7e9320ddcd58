"""Columns of official codes and names: which kind of area they speak of, and of which year.

The ONS stamps the year on the name of a column (``WD24CD``, ``LSOA21NM``), the indices of deprivation write it out
(``LSOA code (2021)``), Nomis puts it into a heading (``2021 super output area - lower layer``) and tidied files have
``lsoa21_code``. All say the same three things: a kind of area, a year, code or name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """Kinds of official area, by what people call them."""

    OUTPUT_AREA = "output area"
    LSOA = "LSOA"
    MSOA = "MSOA"
    WARD = "ward"
    AUTHORITY = "local authority"


SMALL_AREAS = (Unit.LSOA, Unit.OUTPUT_AREA)
"""Kinds that may be an estate's neighbourhoods."""

_UNITS = {
    "wd": Unit.WARD, "ward": Unit.WARD, "wards": Unit.WARD, "electoral ward": Unit.WARD,
    "lad": Unit.AUTHORITY, "ltla": Unit.AUTHORITY, "local authority district": Unit.AUTHORITY,
    "lsoa": Unit.LSOA, "super output area - lower layer": Unit.LSOA, "super output areas - lower layer": Unit.LSOA,
    "lower layer super output areas": Unit.LSOA, "lower tier local authorities": Unit.AUTHORITY,
    "oa": Unit.OUTPUT_AREA, "output area": Unit.OUTPUT_AREA, "output areas": Unit.OUTPUT_AREA,
    "msoa": Unit.MSOA, "super output area - middle layer": Unit.MSOA, "middle layer super output areas": Unit.MSOA,
}  # fmt: skip
_WORDS = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?P<unit>wd|lad|ltla|lsoa|oa|msoa)(?P<year>\d\d)(?P<part>cd|nm)",
        rf"(?P<unit>{_WORDS})(?P<year>\d\d)?[_ ](?P<part>code|name)",
        rf"(?P<unit>{_WORDS}) (?P<part>code|name) \((?P<year>(?:19|20)\d\d)\)",
        rf"(?P<year>(?:19|20)\d\d) (?P<unit>{_WORDS})",
        rf"(?P<unit>{_WORDS})",
    )
)
_BARE_WORDS = ("lsoa", "oa", "ward", "wards", "msoa", "lad", "wd", "ltla")
"""Words too short to be taken for a column of names on their own."""

_PREFIXES = {
    "00": Unit.OUTPUT_AREA, "01": Unit.LSOA, "02": Unit.MSOA, "05": Unit.WARD,
    "06": Unit.AUTHORITY, "07": Unit.AUTHORITY, "08": Unit.AUTHORITY, "09": Unit.AUTHORITY,
}  # fmt: skip
_CODE = re.compile(r"[EW](\d\d)\d{6}", re.ASCII)
CODE_FIRST = re.compile(r"\s*([EWSN]\d{8})\s*:\s*(.*?)\s*", re.ASCII)
"""How Nomis writes an area in one cell: ``E01011264 : Leeds 011A``."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the name of a column says: the kind of area, the year (``None`` where it does not say), code or name."""

    column: str
    unit: Unit
    year: int | None
    is_code: bool


def read_stamp(column: str) -> Stamp | None:
    """Read one column's name; ``None`` where it speaks of no official area.

    Examples
    --------
    >>> read_stamp("WD24CD")
    Stamp(column='WD24CD', unit=<Unit.WARD: 'ward'>, year=2024, is_code=True)
    >>> read_stamp("LSOA name (2011)").year
    2011
    """
    text = " ".join(column.split())
    for pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        if "part" not in parts and text.casefold() in _BARE_WORDS:
            return None
        year = parts.get("year")
        is_code = str(parts.get("part") or "name").casefold() in ("cd", "code")
        return Stamp(column, _UNITS[parts["unit"].casefold()], _full_year(year) if year else None, is_code)
    return None


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def read_stamps(columns: Iterable[str]) -> tuple[Stamp, ...]:
    """Read the names of all columns, in their order; those that speak of no official area are left out."""
    return tuple(stamp for column in columns if (stamp := read_stamp(column)) is not None)


def find_stamp(stamps: Iterable[Stamp], unit: Unit, *, is_code: bool = True, year: int | None = None) -> Stamp | None:
    """Find the column of a kind of area, of the latest year where there are several.

    Parameters
    ----------
    stamps
        Of the columns.
    unit
        Kind of area.
    is_code
        Whether codes are looked for, or names.
    year
        The year it must be of; any where absent.
    """
    fitting = [s for s in stamps if s.unit is unit and s.is_code == is_code and year in (None, s.year)]
    return max(fitting, key=lambda stamp: stamp.year or 0, default=None)


def unit_of_code(code: str) -> Unit | None:
    """Tell the kind of area from its nine-character code: E00 is an output area, E01 an LSOA, E05 a ward."""
    found = _CODE.fullmatch(code.strip())
    return _PREFIXES.get(found[1]) if found else None
