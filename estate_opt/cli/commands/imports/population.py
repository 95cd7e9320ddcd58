"""``import population``: people and groups of people by small area."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, SourceArgument, ToOption, imports, put
from estate_opt.errors import UsageError
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.people import import_population
from estate_opt.importing.people.files import read_table_of_counts
from estate_opt.importing.raw import read_raw


@imports.command(
    epilog="Example: estate-opt import population census2021-ts007a-lsoa.csv --to data/leeds"
    " (or --column over_65=pop_65_74+pop_75_plus for a table of your own)"
)
def population(
    file: SourceArgument,
    to: ToOption,
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="What adds up to the population or a group, as GROUP=COLUMN+COLUMN; told by their words if absent.",
            show_default=False,
        ),
    ] = None,
    lookup: Annotated[
        Path | None, typer.Option(help="Look-up between the areas of FILE and the estate's, of another census.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Census year of the areas, where FILE does not say.")] = None,
    name: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read people and groups (under 5, over 65, disabled, no car) from Nomis or census tables, wide or long."""
    layer = import_population(
        read_table_of_counts(Path(file)),
        read_gathered(to),
        columns=_groups(column or []),
        lookup=read_raw(lookup) if lookup else None,
        year=year,
        name=name or "population",
    )
    put(to, layer, as_json=as_json)


def _groups(said: list[str]) -> dict[str, list[str]]:
    """Columns by group, from texts such as ``over_65=a+b``."""
    groups: dict[str, list[str]] = {}
    for text in said:
        group, _, parts = text.partition("=")
        columns = [part.strip() for part in parts.split("+") if part.strip()]
        if not group.strip() or not columns or group.strip() in groups:
            raise UsageError(f"--column {text!r} is not GROUP=COLUMN+COLUMN with a group of its own.")
        groups[group.strip()] = columns
    return groups
