"""``check``: every problem of a plan file and its estate at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import JsonOption, app
from estate_opt.errors import InputError, Problem, Severity
from estate_opt.inputs import check_estate
from estate_opt.workflow import load


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
