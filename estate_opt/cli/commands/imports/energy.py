"""``import energy``: display energy certificates as published, or kWh of meters, made into emissions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, SourceArgument, ToOption, imports, put
from estate_opt.cli.commands.imports.mapped import LikenessOption, MapOption, MappingOption, settle_columns
from estate_opt.importing.energy import NAME, built_in_factors, import_energy, read_factors
from estate_opt.importing.energy.layer import PER_M2, WIDE
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.joining import LIKENESS
from estate_opt.importing.known_columns import ENERGY
from estate_opt.importing.raw import read_raw

NEEDS = (("building_id", "uprn", "name"), (*WIDE, "kwh", *PER_M2))


@imports.command(
    epilog="Example: estate-opt import energy certificates.csv --to data/mytown --year 2025\n\n"
    "Example: estate-opt import energy meters.xlsx --to data/mytown --factors ghg-conversion-factors-2026-flat.xlsx"
)
def energy(
    source: SourceArgument,
    to: ToOption,
    name: AsOption = None,
    mapping: MappingOption = None,
    map_columns: MapOption = None,
    year: Annotated[int | None, typer.Option(help="Year of the conversion factors; the latest here if absent.")] = None,
    factors: Annotated[
        Path | None, typer.Option(help="The Government's flat file of conversion factors, or a table of one's own.")
    ] = None,
    likeness: LikenessOption = LIKENESS,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook; the longest if absent.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Import energy: kWh by fuel become kg CO2e a year by the UK Government's conversion factors of a stated year."""
    raw, gathered, layer = read_raw(source, sheet=sheet), read_gathered(to), name or NAME
    by_fuel = read_factors(factors) if factors is not None else built_in_factors(year)
    found, told = settle_columns(raw, ENERGY, NEEDS, gathered, layer, mapping, map_columns)
    put(
        to,
        import_energy(raw, gathered, found.columns, by_fuel, name=layer, likeness=likeness),
        as_json=as_json,
        told=told,
    )
