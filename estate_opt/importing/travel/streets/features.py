"""Streets from GeoJSON, GeoPackage or Shapefile: lines with OpenStreetMap's keys as columns."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj import CRS, Transformer

from estate_opt.errors import InputError, Problem, Severity
from estate_opt.importing.travel.streets.walkable import can_walk
from estate_opt.importing.travel.streets.ways import Ways, Window

KIND_COLUMNS = ("highway", "fclass")
"""Columns that say what a way is: OpenStreetMap's own key, and the name that Geofabrik's extracts give it."""
TAG_COLUMNS = ("foot", "access", "motorroad", "railway", "public_transport", "man_made")
HSTORE = "other_tags"
"""Column in which GDAL puts the keys that have none of their own, as ``"key"=>"value"``."""
ONE_NODE_DEGREES = 1e-7
ONE_NODE_METRES = 1e-2
"""Corners that agree to so much are one node: OpenStreetMap keeps places to 1e-7 degrees, about a centimetre."""

_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)
FAR_FROM_EARTH = 1e8
"""No coordinate of whatever system is as large."""
UNREADABLE = (UnicodeDecodeError, DataSourceError, DataLayerError, FieldError, GeometryError, FeatureError, CRSError)


def read_features(path: Path, window: Window) -> Ways:
    """Read the ways that can be walked from a file of lines.

    Ways meet where they have a corner in common: files of this kind keep the places of
    OpenStreetMap's nodes, but not their ids.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage or Shapefile, in any coordinate system that it declares.
    window
        Ways that lie wholly outside are left aside.

    Raises
    ------
    InputError
        Where the file cannot be read, or has no lines with a column ``highway`` (or ``fclass``).
    """
    try:
        layer, kind, tags = _layer(path)
        info = pyogrio.read_info(path, layer=layer)
        system = CRS.from_user_input(info["crs"] or "EPSG:4326")
        box = Transformer.from_crs("EPSG:4326", system, always_xy=True).transform_bounds(
            window.west, window.south, window.east, window.north
        )
        frame = _read(path, layer, [kind, *tags], box)
    except UNREADABLE as error:
        message = f"The file cannot be read as streets ({error})."
        raise InputError([Problem(path.name, message, "Give GeoJSON, GeoPackage or .osm.pbf.")]) from error
    open_to_all = np.array([can_walk(own) for own in _tags(frame, kind, tags)], dtype=bool)
    shapes = np.asarray(frame.geometry.array)[open_to_all]
    is_line = np.isin(shapely.get_type_id(shapes), LINES) & ~shapely.is_empty(shapes)
    corners, of = shapely.get_coordinates(shapes, return_index=True)
    is_line[of[~(np.abs(corners) < FAR_FROM_EARTH).all(axis=1)]] = False  # not-a-number compares false
    return _ways(shapely.get_parts(shapes[is_line]), system, int((~open_to_all).sum()), list(_odd(path, is_line)))


def _read(path: Path, layer: str, columns: list[str], box: tuple[float, ...]) -> gpd.GeoDataFrame:
    """The features in a box; what GDAL remarks on single ones is left aside: those that are no lines are counted."""
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore")
        return pyogrio.read_dataframe(path, layer=layer, columns=columns, bbox=box, fid_as_index=False)


def _odd(path: Path, is_line: np.ndarray) -> Iterator[Problem]:
    lost = int((~is_line).sum())
    if lost:
        message = f"{lost:,} ways that can be walked have no line that can be used."
        remedy = "They are left out: give ways as lines with real coordinates, areas by their outline."
        yield Problem(path.name, message, remedy, severity=Severity.WARNING)


def _layer(path: Path) -> tuple[str, str, list[str]]:
    """The layer that has ways, its column of kinds and those of other keys."""
    seen = []
    for name, geometry in pyogrio.list_layers(path):
        fields = [str(field) for field in pyogrio.read_info(path, layer=name)["fields"]]
        kind = next((column for column in KIND_COLUMNS if column in fields), "")
        if kind and geometry is not None and ("Line" in geometry or geometry == "Unknown"):
            return str(name), kind, [column for column in (*TAG_COLUMNS, HSTORE) if column in fields]
        seen.append(f"{name} ({geometry or 'no shapes'}; {', '.join(fields[:8]) or 'no columns'})")
    message = f"No layer has lines with a column {' or '.join(KIND_COLUMNS)}."
    remedy = f"It has: {'; '.join(seen) or 'nothing'}. Give ways of OpenStreetMap with their key highway."
    raise InputError([Problem(path.name, message, remedy)])


def _tags(frame: pd.DataFrame, kind: str, columns: list[str]) -> Iterator[Mapping[str, str]]:
    """Keys and values of each way; columns for keys of their own stand over those packed together."""
    own = [column for column in columns if column != HSTORE]
    packed = frame[HSTORE] if HSTORE in frame.columns else [None] * len(frame)
    for values, rest in zip(frame[[kind, *own]].itertuples(index=False, name=None), packed, strict=True):
        tags = dict(_unpacked(rest))
        for key, value in zip(("highway", *own), values, strict=True):
            if isinstance(value, str) and value:
                tags[key] = value
        yield tags


def _unpacked(text: Any) -> Iterator[tuple[str, str]]:
    return ((key, value) for key, value in _PAIR.findall(text)) if isinstance(text, str) else iter(())


def _ways(lines: np.ndarray, system: CRS, not_walkable: int, problems: list[Problem]) -> Ways:
    """Lines as ways; corners in one place are one node."""
    corners = shapely.get_coordinates(lines)
    grid = ONE_NODE_DEGREES if system.is_geographic else ONE_NODE_METRES
    cells = np.round(corners / grid).astype(np.int64)
    _, first, corner = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    x, y = corners[first, 0], corners[first, 1]
    longitude, latitude = Transformer.from_crs(system, "EPSG:4326", always_xy=True).transform(x, y)
    corners_of = shapely.get_num_points(lines).astype(np.int64)
    return Ways.of(np.asarray(longitude), np.asarray(latitude), corner.ravel(), corners_of, not_walkable, problems)
