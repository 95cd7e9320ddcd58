"""``fetch``: a council's geography, people, deprivation and libraries from the official open services."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from estate_opt.cli import screen
from estate_opt.cli.base import JsonOption, app
from estate_opt.errors import Problem
from estate_opt.importing.fetch import fetch_council, read_endpoints
from estate_opt.importing.fetch.cache import Cache, default_cache
from estate_opt.importing.fetch.council import STEPS, Fetched
from estate_opt.importing.fetch.http import Client
from estate_opt.importing.gathered import read_gathered


@app.command(epilog="Example: estate-opt fetch Leeds --to data/leeds")
def fetch(
    council: Annotated[str, typer.Argument(help="Code or name of the council.", show_default=False)],
    to: Annotated[Path, typer.Option("--to", help="Folder of the estate; made if missing.", show_default=False)],
    endpoints: Annotated[
        Path | None, typer.Option(help="Changes to the addresses of the services (TOML).", show_default=False)
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(help="Folder in which downloads are kept; the user's cache if absent.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help=f"What to fetch ({', '.join(STEPS)}); all if absent.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Download a council's open data from ONS, Nomis, gov.uk and the Arts Council, and import it."""
    known = read_endpoints(endpoints)
    kept = Cache(cache or default_cache(), known.manners.max_age_days)
    client = Client(known.manners, kept, lambda text: screen.err.print(escape(text), highlight=False))
    fetched = fetch_council(council, to, client, known, only=only or ())
    if as_json:
        screen.print_json(_data(fetched, to))
    else:
        _print(fetched, to)
    if fetched.failed:
        raise typer.Exit(1)


def _print(fetched: Fetched, to: Path) -> None:
    for layer in fetched.layers:
        rows = ", ".join(f"{count:,} rows of {name}" for name, count in layer.rows.items())
        screen.out.print(f"{to}: layer {layer.name}: {rows}.", highlight=False, soft_wrap=True)
        for note in layer.notes:
            screen.out.print(f"  {escape(note)}", highlight=False, soft_wrap=True)
    screen.out.print("Used, to be cited wherever it is shown:")
    for licence in fetched.licences:
        screen.out.print(f"  {escape(licence)}", highlight=False, soft_wrap=True)
    screen.print_problems(_all_problems(fetched))
    for lack in read_gathered(to).missing:
        screen.out.print(f"Still missing: {escape(str(lack))}", highlight=False, soft_wrap=True)


def _all_problems(fetched: Fetched) -> tuple[Problem, ...]:
    return tuple(problem for problems in fetched.failed.values() for problem in problems)


def _data(fetched: Fetched, to: Path) -> dict[str, object]:
    return {
        "estate": str(to),
        "council": {"code": fetched.council.code, "name": fetched.council.name},
        "layers": {layer.name: dict(layer.rows) for layer in fetched.layers},
        "licences": fetched.licences,
        "failed": {step: [str(problem) for problem in problems] for step, problems in fetched.failed.items()},
    }
