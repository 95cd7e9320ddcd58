"""Set two plans side by side: ``compare``."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import RUNS, JsonOption, RunsOption, app
from estate_opt.cli.compared import print_comparison
from estate_opt.cli.settings import write_text
from estate_opt.config.schema import PlanFile
from estate_opt.errors import OutputError, UsageError
from estate_opt.policies import Context
from estate_opt.results.store import csv_text
from estate_opt.results.stored import StoredRun, find_run, load_run
from estate_opt.studies.compare import Comparison, Side, require_same_inputs
from estate_opt.studies.compare import compare as compare_sides
from estate_opt.studies.compare.compare import TODAY
from estate_opt.workflow import load, reopen

SideArgument = Annotated[
    str, typer.Argument(help="A run (as for 'show', hand-made ones too), or 'today'.", show_default=False)
]


@app.command(epilog="Example: estate-opt compare today latest")
def compare(
    a: SideArgument,
    b: SideArgument,
    by: Annotated[
        Path | None,
        typer.Option(help="Plan file that both are held against; that of A, or of B where A is today, if absent."),
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Folder for every table as CSV.")] = None,
    runs: RunsOption = RUNS,
    as_json: JsonOption = False,
) -> None:
    """Set two plans side by side: decisions, targets, money, access by ward and group, and who is worse off."""
    stored = {text: load_run(find_run(text, runs)) for text in (a, b) if text != TODAY}
    if not stored and by is None:
        raise UsageError("Today is compared with today: name a run, or a plan file with --by.")
    _require_one_estate(stored)
    opened = {text: reopen(run) for text, run in stored.items()}
    plan_file, context = _judge(by, stored, {text: (r.plan_file, r.context) for text, r in opened.items()})
    sides = [Side.today(context) if text == TODAY else Side.of(stored[text].name, opened[text]) for text in (a, b)]
    found = compare_sides(plan_file, context, *sides)
    if to is not None:
        _write(found, to)
    if as_json:
        screen.print_json(_as_data(found))
        return
    print_comparison(found)
    if to is not None:
        screen.out.print(f"\nEvery table: {to}", soft_wrap=True)


def _require_one_estate(stored: Mapping[str, StoredRun]) -> None:
    for first, other in itertools.pairwise(stored.values()):
        names = (first.name, other.name)
        require_same_inputs(first.manifest.estate.files, other.manifest.estate.files, names)


def _judge(
    by: Path | None, stored: Mapping[str, StoredRun], opened: Mapping[str, tuple[PlanFile, Context]]
) -> tuple[PlanFile, Context]:
    """The plan file that both are held against, with the estate."""
    if by is None:
        return next(iter(opened.values()))
    case = load(by)
    for run in stored.values():
        require_same_inputs(run.manifest.estate.files, case.origin.estate_files, (run.name, str(by)))
    return case.plan_file, case.context


def _write(found: Comparison, folder: Path) -> None:
    """Write every table as CSV."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made ({error.strerror or error}). Name another folder.") from error
    for name, table in found.tables.items():
        write_text(folder / f"{name}.csv", csv_text(table))


def _as_data(found: Comparison) -> dict[str, object]:
    """The comparison for scripts: each table as records, empty cells as null."""
    return {
        "a": {"name": found.a.name, "made": found.a.made},
        "b": {"name": found.b.name, "made": found.b.made},
        "judged_by": found.judged_by,
        "said": found.said,
        "notes": found.notes,
        **{name: json.loads(table.rows.to_json(orient="records")) for name, table in found.tables.items()},
    }
