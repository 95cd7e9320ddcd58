"""``publish``: the pages that councillors and officers see."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import RUNS, RunArgument, RunsOption, app
from estate_opt.results.stored import find_run, load_run
from estate_opt.workflow import publish_site


@app.command(epilog="Example: estate-opt publish latest --to maps/demo/site")
def publish(
    run: RunArgument = "latest",
    runs: RunsOption = RUNS,
    to: Annotated[
        Path | None, typer.Option(help="Folder of the pages; 'site' beside the scenario's map page if absent.")
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Add the consultation pack as one PDF; needs Chromium, Chrome or Edge.")
    ] = False,
) -> None:
    """Write a run's pages: overview, map, wards, committees, buildings, groups of people, method, and tables as CSV."""
    page = publish_site(load_run(find_run(run, runs)), to, pdf=pdf)
    screen.out.print(f"Open: {page.resolve()}", soft_wrap=True)
