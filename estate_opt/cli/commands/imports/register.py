"""``import register``: the list of land and building assets that a council publishes, or a table of its GIS."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, SourceArgument, ToOption, imports, put
from estate_opt.cli.settings import write_text
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.mapping_file import COLUMNS, read_mapping_file
from estate_opt.importing.raw import is_database, read_raw
from estate_opt.importing.register import LAYER, RegisterSettings, import_register, propose_register
from estate_opt.importing.register.types import TYPES


@imports.command(
    epilog="Example: estate-opt import register assets.csv --to data/mytown\n\n"
    "Example: estate-opt import register 'postgresql://gis@localhost/estates?table=property.assets' --to data/mytown"
)
def register(
    source: SourceArgument,
    to: ToOption,
    name: AsOption = None,
    mapping: Annotated[
        Path | None, typer.Option(help="Mapping file (TOML): which column is which, which type is which.")
    ] = None,
    propose: Annotated[
        Path | None, typer.Option(help="Write the mapping file that would be used, and import nothing.")
    ] = None,
    building_type: Annotated[
        str, typer.Option("--type", help="One type for all, where the register is of one type (library).")
    ] = "",
    only_locality: Annotated[
        bool | None,
        typer.Option(
            "--only-locality/--all-types",
            help="Leave out, and list, what is no known type of locality building; as in the import before if absent.",
            show_default=False,
        ),
    ] = None,
    set_aside: Annotated[
        bool, typer.Option("--set-aside", help="Leave out, and list, rows with errors instead of stopping.")
    ] = False,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook; the longest if absent.")] = None,
    layer: Annotated[str | None, typer.Option(help="Layer of a GIS file; the longest if absent.")] = None,
    licence: Annotated[str, typer.Option(help="Terms under which the register is published.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Import a register of assets (Local Government Transparency Code 2015): the estate's buildings."""
    raw = read_raw(source, sheet=sheet, layer=layer)
    if propose is not None:
        write_text(propose, propose_register(raw))
        screen.out.print(f"Written: {propose}. Edit it and give it with --mapping.", highlight=False, soft_wrap=True)
        return
    told = read_mapping_file(mapping, (COLUMNS, TYPES)) if mapping is not None else {COLUMNS: {}, TYPES: {}}
    settings = RegisterSettings(
        columns=told[COLUMNS],
        types=told[TYPES],
        type=building_type,
        only_locality=only_locality,
        set_aside=set_aside,
        licence=licence,
    )
    beside = Path() / LAYER if is_database(source) else Path(source)
    draft = beside.with_name(f"{beside.stem}.mapping.toml") if mapping is None else None
    put(to, import_register(raw, read_gathered(to), settings, name=name or LAYER, draft=draft), as_json=as_json)
