"""The commands of ``estate-opt``.

Exit codes: 0 a plan (or a check without errors), 1 bad input, 2 usage, 3 no plan possible,
4 no plan in time, 5 verification failed, 70 a defect of the program, 130 stopped twice by Ctrl-C.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.live import Live
from estate_opt.cli.settings import named_by_flag, overrides_from, write_text
from estate_opt.config.json_schema import json_schema
from estate_opt.domain.plan import Outcome
from estate_opt.errors import EstateOptError, InputError, Problem, Severity
from estate_opt.inputs import check_estate, write_estate
from estate_opt.inputs.leeds import leeds_estate
from estate_opt.inputs.starter import write_starter
from estate_opt.inputs.synthetic import synthesise as make_estate
from estate_opt.resources import demo_plan_file
from estate_opt.results.stored import find_run, list_runs, load_run
from estate_opt.results.summary import summary
from estate_opt.studies.diagnose import diagnose as find_conflict
from estate_opt.workflow import check_outputs, draw, load, publish, restore, solve, verify_stored

DEFECT = 70
RUNS = Path("runs")
SOLVING = {"run", "demo", "check", "diagnose"}
"""Commands that make a plan, or look at what one is made from."""

app = typer.Typer(
    name="estate-opt",
    help="Which council buildings to keep, how to run them and where each service moves: proven, checked and drawn.",
    epilog=(
        "Exit codes: 0 a plan, or a check without errors; 1 bad input; 2 usage; 3 no plan possible; "
        "4 no plan in time; 5 verification failed; 70 a defect of the program; 130 stopped."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)

PlanFileArgument = Annotated[Path, typer.Argument(help="The plan file, such as models/demo.toml.", show_default=False)]
RunArgument = Annotated[
    str,
    typer.Argument(
        help="A run: its folder, 'latest', a scenario, or the beginning of scenario/time.", show_default=True
    ),
]
RunsOption = Annotated[Path, typer.Option("--runs", help="Folder of the runs.")]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="KEY=VALUE: set any key of the plan file for this run.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts instead of text.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of all draws.")]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace an estate that is there already.")]


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Options of every command; ``--debug`` is read by :func:`main`."""


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


