"""``diagnose``: which musts contradict one another."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from estate_opt.cli import screen
from estate_opt.cli.base import JsonOption, PlanFileArgument, SetOption, app
from estate_opt.cli.live import Live
from estate_opt.cli.settings import overrides_from, write_text
from estate_opt.studies.diagnose import SECONDS
from estate_opt.studies.diagnose import diagnose as find_conflict
from estate_opt.workflow import load


@app.command(epilog="Example: estate-opt diagnose models/impossible.toml")
def diagnose(
    plan_file: PlanFileArgument,
    set_: SetOption = None,
    time_limit: Annotated[float, typer.Option(min=1.0, help="Seconds that the whole diagnosis may take.")] = SECONDS,
    to: Annotated[Path | None, typer.Option(help="File to write the figures and sentences to, as JSON.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say which musts contradict one another, and the nearest values at which the rest could hold."""
    case = load(plan_file, overrides_from(set_ or [], {}))
    with Live(screen.err) as live:
        found = find_conflict(case.plan_file, case.context, live, seconds=time_limit)
    figures = {**asdict(found), "sentences": found.sentences()}
    if to is not None:
        write_text(to, screen.as_json(figures) + "\n")
    if as_json:
        screen.print_json(figures)
        return
    for sentence in found.sentences():
        screen.out.print(sentence, markup=False, highlight=False, soft_wrap=True)
