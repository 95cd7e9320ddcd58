"""The open data files that Leeds is made from: where each lies, which columns are used, and reading them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from estate_opt.errors import InputError, Problem

FOLDER = Path("data", "leeds")
ATTRIBUTION = (
    "Source: Office for National Statistics, MHCLG, Arts Council England and Leeds City Council, licensed under the"
    " Open Government Licence v3.0. Contains OS data © Crown copyright and database right. Contains Royal Mail data"
    " © Royal Mail copyright and database right."
)
"""What the sources ask to be shown with everything that is made from them."""

WARDS = "wards_2020.geojson"
TABLES: Mapping[str, Mapping[str, str]] = {
    "lsoa2021.csv": {
        "lsoa21_code": "str", "lsoa21_name": "str", "ward24_code": "str", "point_lon": "float", "point_lat": "float",
        "hhw_lon": "float", "hhw_lat": "float", "pop2021_census": "float", "disabled2021_census": "float",
        "imd2025_rank": "int",
    },
    "lsoa2011.csv": {
        "lsoa11_code": "str", "pop2020_0_4": "float", "pop2020_65_74": "float", "pop2020_75_84": "float",
        "pop2020_85plus": "float", "imd2019_rank": "int",
    },
    "lsoa11_to_lsoa21.csv": {"lsoa11_code": "str", "lsoa21_code": "str"},
    "lsoa11_to_ward2020_pointinpolygon.csv": {"lsoa11_code": "str", "ward_code": "str"},
    "buildings.csv": {
        "building_id": "str", "name": "str", "category": "str", "lat": "float", "lon": "float", "uprn": "str",
        "weekly_hours": "float", "council_run_confidence": "str",
    },
}  # fmt: skip
"""Columns used of each table, with their types."""


@dataclass(frozen=True, eq=False)
class Sources:
    """The files as tables."""

    wards: gpd.GeoDataFrame
    lsoa2021: pd.DataFrame
    lsoa2011: pd.DataFrame
    lsoa11_to_lsoa21: pd.DataFrame
    lsoa11_to_ward: pd.DataFrame
    venues: pd.DataFrame


def read_sources(shared: Path) -> Sources:
    """Read the files that Leeds is made from.

    Parameters
    ----------
    shared
        Folder with ``data/leeds`` in it.

    Raises
    ------
    InputError
        With a problem for every file or column that is not there.
    """
    folder = shared / FOLDER
    problems = [_missing(folder, file) for file in (WARDS, *TABLES) if not (folder / file).is_file()]
    if problems:
        raise InputError(problems)
    headers = {file: set(pd.read_csv(folder / file, nrows=0).columns) for file in TABLES}
    wards = gpd.read_file(folder / WARDS)
    headers[WARDS] = set(wards.columns)
    wanted = {file: set(columns) for file, columns in TABLES.items()} | {WARDS: {"ward_code", "ward_name"}}
    problems = [
        Problem(
            source=file, column=column, message="The column is missing.",
            remedy="Provide the file as its source published it, with this column.",
        )
        for file, columns in wanted.items()
        for column in sorted(columns - headers[file])
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    tables = [
        pd.read_csv(folder / file, usecols=list(columns), dtype=dict(columns)) for file, columns in TABLES.items()
    ]
    return Sources(wards.sort_values("ward_code", ignore_index=True), *tables)


def _missing(folder: Path, file: str) -> Problem:
    return Problem(
        source=str(folder / file),
        message="The file is not there.",
        remedy=f"Provide the open data of Leeds as {FOLDER / file} in the folder that you name.",
    )
