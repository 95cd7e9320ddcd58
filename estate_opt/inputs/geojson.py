"""Areas from GeoJSON: properties as rows of text, shapes as polygons in degrees."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from estate_opt.domain.place import AreaKind
from estate_opt.errors import Problem
from estate_opt.inputs.places import BRITAIN_LATITUDE, BRITAIN_LONGITUDE, misplaced
from estate_opt.inputs.textfile import RawTable, read_text

Shapes = tuple[BaseGeometry | None, ...]
EXPORT_AGAIN = "Export the layer again as GeoJSON (RFC 7946) in longitude and latitude."


class _NotAShapeError(ValueError):
    """Why a geometry cannot be read."""


def read_geojson(path: Path) -> tuple[RawTable | None, Shapes, list[Problem]]:
    """Read a GeoJSON feature collection as rows of text and shapes.

    Parameters
    ----------
    path
        File to read.

    Returns
    -------
    tuple
        Properties as a table whose lines are the numbers of the features, counted from 1 (``None``
        where nothing can be made of the file); the shapes in degrees, ``None`` where a feature has
        none or it cannot be read; and the problems found.
    """
    document = read_json(path)
    if isinstance(document, Problem):
        return None, (), [document]
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        return None, (), [Problem(path.name, "The file is not a GeoJSON FeatureCollection.", EXPORT_AGAIN)]
    if not features:
        return None, (), [Problem(path.name, "The file has no features.", "Add the wards with their polygons.")]
    if not all(isinstance(f, dict) and isinstance(f.get("properties"), dict) for f in features):
        return None, (), [Problem(path.name, "A feature has no properties.", EXPORT_AGAIN)]
    header = tuple(sorted({str(name) for feature in features for name in feature["properties"]}))
    rows = tuple(tuple(_text(feature["properties"].get(name)) for name in header) for feature in features)
    shapes, problems = _shapes(path.name, features)
    problems += _nested(path.name, features)
    return RawTable(header, tuple(range(1, len(rows) + 1)), rows, frozenset()), shapes, problems


def read_json(path: Path) -> dict[str, Any] | Problem:
    """Read the object that a JSON file holds, or say why it cannot be had."""
    text = read_text(path)
    if isinstance(text, Problem):
        return text
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        remedy = "Correct the text at this place, or write the file again."
        return Problem(path.name, f"The file is not JSON: {error.msg}.", remedy, row=error.lineno)
    except (ValueError, RecursionError):
        return Problem(path.name, "The file is not JSON that can be read.", "Write the file again.")
    if not isinstance(document, dict):
        return Problem(path.name, "The file does not hold a JSON object.", "Write the file again.")
    return document


def _text(value: object) -> str:
    if value is None or isinstance(value, list | dict):
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value)


def _nested(source: str, features: list[dict[str, Any]]) -> list[Problem]:
    return [
        Problem(source, "The value is a list or an object.", "Write text or a number.", row=number, column=str(name))
        for number, feature in enumerate(features, start=1)
        for name, value in feature["properties"].items()
        if isinstance(value, list | dict)
    ]


def _shapes(source: str, features: list[dict[str, Any]]) -> tuple[Shapes, list[Problem]]:
    shapes: list[BaseGeometry | None] = []
    problems = []
    for number, feature in enumerate(features, start=1):
        shape = None
        try:
            shape = _polygon(feature.get("geometry"))
        except _NotAShapeError as error:
            problems.append(Problem(source, str(error), EXPORT_AGAIN, row=number, column="geometry"))
        if feature.get("geometry") is None and feature["properties"].get("kind") == AreaKind.WARD:
            remedy = "Add its polygon: without it, it cannot be drawn and no point can be found in it."
            problems.append(Problem(source, "The ward has no polygon.", remedy, row=number, column="geometry"))
        if shape is not None:
            fault = _out_of_britain(shape)
            if fault:
                problems.append(Problem(source, fault, EXPORT_AGAIN, row=number, column="geometry"))
                shape = None
        shapes.append(shape)
    return tuple(shapes), problems


def _polygon(geometry: object) -> BaseGeometry | None:
    """Polygon or multipolygon of a GeoJSON geometry, built only from parts that have been looked at."""
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise _NotAShapeError("The geometry is not a GeoJSON object.")
    kind, parts = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        return _one_polygon(parts)
    if kind == "MultiPolygon" and isinstance(parts, list) and parts:
        return MultiPolygon([_one_polygon(part) for part in parts])
    raise _NotAShapeError(f"The geometry is {kind!r} where a Polygon or MultiPolygon is needed.")


def _one_polygon(rings: object) -> Polygon:
    if not isinstance(rings, list) or not rings:
        raise _NotAShapeError("A polygon has no rings.")
    outer, *holes = [_ring(ring) for ring in rings]
    return Polygon(outer, holes)


def _ring(points: object) -> list[tuple[float, float]]:
    if not isinstance(points, list) or len(points) < 4:
        raise _NotAShapeError("A ring of a polygon has fewer than four points.")
    ring = [_point(point) for point in points]
    if ring[0] != ring[-1]:
        raise _NotAShapeError("A ring of a polygon does not end where it starts.")
    return ring


def _point(point: object) -> tuple[float, float]:
    if isinstance(point, list) and len(point) >= 2 and all(type(number) in (int, float) for number in point):
        try:
            x, y = float(point[0]), float(point[1])
        except OverflowError:
            x = y = math.inf
        if math.isfinite(x) and math.isfinite(y):
            return x, y
    raise _NotAShapeError("A point of a polygon is not a pair of numbers.")


def _out_of_britain(shape: BaseGeometry) -> str:
    """Why the corners of a shape cannot be longitudes and latitudes in Britain; empty where they can."""
    west, south, east, north = shapely.bounds(shape)
    for x, y in ((west, south), (east, north)):
        within = BRITAIN_LONGITUDE[0] <= x <= BRITAIN_LONGITUDE[1] and BRITAIN_LATITUDE[0] <= y <= BRITAIN_LATITUDE[1]
        if not within:
            return f"The polygon reaches to {x:g}, {y:g}. {misplaced(x, y).message}"
    return ""
