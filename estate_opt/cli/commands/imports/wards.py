"""``import wards``: ward boundaries, and the committees that wards belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, SourceArgument, ToOption, imports, put
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.geography import import_wards, wards_from_points
from estate_opt.importing.raw import read_raw

AuthorityOption = Annotated[
    str, typer.Option(help="Code or name of the local authority, such as E08000035 or Leeds.", show_default=False)
]


@imports.command(epilog="Example: estate-opt import wards WD_MAY_2024_UK_BGC.geojson --authority Leeds --to data/leeds")
def wards(
    file: SourceArgument,
    to: ToOption,
    authority: AuthorityOption = "",
    authorities: Annotated[
        Path | None, typer.Option(help="Look-up from wards to local authorities, where FILE does not say.")
    ] = None,
    committees: Annotated[Path | None, typer.Option(help="Table with each ward's committee.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of the boundaries, where the columns do not say.")] = None,
    from_points: Annotated[
        bool, typer.Option("--from-points", help="Make wards of the points of small areas that name their ward.")
    ] = False,
    name: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read ward boundaries as the Open Geography Portal exports them (GeoJSON, GeoPackage, Shapefile, CSV)."""
    gathered = read_gathered(to)
    raw = read_raw(file)
    if from_points:
        layer = wards_from_points(raw, gathered, authority=authority, year=year, name=name or "wards")
    else:
        layer = import_wards(
            raw,
            gathered,
            authority=authority,
            authorities=read_raw(authorities) if authorities else None,
            committees=read_raw(committees) if committees else None,
            year=year,
            name=name or "wards",
        )
    put(to, layer, as_json=as_json)
