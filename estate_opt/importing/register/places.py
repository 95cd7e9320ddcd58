"""Where each asset of a register is, and why a place cannot be right; what cannot be right is left empty and told.

A place that is left empty can be filled by geocoding; the original stays beside it in the layer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from estate_opt.domain.travel import FloatArray
from estate_opt.importing.figures import read_figure, says_nothing
from estate_opt.importing.identifiers import postcode_key
from estate_opt.importing.reading.shapes import middle
from estate_opt.importing.register.grid_reference import IRISH, read_grid_reference
from estate_opt.importing.register.report import Report
from estate_opt.inputs.cells import Fault, write_number
from estate_opt.inputs.coordinates import geometry_to_metres, to_degrees, to_metres
from estate_opt.inputs.places import (
    BRITAIN_LATITUDE,
    BRITAIN_LONGITUDE,
    DEGREE_DIGITS,
    GRID_EASTING,
    GRID_NORTHING,
    MAX_DISAGREEMENT_M,
    METRE_DIGITS,
    misplaced,
)
from estate_opt.inputs.sheet import PLACE_COLUMNS

OUTSIDE_M = 1_000.0
"""A building may lie so far outside the council's wards; further off it is told of."""
FAR_M = 50_000.0
"""Where no wards are known yet, a building so far from the middle of all is told of."""
SPREAD = 10.0
"""And so many times as far as half of them are: the buildings of a whole country are far from their middle."""
COARSE_M = 1_000.0
"""A grid reference of squares this large places a building only roughly."""
_IRISH_WORDS = ("irish", "itm", "tm65", "tm75", "29900", "29901", "29902", "29903", "2157")

Pair = tuple[float, float]
Spot = dict[str, str]


def place_columns(report: Report, area: BaseGeometry | None) -> dict[str, list[str]]:
    """The four columns of a place for each row, as the estate writes them; empty where a row has no usable place.

    Parameters
    ----------
    report
        The source; problems go into it.
    area
        The council's area in degrees, where its wards are gathered already.
    """
    spots = [_spot(report, position) for position in range(len(report.raw))]
    _tell_of_far_ones(report, spots, area)
    return {column: [spot.get(column, "") for spot in spots] for column in PLACE_COLUMNS}


# -- one row -------------------------------------------------------------------------------------


def _spot(report: Report, position: int) -> Spot:
    if position in report.raw.ragged or _is_irish(report, position):
        return {}
    degrees = _degrees(report, position)
    metres = _metres(report, position)
    if degrees is not None and metres is not None and _disagree(report, position, degrees, metres):
        return {}
    if metres is None and degrees is None:
        metres = _grid_reference(report, position)
    if metres is None and degrees is None and report.raw.geometry is not None:
        degrees = _shape(report, position)
    spot: Spot = {}
    if degrees is not None:
        spot |= dict(zip(PLACE_COLUMNS[:2], (write_number(round(c, DEGREE_DIGITS)) for c in degrees), strict=True))
    if metres is not None:
        spot |= dict(zip(PLACE_COLUMNS[2:], (write_number(round(c, METRE_DIGITS)) for c in metres), strict=True))
    return spot


def _is_irish(report: Report, position: int) -> bool:
    """Whether the row says that it is on the Irish Grid, by its coordinate system, reference or postcode."""
    system = report.text("coordinate_system", position).casefold()
    reference = report.text("grid_reference", position)
    postcode = postcode_key(report.text("postcode", position))
    metres = not says_nothing(report.text("easting", position))
    remedy = "Turn them to the British National Grid or to degrees (a GIS does), or leave them empty and geocode."
    if any(word in system for word in _IRISH_WORDS):
        report.warn(position, "coordinate_system", "These are coordinates of the Irish Grid.", remedy)
    elif read_grid_reference(reference) == IRISH:
        report.warn(position, "grid_reference", "This is a reference of the Irish Grid.", remedy)
    elif postcode.startswith("BT") and metres:
        report.warn(position, "easting", f"At {postcode} these are metres of the Irish Grid.", remedy)
    else:
        return False
    return True


def _pair(report: Report, position: int, names: Sequence[str]) -> Pair | None:
    """Two coordinates that can be read, which says nothing of whether they can be right."""
    texts = [report.text(name, position) for name in names]
    if all(map(says_nothing, texts)):
        return None
    found = []
    for name, text in zip(names, texts, strict=True):
        value = read_figure(text)
        if isinstance(value, Fault):
            report.warn(position, name, "This is not a coordinate.", "Write a number, or leave both empty and geocode.")
            return None
        if value is None:
            other = names[0] if name == names[1] else names[1]
            report.warn(position, other, f"There is a {other} but no {name}.", f"Give the {name} too.")
            return None
        found.append(value)
    if found == [0, 0]:
        report.warn(position, names[0], "The place is 0, 0.", "Leave both cells empty where the place is not known.")
        return None
    return found[0], found[1]


def _degrees(report: Report, position: int) -> Pair | None:
    pair = _pair(report, position, PLACE_COLUMNS[:2])
    if pair is None or (_within(pair[0], BRITAIN_LONGITUDE) and _within(pair[1], BRITAIN_LATITUDE)):
        return pair
    fault = misplaced(*pair)
    report.warn(position, "longitude", f"{fault.message} ({pair[0]:g}, {pair[1]:g})", fault.remedy)
    return None


