"""Measure a plan that somebody made by hand: ``score``."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import JsonOption, SetOption, app
from estate_opt.cli.settings import named_by_flag, overrides_from
from estate_opt.results.store import csv_text, file_hash
from estate_opt.results.stored import load_run
from estate_opt.results.summary import summary
from estate_opt.studies.score import Scored, read_hand_made
from estate_opt.studies.score import score as score_plan
from estate_opt.workflow import Case, Publication, check_outputs, load, publish

DETAILS = Path("studies") / "score" / "placed.csv"
"""What was placed by rule, in the run's folder."""


@app.command(epilog="Example: estate-opt score published.csv --plan models/demo.toml")
def score(
    file: Annotated[Path, typer.Argument(help="CSV of decisions: building_id, option_id.", show_default=False)],
    plan_file: Annotated[
        Path,
        typer.Option("--plan", help="The plan file whose estate and policies it is held against.", show_default=False),
    ],
    moves: Annotated[
        Path | None,
        typer.Option(help="CSV of moves: from_building, service_id, to_building (empty where it ends), share."),
    ] = None,
    set_: SetOption = None,
    runs: Annotated[Path | None, typer.Option(help="Folder of the runs, in place of the plan file's.")] = None,
    maps: Annotated[Path | None, typer.Option(help="Folder of the map pages, in place of the plan file's.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure a plan that somebody made by hand, hold it against every policy, and write it as a run."""
    flags = {"--runs": None if runs is None else str(runs), "--maps": None if maps is None else str(maps)}
    with named_by_flag(flags):
        case = load(plan_file, overrides_from(set_ or [], flags))
    said = read_hand_made(file, case.context.estate, moves)
    if not as_json:
        screen.print_problems(said.warnings)
    scored = score_plan(case.plan_file, case.context, said)
    published = _publish(case, scored, [path for path in (file, moves) if path is not None])
    about = summary(load_run(published.run).manifest)
    if as_json:
        page = None if published.page is None else str(published.page)
        screen.print_json({"run": str(published.run), "page": page, **asdict(about), **_findings(scored)})
        return
    screen.print_summary(about)
    screen.out.print(f"\nRun:  {published.run}", soft_wrap=True)
    screen.out.print(f"Set beside another: estate-opt compare today {published.run}", soft_wrap=True)
    if published.page is not None:
        screen.out.print(f"Open: {published.page.resolve()}", soft_wrap=True)


def _publish(case: Case, scored: Scored, files: list[Path]) -> Publication:
    """Write the plan as a run of its own scenario; what was placed by rule stands in the run's folder too."""
    asked = {**case.origin.plan_files, **{str(path): file_hash(path) for path in files}}
    own = replace(case, plan_file=scored.result.plan_file, origin=replace(case.origin, plan_files=asked))
    check_outputs(own)
    published = publish(own, scored.result)
    details = published.run / DETAILS
    details.parent.mkdir(parents=True)
    details.write_text(csv_text(scored.placed_table()), encoding="utf-8", newline="")
    return published


def _findings(scored: Scored) -> dict[str, object]:
    """What scripts want to know of a hand-made plan beyond its summary."""
    return {
        "told": scored.told,
        "buildings_as_today": scored.filled.as_today,
        "placed_by_rule": [asdict(placed) for placed in scored.filled.placed],
        "broken_physics": scored.broken,
        "missed_musts": scored.missed_musts,
    }
