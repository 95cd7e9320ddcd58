"""Shapes of a source in degrees, whatever coordinates it has; a missing or wrong coordinate system is seen and said."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from estate_opt.domain.travel import FloatArray
from estate_opt.errors import Problem, Severity
from estate_opt.inputs.coordinates import to_degrees

DEGREES, NATIONAL_GRID = 4326, 27700
Geometries = NDArray[np.object_]


def in_degrees(name: str, shapes: Geometries, crs: str | None) -> tuple[gpd.GeoSeries, list[Problem]] | Problem:
    """Turn shapes to degrees (EPSG:4326).

    Parameters
    ----------
    name
        Of the source, for problems.
    shapes
        Geometries, ``None`` where a row has none; shape (rows,).
    crs
        Coordinate system that the source declares, in any form that PROJ knows. Where it declares none, or degrees
        where the figures cannot be degrees, the figures tell: within ±180 degrees, else metres of the British
        National Grid. British National Grid goes by the estate's own transformation
        (:mod:`estate_opt.inputs.coordinates`), so that a place is the same whichever way it came in.

    Returns
    -------
    tuple or Problem
        The shapes and warnings; or why they cannot be placed.
    """
    declared = _system(crs)
    system, warnings = declared, []
    plain = not _beyond_degrees(shapes)
    if declared is None:
        system = CRS.from_epsg(DEGREES if plain else NATIONAL_GRID)
        warnings.append(_assumed(name, "declares no coordinate system", plain=plain))
    elif declared.is_geographic and not plain:
        system = CRS.from_epsg(NATIONAL_GRID)
        warnings.append(_assumed(name, "declares degrees, and its figures are not", plain=False))
    assert system is not None
    try:
        moved = _moved(shapes, system)
    except ProjError as error:
        return Problem(name, f"Its shapes cannot be turned to degrees ({error}).", "Export it again in EPSG:4326.")
    return gpd.GeoSeries(moved, crs=DEGREES), warnings


def _system(crs: str | None) -> CRS | None:
    try:
        return CRS.from_user_input(crs) if crs else None
    except CRSError:
        return None


def _beyond_degrees(shapes: Geometries) -> bool:
    bounds = shapely.total_bounds(shapes)
    return bool(np.any(np.abs(bounds) > (180, 90, 180, 90)))


def _assumed(name: str, why: str, *, plain: bool) -> Problem:
    taken = "degrees (EPSG:4326)" if plain else "metres of the British National Grid (EPSG:27700)"
    remedy = f"Its figures were taken as {taken}; export it again with its coordinate system if they are not."
    return Problem(name, f"The file {why}.", remedy, severity=Severity.WARNING)


def _moved(shapes: Geometries, system: CRS) -> Geometries:
    epsg = system.to_epsg(min_confidence=60)
    if epsg == DEGREES:
        return shapes
    if epsg == NATIONAL_GRID:
        there = np.array([shape is not None for shape in shapes], dtype=bool)
        moved = shapes.copy()
        moved[there] = shapely.transform(shapes[there], _corners_to_degrees)
        return moved
    return np.asarray(gpd.GeoSeries(shapes, crs=system).to_crs(DEGREES).to_numpy(), dtype=object)


def _corners_to_degrees(corners: FloatArray) -> FloatArray:
    return np.column_stack(to_degrees(corners[:, 0], corners[:, 1]))


def middle(shape: BaseGeometry | None) -> tuple[float, float] | None:
    """Longitude and latitude of a point, or of a point inside an area or on a line; ``None`` where there is none."""
    if shape is None or shape.is_empty:
        return None
    point = shape if isinstance(shape, Point) else shape.representative_point()
    return float(point.x), float(point.y)
