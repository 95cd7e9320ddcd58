"""Parquet files, with shapes where they are GeoParquet."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from estate_opt.errors import Problem
from estate_opt.importing.reading.arrow import frame_of
from estate_opt.importing.reading.shapes import in_degrees
from estate_opt.importing.reading.table import RawTable

_PANDAS_INDEX = "__index_level_0__"


def read_parquet(path: Path, *, sha256: str) -> RawTable | Problem:
    """Read a Parquet file as text, and the primary shapes of a GeoParquet file (encoding WKB) in degrees."""
    try:
        table = pq.read_table(path)
        geo = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
        shape_column = geo.get("primary_column")
        shapes = None
        if shape_column is not None:
            shapes = np.asarray(shapely.from_wkb(table.column(shape_column).to_pylist()), dtype=object)
    except (
        pa.ArrowException,
        shapely.errors.ShapelyError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OSError,
    ) as error:
        said = (str(error).splitlines() or [type(error).__name__])[0][:200]
        return Problem(path.name, f"The file is not Parquet that can be read ({said}).", "Write it again.")
    if not table.num_rows:
        return Problem(path.name, "There is nothing in it.", "Name the file that holds the rows.")
    told: list[Problem] = []
    placed = None
    if shapes is not None:
        declared = geo["columns"][shape_column].get("crs", {"id": {"authority": "OGC", "code": "CRS84"}})
        moved = in_degrees(path.name, shapes, json.dumps(declared) if declared else None)
        if isinstance(moved, Problem):
            return moved
        placed, told = moved
    frame, undecoded = frame_of(path.name, table, (shape_column, _PANDAS_INDEX))
    return RawTable(
        name=path.name,
        columns=tuple(frame.columns),
        frame=frame,
        rows=tuple(range(1, table.num_rows + 1)),
        how="Parquet" if placed is None else "GeoParquet",
        sha256=sha256,
        geometry=placed,
        problems=(*told, *undecoded),
    )
