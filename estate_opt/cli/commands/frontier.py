"""``frontier``: what a little more of one measure costs of another, as plans of which none is better in everything."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from estate_opt.cli import screen
from estate_opt.cli.base import RUNS, JsonOption, RunArgument, RunsOption, app
from estate_opt.cli.live import Live
from estate_opt.errors import UsageError
from estate_opt.results.stored import StoredRun, find_run, load_run
from estate_opt.solving.progress import stop_on_interrupt
from estate_opt.studies.frontier import POINTS, TOLERANCE, Frontier, as_data, folder_of, write_frontier
from estate_opt.studies.frontier import frontier as trace
from estate_opt.studies.frontier.chart import OWN, folder_name
from estate_opt.studies.frontier.memory import ANSWERS, Memory
from estate_opt.studies.frontier.words import sentences, status
from estate_opt.workflow import origin_of, publish_to, reopen

MEASURES = "buildings,access"


@app.command(epilog="Example: estate-opt frontier latest --measures buildings,access --points 8 --hold relocation")
def frontier(
    run: RunArgument = "latest",
    measures: Annotated[
        str,
        typer.Option(help="Two or three of buildings, access, running_cost, one_off, carbon, condition; with commas."),
    ] = MEASURES,
    points: Annotated[int, typer.Option(help="Most points.")] = POINTS,
    hold: Annotated[
        list[str] | None,
        typer.Option(help="Id of an aim that is held as the run's plan meets it; may be repeated. All if absent."),
    ] = None,
    free: Annotated[bool, typer.Option("--free", help="Hold no aim: only the musts.")] = False,
    tolerance: Annotated[
        float, typer.Option(min=0, max=0.5, help="Share of a range from which figures count as different.")
    ] = TOLERANCE,
    time_limit: Annotated[
        float | None, typer.Option(min=0.1, help="Seconds for each question; the plan file's if absent.")
    ] = None,
    runs: RunsOption = RUNS,
    as_json: JsonOption = False,
) -> None:
    """Set two or three measures against each other: every point a whole, verified plan, drawn and proven."""
    if free and hold:
        raise UsageError("--free holds no aim and --hold names some: give one of the two.")
    stored = load_run(find_run(run, runs))
    result = reopen(stored)
    chosen = [name.strip() for name in measures.split(",") if name.strip()]
    held = () if free else (hold or None)
    with stop_on_interrupt() as stop, Live(screen.err) as live:
        found = trace(
            result,
            chosen,
            points,
            hold=held,
            tolerance=tolerance,
            seconds=time_limit,
            progress=live,
            stop=stop,
            memory=Memory(folder_of(stored.path), result, chosen, held),
        )
        live.stage("writing the plans")
        folder = _write(found, stored)
    if as_json:
        screen.print_json({"folder": str(folder), **as_data(found)})
        return
    _print(found)
    screen.out.print(f"\nPlans: {folder}/{folder_name(1)} to {folder_name(len(found.points))}", soft_wrap=True)
    screen.out.print(f"Open:  {(folder / 'frontier.html').resolve()}", soft_wrap=True)


def _write(found: Frontier, stored: StoredRun) -> Path:
    """Each plan as a run of its own, then table, plot and page; those of an earlier frontier are replaced."""
    folder, when = folder_of(stored.path), datetime.now().astimezone()
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != ANSWERS:
            path.unlink()
    for n, point in enumerate(found.points, start=1):
        publish_to(folder / folder_name(n), point.result, origin_of(stored), when)
    write_frontier(found, folder, linked=found.result.plan_file.outputs.map)
    return folder


def _print(found: Frontier) -> None:
    table = Table(
        title="Plans of which none is better than another in everything", title_justify="left", show_edge=False
    )
    table.add_column("Point")
    for axis in found.axes:
        table.add_column(axis.label, justify="right")
    table.add_column("")
    for n, point in enumerate(found.points, start=1):
        figures = (axis.shown(cost) for axis, cost in zip(found.axes, point.costs, strict=True))
        knee = "knee; " if found.knee == n - 1 else ""
        table.add_row(str(n), *figures, knee + status(point))
    own = (axis.shown(cost) for axis, cost in zip(found.axes, found.own, strict=True))
    table.add_row(OWN, *own, "")
    screen.out.print(table)
    notes = (axis.note for axis in found.axes if axis.note)
    for sentence in (*sentences(found), *found.holding.sentences(), *notes, *found.losses):
        screen.out.print(escape(sentence), highlight=False, soft_wrap=True)
