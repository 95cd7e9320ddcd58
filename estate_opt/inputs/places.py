"""Places: four coordinates for each row from the two that are given, and a diagnosis of those that cannot be right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.errors import Problem
from estate_opt.inputs.cells import Fault
from estate_opt.inputs.coordinates import to_degrees, to_metres
from estate_opt.inputs.header import NO_POSTCODES
from estate_opt.inputs.manifest import BUILDINGS
from estate_opt.inputs.sheet import PLACE_COLUMNS, Sheet

MAX_DISAGREEMENT_M = 100.0
"""Degrees and metres of one row may differ by this much: rounding and transformations do that, not another place."""

DEGREE_DIGITS = 7
METRE_DIGITS = 2
"""Digits kept of a coordinate that is worked out: about a centimetre."""


def _limits(column: str) -> tuple[float, float]:
    found = next(c for c in BUILDINGS.columns if c.name == column)
    return float(found.minimum or 0.0), float(found.maximum or 0.0)


BRITAIN_LONGITUDE, BRITAIN_LATITUDE, GRID_EASTING, GRID_NORTHING = (_limits(column) for column in PLACE_COLUMNS)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Coordinates of the rows of a sheet, shape (rows,); not-a-number where a row has no usable place.

    ``problems`` says why it has none.
    """

    longitude: FloatArray
    latitude: FloatArray
    easting: FloatArray
    northing: FloatArray
    problems: tuple[Problem, ...]

    @property
    def known(self) -> np.ndarray:
        """Whether each row has a place, shape (rows,), boolean."""
        return np.isfinite(self.longitude)


def misplaced(longitude: float, latitude: float) -> Fault:
    """Say why a longitude and a latitude are not in Britain: swapped, metres of the National Grid, or elsewhere."""
    if _within(longitude, BRITAIN_LATITUDE) and _within(latitude, BRITAIN_LONGITUDE):
        return Fault("Longitude and latitude are swapped.", "Exchange the two columns.")
    if abs(longitude) > 180 or abs(latitude) > 90:
        return Fault(
            "These are British National Grid metres, not degrees.",
            "Put them into the columns easting and northing.",
        )
    return Fault("The place is outside Britain.", "Correct the longitude and latitude.")


def locate(sheet: Sheet) -> Places:
    """Work out the places of a table's rows.

    Parameters
    ----------
    sheet
        Buildings or neighbourhoods. Each row gives longitude and latitude, easting and northing, or both.

    Returns
    -------
    Places
        All four coordinates, what was given as it was given, and the problems found.
    """
    lon, lat, east, north = (np.array(sheet[c], dtype=np.float64) for c in PLACE_COLUMNS)
    problems: list[Problem] = []
    degrees = np.isfinite(lon) & np.isfinite(lat)
    metres = np.isfinite(east) & np.isfinite(north)
    usable = np.zeros(len(sheet), dtype=bool)
    for row in range(len(sheet)):
        fault = _fault(sheet, row, (lon[row], lat[row]), (east[row], north[row]))
        if fault is None:
            usable[row] = degrees[row] or metres[row]
        else:
            problems.append(fault)
    degrees, metres = degrees & usable, metres & usable
    only_metres, only_degrees = metres & ~degrees, degrees & ~metres
    lon[only_metres], lat[only_metres] = (
        np.round(c, DEGREE_DIGITS) for c in to_degrees(east[only_metres], north[only_metres])
    )
    east[only_degrees], north[only_degrees] = (
        np.round(c, METRE_DIGITS) for c in to_metres(lon[only_degrees], lat[only_degrees])
    )
    for column in (lon, lat, east, north):
        column[~usable] = np.nan
    both = degrees & metres
    disagreeing, found = _disagreeing(sheet, both, (lon, lat), (east, north))
    for column in (lon, lat, east, north):
        column[disagreeing] = np.nan
    return Places(lon, lat, east, north, tuple(problems + found))


def _within(number: float, limits: tuple[float, float]) -> bool:
    return bool(limits[0] <= number <= limits[1])


def _fault(sheet: Sheet, row: int, degrees: tuple[float, float], metres: tuple[float, float]) -> Problem | None:
    """Why a row has no usable place; ``None`` where it has one, or where its cells were reported as unreadable."""
    given = [column for column in PLACE_COLUMNS if sheet.text[column][row]]
    if row in sheet.ragged:
        return None
    if not given:
        remedy = f"Give longitude and latitude, or easting and northing. {NO_POSTCODES}"
        return sheet.problem(row, "longitude", "The row has no place.", remedy)
    if any(sheet[column][row] is None for column in given):
        return None
    for first, second in (PLACE_COLUMNS[:2], PLACE_COLUMNS[2:]):
        if (first in given) != (second in given):
            lone, absent = (first, second) if first in given else (second, first)
            return sheet.problem(row, lone, f"There is a {lone} but no {absent}.", f"Give the {absent} too.")
    if "longitude" in given and not (_within(degrees[0], BRITAIN_LONGITUDE) and _within(degrees[1], BRITAIN_LATITUDE)):
        fault = misplaced(*degrees)
        pair = f"({degrees[0]:g}, {degrees[1]:g})"
        return sheet.problem(row, "longitude", f"{fault.message} {pair}", fault.remedy)
    if "easting" in given and not (_within(metres[0], GRID_EASTING) and _within(metres[1], GRID_NORTHING)):
        return sheet.problem(
            row, "easting", "The place is outside the British National Grid.", "Correct the easting and northing."
        )
    if "easting" in given and _within(metres[0], BRITAIN_LONGITUDE) and _within(metres[1], BRITAIN_LATITUDE):
        return sheet.problem(
            row, "easting", "These are degrees, not metres.", "Put them into the columns longitude and latitude."
        )
    return None


def _disagreeing(
    sheet: Sheet, both: np.ndarray, degrees: tuple[FloatArray, FloatArray], metres: tuple[FloatArray, FloatArray]
) -> tuple[np.ndarray, list[Problem]]:
    """Rows whose degrees and metres are two places, as positions and as problems."""
    rows = np.flatnonzero(both)
    east, north = to_metres(degrees[0][rows], degrees[1][rows])
    apart = np.hypot(east - metres[0][rows], north - metres[1][rows])
    wrong = apart > MAX_DISAGREEMENT_M
    problems = [
        sheet.problem(
            row,
            "easting",
            f"Easting and northing are {distance:,.0f} m from longitude and latitude.",
            "Correct one pair, or leave it empty and it is worked out.",
        )
        for row, distance in zip(rows[wrong].tolist(), apart[wrong].tolist(), strict=True)
    ]
    return rows[wrong], problems
