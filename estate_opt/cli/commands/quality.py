"""``quality``: what is missing, old, there twice, odd or assumed in an estate's data, and what to survey first."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from estate_opt.cli import screen
from estate_opt.cli.base import JsonOption, app
from estate_opt.cli.settings import write_text
from estate_opt.importing.addresses import addresses_of
from estate_opt.inputs.quality import Proposal, Quality, as_data, assess_quality
from estate_opt.pages.document import write_page
from estate_opt.publishing.quality import quality_page

FOLDER, PAGE, DATA = "quality", "index.html", "quality.json"
"""Folder in the estate's, and what is written to it."""
SHOWN = 5
"""Lines of a list that are printed; page and JSON have all."""


@app.command(epilog="Example: estate-opt quality data/leeds")
def quality(
    estate: Annotated[Path, typer.Argument(help="Folder of the estate; it need not pass 'check'.", show_default=False)],
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder of page and JSON; 'quality' in the estate's if absent.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Report how good an estate's data are, and what to survey first, as a page and as JSON."""
    found = assess_quality(estate, addresses=addresses_of(estate))
    folder = estate / FOLDER if to is None else to
    written = write_page(folder / PAGE, quality_page(found))
    write_text(folder / DATA, screen.as_json(as_data(found)) + "\n")
    if as_json:
        screen.print_json({"page": str(written), **as_data(found)})
        return
    _print(found)
    screen.out.print(f"\nOpen: {written.resolve()}", soft_wrap=True)


def _print(found: Quality) -> None:
    warnings = len(found.problems) - found.errors
    stopped = f"{found.errors:,} errors stop a plan ('estate-opt check' lists them)" if found.errors else "no errors"
    screen.out.print(
        f"{escape(found.name)}: {found.council:,} council buildings, {found.partners:,} of partners; "
        f"{stopped}, {warnings:,} warnings.",
        highlight=False, soft_wrap=True,
    )  # fmt: skip
    if found.survey.columns:
        _print_columns(found)
    _print_buildings(found)
    merge = [d for d in found.duplicates if d.proposal is Proposal.MERGE]
    screen.out.print(
        f"\n{len(found.duplicates):,} pairs of rows may be one building, {len(merge):,} to merge:", style="bold"
    )
    for d in found.duplicates[:SHOWN]:
        line = (
            f"{d.first} {d.names[0]} / {d.second} {d.names[1]}: {', '.join(d.evidence)}. {d.proposal.value}: {d.reason}"
        )
        screen.out.print(f"  {escape(line)}", highlight=False, soft_wrap=True)
    screen.out.print(f"\n{len(found.outliers):,} figures stand out:", style="bold")
    for o in found.outliers[:SHOWN]:
        screen.out.print(f"  {escape(f'{o.building_id} {o.name}: {o.sentence}')}", highlight=False, soft_wrap=True)
    screen.out.print(f"\n{len(found.ages.old):,} records are over 5 years old.", style="bold")


def _print_columns(found: Quality) -> None:
    table = Table(title="What to survey first, by value", title_justify="left", show_edge=False)
    table.add_column("Value")
    for heading in ("Missing", "Hangs on them"):
        table.add_column(heading, justify="right")
    table.add_column("Assumed until then")
    for c in found.survey.columns:
        table.add_row(c.column, f"{c.missing:,} of {c.of:,}", f"£{c.at_stake_gbp:,.0f}", c.assumed)
    screen.out.print(table)


def _print_buildings(found: Quality) -> None:
    screen.out.print(f"\n{len(found.survey.buildings):,} buildings lack such values, first of them:", style="bold")
    for b in found.survey.buildings[:SHOWN]:
        line = f"{b.building_id} {b.name}: £{b.at_stake_gbp:,.0f} hangs on {', '.join(b.missing)}"
        screen.out.print(f"  {escape(line)}", highlight=False, soft_wrap=True)
