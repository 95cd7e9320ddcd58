"""GIS files by GDAL: GeoPackage, GeoJSON, Shapefile, alone or in a zip file."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyogrio.raw import read_arrow

from estate_opt.errors import Problem, Severity, did_you_mean
from estate_opt.importing.reading.arrow import frame_of
from estate_opt.importing.reading.shapes import Geometries, in_degrees
from estate_opt.importing.reading.table import RawTable

UNREADABLE = (
    CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError,
    pa.ArrowException, BadZipFile, NotImplementedError, RuntimeError, UnboundLocalError,
    shapely.errors.ShapelyError, ValueError,
)  # fmt: skip
"""What the libraries raise for a file that is not what its name says, or is broken (pyogrio an unbound name where a
coordinate system is not UTF-8)."""
IN_ZIP = (".shp", ".gpkg", ".geojson")
_EXPORT_AGAIN = "Export the layer again as a GeoPackage."


def read_vector(path: Path, *, layer: str | None, sha256: str) -> RawTable | Problem:
    """Read one layer of a GIS file.

    Parameters
    ----------
    path
        The file.
    layer
        Its layer; the one with the most features where not given.
    sha256
        Hash of the file.

    Returns
    -------
    RawTable or Problem
        The attributes as text and the shapes in degrees, or why they cannot be had.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            chosen = _choose(path, layer)
            if isinstance(chosen, Problem):
                return chosen
            found, how = chosen
            meta, table = read_arrow(found.place, layer=found.name)
            return _table(path, how, sha256, meta["crs"], table, caught)
        except UNREADABLE as error:
            return Problem(path.name, f"The file cannot be read ({_said(error)}).", _EXPORT_AGAIN)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer: what it is called, where GDAL finds it, and how many features it has."""

    name: str
    place: str | Path
    features: int
    kind: str


def _choose(path: Path, wanted: str | None) -> tuple[_Layer, str] | Problem:
    """The layer to read, and how it is said."""
    layers = {layer.name: layer for place in _places(path) for layer in _layers(place, path)}
    if not layers:
        return Problem(path.name, "The file has no layer.", _EXPORT_AGAIN)
    if wanted is not None and wanted not in layers:
        remedy = did_you_mean(wanted, layers) or f"Name one of {', '.join(layers)}."
        return Problem(path.name, f"There is no layer {wanted!r}.", remedy, value=wanted)
    if wanted is not None:
        return layers[wanted], f"{layers[wanted].kind}; layer {wanted!r}"
    largest = max(layers.values(), key=lambda layer: layer.features)
    if len(layers) == 1:
        return largest, largest.kind
    others = ", ".join(f"{layer.name!r} ({layer.features:,})" for layer in layers.values() if layer is not largest)
    size = f"with the most rows ({largest.features:,})"
    return largest, f"{largest.kind}; layer {largest.name!r} {size}; not read: {others}"


def _places(path: Path) -> list[str | Path]:
    """Where GDAL finds the data: the file, or each GIS file in a zip file, whatever folder it is in."""
    if path.suffix.casefold() != ".zip":
        return [path]
    with ZipFile(path) as archive:
        inside = [name for name in archive.namelist() if name.casefold().endswith(IN_ZIP)]
    return [f"/vsizip/{path.resolve()}/{name}" for name in inside]


def _layers(place: str | Path, path: Path) -> Iterator[_Layer]:
    for name, _ in pyogrio.list_layers(place):
        about = pyogrio.read_info(place, layer=name, force_feature_count=True)
        called = "GeoPackage" if about["driver"] == "GPKG" else about["driver"].removeprefix("ESRI ")
        kind = f"{called} in a zip file" if path.suffix.casefold() == ".zip" else called
        yield _Layer(str(name), place, int(about["features"]), kind)


def _shapes(table: pa.Table) -> Geometries | None:
    name = _shape_column(table)
    if name is None:
        return None
    return np.asarray(shapely.from_wkb(table.column(name).to_pylist()), dtype=object)


def _shape_column(table: pa.Table) -> str | None:
    """The column that GDAL marks as well-known binary."""
    for field in table.schema:
        if (field.metadata or {}).get(b"ARROW:extension:name", b"").endswith(b"wkb"):
            return str(field.name)
    return None


def _table(
    path: Path,
    how: str,
    sha256: str,
    crs: str | None,
    table: pa.Table,
    caught: Sequence[warnings.WarningMessage],
) -> RawTable | Problem:
    """The table of one layer, with what GDAL has warned of."""
    if not table.num_rows:
        return Problem(path.name, "There is nothing in it.", "Name the file, or the layer, that holds the rows.")
    frame, told = frame_of(path.name, table, (_shape_column(table),))
    shapes, placed = _shapes(table), None
    if shapes is not None:
        moved = in_degrees(path.name, shapes, crs)
        if isinstance(moved, Problem):
            return moved
        placed, more = moved
        told += more
    for warning in caught:
        message = f"{str(warning.message).rstrip('.')}."
        told.append(Problem(path.name, message, "Look at the file in a GIS.", severity=Severity.WARNING))
    return RawTable(
        name=path.name,
        columns=tuple(frame.columns),
        frame=frame,
        rows=tuple(range(1, table.num_rows + 1)),
        how=how,
        sha256=sha256,
        geometry=placed,
        problems=tuple(told),
    )


def _said(error: BaseException) -> str:
    """The first line of what a library says, without the folder of the file."""
    lines = str(error).strip().splitlines()
    return lines[0].split(": ", 1)[-1][:200] if lines else type(error).__name__
