"""Runs that are there already: ``show``, ``runs``, ``map``, ``verify``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import RUNS, JsonOption, RunArgument, RunsOption, app
from estate_opt.results.stored import find_run, list_runs, load_run
from estate_opt.results.summary import summary
from estate_opt.workflow import draw, reopen, verify_stored


@app.command(epilog="Example: estate-opt show latest")
def show(run: RunArgument = "latest", runs: RunsOption = RUNS, as_json: JsonOption = False) -> None:
    """Print a run's summary: today, plan, change, target, met or by how much not."""
    about = summary(load_run(find_run(run, runs)).manifest)
    if as_json:
        screen.print_json(asdict(about))
    else:
        screen.print_summary(about)


@app.command("runs", epilog="Example: estate-opt runs --json")
def runs_(runs: RunsOption = RUNS, as_json: JsonOption = False) -> None:
    """List the runs there are."""
    found = list_runs(runs)
    if as_json:
        screen.print_json([asdict(run) for run in found])
    elif found:
        screen.print_runs(found)
    else:
        screen.out.print(f"There is no run in {runs} yet. Make one with 'estate-opt run PLANFILE'.")


@app.command("map", epilog="Example: estate-opt map latest --maps maps")
def map_(
    run: RunArgument = "latest",
    runs: RunsOption = RUNS,
    maps: Annotated[Path | None, typer.Option(help="Folder of the map pages, in place of the plan file's.")] = None,
) -> None:
    """Draw the map page of a run again."""
    stored = load_run(find_run(run, runs))
    result = reopen(stored)
    screen.out.print(f"Open: {draw(result, stored.manifest.written, maps).resolve()}", soft_wrap=True)


@app.command(epilog="Example: estate-opt verify latest")
def verify(run: RunArgument = "latest", runs: RunsOption = RUNS, as_json: JsonOption = False) -> None:
    """Recompute a run from its input tables and decisions alone, without any solver; refuse it if a figure differs."""
    stored = load_run(find_run(run, runs))
    found = verify_stored(stored)
    if as_json:
        screen.print_json({"run": str(stored.path), "accepted": found.accepted, **asdict(found)})
    found.require()
    if not as_json:
        screen.out.print(f"{stored.name}: accepted, {found.checks:,} checks held.")
