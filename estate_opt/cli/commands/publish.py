"""``publish``: the pages that councillors and officers see."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import RUNS, RunsOption, app
from estate_opt.errors import UsageError
from estate_opt.results.stored import LATEST, find_run, load_run
from estate_opt.workflow import publish_beside, publish_site


@app.command(epilog="Example: estate-opt publish latest --to maps/demo/site")
def publish(
    runs_named: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RUN]...", help="A run, as for 'show'; several of one estate are set side by side."),
    ] = None,
    runs: RunsOption = RUNS,
    to: Annotated[
        Path | None,
        typer.Option(help="Folder of the pages; 'site' beside the scenario's map page if absent."),
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Add the consultation pack as one PDF; needs Chromium, Chrome or Edge.")
    ] = False,
) -> None:
    """Write a run's pages: overview, map, wards, committees, buildings, groups of people, method, and tables as CSV."""
    found = [load_run(find_run(name, runs)) for name in runs_named or [LATEST]]
    if len(found) == 1:
        page = publish_site(found[0], to, pdf=pdf)
    elif to is None or pdf:
        raise UsageError("Several runs side by side need a folder (--to), and have no pack: leave out --pdf.")
    else:
        page = publish_beside(found, to)
    screen.out.print(f"Open: {page.resolve()}", soft_wrap=True)
