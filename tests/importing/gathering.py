"""A few buildings as if gathered, and sources written in a test as if read from a file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from estate_opt.errors import Problem
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.layer import Layer
from estate_opt.importing.raw import RawTable
from estate_opt.importing.reading.delimited import find_delimiter, split
from estate_opt.importing.reading.table import tabulate

BUILDINGS = (
    ("001", "72525786", "Armley Library", "LS12 1UQ", "53.797", "-1.588"),
    ("002", "100023336956", "St Mary's Hall", "LS1 1AA", "53.797", "-1.548"),
    ("003", "", "Beeston Hub & Library", "LS11 6ED", "53.770", "-1.560"),
    ("004", "7", "Otley Road Depot", "LS16 5JX", "", ""),
)
"""Id, UPRN, name, postcode, latitude, longitude."""


def source(text: str, name: str = "survey.csv") -> RawTable:
    """A table as :func:`~estate_opt.importing.raw.read_raw` gives it, from text."""
    grid = split(name, text, find_delimiter(text))
    assert not isinstance(grid, Problem)
    raw = tabulate(name, grid, how="text", sha256="")
    assert isinstance(raw, RawTable)
    return raw


def gathered(*more: Layer, folder: Path = Path("estate"), **columns: list[str]) -> Gathered:
    """An estate of :data:`BUILDINGS`, with further columns and layers."""
    ids, uprns, names, postcodes, latitudes, longitudes = zip(*BUILDINGS, strict=True)
    frame = pd.DataFrame(
        {
            "building_id": ids, "uprn": uprns, "name": names, "type": ["library"] * len(ids),
            "owner": ["council"] * len(ids), "latitude": latitudes, "longitude": longitudes, **columns,
            "source.Post code": postcodes,
        },
        dtype=object,
    )  # fmt: skip
    register = Layer(
        name="register", importer="register", tables={"buildings": frame}, defines=frozenset({"buildings"})
    )
    return Gathered(folder, (register, *more))


def cells(layer: Layer, table: str = "buildings") -> dict[str, dict[str, str]]:
    """Cells of a layer's table by the first column of its key."""
    frame = layer.tables[table]
    return {str(row[frame.columns[0]]): {str(k): v for k, v in row.items()} for row in frame.to_dict("records")}
