"""The layers for GIS (``plan.gpkg``): buildings, relocations as lines, wards with their cover, neighbourhoods.

All in longitude and latitude (EPSG:4326), as the estate's own files are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from shapely.geometry import LineString

from estate_opt.domain.estate import Estate
from estate_opt.domain.place import AreaKind
from estate_opt.errors import OutputError
from estate_opt.results.facts import standards
from estate_opt.results.result import Result
from estate_opt.results.tables import Table
from estate_opt.results.tables.relocations import MOVED

CRS = "EPSG:4326"
WRITE_DATE = "OGR_CURRENT_DATE"
"""Setting of GDAL that fixes the date in a GeoPackage, so that the same plan and time give the same bytes."""


def write_geopackage(path: Path, *, result: Result, found: Mapping[str, Table], when: datetime) -> None:
    """Write the layers.

    Parameters
    ----------
    path
        File to write; must not exist.
    result
        The plan with the estate, for its geometry.
    found
        Its tables.
    when
        Time of the run, which the file carries.

    Raises
    ------
    OutputError
        Where the file cannot be written.
    """
    with _written_at(when):
        try:
            for name, layer in layers_of(result, found).items():
                layer.to_file(path, layer=name, driver="GPKG", engine="pyogrio", append=path.exists())
        except (DataSourceError, DataLayerError, FeatureError) as error:
            message = f"{path.name} cannot be written ({error}). Free some space, or set [outputs] geopackage = false."
            raise OutputError(message) from error


def layers_of(result: Result, found: Mapping[str, Table]) -> Mapping[str, gpd.GeoDataFrame]:
    """Every layer by name, in degrees.

    Parameters
    ----------
    result
        The plan with the estate, for its geometry.
    found
        Its tables.
    """
    return {
        "buildings": buildings_layer(found),
        "relocations": relocations_layer(result.estate, found),
        "wards": wards_layer(result.estate, found),
        "neighbourhoods": neighbourhoods_layer(result),
    }


def buildings_layer(found: Mapping[str, Table]) -> gpd.GeoDataFrame:
    """Points of the buildings with the columns of the table of decisions."""
    rows = found["decisions"].rows
    return _layer(rows, gpd.points_from_xy(rows["longitude"], rows["latitude"]))


def relocations_layer(estate: Estate, found: Mapping[str, Table]) -> gpd.GeoDataFrame:
    """Lines from each building to the one that takes its activity in; what ends has no line and is in the table."""
    rows = found["relocations"].rows
    moved = rows[rows["kind"] == MOVED].reset_index(drop=True)
    at = {b.building_id: (b.longitude, b.latitude) for b in estate.buildings}
    pairs = zip(moved["from_building_id"], moved["to_building_id"], strict=True)
    return _layer(moved, [LineString([at[origin], at[destination]]) for origin, destination in pairs])


def wards_layer(estate: Estate, found: Mapping[str, Table]) -> gpd.GeoDataFrame:
    """Wards with the columns of the table of areas, and the share covered of each service today and in the plan."""
    areas = found["areas"].rows
    wards = areas[areas["kind"] == AreaKind.WARD.value].reset_index(drop=True)
    cover = found["coverage"].rows
    for service, rows in cover.groupby("service_id", sort=False):
        shares = rows.set_index("ward_id")
        for when in ("today", "plan"):
            wards[_free_name(f"cover_{service}_{when}_share", wards)] = (
                wards["area_id"].map(shares[f"share_{when}"]).astype("float64")
            )
    geometry = [estate.area_by_id[ward].geometry for ward in wards["area_id"]]
    return _layer(wards, geometry)


def neighbourhoods_layer(result: Result) -> gpd.GeoDataFrame:
    """Points of the neighbourhoods with their people, deprivation, and km to the nearest outlet of each service."""
    estate = result.estate
    places = estate.neighbourhoods
    rows = pd.DataFrame(
        {
            "neighbourhood_id": pd.Series([n.neighbourhood_id for n in places], dtype="str"),
            "name": pd.Series([n.name for n in places], dtype="str"),
            "ward_id": pd.Series([n.ward_code for n in places], dtype="str"),
            "people": estate.population,
            "deprivation_rank": pd.Series([n.deprivation_rank for n in places], dtype="Int64"),
            "deprivation_vintage": pd.Series([n.deprivation_vintage or "" for n in places], dtype="str"),
        }
    )
    for standard in standards(result.plan_file, estate):
        for when, snapshot in (("today", result.before), ("plan", result.after)):
            km = snapshot.distance(standard.service_id, outlets=standard.outlets)
            rows[_free_name(f"{standard.service_id}_{when}_km", rows)] = np.where(np.isfinite(km), km, np.nan)
    return _layer(rows, gpd.points_from_xy(np.array([n.longitude for n in places]), [n.latitude for n in places]))


def _free_name(name: str, rows: pd.DataFrame) -> str:
    """The name, with a number where a layer has it already: databases do not tell capitals from small letters."""
    taken = {str(column).lower() for column in rows.columns}
    number, free = 2, name
    while free.lower() in taken:
        number, free = number + 1, f"{name}_{number}"
    return free


def _layer(rows: pd.DataFrame, geometry: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows.copy(), geometry=geometry, crs=CRS)


@contextmanager
def _written_at(when: datetime) -> Iterator[None]:
    """Fix the date that GDAL writes, and give it back its clock."""
    moment = when.astimezone(UTC) if when.tzinfo else when
    pyogrio.set_gdal_config_options({WRITE_DATE: moment.strftime("%Y-%m-%dT%H:%M:%SZ")})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({WRITE_DATE: None})
