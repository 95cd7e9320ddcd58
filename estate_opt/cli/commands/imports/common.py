"""What every importer's command shares: its options, putting the layer into the estate, saying what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from estate_opt.cli import screen
from estate_opt.cli.base import app
from estate_opt.importing.gathered import Gathered, put_layer
from estate_opt.importing.layer import Layer
from estate_opt.importing.stored import FOLDER, UNJOINED

imports = typer.Typer(
    name="import",
    help="Gather an estate from what councils hold and publish: each import is a layer that can be made again.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(imports)

SourceArgument = Annotated[str, typer.Argument(help="The file, as its publisher ships it.", show_default=False)]
ToOption = Annotated[Path, typer.Option("--to", help="Folder of the estate; made if missing.", show_default=False)]
AsOption = Annotated[
    str | None, typer.Option("--as", help="Name of the layer, for a second source of a kind.", show_default=False)
]
SHOWN = 8
"""Lines of a list that are shown; the rest is counted and lies in a file."""


def put(to: Path, layer: Layer, *, as_json: bool, told: Sequence[str] = ()) -> Gathered:
    """Put a layer into the estate and say what it brought, what failed to join, and what is still missing.

    Parameters
    ----------
    to
        Folder of the estate.
    layer
        What the importer gave.
    as_json
        Whether to print JSON.
    told
        Sentences of the importer's own, such as the mapping of columns.
    """
    gathered = put_layer(to, layer)
    if as_json:
        screen.print_json(as_data(gathered, layer))
        return gathered
    screen.print_problems(layer.problems)
    for sentence in (*gathered.adopted, *told, *layer.notes):
        screen.out.print(escape(sentence), highlight=False, soft_wrap=True)
    _print_rows(to, gathered, layer)
    _print_lacks(gathered)
    return gathered


def as_data(gathered: Gathered, layer: Layer) -> dict[str, object]:
    """What came of an import, for scripts."""
    ours = gathered.conflicts[_concerns(gathered, layer)]
    return {
        "estate": str(gathered.folder),
        "layer": layer.name,
        "rows": dict(layer.rows),
        "unjoined": len(layer.unjoined),
        "notes": list(layer.notes),
        "problems": [str(problem) for problem in layer.problems],
        "settings": dict(layer.settings),
        "adopted": list(gathered.adopted),
        "conflicts": ours.to_dict("records"),
        "missing": [str(lack) for lack in gathered.missing],
    }


def _concerns(gathered: Gathered, layer: Layer) -> Sequence[bool]:
    conflicts = gathered.conflicts
    return list((conflicts["layer"] == layer.name) | (conflicts["set_aside_layer"] == layer.name))


def _print_rows(to: Path, gathered: Gathered, layer: Layer) -> None:
    rows = ", ".join(f"{count:,} rows of {name}" for name, count in layer.rows.items()) or "nothing"
    screen.out.print(f"{to}: layer {layer.name}: {rows}.", highlight=False, soft_wrap=True)
    if len(layer.unjoined):
        where = to / FOLDER / layer.name / UNJOINED
        screen.out.print(
            f"[yellow]{len(layer.unjoined):,} rows found no home[/yellow]: {escape(str(where))} says which, and why.",
            highlight=False, soft_wrap=True,
        )  # fmt: skip
    for name, composed in gathered.composed.items():
        lost = composed.homeless.get(layer.name, ())
        if lost:
            some = ", ".join(lost[:3])
            screen.out.print(
                f"[yellow]{len(lost):,} rows of {name} are for ids that no layer brings[/yellow]: {escape(some)} …",
                highlight=False, soft_wrap=True,
            )  # fmt: skip
    ours = gathered.conflicts[_concerns(gathered, layer)]
    if len(ours):
        where = to / FOLDER / "conflicts.csv"
        screen.out.print(
            f"[yellow]{len(ours):,} values differ from another layer's[/yellow]: see {escape(str(where))}.",
            highlight=False, soft_wrap=True,
        )  # fmt: skip


def _print_lacks(gathered: Gathered) -> None:
    missing = gathered.missing
    if not missing:
        screen.out.print("Nothing that a plan needs is missing. Next: estate-opt quality, or a plan file and 'run'.")
        return
    screen.out.print("Still missing before a plan can be made:")
    for lack in missing[:SHOWN]:
        screen.out.print(f"  {escape(str(lack))}", highlight=False, soft_wrap=True)
    if len(missing) > SHOWN:
        screen.out.print(f"  … and {len(missing) - SHOWN} more")
