"""What is known of the estate, as the generator's tables: buildings with what they have, people around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from estate_opt.domain.building import Owner
from estate_opt.domain.place import Area, AreaKind
from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.errors import InputError, Problem
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.illustrative.kinds import kind_of
from estate_opt.inputs.coordinates import to_degrees, to_metres
from estate_opt.inputs.manifest import ACTIVITIES, AREAS, BUILDINGS, NEIGHBOURHOODS, OPTIONS, SERVICES
from estate_opt.inputs.synthetic.catalogue import NO_SERVICES, TYPE_BY_NAME
from estate_opt.inputs.synthetic.people import People

SHOWN = 3
METRE_DIGITS = 1
"""Places are rounded to 10 cm, so that a last digit of a degree does not change what is drawn."""


@dataclass(frozen=True, eq=False)
class Known:
    """The estate without made-up figures.

    Parameters
    ----------
    buildings
        The table as text.
    register
        The same buildings in the generator's columns; numbers not-a-number where not known.
    activities
        The table as text.
    services, options
        Ids that are there.
    people
        Who lives where.
    wards
        With polygons where there are any.
    ward_of_people
        Position of each neighbourhood's ward.
    stand_ins
        Types that say nothing known to the generator.
    """

    buildings: pd.DataFrame
    register: pd.DataFrame
    activities: pd.DataFrame
    services: frozenset[str]
    options: frozenset[str]
    people: People
    wards: list[Area]
    ward_of_people: IntArray
    stand_ins: tuple[str, ...]


def what_is_known(gathered: Gathered) -> Known:
    """Take what layers without made-up figures say.

    Raises
    ------
    InputError
        Where neighbourhoods, their people, wards, or the places of buildings are missing.
    """
    tables = gathered.tables
    neighbourhoods, buildings = tables[NEIGHBOURHOODS.name], tables[BUILDINGS.name]
    _refuse_gaps(neighbourhoods, buildings, tables[AREAS.name])
    wards = _wards(tables[AREAS.name], gathered)
    people = _people(neighbourhoods)
    kinds = [kind_of(t, o) for t, o in zip(buildings["type"], buildings["owner"], strict=True)]
    return Known(
        buildings=buildings,
        register=_register(buildings, tables[ACTIVITIES.name], [kind for kind, _ in kinds]),
        activities=tables[ACTIVITIES.name],
        services=frozenset(tables[SERVICES.name]["service_id"]),
        options=frozenset(tables[OPTIONS.name]["option_id"]),
        people=people,
        wards=wards,
        ward_of_people=_ward_of_people(neighbourhoods, wards, people.xy),
        stand_ins=tuple(sorted({t for t, (_, said) in zip(buildings["type"], kinds, strict=True) if not said})),
    )


def _refuse_gaps(neighbourhoods: pd.DataFrame, buildings: pd.DataFrame, areas: pd.DataFrame) -> None:
    problems = []
    if neighbourhoods.empty or (neighbourhoods["population"] == "").any():
        message = "Not every neighbourhood has its people yet; figures are drawn by who lives near."
        problems.append(Problem(NEIGHBOURHOODS.file, message, "Import neighbourhoods and population first."))
    if areas.empty or not (areas["kind"] == AreaKind.WARD).any():
        problems.append(Problem(AREAS.file, "There are no wards yet.", "Import the wards first."))
    if not buildings.empty:
        xy = _place(buildings)
        nowhere = buildings.loc[np.isnan(xy).any(axis=1), "building_id"].tolist()
        if nowhere:
            message = f"{len(nowhere):,} buildings have no place yet, such as {', '.join(nowhere[:SHOWN])}."
            problems.append(Problem(BUILDINGS.file, message, "Import places (postcodes or UPRNs) first."))
    if problems:
        raise InputError(problems)


def number(texts: pd.Series) -> FloatArray:
    """Cells as numbers, not-a-number where they are empty or none."""
    return pd.to_numeric(texts.astype(object).replace("", None), errors="coerce").to_numpy(dtype=np.float64, copy=True)


def _place(table: pd.DataFrame) -> FloatArray:
    """Eastings and northings, shape (rows, 2); not-a-number where a row has no place."""
    longitude, latitude = number(table["longitude"]), number(table["latitude"])
    easting, northing = number(table["easting"]), number(table["northing"])
    given = np.isnan(easting) & np.isfinite(longitude)
    easting[given], northing[given] = to_metres(longitude[given], latitude[given])
    return np.column_stack([easting, northing])


def _people(table: pd.DataFrame) -> People:
    rank = number(table["deprivation_rank"])
    spread = np.nanstd(rank) if np.isfinite(rank).any() else 0.0
    score = (np.nanmean(rank) - rank) / spread if spread > 0 else np.zeros(len(table))
    return People(xy=_place(table), population=number(table["population"]), deprivation=np.nan_to_num(score), groups={})


def _wards(areas: pd.DataFrame, gathered: Gathered) -> list[Area]:
    rows = areas[areas["kind"] == AreaKind.WARD]
    return [
        Area(area_id=code, kind=AreaKind.WARD, name=name, parent=parent or None, geometry=gathered.geometry.get(code))
        for code, name, parent in zip(rows["area_id"], rows["name"], rows["parent"], strict=True)
    ]


def _ward_of_people(neighbourhoods: pd.DataFrame, wards: list[Area], xy: FloatArray) -> IntArray:
    """Position of each neighbourhood's ward: the one it names, else the one nearest to its point."""
    position = {ward.area_id: k for k, ward in enumerate(wards)}
    named = [position.get(code, -1) for code in neighbourhoods["ward_code"]]
    result: IntArray = np.array(named, dtype=np.int64)
    open_rows = np.flatnonzero(result < 0)
    if len(open_rows):
        if not any(ward.geometry is not None for ward in wards):
            message = f"{len(open_rows):,} neighbourhoods name no ward, and no ward has a polygon to find them by."
            remedy = "Import a best-fit look-up with the neighbourhoods, or ward boundaries."
            raise InputError([Problem(NEIGHBOURHOODS.file, message, remedy)])
        drawn = {k: ward.geometry for k, ward in enumerate(wards) if ward.geometry is not None}
        tree = shapely.STRtree(list(drawn.values()))
        longitude, latitude = to_degrees(xy[open_rows, 0], xy[open_rows, 1])
        result[open_rows] = np.array(list(drawn))[tree.nearest(shapely.points(longitude, latitude))]
    return result


def _register(buildings: pd.DataFrame, activities: pd.DataFrame, kinds: list[str]) -> pd.DataFrame:
    """The buildings in the generator's columns."""
    xy = np.round(_place(buildings), METRE_DIGITS)
    ids = buildings["building_id"]
    hosted = activities.groupby("building_id")["service_id"].agg(frozenset)
    beside = {kind: frozenset(TYPE_BY_NAME[kind].others) for kind in set(kinds)}
    return pd.DataFrame(
        {
            "building_id": buildings["building_id"], "name": buildings["name"], "type": kinds,
            "owner": buildings["owner"].where(buildings["owner"] == Owner.PARTNER, str(Owner.COUNCIL)),
            "easting": xy[:, 0], "northing": xy[:, 1],
            "opening_hours_per_week": number(buildings["opening_hours_per_week"]),
            "known_services": pd.Series(
                [hosted.get(b, NO_SERVICES) & beside[kind] for b, kind in zip(ids, kinds, strict=True)],
                dtype=object, index=buildings.index,
            ),
            "real": True,
        }
    )  # fmt: skip
