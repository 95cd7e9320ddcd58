"""Layers and tables on disk: CSV as text, polygons as GeoJSON, what is known of a layer as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from estate_opt.errors import InputError, Problem, Severity
from estate_opt.importing.layer import TABLE_BY_NAME, Layer, Source
from estate_opt.inputs.geojson import read_geojson, read_json
from estate_opt.inputs.header import check_header
from estate_opt.inputs.manifest import AREAS, Table
from estate_opt.inputs.textfile import read_csv

FOLDER = "imports"
"""Folder of the layers, in the estate's."""
LAYER_FILE = "layer.json"
UNJOINED = "unjoined.csv"
AGAIN = "Import that source again, or take the folder of the layer away."


# -- writing -------------------------------------------------------------------------------------


def frame_text(frame: pd.DataFrame) -> str:
    """A frame of text as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(frame.astype(object).to_numpy().tolist())
    return text.getvalue()


def feature_collection(areas: pd.DataFrame, shapes: Mapping[str, BaseGeometry]) -> str:
    """Areas with their polygons as GeoJSON, a feature on each line."""
    lines = []
    for row in areas.to_dict("records"):
        polygon = shapes.get(str(row["area_id"]))
        properties = {str(k): v or None for k, v in row.items()}
        feature = {
            "type": "Feature",
            "properties": properties,
            "geometry": None if polygon is None else mapping(polygon),
        }
        lines.append(json.dumps(feature, ensure_ascii=False))
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def layer_files(layer: Layer, position: int) -> dict[str, str]:
    """Files of one layer by their names in the estate's folder."""
    folder = f"{FOLDER}/{layer.name}"
    about = {
        "name": layer.name,
        "importer": layer.importer,
        "position": position,
        "title": layer.title,
        "defines": sorted(layer.defines),
        "fills_only": layer.fills_only,
        "made_up": layer.made_up,
        "sources": [asdict(source) for source in layer.sources],
        "settings": dict(layer.settings),
        "rows": dict(layer.rows),
        "unjoined": len(layer.unjoined),
        "notes": list(layer.notes),
        "problems": [asdict(problem) for problem in layer.problems],
    }
    files = {f"{folder}/{LAYER_FILE}": json.dumps(about, indent=2, ensure_ascii=False, default=str) + "\n"}
    for name, frame in layer.tables.items():
        files[f"{folder}/{name}.csv"] = frame_text(frame)
    if layer.geometry:
        ids = pd.DataFrame({"area_id": sorted(layer.geometry)})
        files[f"{folder}/{AREAS.file}"] = feature_collection(ids, layer.geometry)
    if len(layer.unjoined):
        files[f"{folder}/{UNJOINED}"] = frame_text(layer.unjoined)
    return files


# -- reading -------------------------------------------------------------------------------------


def read_layers(folder: Path) -> tuple[Layer, ...]:
    """Read the layers of an estate's folder in their order; none where there are none.

    Raises
    ------
    InputError
        With a problem for each layer that cannot be read.
    """
    found: list[tuple[int, Layer]] = []
    problems = []
    for path in sorted((folder / FOLDER).glob(f"*/{LAYER_FILE}")):
        try:
            found.append(_read_layer(path))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            place = f"{FOLDER}/{path.parent.name}/{LAYER_FILE}"
            problems.append(Problem(place, f"The layer cannot be read ({error}).", AGAIN))
    if problems:
        raise InputError(problems)
    return tuple(layer for _, layer in sorted(found, key=lambda pair: pair[0]))


def _read_layer(path: Path) -> tuple[int, Layer]:
    about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    folder = path.parent
    unjoined = folder / UNJOINED
    layer = Layer(
        name=about["name"],
        importer=about["importer"],
        sources=tuple(_source(source) for source in about["sources"]),
        tables={name: _read_text(folder / f"{name}.csv") for name in about["rows"] if name in TABLE_BY_NAME},
        defines=frozenset(about["defines"]),
        fills_only=about["fills_only"],
        made_up=about["made_up"],
        geometry=read_shapes(folder / AREAS.file) if (folder / AREAS.file).is_file() else {},
        unjoined=_read_text(unjoined) if unjoined.is_file() else pd.DataFrame(),
        notes=tuple(about["notes"]),
        settings=about["settings"],
        problems=tuple(Problem(**(p | {"severity": Severity(p["severity"])})) for p in about["problems"]),
        title=about["title"],
    )
    return int(about["position"]), layer


def _source(about: dict[str, Any]) -> Source:
    return Source(**(about | {"read": date.fromisoformat(about["read"])}))


def _read_text(path: Path) -> pd.DataFrame:
    """A CSV as text, exactly as it stands: no guesses at types, no words for missing values."""
    return pd.read_csv(path, dtype=object, keep_default_na=False, na_filter=False, encoding="utf-8")


def read_table(path: Path, table: Table) -> pd.DataFrame:
    """A table of the estate as text; areas without any feature, as ``init`` writes them, are a table without rows.

    Raises
    ------
    InputError
        Where the file cannot be read as that table, or has a column that the table does not.
    """
    if table.geometry:
        document = read_json(path)
        if isinstance(document, dict) and document.get("features") == []:
            return pd.DataFrame(columns=list(table.column_names), dtype=object)
        raw, _, problems = read_geojson(path)
    else:
        raw, problems = read_csv(path)
    if raw is None:
        raise InputError(problems)
    unknown = set(raw.header) - set(table.column_names)
    if unknown and not table.extra_columns:
        _, found = check_header(table, raw.header)
        raise InputError([problem for problem in found if problem.column in unknown])
    cells = pd.DataFrame(list(raw.rows), columns=list(raw.header), dtype=object)
    extra = [] if not table.extra_columns else sorted(unknown)
    return cells.reindex(columns=[*table.column_names, *extra], fill_value="")


def read_shapes(path: Path) -> dict[str, BaseGeometry]:
    """Polygons of a GeoJSON of areas, by ``area_id``."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {f["properties"]["area_id"]: shape(f["geometry"]) for f in features if f["geometry"] is not None}
