"""Ordnance Survey grid references: two letters for a square of 100 km, digits for the place in it."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"([A-HJ-Z]{1,2})\s*(\d+)\s*(\d*)", re.ASCII)
IRISH = "irish"
"""What stands in place of coordinates for a reference of the Irish Grid, which has one letter."""
SQUARE_M = 100_000


def read_grid_reference(text: str) -> tuple[float, float, float] | str | None:
    """Read a grid reference.

    Parameters
    ----------
    text
        Such as ``SE 300 333`` or ``SE3000033300``.

    Returns
    -------
    tuple, str or None
        Easting and northing in metres of the middle of the square that it names, and the side of that square;
        :data:`IRISH`; or nothing where it is none. The system of letters is that of "A guide to coordinate systems in
        Great Britain" (Ordnance Survey): squares of 500 km, each of 5 by 5 squares of 100 km, lettered from the north
        west without I.
    """
    found = _REFERENCE.fullmatch(text.strip().upper())
    if found is None:
        return None
    letters, first, second = found.groups()
    digits = (first, second) if second else (first[: len(first) // 2], first[len(first) // 2 :])
    if len(digits[0]) != len(digits[1]) or not 1 <= len(digits[0]) <= 5:
        return None
    if len(letters) == 1:
        return IRISH
    outer, inner = (ord(letter) - ord("A") - (letter > "I") for letter in letters)
    east = (outer - 2) % 5 * 5 + inner % 5
    north = 19 - outer // 5 * 5 - inner // 5
    if not (0 <= east < 7 and 0 <= north < 13):
        return None
    side = 10.0 ** (5 - len(digits[0]))
    easting, northing = (
        square * SQUARE_M + int(part) * side + side / 2 for square, part in zip((east, north), digits, strict=True)
    )
    return easting, northing, side
