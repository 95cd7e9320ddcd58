"""``stress``: how a plan fares where its figures are wrong, and which survey would matter most."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import RUNS, JsonOption, RunArgument, RunsOption, app
from estate_opt.cli.live import Live
from estate_opt.errors import UsageError
from estate_opt.results.result import Result
from estate_opt.results.stored import StoredRun, find_run, load_run
from estate_opt.solving.progress import Progress, stop_on_interrupt
from estate_opt.studies.stress.answers import Answer
from estate_opt.studies.stress.cases import Case
from estate_opt.studies.stress.corners import corners as corner_cases
from estate_opt.studies.stress.files import (
    ESTATES,
    FOLDER,
    PLANS,
    clear_plans,
    read_answers,
    slug,
    write_answers,
    write_case,
    write_study,
)
from estate_opt.studies.stress.regret import Replanned, replan
from estate_opt.studies.stress.report import stress_data, stress_tables, survey_data, survey_tables
from estate_opt.studies.stress.samples import samples
from estate_opt.studies.stress.spread import ACTIVITY, POPULATION, Spread
from estate_opt.studies.stress.study import CASES, Stress
from estate_opt.studies.stress.study import stress as measure
from estate_opt.studies.stress.survey import SECONDS, survey_first
from estate_opt.studies.stress.words import regret_sentences, survey_line, survey_sentences
from estate_opt.workflow import origin_of, publish_to, reopen

SHOWN = 12
"""Lines of a list that are printed; the files have all."""


@app.command(epilog="Example: estate-opt stress latest --activity 0.2 --activity library=0.3 --rehouse 20 --replan 2")
def stress(
    run: RunArgument = "latest",
    cases: Annotated[int, typer.Option(help="Samples to draw.")] = CASES,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the samples.")] = 1,
    activity: Annotated[
        list[str] | None,
        typer.Option(
            help="How far activity may be off, as a share; SERVICE=SHARE for one service.", show_default=str(ACTIVITY)
        ),
    ] = None,
    population: Annotated[float, typer.Option(help="How far the people of a ward may be off.")] = POPULATION,
    known_only: Annotated[bool, typer.Option("--known-only", help="Leave unknown values as assumed.")] = False,
    corners: Annotated[bool, typer.Option("--corners", help="Take the ends of what is possible, not samples.")] = False,
    rehouse: Annotated[
        int, typer.Option(min=0, help="Cases, from the first, in which activity is housed anew, buildings as decided.")
    ] = 0,
    replan_cases: Annotated[
        int, typer.Option("--replan", min=0, help="Cases, from the first, to plan anew: what hindsight would bring.")
    ] = 0,
    survey: Annotated[
        bool, typer.Option("--survey-first", help="Instead: list the buildings whose unknown grade decides.")
    ] = False,
    buildings: Annotated[
        list[str] | None, typer.Option("--building", help="With --survey-first: ask about this one only; repeatable.")
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(help="Time for each solve: --replan (the plan file's), --survey-first (a building's).", min=0.1),
    ] = None,
    runs: RunsOption = RUNS,
    as_json: JsonOption = False,
) -> None:
    """Measure a plan where activity, populations or unknown values are other than assumed."""
    if survey and (corners or rehouse or replan_cases):
        raise UsageError("--survey-first is a question of its own: leave out --corners, --rehouse and --replan.")
    if buildings and not survey:
        raise UsageError("--building goes with --survey-first.")
    stored = load_run(find_run(run, runs))
    result = reopen(stored)
    if survey:
        _survey(stored, result, SECONDS if seconds is None else seconds, buildings, as_json=as_json)
        return
    spread = _spread(activity or [], population, unknown=not known_only)
    with Live(screen.err) as live:
        found = measure(result, spread, cases=cases, seed=seed, at_corners=corners, progress=live)
        planned = _planned_anew(stored, result, found, replan_cases, rehouse, live, seconds)
    data = stress_data(found, planned)
    folder = stored.path / FOLDER
    write_study(folder, "stress", stress_tables(found, planned), data)
    if as_json:
        screen.print_json({"folder": str(folder), **data})
        return
    _say(*data["sentences"], "")
    _say_some(data["target_sentences"], "targets")
    for one in planned[:replan_cases]:
        _say("", *regret_sentences(one))
    _say("", f"Tables: {folder}")


def _spread(activity: list[str], population: float, *, unknown: bool) -> Spread:
    """The spread that was asked for: a share for all services, shares for some."""
    given = [_share(text) for text in activity]
    shares = dict(given)
    if len(shares) < len(given):
        raise UsageError("--activity gives a share twice for the same. Give each service once, and one share for all.")
    everywhere = shares.pop("", ACTIVITY)
    return Spread(activity=everywhere, activity_of=shares, population=population, unknown=unknown)


def _share(text: str) -> tuple[str, float]:
    service, _, share = text.rpartition("=")
    try:
        return service.strip(), float(share)
    except ValueError as error:
        raise UsageError(
            f"--activity {text}: give a share such as 0.2, or SERVICE=SHARE such as library=0.3."
        ) from error


def _planned_anew(
    stored: StoredRun,
    result: Result,
    found: Stress,
    anew: int,
    rehoused: int,
    progress: Progress,
    seconds: float | None,
) -> list[Replanned]:
    """The first cases planned anew, each plan written as soon as it is there; in further ones activity housed anew."""
    folder = stored.path / FOLDER
    clear_plans(folder)
    if len(found.outcomes) < found.asked:  # somebody stopped
        return []
    planned = []
    with stop_on_interrupt() as stop:
        for number, case in enumerate(islice(_cases(result, found), max(anew, rehoused)), start=1):
            for one in replan(result, [case], progress, stop, seconds=seconds, hindsight=number <= anew):
                planned.append(one)
                if one.hindsight is not None:
                    origin = write_case(folder / ESTATES / slug(case.name), case, origin_of(stored))
                    publish_to(folder / PLANS / slug(case.name), one.hindsight, origin)
    return planned


def _cases(result: Result, found: Stress) -> Iterable[Case]:
    """The cases that a stress has measured."""
    if found.corners:
        return corner_cases(result.estate, found.spread)
    return samples(result.estate, found.spread, found.asked, found.seed)


def _survey(stored: StoredRun, result: Result, seconds: float, buildings: list[str] | None, *, as_json: bool) -> None:
    """The survey-first list."""
    folder = stored.path / FOLDER
    earlier = read_answers(folder)
    answers = dict(earlier)

    def keep(answer: Answer) -> None:
        answers[answer.building_id] = answer
        write_answers(folder, answers)

    with Live(screen.err) as live:
        found = survey_first(result, live, seconds=seconds, buildings=buildings, earlier=earlier, keep=keep)
    data = survey_data(found)
    write_study(folder, "survey-first", survey_tables(found), data)
    if as_json:
        screen.print_json({"folder": str(folder), **data})
        return
    _say(*survey_sentences(found), "")
    _say_some([f"{rank}. {survey_line(line)}" for rank, line in enumerate(found.lines, start=1)], "buildings")
    _say("", f"Tables: {folder}")


def _say(*sentences: str) -> None:
    for sentence in sentences:
        screen.out.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _say_some(sentences: list[str], what: str) -> None:
    """The first of a list, and how many more there are."""
    _say(*sentences[:SHOWN])
    if len(sentences) > SHOWN:
        _say(f"… and {len(sentences) - SHOWN} more {what} in the tables.")
