"""The package as read: all sheets together with what follows from several of them, for the checks and the records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from estate_opt.domain.place import AreaKind
from estate_opt.errors import Problem
from estate_opt.inputs.descriptor import EstateInfo, read_descriptor
from estate_opt.inputs.geojson import read_geojson
from estate_opt.inputs.manifest import TABLES, Table
from estate_opt.inputs.places import Places, locate
from estate_opt.inputs.sheet import Sheet, type_cells
from estate_opt.inputs.textfile import is_there, read_csv
from estate_opt.inputs.wardmap import WardMap


@dataclass(frozen=True, eq=False)
class Package:
    """All tables of an estate as read, before anything is known to be right.

    Parameters
    ----------
    info
        Name, notice and attribution.
    sheets
        Each table of the manifest by name; one that could not be read has no rows.
    today
        The day on which dates are judged.
    """

    info: EstateInfo
    sheets: Mapping[str, Sheet]
    today: date

    def __getitem__(self, table: Table) -> Sheet:
        return self.sheets[table.name]

    @cached_property
    def places(self) -> Mapping[str, Places]:
        """Places of the rows of ``buildings`` and ``neighbourhoods``."""
        return {name: locate(self.sheets[name]) for name in ("buildings", "neighbourhoods")}

    @cached_property
    def ward_map(self) -> WardMap | None:
        """Wards as polygons; ``None`` where a ward has none that can be used, so that nothing can be said of points."""
        areas = self.sheets["areas"]
        wards = [row for row in range(len(areas)) if areas["kind"][row] == AreaKind.WARD and areas["area_id"][row]]
        polygons = [areas.geometry[row] for row in wards]
        usable = [polygon for polygon in polygons if polygon is not None]
        if not usable or len(usable) < len(wards):
            return None
        return WardMap(tuple(areas["area_id"][row] for row in wards), tuple(usable))

    @cached_property
    def wards(self) -> Mapping[str, tuple[str | None, ...]]:
        """Ward of each row of ``buildings`` and ``neighbourhoods``.

        As given, or the one that its place lies in; ``None`` where neither is known.
        """
        return {name: self._wards_of(name) for name in ("buildings", "neighbourhoods")}

    def _wards_of(self, name: str) -> tuple[str | None, ...]:
        given = self.sheets[name]["ward_code"]
        if self.ward_map is None or None not in given:
            return tuple(given)
        found = self.ward_map.wards_of(self.places[name])
        return tuple(named or ward for named, ward in zip(given, found, strict=True))


def read_package(folder: Path, today: date) -> tuple[Package, list[Problem]]:
    """Read all tables of a folder, with the problems of files, headers and cells."""
    info, problems = read_descriptor(folder)
    sheets = {}
    for table in TABLES:
        sheets[table.name], found = read_sheet(folder, table)
        problems += found
    package = Package(info, sheets, today)
    for places in package.places.values():
        problems += places.problems
    return package, problems


def read_sheet(folder: Path, table: Table) -> tuple[Sheet, list[Problem]]:
    """Read one table; an optional one that is not there is an empty sheet without problems."""
    path = folder / table.file
    if not table.required and not is_there(path):
        return Sheet(table), []
    if table.geometry:
        raw, shapes, problems = read_geojson(path)
    else:
        (raw, problems), shapes = read_csv(path), ()
    if raw is None:
        return Sheet(table), problems
    sheet, found = type_cells(table, raw, shapes)
    return sheet, problems + found
