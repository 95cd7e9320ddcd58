"""The application that commands enter themselves in, and the arguments and options that several of them share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RUNS = Path("runs")

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
