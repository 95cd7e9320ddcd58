"""Find the best plan: ``run`` for a plan file, ``demo`` for the estate that comes with the program."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import RUNS, JsonOption, PlanFileArgument, RunsOption, SetOption, app
from estate_opt.cli.live import Live
from estate_opt.cli.settings import named_by_flag, overrides_from
from estate_opt.domain.plan import Outcome
from estate_opt.resources import demo_plan_file
from estate_opt.results.stored import load_run
from estate_opt.results.summary import summary
from estate_opt.workflow import check_outputs, load, publish, solve


@app.command(epilog="Example: estate-opt run models/demo.toml --time-limit 60 --set policies.reduction.share=0.5")
def run(
    plan_file: PlanFileArgument,
    solver: Annotated[str | None, typer.Option(help="highs, cbc, or another solver that PuLP knows.")] = None,
    time_limit: Annotated[float | None, typer.Option(help="Seconds that solving may take.")] = None,
    gap: Annotated[float | None, typer.Option(help="Proven gap at which to stop, such as 0.01.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the solver.")] = None,
    threads: Annotated[int | None, typer.Option(help="Threads of the solver.")] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Dask scheduler for large estates, such as tcp://host:8786.")
    ] = None,
    set_: SetOption = None,
    runs: Annotated[Path | None, typer.Option(help="Folder of the runs, in place of the plan file's.")] = None,
    maps: Annotated[Path | None, typer.Option(help="Folder of the map pages, in place of the plan file's.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Find the best plan for a plan file, prove it, verify it and write it with its map."""
    flags = {
        "--solver": solver,
        "--time-limit": time_limit,
        "--gap": gap,
        "--seed": seed,
        "--threads": threads,
        "--scheduler": scheduler,
        "--runs": None if runs is None else str(runs),
        "--maps": None if maps is None else str(maps),
    }
    with named_by_flag(flags):
        _run(plan_file, overrides_from(set_ or [], flags), as_json=as_json)


@app.command(epilog="Example: estate-opt demo --to estate-opt-demo")
def demo(
    runs: RunsOption = RUNS,
    to: Annotated[Path, typer.Option(help="Folder for the map page.")] = Path("estate-opt-demo"),
    as_json: JsonOption = False,
) -> None:
    """Run the estate that comes with the program: Brackenford, a fictional city."""
    _run(demo_plan_file(), {"outputs.runs": str(runs), "outputs.maps": str(to)}, as_json=as_json)


def _run(plan_file: Path, overrides: dict[str, object], *, as_json: bool) -> None:
    case = load(plan_file, overrides)
    check_outputs(case)
    if case.warnings and not as_json:
        screen.err.print(f"{len(case.warnings)} warnings about the inputs: 'estate-opt check {plan_file}' lists them.")
    with Live(screen.err) as live:
        result = solve(case, live)
    published = publish(case, result)
    about = summary(load_run(published.run).manifest)
    if as_json:
        page = None if published.page is None else str(published.page)
        screen.print_json({"run": str(published.run), "page": page, **asdict(about)})
        return
    screen.print_summary(about)
    if result.plan.outcome is Outcome.INTERRUPTED:
        screen.out.print("\nStopped by Ctrl-C: this is the best plan found until then.")
    screen.out.print(f"\nRun:  {published.run}", soft_wrap=True)
    screen.out.print(f"Show: estate-opt show {published.run}", soft_wrap=True)
    if published.page is not None:
        screen.out.print(f"Open: {published.page.resolve()}", soft_wrap=True)
