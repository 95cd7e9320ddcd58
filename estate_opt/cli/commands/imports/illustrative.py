"""``import illustrative``: made-up figures for what no source gives, marked as such."""

from __future__ import annotations

from typing import Annotated

import typer

from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, ToOption, imports, put
from estate_opt.errors import UsageError
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.illustrative import import_illustrative


@imports.command(epilog="Example: estate-opt import illustrative --top-up 120 --to data/leeds")
def illustrative(
    to: ToOption,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the draws; as last time if absent, else 1.")] = None,
    top_up: Annotated[
        list[str] | None,
        typer.Option(
            help="Made-up council buildings to add: a number, parted among the types that are lacking, or TYPE=NUMBER.",
            show_default=False,
        ),
    ] = None,
    name: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make up capacity, activity, condition, cost and more, where no source gives them; every such value is marked."""
    layer = import_illustrative(
        read_gathered(to), seed=seed, top_up=None if top_up is None else _wanted(top_up), name=name or "illustrative"
    )
    put(to, layer, as_json=as_json)


def _wanted(said: list[str]) -> int | dict[str, int]:
    """A number of buildings, or numbers by type."""
    by_type: dict[str, int] = {}
    for text in said:
        kind, parted, count = text.rpartition("=")
        if not (count.isascii() and count.isdigit()) or (not parted and len(said) > 1) or kind in by_type:
            raise UsageError(f"--top-up {text!r} is neither one number nor TYPE=NUMBER, such as depot=11.")
        by_type[kind] = int(count)
    return by_type.get("", 0) if set(by_type) <= {""} else by_type
