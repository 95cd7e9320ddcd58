"""Features that came as GeoJSON, kept as a file under their publisher's name: GeoJSON with shapes, CSV without."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from estate_opt.importing.fetch.cache import cannot_write
from estate_opt.importing.fetch.endpoints import Service


def write_source(folder: Path, service: Service, features: Sequence[dict[str, Any]]) -> Path:
    """Write features as the file that their service is known by.

    Raises
    ------
    OutputError
        Where the folder cannot be written.
    """
    path = folder / service.file
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(_table(features) if path.suffix == ".csv" else _geojson(features), encoding="utf-8", newline="")
    except OSError as error:
        raise cannot_write(folder, error) from error
    return path


def _geojson(features: Sequence[dict[str, Any]]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False)


def _table(features: Sequence[dict[str, Any]]) -> str:
    rows = [feature["properties"] for feature in features]
    columns = list(dict.fromkeys(str(name) for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)
    return text.getvalue()
