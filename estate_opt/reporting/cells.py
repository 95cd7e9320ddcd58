"""What fits into a workbook: the limits of the format, and how wide a column is."""

from __future__ import annotations

from collections.abc import Iterator

from estate_opt.results.tables import Column, Format, Table

ROWS = 1_048_575
"""Rows of a sheet below its header, the limit of the format."""
LONGEST = 32_767
"""Characters of a cell, the limit of the format."""
CUT_TEXT = " … (cut; the CSV file has all of it)"
CUT_ROWS = "Sheet {title} holds the first {shown:,} of {rows:,} rows; {file} has all of them."

WIDEST, NARROWEST, NUMBERS = 60, 9, 13
SAMPLE = 500
"""Rows that a column's width is taken from."""


def fit_text(text: str) -> str:
    """Cut a text that is longer than a cell may be, and say so in the cell."""
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT_TEXT)] + CUT_TEXT


def widths(table: Table) -> Iterator[float]:
    """Work out the width of each column in characters."""
    for column in table.columns:
        yield _width(table, column)


def _width(table: Table, column: Column) -> float:
    longest_word = max((len(word) for word in column.heading.split()), default=0) + 3
    if column.format is not Format.TEXT:
        return max(NUMBERS, longest_word)
    if column.name in ("reason", "sentence"):
        return WIDEST
    content = max((len(text) for text in table.rows[column.name].head(SAMPLE)), default=0)
    return min(WIDEST, max(NARROWEST, longest_word, content + 2))