@app.command(epilog="Example: estate-opt check models/demo.toml")
def check(
    path: Annotated[Path, typer.Argument(help="A plan file, or the folder of an estate.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Check a plan file and its estate, or an estate alone, and report every problem at once."""
    problems: Sequence[Problem]
    if path.is_dir():
        estate, problems = check_estate(path)
        if estate is None:
            raise InputError(problems)
    else:
        problems = load(path).warnings
    if as_json:
        screen.print_json({"problems": [asdict(problem) for problem in problems]})
        return
    screen.print_problems(problems)
    warnings = sum(1 for problem in problems if problem.severity is Severity.WARNING)
    screen.out.print(f"No errors, {warnings} warning{'' if warnings == 1 else 's'}.")


@app.command(epilog="Example: estate-opt diagnose models/demo.toml --set policies.reduction.kind=must")
def diagnose(
    plan_file: PlanFileArgument,
    set_: SetOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which musts contradict one another, and the nearest values at which the rest could hold."""
    case = load(plan_file, overrides_from(set_ or [], {}))
    with Live(screen.err) as live:
        found = find_conflict(case.plan_file, case.context, live)
    if as_json:
        parts = [{"policy": p.policy.id, "asks": p.asks, "would_hold": p.would_hold} for p in found.conflict]
        screen.print_json({"possible": not found.conflict, "minimal": found.minimal, "conflict": parts})
        return
    for sentence in found.sentences():
        screen.out.print(sentence, markup=False, highlight=False, soft_wrap=True)


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
    result, changed = restore(stored)
    if changed:
        remedy = "Restore the estate as it was, or run the scenario again."
        raise InputError([Problem(str(stored.path), sentence, remedy) for sentence in changed])
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


@app.command(epilog="Example: estate-opt synthesise data/mytown --seed 7 --buildings 120 --wards 20 --name Mytown")
def synthesise(
    folder: Annotated[Path, typer.Argument(help="Folder of the new estate.", show_default=False)],
    seed: SeedOption = 1,
    buildings: Annotated[int, typer.Option(min=3, help="Council buildings.")] = 240,
    wards: Annotated[int, typer.Option(min=1, help="Wards.")] = 33,
    neighbourhoods: Annotated[
        int | None, typer.Option(min=1, help="Neighbourhoods; about 15 a ward if absent.")
    ] = None,
    partners: Annotated[int | None, typer.Option(min=0, help="Partner venues; one for 12 buildings if absent.")] = None,
    name: Annotated[str, typer.Option(help="Name of the fictional city.")] = "Brackenford",
    overwrite: OverwriteOption = False,
) -> None:
    """Make a fictional estate of any size from a seed."""
    estate = make_estate(
        seed=seed, buildings=buildings, wards=wards, neighbourhoods=neighbourhoods, partners=partners, name=name
    )
    write_estate(estate, folder, overwrite=overwrite)
    screen.out.print(f"{folder}: {len(estate.council_buildings)} council buildings. {estate.notice}", soft_wrap=True)


@app.command(epilog="Example: estate-opt leeds ../shared data/leeds")
def leeds(
    source: Annotated[Path, typer.Argument(help="Folder with the open data in data/leeds.", show_default=False)],
    folder: Annotated[Path, typer.Argument(help="Folder of the new estate.")] = Path("data/leeds"),
    seed: SeedOption = 1,
    overwrite: OverwriteOption = False,
) -> None:
    """Make the estate of Leeds from open data; what no public source gives is made up, and marked so."""
    estate = leeds_estate(source, seed=seed)
    write_estate(estate, folder, overwrite=overwrite)
    screen.out.print(f"{folder}: {len(estate.council_buildings)} council buildings. {estate.notice}", soft_wrap=True)


@app.command(epilog="Example: estate-opt init leicester --name Leicester")
def init(
    folder: Annotated[Path, typer.Argument(help="Folder of the new council; made if missing.", show_default=False)],
    name: Annotated[str, typer.Option(help="Name of the council's area.", show_default=False)],
) -> None:
    """Start a new council: a folder with empty tables to fill, and a plan file to edit."""
    plan = write_starter(folder, name)
    screen.out.print(
        f"Fill the tables in {plan.parent.parent / 'data'}, edit {plan}, then: estate-opt check {plan}", soft_wrap=True
    )


@app.command(epilog="Example: estate-opt schema --to models/estate-opt.schema.json")
def schema(
    to: Annotated[Path | None, typer.Option(help="File to write; standard output if absent.")] = None,
) -> None:
    """Write the JSON Schema of the plan file, so that an editor completes and checks it."""
    if to is None:
        screen.print_json(json_schema())
        return
    write_text(to, screen.as_json(json_schema()) + "\n")


def main() -> None:
    """Run the command line; the only place where errors become text and exit codes."""
    sys.exit(call(sys.argv[1:]))


def call(arguments: Sequence[str]) -> int:
    """Run a command.

    Parameters
    ----------
    arguments
        As typed after ``estate-opt``.

    Returns
    -------
    int
        The exit code.
    """
    debug = "--debug" in arguments
    as_json = "--json" in arguments
    rest = [word for word in arguments if word != "--debug"]
    try:
        app(args=rest)
    except SystemExit as end:  # Typer ends every command so: 0, or 2 with the usage told
        return end.code if isinstance(end.code, int) else 0
    except EstateOptError as error:
        if debug:
            traceback.print_exc()
        if as_json:
            screen.print_json(screen.error_as_json(error))
        else:
            screen.print_error(error, before_solving=not SOLVING.isdisjoint(rest[:1]))
        return error.exit_code
    except Exception as error:  # a defect: the edge of the program is the one place to catch it
        if debug:
            raise
        screen.err.print(f"A defect of estate-opt: {type(error).__name__}: {error}", markup=False)
        screen.err.print("Run the command again with --debug and report what it prints.")
        return DEFECT
    return 0