def _metres(report: Report, position: int) -> Pair | None:
    pair = _pair(report, position, PLACE_COLUMNS[2:])
    if pair is None:
        return None
    said = f"({pair[0]:g}, {pair[1]:g})"
    if any(
        _within(lon, BRITAIN_LONGITUDE) and _within(lat, BRITAIN_LATITUDE) for lon, lat in (pair, (pair[1], pair[0]))
    ):
        remedy = "Put them into columns of longitude and latitude."
        report.warn(position, "easting", f"These are degrees, not metres {said}.", remedy)
        return None
    if not (_within(pair[0], GRID_EASTING) and _within(pair[1], GRID_NORTHING)):
        message = f"The place is outside the British National Grid {said}."
        report.warn(position, "easting", message, "Correct the easting and northing.")
        return None
    return pair


def _grid_reference(report: Report, position: int) -> Pair | None:
    text = report.text("grid_reference", position)
    if says_nothing(text):
        return None
    found = read_grid_reference(text)
    if found is None or isinstance(found, str):
        remedy = "Write two letters and an even number of digits, such as SE 300 333."
        report.warn(position, "grid_reference", "This is not an Ordnance Survey grid reference.", remedy)
        return None
    easting, northing, side = found
    if side >= COARSE_M:
        message = f"This names a square of {side / 1000:g} km; its middle was taken."
        report.warn(position, "grid_reference", message, "Give more digits: three and three name 100 m.")
    return easting, northing


def _shape(report: Report, position: int) -> Pair | None:
    geometry = report.raw.geometry
    point = None if geometry is None else middle(geometry.iloc[position])
    if point is not None and not (_within(point[0], BRITAIN_LONGITUDE) and _within(point[1], BRITAIN_LATITUDE)):
        fault = misplaced(*point)
        report.warn(position, "geometry", f"{fault.message} ({point[0]:g}, {point[1]:g})", fault.remedy)
        return None
    return point


def _disagree(report: Report, position: int, degrees: Pair, metres: Pair) -> bool:
    easting, northing = to_metres(*degrees)
    apart = float(np.hypot(easting - metres[0], northing - metres[1]))
    if apart <= MAX_DISAGREEMENT_M:
        return False
    message = f"Easting and northing are {apart:,.0f} m from longitude and latitude."
    report.warn(position, "easting", message, "Neither was taken; correct one pair, or leave it empty.")
    return True


def _within(number: float, limits: Pair) -> bool:
    return limits[0] <= number <= limits[1]


# -- all rows together ---------------------------------------------------------------------------


def _tell_of_far_ones(report: Report, spots: Sequence[Mapping[str, str]], area: BaseGeometry | None) -> None:
    """Tell of places that are far from the council's area, and of the slip that would explain it."""
    placed = [position for position, spot in enumerate(spots) if spot]
    if not placed:
        return
    points = np.array([_in_metres(spots[position]) for position in placed])
    if area is not None:
        metres = geometry_to_metres(area)
        shapely.prepare(metres)
        away = np.atleast_1d(shapely.distance(shapely.points(points), metres))
        limit, where = OUTSIDE_M, "outside the wards"
    else:
        metres = None
        middle_point = np.median(points, axis=0)
        away = np.hypot(*(points - middle_point).T)
        limit, where = max(FAR_M, SPREAD * float(np.median(away))), "from the middle of the others"
    for k in np.flatnonzero(away > limit).tolist():
        position = placed[k]
        column = "easting" if "easting" in spots[position] else "longitude"
        column = column if column in report.columns else "geometry"
        message = f"The place is {away[k] / 1000:,.1f} km {where}."
        remedy = _slip(points[k], metres) or "Correct it if the building does not lie there."
        report.warn(position, column, message, f"It was kept. {remedy}")


def _in_metres(spot: Mapping[str, str]) -> Pair:
    if "easting" in spot:
        return float(spot["easting"]), float(spot["northing"])
    easting, northing = to_metres(float(spot["longitude"]), float(spot["latitude"]))
    return float(easting), float(northing)


@cache
def _from_irish_grid() -> Transformer:
    return Transformer.from_crs("EPSG:29903", "EPSG:27700", always_xy=True)


def _slip(point: FloatArray, area: BaseGeometry | None) -> str:
    """The usual slip that would put a point into the area; empty where none does, or no area is known."""
    if area is None:
        return ""
    longitude, latitude = to_degrees(*point)
    if _holds(area, (point[1], point[0])):
        return "Exchange easting and northing: they seem to be swapped."
    if _holds(area, to_metres(-longitude, latitude)):
        return "Give the longitude its minus sign: west of Greenwich it is below 0."
    if _holds(area, _from_irish_grid().transform(*point)):
        return "It seems to be metres of the Irish Grid: turn them to the British National Grid."
    return ""


def _holds(area: BaseGeometry, point: Sequence[float] | tuple[FloatArray, FloatArray]) -> bool:
    x, y = (float(c) for c in point)
    return bool(np.isfinite(x) and np.isfinite(y) and shapely.dwithin(area, shapely.Point(x, y), OUTSIDE_M))
