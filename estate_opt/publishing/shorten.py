"""Tables to the digits that people need: the files beside the pages are for reading, those of the run for checking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from estate_opt.results.tables import Format, Table

DIGITS: Mapping[Format, int] = {
    Format.SHARE: 4,
    Format.HOURS: 2,
    Format.KM: 3,
    Format.GBP: 2,
    Format.CARBON: 1,
    Format.NUMBER: 6,
}
"""Decimals by what a column holds: a hundredth of a per cent, a metre, a penny."""


def shortened(table: Table) -> Table:
    """A table with its figures rounded."""
    digits = {column.name: DIGITS[column.format] for column in table.columns if column.format in DIGITS}
    return replace(table, rows=table.rows.round(digits))
