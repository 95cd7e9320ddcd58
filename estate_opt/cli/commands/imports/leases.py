"""``import leases``: tenure, end of the lease, the next break, and what leaving costs."""

from __future__ import annotations

from typing import Annotated

import typer

from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, SourceArgument, ToOption, imports, put
from estate_opt.cli.commands.imports.mapped import LikenessOption, MapOption, MappingOption, settle_columns
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.joining import LIKENESS
from estate_opt.importing.known_columns import LEASES
from estate_opt.importing.leases import NAME, TARGETS, import_leases
from estate_opt.importing.raw import read_raw

NEEDS = (("building_id", "uprn", "name"), TARGETS)


@imports.command(epilog="Example: estate-opt import leases leases.xlsx --to data/mytown")
def leases(
    source: SourceArgument,
    to: ToOption,
    name: AsOption = None,
    mapping: MappingOption = None,
    map_columns: MapOption = None,
    likeness: LikenessOption = LIKENESS,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook; the longest if absent.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Import leases: tenure, end, the next break that is not past, and the cost of leaving."""
    raw, gathered, layer = read_raw(source, sheet=sheet), read_gathered(to), name or NAME
    found, told = settle_columns(raw, LEASES, NEEDS, gathered, layer, mapping, map_columns)
    put(to, import_leases(raw, gathered, found.columns, name=layer, likeness=likeness), as_json=as_json, told=told)
