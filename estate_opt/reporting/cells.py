"""What fits into a workbook: the limits of the format, and how wide a column is."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from estate_opt.results.tables import Column, Format, Table

ROWS = 1_048_575
"""Rows of a sheet below its header, the limit of the format."""
LONGEST = 32_767
"""Characters of a cell, the limit of the format."""
CUT_TEXT = " … (cut; the CSV file has all of it)"
CUT_ROWS = "Sheet {title} holds the first {shown:,} of {rows:,} rows; {file} has all of them."

WIDEST, NARROWEST, NUMBERS, SENTENCES = 60, 9, 13, 90
LINE, MARGIN, TALLEST = 12.75, 2.0, 400.0
"""Height of a line and of what is added to several, in points; rows are no taller than the format allows (409)."""
WRAPPED = ("reason", "sentence")
"""Columns whose texts wrap."""
SAMPLE = 500
"""Rows that a column's width is taken from."""


def fit_text(text: str) -> str:
    """Cut a text that is longer than a cell may be, and say so in the cell."""
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT_TEXT)] + CUT_TEXT


def height(texts: Iterable[tuple[str, float]]) -> float:
    """Height of a row in points, so that wrapped texts are seen whole; LibreOffice does not work it out by itself.

    Parameters
    ----------
    texts
        Each text that wraps, with the width of its column in characters.
    """
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return min(TALLEST, LINE * lines + (MARGIN if lines > 1 else 0))


def _lines(text: str, width: float) -> int:
    """Lines that a text takes, words kept whole."""
    return sum(len(textwrap.wrap(line, max(1, int(width)))) or 1 for line in text.splitlines() or [""])


def widths(table: Table) -> Iterator[float]:
    """Work out the width of each column in characters."""
    for column in table.columns:
        yield _width(table, column)


def _width(table: Table, column: Column) -> float:
    longest_word = max((len(word) for word in column.heading.split()), default=0) + 3
    if column.format is not Format.TEXT:
        return max(NUMBERS, longest_word)
    if column.name in WRAPPED:
        return SENTENCES
    content = max((len(text) for text in table.rows[column.name].head(SAMPLE)), default=0)
    return min(WIDEST, max(NARROWEST, longest_word, content + 2))
