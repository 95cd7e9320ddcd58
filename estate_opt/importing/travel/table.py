"""Travel as a layer of an estate: its ``travel`` table, from a matrix or from streets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd

from estate_opt.domain.travel import FloatArray
from estate_opt.errors import InputError, Problem, Severity
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.layer import Layer, Source
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.find import TravelSettings, find_travel
from estate_opt.importing.travel.found import FoundTravel
from estate_opt.importing.travel.matrix.read import read_matrix
from estate_opt.importing.travel.matrix.settings import MatrixSettings
from estate_opt.inputs.cells import write_number
from estate_opt.inputs.manifest import BUILDINGS, NEIGHBOURHOODS, TRAVEL, Table
from estate_opt.inputs.places import locate
from estate_opt.inputs.sheet import type_cells
from estate_opt.inputs.textfile import RawTable

TABULAR = (".csv", ".txt", ".tsv", ".json", ".parquet", ".pq")
"""How files of matrices end; all others are streets."""
KM_DIGITS, MINUTE_DIGITS = 3, 2
"""Digits that are written: a metre, and about a second."""


def is_matrix(path: Path) -> bool:
    """Tell by its name whether a file is a matrix rather than streets."""
    return path.suffix.casefold() in TABULAR


def import_travel(path: Path, gathered: Gathered, settings: TravelSettings, *, name: str = "travel") -> Layer:
    """Read travel for an estate as gathered so far.

    Parameters
    ----------
    path
        A matrix, or streets.
    gathered
        The estate: buildings and neighbourhoods with their places.
    settings
        How the file is read: as a matrix or as streets.
    name
        Name of the layer.

    Returns
    -------
    Layer
        The table ``travel``; its problems are what the audit found.

    Raises
    ------
    InputError
        Where the file cannot be used, or the estate has no places yet.
    """
    ends = ends_of(gathered)
    unjoined = pd.DataFrame()
    if isinstance(settings, MatrixSettings):
        matrix = read_matrix(path, ends, settings)
        found, unjoined = matrix.travel, matrix.unjoined
        notes = (f"{matrix.how} {matrix.rows:,} pairs, {len(found.origin):,} of them of this estate.",)
    else:
        found = find_travel(path, ends, settings)
        notes = (f"Walked: {len(found.origin):,} pairs within {settings.limit_km:g} km.",)
    if any(problem.severity is Severity.ERROR for problem in found.problems):
        raise InputError(found.problems)
    return Layer(
        name=name,
        importer="travel",
        sources=(Source.of_file(path, licence=found.attribution),),
        tables={TRAVEL.name: _frame(found, ends, settings)},
        defines=frozenset({TRAVEL.name}),
        unjoined=unjoined,
        notes=(*notes, f"Distances are {found.basis}."),
        settings=_told(settings),
        problems=tuple(found.problems),
    )


def ends_of(gathered: Gathered) -> Ends:
    """Buildings and neighbourhoods of an estate that may not be complete yet.

    Raises
    ------
    InputError
        Where it has no buildings, or none of them has a place.
    """
    ids, xy = zip(*(_placed(gathered, table) for table in (BUILDINGS, NEIGHBOURHOODS)), strict=True)
    if not len(ids[0]) or not np.isfinite(xy[0]).any():
        remedy = "Import a register with places first, and neighbourhoods, so that it is known from where to where."
        raise InputError([Problem(str(gathered.folder), "The estate has no buildings with a place yet.", remedy)])
    names = gathered.tables[BUILDINGS.name]["name"].tolist()
    return Ends(ids[0], xy[0], ids[1], xy[1], tuple(names))


def _placed(gathered: Gathered, table: Table) -> tuple[tuple[str, ...], FloatArray]:
    """Ids of a table's rows and their places in metres, not-a-number where one has none that can be used."""
    frame = gathered.tables[table.name]
    rows = tuple(tuple(row) for row in frame.itertuples(index=False, name=None))
    raw = RawTable(tuple(frame.columns), tuple(range(2, len(rows) + 2)), rows, frozenset())
    places = locate(type_cells(table, raw)[0])
    return tuple(frame[table.key[0]]), np.column_stack([places.easting, places.northing]).reshape(-1, 2)


def _frame(found: FoundTravel, ends: Ends, settings: TravelSettings) -> pd.DataFrame:
    mode = settings.mode if isinstance(settings, MatrixSettings) else "walk"
    origin, building = np.array(ends.origin_ids, dtype=object), np.array(ends.building_ids, dtype=object)
    other = found.origin != found.building
    return pd.DataFrame(
        {
            "from_id": origin[found.origin[other]],
            "to_id": building[found.building[other]],
            "km": [write_number(km) for km in np.round(found.km[other], KM_DIGITS).tolist()],
            "minutes": [write_number(minutes) for minutes in np.round(found.minutes[other], MINUTE_DIGITS).tolist()],
            "mode": mode,
        },
        dtype=object,
    )


def _told(settings: TravelSettings) -> Mapping[str, object]:
    """Settings as a layer keeps them: names of files, and nothing that was not said."""
    said = {key: value.name if isinstance(value, Path) else value for key, value in asdict(settings).items()}
    return {key: value for key, value in said.items() if value not in (None, "")}
