"""Ward polygons made small enough for a page: shared borders simplified together, coordinates rounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry

DECIMALS = 5
"""Decimals of a degree that are kept: about a metre, less than a pixel at any zoom of the page."""
TOLERANCES_DEGREES = (0.0001, 0.0002, 0.0004, 0.0008, 0.0016)
"""Ever coarser simplification, tried in turn; 0.0001° is about 10 m."""
MOST_VERTICES = 12_000
"""Vertices of all wards together that a page carries: about 240 kB."""


def drawn(geometries: Sequence[BaseGeometry]) -> list[dict[str, Any]]:
    """Make GeoJSON geometries for the page.

    Parameters
    ----------
    geometries
        Polygons in degrees (EPSG:4326). Borders that two of them share stay shared, because all
        are simplified as one coverage.

    Returns
    -------
    list of dict
        One GeoJSON geometry each, coordinates rounded to :data:`DECIMALS`.
    """
    return [_rounded(mapping(geometry)) for geometry in _simplified(list(geometries))]


def label_point(geometry: BaseGeometry) -> list[float]:
    """Latitude and longitude of the place in a polygon that is furthest from its border: where its name goes."""
    circle = shapely.maximum_inscribed_circle(cast("Polygon | MultiPolygon", geometry))
    longitude, latitude = circle.coords[0]
    return [round(latitude, DECIMALS), round(longitude, DECIMALS)]


def _simplified(geometries: list[BaseGeometry]) -> list[BaseGeometry]:
    if not geometries:
        return []
    simpler = geometries
    for tolerance in TOLERANCES_DEGREES:
        simpler = list(shapely.coverage_simplify(np.array(geometries, dtype=object), tolerance))
        if int(shapely.get_num_coordinates(simpler).sum()) <= MOST_VERTICES:
            break
    return simpler


def _rounded(geometry: Any) -> dict[str, Any]:
    return {"type": geometry["type"], "coordinates": _round(geometry["coordinates"])}


def _round(coordinates: Any) -> Any:
    if isinstance(coordinates, (int, float)):
        return round(float(coordinates), DECIMALS)
    return [_round(part) for part in coordinates]
