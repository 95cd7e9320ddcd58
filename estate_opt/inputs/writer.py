"""An estate to disk: a data package of CSV and GeoJSON, the same bytes for the same estate."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from shapely.geometry import mapping

from estate_opt.domain.estate import Estate
from estate_opt.domain.travel import TravelTable
from estate_opt.errors import OutputError
from estate_opt.inputs.cells import write_cell
from estate_opt.inputs.descriptor import DESCRIPTOR, EstateInfo, describe
from estate_opt.inputs.folder import write_folder
from estate_opt.inputs.manifest import (
    ACTIVITIES,
    AREAS,
    BUILDINGS,
    DEPRIVATION,
    NEIGHBOURHOODS,
    OPTIONS,
    SERVICES,
    TABLES,
    TRAVEL,
    Table,
)

PACKAGE_FILES = (DESCRIPTOR, *(table.file for table in TABLES))
"""Files that a package may have, the description first."""

Row = dict[str, Any]


def write_estate(estate: Estate, folder: Path, *, overwrite: bool = False) -> None:
    """Write an estate as a Frictionless data package.

    Parameters
    ----------
    estate
        What to write. Rows are ordered by their keys and numbers written with the fewest digits
        that give them again, so that equal estates give equal bytes. What the estate *assumes* is
        not written: an empty cell stays empty. Straight-line travel is not a table and not written.
    folder
        Where to. Written beside it and renamed.
    overwrite
        Whether an estate that is there may be replaced; other files in its folder are kept.

    Raises
    ------
    OutputError
        Where the folder holds something else, or an estate and ``overwrite`` is false; where it cannot
        be written; or where the estate holds text that a cell cannot.
    """
    _refuse_to_overwrite(folder, overwrite)
    rows = {table: rows_of(estate, table) for table in TABLES}
    tables = tuple(table for table in TABLES if table.required or rows[table])
    info = EstateInfo(estate.name, estate.notice, estate.attribution)
    try:
        files = {table.file: _file(estate, table, rows[table]) for table in tables}
    except ValueError as error:
        raise OutputError(f"The estate {estate.name!r} cannot be written: {error}") from error
    files[DESCRIPTOR] = json.dumps(describe(info, estate.groups, tables), indent=2, ensure_ascii=False) + "\n"
    write_folder(folder, files, PACKAGE_FILES)


def _refuse_to_overwrite(folder: Path, overwrite: bool) -> None:
    try:
        there = {path.name for path in folder.iterdir()} if folder.exists() else set()
    except OSError as error:
        raise OutputError(f"{folder} is not a folder that can be read ({error.strerror}). Choose another.") from error
    if not there:
        return
    if DESCRIPTOR not in there or BUILDINGS.file not in there:
        raise OutputError(f"The folder {folder} holds something else than an estate. Choose an empty or a new folder.")
    if not overwrite:
        raise OutputError(
            f"The folder {folder} holds an estate already. Choose another, or replace it with --overwrite."
        )


def rows_of(estate: Estate, table: Table) -> list[Row]:
    """Rows of a table as values by column, ordered by the table's key."""
    rows = list(_ROWS[table.name](estate))
    return sorted(rows, key=lambda row: tuple(row[column] for column in table.key))


def _records(records: Iterable[Any], table: Table) -> Iterator[Row]:
    for record in records:
        yield {name: getattr(record, name) for name in table.column_names}


def _neighbourhood_rows(estate: Estate) -> Iterator[Row]:
    for neighbourhood, row in zip(estate.neighbourhoods, _records(estate.neighbourhoods, NEIGHBOURHOODS), strict=True):
        yield row | {group: neighbourhood.groups.get(group) for group in estate.groups}


def _travel_rows(estate: Estate) -> Iterator[Row]:
    travel = estate.travel
    if not isinstance(travel, TravelTable):
        return
    buildings = [b.building_id for b in estate.buildings]
    neighbourhoods = [n.neighbourhood_id for n in estate.neighbourhoods]
    for origins, pairs, km, minutes in (
        (buildings, travel.building_pairs, travel.building_km, travel.building_minutes),
        (neighbourhoods, travel.neighbourhood_pairs, travel.neighbourhood_km, travel.neighbourhood_minutes),
    ):
        for (i, k), pair_km, pair_minutes in zip(pairs.tolist(), km.tolist(), minutes.tolist(), strict=True):
            yield {
                "from_id": origins[i],
                "to_id": buildings[k],
                "km": pair_km,
                "minutes": pair_minutes,
                "mode": travel.mode,
            }


_ROWS: dict[str, Callable[[Estate], Iterator[Row]]] = {
    AREAS.name: lambda estate: _records(estate.areas, AREAS),
    SERVICES.name: lambda estate: _records(estate.services, SERVICES),
    OPTIONS.name: lambda estate: _records(estate.options, OPTIONS),
    BUILDINGS.name: lambda estate: _records(estate.buildings, BUILDINGS),
    ACTIVITIES.name: lambda estate: _records(estate.activities, ACTIVITIES),
    NEIGHBOURHOODS.name: _neighbourhood_rows,
    DEPRIVATION.name: lambda estate: _records(estate.deprivation, DEPRIVATION),
    TRAVEL.name: _travel_rows,
}


def _file(estate: Estate, table: Table, rows: list[Row]) -> str:
    return _geojson(estate) if table.geometry else _csv(table, estate.groups, rows)


def _csv(table: Table, groups: tuple[str, ...], rows: list[Row]) -> str:
    text = io.StringIO()
    header = [*table.column_names, *(groups if table.extra_columns else ())]
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([write_cell(row[column]) for column in header] for row in rows)
    return text.getvalue()


def _geojson(estate: Estate) -> str:
    """Areas as a feature collection with a feature on each line, so that differences can be read."""
    lines = []
    for area in sorted(estate.areas, key=lambda area: area.area_id):
        feature = {
            "type": "Feature",
            "properties": {name: getattr(area, name) for name in AREAS.column_names},
            "geometry": None if area.geometry is None else mapping(area.geometry),
        }
        lines.append(json.dumps(feature, ensure_ascii=False))
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"
