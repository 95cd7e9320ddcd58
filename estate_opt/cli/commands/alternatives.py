"""``alternatives``: other plans as good, and the buildings that all of them keep or none does."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import RUNS, JsonOption, RunArgument, RunsOption, app
from estate_opt.cli.live import Live
from estate_opt.mapping import MapView, map_view, write_map
from estate_opt.mapping.classes import classes_view
from estate_opt.results.figures import listed, percent
from estate_opt.results.result import Result
from estate_opt.results.store import MANIFEST
from estate_opt.results.stored import StoredRun, find_run, load_run
from estate_opt.studies.alternatives import Alternative, Alternatives, Standing
from estate_opt.studies.alternatives import alternatives as find_alternatives
from estate_opt.studies.alternatives.classes import LABELS
from estate_opt.studies.alternatives.memory import Remembered
from estate_opt.studies.alternatives.report import FOLDER, folder_name, study_data, write_study
from estate_opt.studies.alternatives.words import class_sentence, plan_sentence, sentences
from estate_opt.workflow import origin_of, publish_to, reopen

JOURNAL = "journal.jsonl"
"""Keeps what was found as it comes, so that a study that was ended goes on."""
NAMED = 12
"""Buildings of a class that are named; the table has all."""


@app.command(epilog="Example: estate-opt alternatives latest --within 0.02 --count 5")
def alternatives(
    run: RunArgument = "latest",
    within: Annotated[float, typer.Option(help="How much worse a plan may be, as a share: 0.02 is 2 %.")] = 0.02,
    count: Annotated[int, typer.Option(help="Alternatives to find.")] = 5,
    seconds: Annotated[float, typer.Option(help="Time for everything.")] = 600.0,
    seconds_each: Annotated[float, typer.Option(help="Time for each question.")] = 15.0,
    afresh: Annotated[
        bool, typer.Option("--afresh", help="Forget what an earlier study of the run found; else it is gone on with.")
    ] = False,
    runs: RunsOption = RUNS,
    as_json: JsonOption = False,
) -> None:
    """Find plans nearly as good and as different as possible, and which buildings every such plan keeps, or none."""
    stored = load_run(find_run(run, runs))
    result, folder = reopen(stored), stored.path / FOLDER

    def keep(number: int, plan: Alternative) -> None:
        _write_plan(stored, plan.witness.result, folder, number, within)

    memory = Remembered(folder / JOURNAL, stored.path / MANIFEST, afresh=afresh)
    with Live(screen.err) as live:
        found = find_alternatives(
            result, within, count, seconds=seconds, seconds_each=seconds_each, progress=live, keep=keep, memory=memory
        )
    _forget_further(folder, len(found.plans))
    write_study(found, folder)
    page = write_map(_view(found, stored), folder)
    if as_json:
        screen.print_json({"folder": str(folder), "page": str(page), **study_data(found)})
        return
    _print(found, folder)
    _say("", f"Tables: {folder}", f"Open:   {page.resolve()}")


def _view(found: Alternatives, stored: StoredRun) -> MapView:
    """The map of the run with its buildings by standing."""
    return classes_view(
        map_view(found.best, stored.manifest.written.date()),
        found.within.share,
        standings={one.building_id: one.standing for one in found.classes},
        why={one.building_id: class_sentence(found, one) for one in found.classes},
        about=" ".join(sentences(found)),
    )


def _write_plan(stored: StoredRun, result: Result, folder: Path, number: int, within: float) -> None:
    """An alternative as a run of its own, called so in its title."""
    asked = result.plan_file
    title = f"{asked.title or asked.scenario}: alternative {number}, within {percent(within, 2)}"
    named = Result(asked.model_copy(update={"title": title}), result.context, result.plan)
    publish_to(folder / folder_name(number), named, origin_of(stored))


def _forget_further(folder: Path, plans: int) -> None:
    """Remove alternatives of an earlier study of the run that this one has no plan in place of."""
    number = plans + 1
    while (folder / folder_name(number)).is_dir():
        shutil.rmtree(folder / folder_name(number))
        number += 1


def _print(found: Alternatives, folder: Path) -> None:
    for number, plan in enumerate(found.plans, start=1):
        _say("", f"Alternative {number} ({folder / folder_name(number)})", f"  {plan_sentence(found, number, plan)}")
    _say("", *sentences(found))
    estate = found.best.estate
    for standing in (Standing.IN_EVERY, Standing.IN_NONE, Standing.OPEN):
        ids = [one.building_id for one in found.classes if one.standing is standing]
        if ids:
            names = [estate.buildings[estate.building_index[building_id]].name for building_id in ids]
            _say("", f"{LABELS[standing]}: {listed(names, NAMED)}.")


def _say(*lines: str) -> None:
    for line in lines:
        screen.out.print(line, markup=False, highlight=False, soft_wrap=True)
