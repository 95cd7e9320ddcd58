"""Registers made up for tests of data quality: a few rows, each with what is said of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from estate_opt.inputs.quality import Quality, assess_quality

TODAY = date(2026, 6, 1)
BASE: Mapping[str, str] = {
    "type": "library", "owner": "council", "easting": "430000", "northing": "434000",
    "opening_hours_per_week": "40", "capacity_hours_per_week": "120", "running_cost_gbp_per_year": "100000",
    "gia_m2": "500", "condition": "B", "tenure": "freehold", "record_date": "2025-06-01",
}  # fmt: skip
Row = Mapping[str, str]


def building(number: int, name: str, **said: str) -> Row:
    """A row of the register, two kilometres from the one before unless it says where."""
    where = {"easting": str(400_000 + 2000 * number)} if "easting" not in said else {}
    return {"building_id": f"B{number}", "name": name, **BASE, **where, **said}


def written(folder: Path, rows: Sequence[Row], activities: str = "") -> Path:
    """An estate of these buildings and little else: it does not pass the checks."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with (folder / "buildings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    (folder / "datapackage.json").write_text(json.dumps({"title": "Testborough"}), encoding="utf-8")
    if activities:
        (folder / "activities.csv").write_text("building_id,service_id,hours_per_week\n" + activities, encoding="utf-8")
    return folder


def judged(
    folder: Path, rows: Sequence[Row], activities: str = "", addresses: Mapping[str, str] | None = None
) -> Quality:
    """The quality of such an estate."""
    return assess_quality(written(folder / "estate", rows, activities), today=TODAY, addresses=addresses)
