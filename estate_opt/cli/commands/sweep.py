"""``sweep``: what plans a plan file gives where some of its keys take other values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from estate_opt.cli import screen
from estate_opt.cli.base import JsonOption, app
from estate_opt.cli.live import Live
from estate_opt.config.schema import SCENARIO_PATTERN
from estate_opt.errors import UsageError
from estate_opt.policies import Unit
from estate_opt.results.figures import figure, percent
from estate_opt.studies.sweep import Asked, PointRecord, Sweep, ask, default_folder, points_of, read_sweep, run_sweep
from estate_opt.workflow import solve_point

STOPPED = 130
SHOWN_VALUES = 8
"""Values of a key that are listed before solving; of more, the first and the last."""

OptionalPlanFile = Annotated[
    Path | None, typer.Argument(help="The plan file, such as models/demo.toml.", show_default=False)
]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sweep is made: by whom, and in which folder."""

    workers: int | None
    scheduler: str | None
    runs: Path | None
    name: str | None

    def check(self) -> None:
        if self.workers and self.scheduler:
            raise UsageError("--workers is for this machine and --scheduler for a cluster: give one of them.")
        if self.name and not re.fullmatch(SCENARIO_PATTERN, self.name):
            raise UsageError(f"--name {self.name!r} cannot be a folder's name: use letters, digits, '-', '_' and '.'.")

    def folder(self, asked: Asked) -> Path:
        return default_folder(asked, self.runs, self.name or "")


@app.command(epilog="Example: estate-opt sweep models/demo.toml --set policies.reduction.share=0.4:0.7:0.05")
def sweep(
    plan_file: OptionalPlanFile = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="KEY=VALUES: a range start:stop:step with both ends, or a list 1,2,3. Several keys make a grid.",
        ),
    ] = None,
    points: Annotated[
        Path | None, typer.Option(help="CSV file of points: keys in its header, a point in each row.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Worker processes on this machine; as many as it has cores if absent.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Dask scheduler of a cluster that is there already, such as tcp://host:8786.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the sweep's folder; made from its keys if absent.")] = None,
    runs: Annotated[Path | None, typer.Option(help="Folder of the runs, in place of the plan file's.")] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Remove the points of a sweep that was made from other inputs.")
    ] = False,
    show: Annotated[
        Path | None, typer.Option(help="Print the table of a sweep that is there; nothing is solved.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Solve a plan file with other values of its keys: one verified plan a point, one table, nothing solved twice."""
    if show is not None:
        if plan_file is not None or set_ or points:
            raise UsageError("--show prints a sweep that is there: give its folder and nothing to solve.")
        _tell(read_sweep(show), as_json=as_json)
        return
    if plan_file is None:
        raise UsageError("Name the plan file to sweep, or a sweep to print: --show FOLDER.")
    place = _Place(workers, scheduler, runs, name)
    place.check()
    asked = ask(plan_file, *points_of(set_ or [], points))
    _tell(_swept(plan_file, asked, place, overwrite), as_json=as_json)


def _swept(plan_file: Path, asked: Asked, place: _Place, overwrite: bool) -> Sweep:
    """Make a sweep, saying first what will be solved."""
    for line in _announced(asked):
        screen.err.print(line, markup=False, highlight=False)
    with Live(screen.err) as live:
        return run_sweep(
            asked,
            plan_file,
            place.folder(asked),
            solve_point,
            workers=place.workers or 0,
            scheduler=place.scheduler or "",
            overwrite=overwrite,
            progress=live,
        )


def _announced(asked: Asked) -> Iterator[str]:
    if asked.warnings:
        yield f"{len(asked.warnings)} warnings about the inputs: 'estate-opt check' lists them."
    for key in asked.varied:
        values = list(dict.fromkeys(_written(task.point.settings.get(key)) for task in asked.tasks))
        if len(values) > SHOWN_VALUES:
            values = [*values[: SHOWN_VALUES - 2], "…", values[-1]]
        yield f"{key}: {', '.join(values)}"


def _written(value: Any) -> str:
    """A value as it is typed; nothing where a point leaves what the plan file says."""
    if value is None:
        return "as in the plan file"
    return value if isinstance(value, str) else screen.as_json(value).replace("\n", "")


def _tell(found: Sweep, *, as_json: bool) -> None:
    """Print a sweep, and end as stopped where points are missing."""
    if as_json:
        screen.print_json(_as_data(found))
    else:
        screen.out.print(_table(found))
        for record in found.records:
            if not record.has_plan:
                _print_reason(found, record)
        screen.out.print(f"\nTable: {found.parquet} (a row for each point; sweep.csv for spreadsheets)", soft_wrap=True)
        screen.out.print(f"Plans: estate-opt show {found.folder / 'points'}/POINT", soft_wrap=True, highlight=False)
    if not found.complete:
        missing = f"{len(found.records)} of {found.asked} points are there; the same command goes on from them."
        screen.err.print(f"Stopped: {missing}", highlight=False)
        raise typer.Exit(STOPPED)


def _as_data(found: Sweep) -> dict[str, Any]:
    return {
        "folder": str(found.folder),
        "table": str(found.parquet),
        "asked": found.asked,
        "complete": found.complete,
        "points": [
            {
                **record.model_dump(mode="json", exclude={"schema_version", "lines"}),
                "targets": len(record.lines),
                "targets_met": record.met,
                "run": str(found.run_of(record)) if record.has_plan else None,
            }
            for record in found.records
        ],
    }


def _table(found: Sweep) -> Table:
    table = Table(show_edge=False)
    for key in found.varied:
        table.add_column(key.removeprefix("policies."))
    for heading in ("Buildings", "Targets met", "Net running cost", "Outcome", "Gap"):
        table.add_column(heading, justify="right")
    table.add_column("Point")
    for record in found.records:
        table.add_row(
            *(escape(_written(record.settings.get(key))) for key in found.varied), *_cells(record), record.point_id
        )
    return table


def _cells(record: PointRecord) -> tuple[str, ...]:
    if not record.has_plan:
        return "", "", "", f"[red]{record.outcome}[/red]", ""
    before, after = (totals["buildings_in_estate"] or 0 for totals in (record.today, record.plan))
    return (
        f"{before:,.0f} → {after:,.0f}",
        f"{record.met} of {len(record.lines)}",
        figure(record.plan["running_cost_gbp_per_year"] or 0.0, Unit.GBP_PER_YEAR),
        record.outcome,
        "unknown" if record.gap is None else percent(record.gap, 2),
    )


def _print_reason(found: Sweep, record: PointRecord) -> None:
    """Why a point has no plan."""
    values = ", ".join(f"{key} = {_written(record.settings.get(key))}" for key in found.varied)
    screen.out.print(f"\n{values}: {record.outcome}", style="bold", markup=False, highlight=False)
    for line in record.error.splitlines():
        screen.out.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
