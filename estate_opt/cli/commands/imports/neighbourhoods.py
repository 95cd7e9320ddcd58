"""``import neighbourhoods``: small areas with a point each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, SourceArgument, ToOption, imports, put
from estate_opt.cli.commands.imports.wards import AuthorityOption
from estate_opt.errors import UsageError
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.geography import import_neighbourhoods
from estate_opt.importing.raw import read_raw


@imports.command(
    epilog="Example: estate-opt import neighbourhoods LSOA_PopCentroids_EW_2021_V4.csv --lookup LSOA21_WD24_LAD24.csv"
    " --authority Leeds --to data/leeds"
)
def neighbourhoods(
    file: SourceArgument,
    to: ToOption,
    authority: AuthorityOption = "",
    lookup: Annotated[Path | None, typer.Option(help="Best-fit look-up from the small areas to wards.")] = None,
    points: Annotated[
        str, typer.Option(help="The two columns with the points, as X,Y; the best known ones if absent.")
    ] = "",
    basis: Annotated[
        str, typer.Option(help="What kind of point they are, such as 'population-weighted', where FILE does not say.")
    ] = "",
    year: Annotated[int | None, typer.Option(help="Census year of the areas, where the columns do not say.")] = None,
    name: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read LSOAs or output areas (2011 or 2021; points or boundaries) as the neighbourhoods."""
    pair = [column.strip() for column in points.split(",") if column.strip()]
    if len(pair) not in (0, 2):
        raise UsageError(f"--points {points!r} names {len(pair)} columns. Name two, the easterly first: LONG,LAT.")
    layer = import_neighbourhoods(
        read_raw(file),
        read_gathered(to),
        authority=authority,
        lookup=read_raw(lookup) if lookup else None,
        points=pair,
        basis=basis,
        year=year,
        name=name or "neighbourhoods",
    )
    put(to, layer, as_json=as_json)
