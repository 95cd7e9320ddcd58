"""``export``: a plan's layers and tables into the council's PostGIS."""

from __future__ import annotations

from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import RUNS, JsonOption, RunArgument, RunsOption, app
from estate_opt.errors import UsageError
from estate_opt.importing.database import parse_address
from estate_opt.importing.raw import is_database
from estate_opt.reporting.postgis import SCHEMA
from estate_opt.results.stored import find_run, load_run
from estate_opt.workflow.exporting import export_run


@app.command(epilog="Example: estate-opt export latest --to postgresql://gis@localhost/estates --schema plan_2027")
def export(
    run: RunArgument = "latest",
    to: Annotated[
        str, typer.Option(help="Address of the database: postgresql://user:password@host:port/database.")
    ] = "",
    runs: RunsOption = RUNS,
    schema: Annotated[str, typer.Option(help="Schema of the tables; made if missing.")] = SCHEMA,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the tables of an earlier export.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write a run's layers and tables to a PostGIS database, in one transaction: all of them, or nothing."""
    if not is_database(to):
        raise UsageError("Say which database with --to postgresql://user:password@host:port/database.")
    written = export_run(load_run(find_run(run, runs)), to, schema=schema, overwrite=overwrite)
    shown = parse_address(to).shown
    if as_json:
        screen.print_json({"database": shown, "schema": schema, "rows": dict(written)})
        return
    screen.out.print(f"Written to {shown}, schema {schema}:", highlight=False, soft_wrap=True)
    for name, rows in written.items():
        screen.out.print(f"  {name}: {rows:,} rows", highlight=False)
