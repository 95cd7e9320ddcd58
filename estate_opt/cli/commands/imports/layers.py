"""The layers of an estate: ``layers`` lists them, ``drop`` takes one out again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from estate_opt.cli import screen
from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import imports
from estate_opt.importing.gathered import Gathered, drop_layer, read_gathered

EstateArgument = Annotated[Path, typer.Argument(help="Folder of the estate.", show_default=False)]


@imports.command(epilog="Example: estate-opt import layers data/leeds")
def layers(estate: EstateArgument, as_json: JsonOption = False) -> None:
    """List what was imported, from where, and what the estate still lacks."""
    gathered = read_gathered(estate)
    if as_json:
        screen.print_json(_data(gathered))
        return
    table = Table(show_edge=False)
    for heading in ("Layer", "Sources", "Read", "Rows", "No home"):
        table.add_column(heading)
    for layer in gathered.layers:
        table.add_row(
            layer.name,
            escape("\n".join(source.name for source in layer.sources)),
            "\n".join(source.read.isoformat() for source in layer.sources),
            "\n".join(f"{name} {count:,}" for name, count in layer.rows.items()),
            f"{len(layer.unjoined):,}",
        )
    screen.out.print(table)
    for lack in gathered.missing:
        screen.out.print(f"Still missing: {escape(str(lack))}", highlight=False, soft_wrap=True)


def _data(gathered: Gathered) -> dict[str, object]:
    return {
        "estate": str(gathered.folder),
        "title": gathered.info.title,
        "layers": [
            {
                "name": layer.name,
                "importer": layer.importer,
                "sources": [source.name for source in layer.sources],
                "rows": dict(layer.rows),
                "unjoined": len(layer.unjoined),
                "notes": list(layer.notes),
            }
            for layer in gathered.layers
        ],
        "conflicts": len(gathered.conflicts),
        "missing": [str(lack) for lack in gathered.missing],
    }


@imports.command(epilog="Example: estate-opt import drop data/leeds survey-2019")
def drop(
    estate: EstateArgument, layer: Annotated[str, typer.Argument(help="Name of the layer.", show_default=False)]
) -> None:
    """Take a layer out again; the estate is composed of the others."""
    gathered = drop_layer(estate, layer)
    names = ", ".join(one.name for one in gathered.layers) or "none"
    screen.out.print(f"{estate}: the layer {layer} is gone. Left: {names}.", highlight=False, soft_wrap=True)
