"""``import travel``: distances and times, from a matrix that another program made or by walking on real streets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, ToOption, imports, put
from estate_opt.errors import UsageError
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.travel.matrix.settings import MatrixSettings
from estate_opt.importing.travel.matrix.units import Figure
from estate_opt.importing.travel.streets.settings import StreetSettings
from estate_opt.importing.travel.table import import_travel, is_matrix

DETOUR = Annotated[float, typer.Option(min=1, max=5, help="Matrix: factor from the straight line to km.")]


@imports.command(
    epilog="Example: estate-opt import travel r5.csv --to data/leeds; "
    "estate-opt import travel west-yorkshire.osm.pbf --limit-km 5 --to data/leeds"
)
def travel(
    file: Annotated[
        Path,
        typer.Argument(
            help="A matrix (CSV, Parquet, a router's JSON), or streets of OpenStreetMap (.osm.pbf, GPKG, GeoJSON).",
            show_default=False,
        ),
    ],
    to: ToOption,
    unit: Annotated[Figure | None, typer.Option(help="Matrix: unit of its figures.", show_default=False)] = None,
    value: Annotated[str, typer.Option(help="Matrix: column of its figures, where several could be meant.")] = "",
    from_ids: Annotated[
        Path | None, typer.Option(help="Matrix in JSON: file with the ids of its rows, one a line.", show_default=False)
    ] = None,
    to_ids: Annotated[
        Path | None, typer.Option(help="Matrix in JSON: file with the ids of its columns.", show_default=False)
    ] = None,
    mode: Annotated[str, typer.Option(help="Matrix: the way of travelling (walk, bus, drive).")] = "walk",
    other_unit: Annotated[
        str, typer.Option(help="Matrix: how the unit it lacks is made: straight, speed or none.")
    ] = "straight",
    detour: DETOUR = 1.3,
    fastest: Annotated[
        float | None, typer.Option(min=1, help="Matrix: km/h that no pair can exceed; by the mode if absent.")
    ] = None,
    speed: Annotated[float, typer.Option(min=0.1, help="km/h that turn km into minutes.")] = 4.8,
    limit_km: Annotated[float, typer.Option(min=0.1, help="Streets: longer ways are not looked for.")] = 10.0,
    snap_limit_m: Annotated[float, typer.Option(min=1, help="Streets: how far a place may be from every way.")] = 500.0,
    least_network_km: Annotated[
        float, typer.Option(min=0, help="Streets: pieces with less km of way are left out.")
    ] = 1.0,
    name: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add distances and times to an estate: a matrix, which is audited, or walking on streets."""
    if other_unit not in ("straight", "speed", "none"):
        raise UsageError(f"--other-unit {other_unit}: give straight, speed or none.")
    settings = (
        MatrixSettings(
            unit=unit,
            value=value,
            from_ids=from_ids,
            to_ids=to_ids,
            mode=mode,
            fastest_km_per_hour=fastest,
            other_unit=other_unit,  # type: ignore[arg-type]  # looked at above
            detour=detour,
            speed_km_per_hour=speed,
        )
        if is_matrix(file)
        else StreetSettings(
            limit_km=limit_km,
            snap_limit_m=snap_limit_m,
            least_network_km=least_network_km,
            speed_km_per_hour=speed,
        )
    )
    put(to, import_travel(file, read_gathered(to), settings, name=name or "travel"), as_json=as_json)
