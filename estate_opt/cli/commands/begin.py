"""Something to start from: ``synthesise``, ``leeds``, ``init``, ``schema``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import OverwriteOption, SeedOption, app
from estate_opt.cli.settings import write_text
from estate_opt.config.json_schema import json_schema
from estate_opt.importing.leeds import leeds_estate
from estate_opt.inputs import write_estate
from estate_opt.inputs.starter import write_starter
from estate_opt.inputs.synthetic import synthesise as make_estate


@app.command(epilog="Example: estate-opt synthesise data/mytown --seed 7 --buildings 120 --wards 20 --name Mytown")
def synthesise(
    folder: Annotated[Path, typer.Argument(help="Folder of the new estate.", show_default=False)],
    seed: SeedOption = 1,
    buildings: Annotated[int, typer.Option(min=3, help="Council buildings.")] = 240,
    wards: Annotated[int, typer.Option(min=1, help="Wards.")] = 33,
    neighbourhoods: Annotated[
        int | None, typer.Option(min=1, help="Neighbourhoods; about 15 a ward if absent.")
    ] = None,
    partners: Annotated[int | None, typer.Option(min=0, help="Partner venues; one for 12 buildings if absent.")] = None,
    name: Annotated[str, typer.Option(help="Name of the fictional city.")] = "Brackenford",
    overwrite: OverwriteOption = False,
) -> None:
    """Make a fictional estate of any size from a seed."""
    estate = make_estate(
        seed=seed, buildings=buildings, wards=wards, neighbourhoods=neighbourhoods, partners=partners, name=name
    )
    write_estate(estate, folder, overwrite=overwrite)
    screen.out.print(f"{folder}: {len(estate.council_buildings)} council buildings. {estate.notice}", soft_wrap=True)


@app.command(epilog="Example: estate-opt leeds ../shared data/leeds")
def leeds(
    source: Annotated[Path, typer.Argument(help="Folder with the open data in data/leeds.", show_default=False)],
    folder: Annotated[Path, typer.Argument(help="Folder of the new estate.")] = Path("data/leeds"),
    seed: SeedOption = 1,
    overwrite: OverwriteOption = False,
) -> None:
    """Make the estate of Leeds from open data; what no public source gives is made up, and marked so."""
    estate = leeds_estate(source, seed=seed)
    write_estate(estate, folder, overwrite=overwrite)
    screen.out.print(f"{folder}: {len(estate.council_buildings)} council buildings. {estate.notice}", soft_wrap=True)


@app.command(epilog="Example: estate-opt init leicester --name Leicester")
def init(
    folder: Annotated[Path, typer.Argument(help="Folder of the new council; made if missing.", show_default=False)],
    name: Annotated[str, typer.Option(help="Name of the council's area.", show_default=False)],
) -> None:
    """Start a new council: a folder with empty tables to fill, and a plan file to edit."""
    plan = write_starter(folder, name)
    screen.out.print(
        f"Fill the tables in {plan.parent.parent / 'data'}, edit {plan}, then: estate-opt check {plan}", soft_wrap=True
    )


@app.command(epilog="Example: estate-opt schema --to models/estate-opt.schema.json")
def schema(
    to: Annotated[Path | None, typer.Option(help="File to write; standard output if absent.")] = None,
) -> None:
    """Write the JSON Schema of the plan file, so that an editor completes and checks it."""
    if to is None:
        screen.print_json(json_schema())
        return
    write_text(to, screen.as_json(json_schema()) + "\n")
