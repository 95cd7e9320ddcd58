"""``import deprivation``: ranks of the English Indices of Deprivation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, SourceArgument, ToOption, imports, put
from estate_opt.cli.commands.imports.wards import AuthorityOption
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.people import import_deprivation
from estate_opt.importing.raw import read_raw


@imports.command(epilog="Example: estate-opt import deprivation File_7_IoD2025.csv --to data/leeds")
def deprivation(
    file: SourceArgument,
    to: ToOption,
    index: Annotated[str, typer.Option(help="Year of the index, where FILE does not say.")] = "",
    lookup: Annotated[
        Path | None,
        typer.Option(help="Look-up from the index's areas to wards: its ranks then stand on their own areas."),
    ] = None,
    authority: AuthorityOption = "",
    name: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read an index of deprivation (File 7 of 2019 or 2025), beside the neighbourhoods or on its own small areas."""
    layer = import_deprivation(
        read_raw(file),
        read_gathered(to),
        index=index,
        lookup=read_raw(lookup) if lookup else None,
        authority=authority,
        name=name or "deprivation",
    )
    put(to, layer, as_json=as_json)
