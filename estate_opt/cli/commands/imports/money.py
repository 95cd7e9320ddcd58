"""``import money``: running costs, income, receipts and exit costs; a row a building or lines of a ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, SourceArgument, ToOption, imports, put
from estate_opt.cli.commands.imports.mapped import LikenessOption, MapOption, MappingOption, settle_columns
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.joining import LIKENESS
from estate_opt.importing.known_columns import MONEY
from estate_opt.importing.money import COLUMNS, NAME, import_money
from estate_opt.importing.raw import read_raw

NEEDS = (("building_id", "uprn", "name"), (*COLUMNS, "amount"))


@imports.command(
    epilog="Example: estate-opt import money costs.csv --to data/mytown\n\n"
    "Example: estate-opt import money ledger.csv --to data/mytown --year 2024/25 --income 'Rents received'"
)
def money(
    source: SourceArgument,
    to: ToOption,
    name: AsOption = None,
    mapping: MappingOption = None,
    map_columns: MapOption = None,
    year: Annotated[str, typer.Option(help="Year of the ledger to take; its latest if absent.")] = "",
    income: Annotated[list[str] | None, typer.Option(help="A cost type that is income; again for the next.")] = None,
    leave_out: Annotated[
        list[str] | None, typer.Option("--leave-out", help="A cost type that does not count; again for the next.")
    ] = None,
    likeness: LikenessOption = LIKENESS,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook; the longest if absent.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Import money: a row a building, or lines of a ledger that are added up by year and cost type."""
    raw, gathered, layer = read_raw(source, sheet=sheet), read_gathered(to), name or NAME
    found, told = settle_columns(raw, MONEY, NEEDS, gathered, layer, mapping, map_columns)
    made = import_money(
        raw, gathered, found.columns, name=layer, year=year, income_types=income or (), leave_out=leave_out or (),
        likeness=likeness,
    )  # fmt: skip
    put(to, made, as_json=as_json, told=told)
