"""Where a neighbourhood is: the point that stands for the people of a small area, and what kind of point it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from estate_opt.domain.travel import FloatArray
from estate_opt.errors import InputError, Problem, did_you_mean
from estate_opt.importing.geography.rows import column_text, few
from estate_opt.importing.raw import RawTable
from estate_opt.inputs.coordinates import to_degrees
from estate_opt.inputs.places import BRITAIN_LATITUDE, BRITAIN_LONGITUDE, misplaced

POPULATION, HOUSEHOLDS = "population-weighted", "household-weighted"
REPRESENTATIVE, UNSAID = "representative point", "point of a kind that the file does not say"
DIGITS = 6
"""Digits kept of a degree: about 10 cm."""
METRES_FROM = 1000.0
"""Coordinates beyond this are metres of the National Grid, not degrees."""

_WEIGHTED_FILE = re.compile(r"pop[^a-z]*(ulation)?[^a-z]*(weighted|cent)|popcentroids|pwc", re.IGNORECASE)
"""How the ONS names its population-weighted centroids: LSOA_PopCentroids_EW_2021, LLSOA_Dec_2021_PWC …"""
_PAIRS: tuple[tuple[str, str, str], ...] = (
    ("pwc_lon", "pwc_lat", POPULATION),
    ("hhw_lon", "hhw_lat", HOUSEHOLDS),
    ("hhw_easting", "hhw_northing", HOUSEHOLDS),
    ("long", "lat", REPRESENTATIVE),
    ("bng_e", "bng_n", REPRESENTATIVE),
    ("point_lon", "point_lat", REPRESENTATIVE),
    ("label_lon", "label_lat", REPRESENTATIVE),
    ("longitude", "latitude", UNSAID),
    ("lon", "lat", UNSAID),
    ("easting", "northing", UNSAID),
    ("point_easting", "point_northing", REPRESENTATIVE),
    ("x", "y", UNSAID),
)
"""Pairs of columns in which published files have points, the better ones first. The ONS's LONG/LAT and BNG_E/BNG_N
are a point inside the polygon."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points of the rows in degrees, shape (rows,), the kind of each, and the sentences that say so."""

    longitude: FloatArray
    latitude: FloatArray
    basis: tuple[str, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """How many points are of each kind."""
        counts = {basis: self.basis.count(basis) for basis in dict.fromkeys(self.basis)}
        listed = "; ".join(f"{count:,} {basis}" for basis, count in counts.items())
        return (f"Points of the neighbourhoods: {listed}.",)


def find_points(raw: RawTable, *, columns: Sequence[str] = (), basis: str = "") -> Points:
    """Find the point of each row.

    Parameters
    ----------
    raw
        Points or polygons, or columns with coordinates.
    columns
        The two columns to take, easterly first; the best known pair where empty.
    basis
        What kind of point they are, where it is known and the file does not say.

    Returns
    -------
    Points
        From the best source; where its cells are empty, from the next best.

    Raises
    ------
    InputError
        Where rows have no point, or none in Britain.
    """
    if columns and (unknown := [c for c in columns if c not in raw.columns]):
        remedy = did_you_mean(unknown[0], raw.columns) or f"It has {', '.join(raw.columns)}."
        raise InputError([Problem(raw.name, f"There is no column {unknown[0]!r}.", remedy)])
    longitude = np.full(len(raw), np.nan)
    latitude = np.full(len(raw), np.nan)
    kinds = np.full(len(raw), "", dtype=object)
    for x, y, kind in _sources(raw, columns):
        rows = np.isnan(longitude) & np.isfinite(x) & np.isfinite(y)
        longitude[rows], latitude[rows] = x[rows], y[rows]
        kinds[rows] = basis or kind
    _refuse_misplaced(raw, longitude, latitude)
    return Points(np.round(longitude, DIGITS), np.round(latitude, DIGITS), tuple(kinds))


def _sources(raw: RawTable, columns: Sequence[str]) -> list[tuple[FloatArray, FloatArray, str]]:
    """Longitudes, latitudes and kind of every way in which the table says where its rows are, best first."""
    weighted = POPULATION if _WEIGHTED_FILE.search(raw.name) else ""
    if columns:
        return [(*_degrees(raw, columns[0], columns[1]), weighted or UNSAID)]
    by_name = {column.casefold(): column for column in raw.columns}
    pairs = [
        (*_degrees(raw, by_name[x], by_name[y]), weighted or kind)
        for x, y, kind in _PAIRS
        if x in by_name and y in by_name
    ]
    shapes = _from_shapes(raw, weighted)
    points_given = raw.geometry is not None and (raw.geometry.dropna().geom_type == "Point").all()
    return [*shapes, *pairs] if points_given else [*pairs, *shapes]


def _degrees(raw: RawTable, easterly: str, northerly: str) -> tuple[FloatArray, FloatArray]:
    x, y = (_numbers(raw, column) for column in (easterly, northerly))
    metres = np.nanmax(np.abs(np.concatenate([x, y])), initial=0.0) > METRES_FROM
    if not metres:
        return x, y
    known = np.isfinite(x) & np.isfinite(y)
    x[known], y[known] = to_degrees(x[known], y[known])
    return x, y


def _numbers(raw: RawTable, column: str) -> FloatArray:
    """A column as numbers, not-a-number where a cell is empty.

    Raises
    ------
    InputError
        Where a cell is no number.
    """
    texts = column_text(raw, column)
    values = np.full(len(raw), np.nan)
    problems = []
    for k, text in enumerate(texts):
        if not text:
            continue
        try:
            values[k] = float(text.replace(",", ""))
        except ValueError:
            message = "This is not a coordinate."
            problems.append(Problem(raw.name, message, "Correct it, or leave it empty.", raw.rows[k], column, text))
    if problems:
        raise InputError(few(problems))
    return values


def _from_shapes(raw: RawTable, weighted: str) -> list[tuple[FloatArray, FloatArray, str]]:
    if raw.geometry is None:
        return []
    shapes = np.asarray(raw.geometry, dtype=object)
    inside = np.asarray(shapely.point_on_surface(shapes), dtype=object)
    is_point = shapely.get_type_id(shapes) == 0
    x, y = shapely.get_x(inside), shapely.get_y(inside)
    points = (np.where(is_point, x, np.nan), np.where(is_point, y, np.nan), weighted or UNSAID)
    polygons = (np.where(is_point, np.nan, x), np.where(is_point, np.nan, y), REPRESENTATIVE)
    return [points, polygons]


def _refuse_misplaced(raw: RawTable, longitude: FloatArray, latitude: FloatArray) -> None:
    problems = []
    for k, (x, y) in enumerate(zip(longitude.tolist(), latitude.tolist(), strict=True)):
        if np.isnan(x):
            remedy = "Give a file with points or polygons (GeoJSON, GeoPackage), or columns LONG and LAT."
            problems.append(Problem(raw.name, "The row has no point.", remedy, raw.rows[k]))
        elif not (
            BRITAIN_LONGITUDE[0] <= x <= BRITAIN_LONGITUDE[1] and BRITAIN_LATITUDE[0] <= y <= BRITAIN_LATITUDE[1]
        ):
            fault = misplaced(x, y)
            problems.append(Problem(raw.name, fault.message, fault.remedy, raw.rows[k], value=f"{x:g}, {y:g}"))
    if problems:
        raise InputError(few(problems))
