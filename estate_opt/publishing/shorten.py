"""Tables to the digits that people need: the files beside the pages are for reading, those of the run for checking.

What says the same twice is left out: ids of what has its name beside it, moves that have a table of their own.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from estate_opt.results.tables import Format, Table
from estate_opt.results.tables.digits import DIGITS, rounded

SAID_BY_NAMES = {"service_id": "service", "group_id": "group", "ward_id": "ward", "committee_id": "committee"}
"""Columns of ids, and those with the names, beside which only the run's own files have them."""
SAID_ELSEWHERE = ("standard", "standard_from", "services_arriving", "services_leaving", "receiving_buildings")
"""What the pages say of each service, and what the table of moves has line by line."""


def shortened(table: Table) -> Table:
    """A table with its figures rounded and without what is said elsewhere too."""
    there = {column.name for column in table.columns}
    left_out = {*SAID_ELSEWHERE, *(name for name, said in SAID_BY_NAMES.items() if said in there)}
    columns = tuple(column for column in table.columns if column.name not in left_out)
    rows = {
        column.name: _written(table.rows[column.name], column.format)
        if column.format in DIGITS
        else table.rows[column.name]
        for column in columns
    }
    return replace(table, columns=columns, rows=pd.DataFrame(rows))


def _written(figures: pd.Series[float], kind: Format) -> list[str]:
    """Figures without the noughts behind them; empty where there is none."""
    return ["" if pd.isna(value) else f"{rounded(float(value), kind):.12g}" for value in figures]
