"""``import places``: coordinates of buildings by UPRN or postcode, from local files as published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, ToOption, imports, put
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.places import NAME, import_places
from estate_opt.importing.places.layer import FAR_M


@imports.command(
    epilog="Example: estate-opt import places ONSPD_MAY_2025_UK.csv --to data/mytown --vintage 'May 2025'\n\n"
    "Example: estate-opt import places osopenuprn.csv codepo_gb.zip --to data/mytown"
)
def places(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="OS Open UPRN, the ONS Postcode Directory, Code-Point Open (folder or zip), any table of postcodes.",
            show_default=False,
        ),
    ],
    to: ToOption,
    name: AsOption = None,
    far: Annotated[float, typer.Option(min=0, help="Metres from its UPRN or postcode that are told of.")] = FAR_M,
    vintage: Annotated[str, typer.Option(help="Edition of the files, such as 'May 2025'.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Place the buildings that have no coordinates by UPRN or postcode, and check those that have some."""
    layer = import_places(files, read_gathered(to), name=name or NAME, far_m=far, vintage=vintage)
    put(to, layer, as_json=as_json)
