"""From a package that has passed every check to the estate, with a list of what was assumed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import numpy as np

from estate_opt.domain.assumption import Assumption
from estate_opt.domain.building import Building, Condition, Owner
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.domain.place import Area, AreaKind, DeprivationRank, Neighbourhood
from estate_opt.domain.service import Activity, Service
from estate_opt.domain.travel import StraightLine, TravelTable
from estate_opt.inputs.manifest import (
    ACTIVITIES,
    AREAS,
    BUILDINGS,
    DEPRIVATION,
    NEIGHBOURHOODS,
    OPTIONS,
    SERVICES,
    TRAVEL,
)
from estate_opt.inputs.package import Package
from estate_opt.inputs.sheet import PLACE_COLUMNS, Sheet

Record = dict[str, Any]


def build_estate(package: Package, *, detour: float, speed_km_per_hour: float) -> Estate:
    """Build the estate of a package without errors.

    Parameters
    ----------
    package
        All tables, checked.
    detour, speed_km_per_hour
        How straight-line distance becomes a way walked, where the package has no travel table.

    Returns
    -------
    Estate
        Rows ordered by key, so that their order in the files changes nothing.
    """
    buildings = tuple(_buildings(package))
    neighbourhoods = tuple(_neighbourhoods(package))
    estate = Estate(
        name=package.info.title,
        notice=package.info.notice,
        attribution=package.info.attribution,
        buildings=buildings,
        activities=tuple(Activity(**record) for _, record in _rows(package[ACTIVITIES])),
        services=tuple(_service(record) for _, record in _rows(package[SERVICES])),
        options=tuple(_option(record) for _, record in _rows(package[OPTIONS])),
        neighbourhoods=neighbourhoods,
        areas=tuple(_areas(package[AREAS])),
        deprivation=tuple(DeprivationRank(**record) for _, record in _rows(package[DEPRIVATION])),
        assumptions=tuple(sorted([*_ward_assumptions(package), *_group_assumptions(package)])),
    )
    if len(package[TRAVEL]):
        return estate.replace(travel=_travel_table(package[TRAVEL], estate))
    return estate.replace(travel=StraightLine(estate.building_xy, estate.neighbourhood_xy, detour, speed_km_per_hour))


def _rows(sheet: Sheet) -> Iterator[tuple[int, Record]]:
    """Rows as values by declared column, ordered by the table's key, each with its position in the file."""
    keys = [sheet[column] for column in sheet.table.key]
    for row in sorted(range(len(sheet)), key=lambda row: tuple(key[row] for key in keys)):
        yield row, {column: sheet[column][row] for column in sheet.table.column_names}


def _drop_empty(record: Record, *columns: str) -> Record:
    """Leave out columns that are empty, so that the record takes the value the manifest names for them."""
    return {name: value for name, value in record.items() if value is not None or name not in columns}


def _placed(package: Package, table: str, row: int) -> Record:
    places = package.places[table]
    return {column: float(getattr(places, column)[row]) for column in PLACE_COLUMNS}


def _buildings(package: Package) -> Iterator[Building]:
    for row, record in _rows(package[BUILDINGS]):
        record |= _placed(package, "buildings", row)
        record["ward_code"] = package.wards["buildings"][row]
        record["owner"] = Owner(record["owner"])
        record["condition"] = Condition(record["condition"]) if record["condition"] else None
        yield Building(**_drop_empty(record, "status"))


def _service(record: Record) -> Service:
    return Service(**_drop_empty(record, "max_move_km", "min_hours_per_week", "indivisible", "public"))


def _option(record: Record) -> Option:
    if record["carbon_factor"] is None:
        record["carbon_factor"] = record["running_cost_factor"]
    return Option(**record)


def _neighbourhoods(package: Package) -> Iterator[Neighbourhood]:
    sheet = package[NEIGHBOURHOODS]
    for row, record in _rows(sheet):
        record |= _placed(package, "neighbourhoods", row)
        record["ward_code"] = package.wards["neighbourhoods"][row]
        groups = {group: sheet[group][row] for group in sheet.extra if sheet[group][row] is not None}
        yield Neighbourhood(**record, groups=MappingProxyType(groups))


def _areas(sheet: Sheet) -> Iterator[Area]:
    for row, record in _rows(sheet):
        yield Area(**record | {"kind": AreaKind(record["kind"]), "geometry": sheet.geometry[row]})


def _ward_assumptions(package: Package) -> Iterator[Assumption]:
    for table in (BUILDINGS, NEIGHBOURHOODS):
        sheet = package[table]
        for row, given in enumerate(sheet["ward_code"]):
            if given is None:
                yield Assumption(
                    table=table.name,
                    record=sheet[table.key[0]][row],
                    column="ward_code",
                    assumed=str(package.wards[table.name][row]),
                    basis="the ward whose polygon it lies in or is nearest to",
                )


def _group_assumptions(package: Package) -> Iterator[Assumption]:
    sheet = package[NEIGHBOURHOODS]
    for group in sheet.extra:
        for row, value in enumerate(sheet[group]):
            if value is None:
                yield Assumption(
                    table="neighbourhoods",
                    record=sheet["neighbourhood_id"][row],
                    column=group,
                    assumed="0",
                    basis="no figure: counted as none",
                )


def _travel_table(sheet: Sheet, estate: Estate) -> TravelTable:
    """Travel as pairs of positions, in the order of the table's key."""
    building = estate.building_index
    neighbourhood = {n.neighbourhood_id: k for k, n in enumerate(estate.neighbourhoods)}
    start, end = sheet["from_id"], sheet["to_id"]
    order = sorted(range(len(sheet)), key=lambda row: (start[row], end[row]))
    figures: dict[str, Any] = {}
    for name, origins in (("building", building), ("neighbourhood", neighbourhood)):
        own = [row for row in order if start[row] in origins]
        pairs = [(origins[start[row]], building[end[row]]) for row in own]
        figures[f"{name}_pairs"] = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        for unit in ("km", "minutes"):
            figures[f"{name}_{unit}"] = np.array([sheet[unit][row] for row in own], dtype=np.float64)
    return TravelTable(neighbourhoods=len(neighbourhood), mode=sheet["mode"][0], **figures)
