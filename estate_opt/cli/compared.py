"""What ``compare`` prints: the two plans side by side, the most telling rows of each table."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

import pandas as pd
from rich.markup import escape
from rich.table import Table

from estate_opt.cli.screen import out
from estate_opt.policies.access import POPULATION
from estate_opt.results.figures import change, count, figure, number, percent
from estate_opt.results.withheld import MARK
from estate_opt.studies.compare import Comparison

MOST = 12
"""Rows that are printed of a long table."""
SHOWN_TENTHS = ("deprivation_01", "deprivation_10")
GROUP_COLUMNS: Mapping[str, Callable[[float], str]] = {
    "people": lambda people: number(people, 0),
    "share_a": percent,
    "share_b": percent,
    "mean_extra_km": lambda extra: change(extra, "km"),
    "farther": lambda people: number(people, 0),
    "share_of_people": percent,
    "share_of_farther": percent,
}
"""Columns of the table of groups, and how each is written."""


def print_comparison(found: Comparison) -> None:
    """Print a comparison: in sentences, then totals, targets, decisions, hours, groups and neighbourhoods."""
    out.print(f"\n[bold]A: {escape(found.a.name)}   B: {escape(found.b.name)}[/bold]")
    _sentences((*found.said, "", *found.notes))
    rows = {name: table.rows for name, table in found.tables.items()}
    _totals(rows["totals"])
    _targets(rows["policies"])
    _decisions(rows["decisions"])
    _hours(rows["hours"])
    _groups(rows["access"])
    _wards(rows["access"])
    _neighbourhoods(rows["neighbourhoods"])


def _sentences(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        out.print(escape(sentence), highlight=False)


def _table(title: str, texts: tuple[str, ...], figures: tuple[str, ...] = ()) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", show_edge=False)
    for heading in texts:
        table.add_column(heading)
    for heading in figures:
        table.add_column(heading, justify="right")
    return table


def _more(shown: int, rows: int, what: str) -> None:
    if rows > shown:
        left = count(rows - shown, f"more {what}")
        out.print(f"… and {left}: --json or --to has them all.", highlight=False)


def _totals(rows: pd.DataFrame) -> None:
    table = _table("The estate", ("",), ("A", "B", "B less A"))
    for row in rows.to_dict("records"):
        unit = row["unit"]
        table.add_row(escape(row["label"]), figure(row["a"], unit), figure(row["b"], unit), change(row["change"], unit))
    out.print(table)


def _targets(rows: pd.DataFrame) -> None:
    """Targets that only one of the two meets, then those that both miss by different figures."""
    differ = rows[(rows["met_a"] != rows["met_b"]) | (~rows["met_a"] & (rows["change"].abs() > 1e-9))]
    if differ.empty:
        return
    table = _table("Targets in which they differ", ("What is asked", "A", "B"))
    ordered = pd.concat([differ[differ["met_a"] != differ["met_b"]], differ[differ["met_a"] == differ["met_b"]]])
    for row in ordered.head(MOST).to_dict("records"):
        texts = [escape(f"{figure(row[letter], row['unit'])}: {row[f'status_{letter}']}") for letter in ("a", "b")]
        table.add_row(escape(f"{row['sentence']} ({row['kind']})"), *texts)
    out.print(table)
    _more(MOST, len(differ), "target")


def _decisions(rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    table = _table("Decisions that differ", ("Building", "Ward", "A", "B"), ("Hours a week today",))
    for row in rows.head(MOST).to_dict("records"):
        told = (row["name"], row["ward"], row["option_a"], row["option_b"])
        table.add_row(*map(escape, told), number(row["hosted_today_hours_per_week"], 0))
    out.print(table)
    _more(MOST, len(rows), "building")


def _hours(rows: pd.DataFrame) -> None:
    table = _table("Hours a week by service", ("",), ("Moved in A", "Moved in B", "Ended in A", "Ended in B"))
    for row in rows.to_dict("records"):
        figures = (number(row[f"{kind}_{side}_hours_per_week"], 0) for kind in ("moved", "ended") for side in "ab")
        table.add_row(escape(row["service"]), *figures)
    out.print(table)


def _groups(rows: pd.DataFrame) -> None:
    """Groups in the whole area, of services for which a rule of the plan file asks; of deprivation, the two ends."""
    rows = rows[(rows["ward_id"] == "") & (rows["standard_from"] != "")]
    tenth = rows["group_id"].str.startswith("deprivation") & ~rows["group_id"].isin(SHOWN_TENTHS)
    for (service, standard), part in rows[~tenth].groupby(["service", "standard"], sort=False):
        headings = ("People", "Near in A", "Near in B", "Mean way", "Longer way in B", "Of all", "Of the longer ways")
        table = _table(f"{service}, within {standard}", ("Group",), headings)
        for row in part.to_dict("records"):
            cells = (_cell(row, column, words) for column, words in GROUP_COLUMNS.items())
            table.add_row(escape(row["group"]), *cells)
        out.print(table)


def _wards(rows: pd.DataFrame) -> None:
    """Wards where the number of people near to a service changes, of services for which a rule asks."""
    rows = rows[(rows["ward_id"] != "") & (rows["group_id"] == POPULATION) & (rows["standard_from"] != "")]
    rows = rows.assign(change=rows["covered_b"] - rows["covered_a"]).sort_values("change", kind="stable")
    rows = rows[rows["change"] != 0]
    if rows.empty:
        return
    headings = ("People", "Near in A", "Near in B", "People more or fewer", "Mean way")
    table = _table("People near to a service by ward, the greatest losses first", ("Ward", "Service"), headings)
    for row in rows.head(MOST).to_dict("records"):
        near = number(row["people"], 0), percent(row["share_a"]), percent(row["share_b"])
        differences = change(row["change"], "people"), change(row["mean_extra_km"], "km")
        table.add_row(escape(row["ward"]), escape(row["service"]), *near, *differences)
    out.print(table)
    _more(MOST, len(rows), "row")


def _cell(row: Mapping[Hashable, Any], column: str, words: Callable[[float], str]) -> str:
    value = row[column]
    if not pd.isna(value):
        return words(value)
    return MARK if row["withheld"] else "–"


def _neighbourhoods(rows: pd.DataFrame) -> None:
    worse = rows[rows["worse_off"] == "in B"]
    if worse.empty:
        return
    table = _table("Worse off in B, most people × km first", ("Neighbourhood", "Ward", "Service"), ("People", "A", "B"))
    for row in worse.head(MOST).to_dict("records"):
        ways = (figure(row[f"distance_{letter}_km"], "km") for letter in ("a", "b"))
        table.add_row(
            escape(row["neighbourhood"]), escape(row["ward"]), escape(row["service"]), number(row["people"], 0), *ways
        )
    out.print(table)
    _more(MOST, len(worse), "row")
