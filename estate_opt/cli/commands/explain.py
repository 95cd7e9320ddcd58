"""``explain``: why a building is kept or leaves; for all of them, the lever sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from estate_opt.cli import screen
from estate_opt.cli.base import RUNS, JsonOption, RunsOption, app
from estate_opt.cli.live import Live
from estate_opt.errors import UsageError
from estate_opt.results.figures import change, figure
from estate_opt.results.result import Result
from estate_opt.results.stored import find_run, load_run
from estate_opt.studies.explain import (
    SHEET,
    Explanation,
    Flip,
    Found,
    LeverSheet,
    Settings,
    explain,
    lever_sheet,
    nearest_first,
    rows,
)
from estate_opt.studies.explain.words import between
from estate_opt.studies.explain.written import LEVERS_CSV, LEVERS_JSON, folder_of, write_explanation, write_sheet
from estate_opt.workflow import origin_of, publish_to, reopen

STOPPED = 130
SHOWN_TOTALS = (
    "running_cost_gbp_per_year", "works_gbp", "exit_cost_gbp", "moved_hours_per_week", "ended_hours_per_week",
    "max_move_km", "utilisation_plan_hours", "backlog_kept_gbp", "carbon_kgco2e_per_year",
)  # fmt: skip
SHORT = {"kept and changed": "changed"}
LEGEND = (
    "Weighs: how much more the opposite counts in all, as running cost in £ a year. Cost: what it costs a year more or "
    "less. Lose reach: most people of any service. Others: buildings that would be decided otherwise. Flips at: a "
    "running cost of so much a year, worked out from the two plans."
)
FLIPS = {
    Found.PROVEN: "proven, to the step",
    Found.NEVER: "none up to there; proven there",
    Found.NOT_FOUND: "none found up to there; not proven",
    Found.ALREADY: "nothing has to change",
}


@app.command("explain", epilog="Example: estate-opt explain 'Mill Lane Library'; estate-opt explain --all --workers 2")
def explain_(
    building: Annotated[
        str | None, typer.Argument(help="Id or name of a council building.", show_default=False)
    ] = None,
    run: Annotated[str, typer.Option("--run", help="A run, as for 'show'.")] = "latest",
    all_: Annotated[bool, typer.Option("--all", help="Every council building: the lever sheet.")] = False,
    policy: Annotated[
        list[str] | None, typer.Option(help="Id of a rule whose values are looked at for flips; may be repeated.")
    ] = None,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="Time for the opposite of a building.")] = None,
    flip_seconds: Annotated[
        float | None, typer.Option(min=0, help="Time to look for what would flip a building; 0 solves nothing for it.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes for --all.")] = 2,
    show: Annotated[int, typer.Option(min=0, help="Rows of the lever sheet that are printed.")] = 20,
    write_plan: Annotated[
        bool, typer.Option("--write-plan", help="Write the plan with the opposite as a run that can be shown.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Remove answers of a lever sheet that had other settings.")
    ] = False,
    runs: RunsOption = RUNS,
    as_json: JsonOption = False,
) -> None:
    """Why a building is kept or leaves: the opposite solved again, what it costs, and what would flip it."""
    if all_ == (building is not None):
        raise UsageError("Name one building, or ask for every one with --all.")
    stored = load_run(find_run(run, runs))
    result, folder = reopen(stored), folder_of(stored.path)
    usual = SHEET if all_ else Settings()
    settings = Settings(
        seconds=usual.seconds if seconds is None else seconds,
        flip_seconds=usual.flip_seconds if flip_seconds is None else flip_seconds,
        policies=tuple(policy) if policy else usual.policies,
    )
    if building is None and write_plan:
        raise UsageError("--write-plan is for one building: name it.")
    if building is None:
        _sheet(result, folder, settings, workers, show, overwrite=overwrite, as_json=as_json)
    else:
        with Live(screen.err) as live:
            found = explain(result, building, settings, live)
        path = write_explanation(found, folder)
        plan = None
        if write_plan and found.opposite is not None:
            plan = publish_to(path.with_suffix(""), found.opposite, origin_of(stored))
        _one(found, path, plan, as_json=as_json)


def _one(found: Explanation, path: Path, plan: Path | None, *, as_json: bool) -> None:
    if as_json:
        screen.print_json(found.as_json() | {"written": str(path), "plan": None if plan is None else str(plan)})
        return
    screen.out.print(f"\n{escape(found.paragraph)}\n", highlight=False)
    if found.effects is not None:
        screen.out.print(_effects(found))
    if found.flips:
        screen.out.print()
        screen.out.print(_flips(found.flips))
    screen.out.print(f"\nEvery figure: {path}", soft_wrap=True, highlight=False)
    if plan is not None:
        screen.out.print(f"The plan with the opposite: estate-opt show {plan}", soft_wrap=True, highlight=False)


def _effects(found: Explanation) -> Table:
    """Each figure in the plan and with the opposite, where they differ."""
    assert found.effects is not None
    table = Table(title="What would be different", title_justify="left", show_edge=False)
    table.add_column("")
    for heading in ("Plan", "With the opposite", "Change"):
        table.add_column(heading, justify="right")
    for name in SHOWN_TOTALS:
        total = found.effects.total(name)
        if total.plan != total.opposite:
            table.add_row(
                escape(total.label),
                figure(total.plan, total.unit),
                figure(total.opposite, total.unit),
                change(total.more, total.unit),
            )
    for reach in found.effects.reach:
        if reach.losing or reach.gaining:
            label = f"People beyond {reach.standard} of {reach.service}"
            more = reach.beyond_opposite - reach.beyond_plan
            table.add_row(
                escape(label), f"{reach.beyond_plan:,.0f}", f"{reach.beyond_opposite:,.0f}", change(more, "people")
            )
    return table


def _flips(flips: tuple[Flip, ...]) -> Table:
    table = Table(title="What would flip it, one thing at a time", title_justify="left", show_edge=False)
    for heading in ("", "Today", "Flips at", "How sure"):
        table.add_column(heading)
    for flip in flips:
        at = flip.said if flip.value is not None else f"– (looked at up to {flip.said})"
        sure = FLIPS.get(flip.found, "")
        if flip.found is Found.ABOUT:
            unproven = "not proven" if flip.solved else "from the two plans, not solved again"
            sure = f"about; {between(flip) or unproven}"
        table.add_row(escape(flip.what), escape(flip.said_today), escape(at), escape(sure))
    return table


def _sheet(
    result: Result, folder: Path, settings: Settings, workers: int, show: int, *, overwrite: bool, as_json: bool
) -> None:
    with Live(screen.err) as live:
        sheet = lever_sheet(result, folder, workers=workers, settings=settings, overwrite=overwrite, progress=live)
    written = write_sheet(sheet, folder)
    if as_json:
        screen.print_json(_as_data(sheet, written))
    else:
        _print_sheet(sheet, show)
        screen.out.print(f"\nAll of it: {folder / LEVERS_CSV} and {LEVERS_JSON}", soft_wrap=True, highlight=False)
    for building, fault in sheet.faults.items():
        screen.err.print(f"{building}: {fault}", markup=False, highlight=False)
    if not sheet.complete:
        there = f"{len(sheet.answers)} of {len(sheet.asked)} buildings are there; the same command goes on from them."
        screen.err.print(f"Stopped: {there}", highlight=False)
        raise typer.Exit(STOPPED)


def _as_data(sheet: LeverSheet, written: tuple[Path, Path]) -> dict[str, Any]:
    return {
        "asked": len(sheet.asked),
        "answered": len(sheet.answers),
        "solved_now": sheet.solved,
        "complete": sheet.complete,
        "faults": dict(sheet.faults),
        "written": [str(path) for path in written],
        "rows": nearest_first(rows(sheet)),
    }


def _print_sheet(sheet: LeverSheet, show: int) -> None:
    """How the buildings stand, and those first between whose decision and its opposite least lies."""
    found = nearest_first(rows(sheet))
    counts = {proof: sum(row["proof"] == proof for row in found) for proof in dict.fromkeys(r["proof"] for r in found)}
    said = ", ".join(f"{proof} {count}" for proof, count in sorted(counts.items()))
    screen.out.print(f"{len(found)} buildings; the opposite is: {said}.", highlight=False)
    table = Table(show_edge=False)
    table.add_column("Building", min_width=34)
    for heading in ("Plan", "Opposite"):
        table.add_column(heading)
    for heading in ("Weighs", "Cost", "Lose reach", "Others"):
        table.add_column(heading, justify="right")
    table.add_column("Flips at")
    for row in found[:show]:
        worth, cost = row["loss_gbp_per_year"], row["running_cost_more_gbp_per_year"]
        table.add_row(
            f"{escape(row['building'])} ({escape(row['building_id'])})",
            SHORT.get(row["decision"], row["decision"]),
            SHORT.get(row["other_decision"], row["other_decision"]) or row["proof"],
            "" if worth is None else figure(worth, "£"),
            "" if cost is None else change(cost, "£"),
            "" if row["people_losing_reach"] is None else f"{row['people_losing_reach']:,}",
            "" if row["buildings_otherwise"] is None else str(row["buildings_otherwise"]),
            escape((row["flip_running_cost"] or "none found").removesuffix(" a year")),
        )
    screen.out.print(table)
    screen.out.print(LEGEND, highlight=False)
