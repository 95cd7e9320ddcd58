"""Merged cells of a sheet: a value that people see over several rows belongs to each of them."""

from __future__ import annotations

from collections.abc import Sequence

from estate_opt.errors import Problem, Severity
from estate_opt.importing.reading.table import filled, header_position

Corner = tuple[int, int]
Merges = Sequence[tuple[Corner, Corner]]
"""Top left and bottom right of each merged cell as (row, column), counted from 0."""


def unmerge(name: str, records: list[list[str]], merges: Merges) -> list[Problem]:
    """Fill in, in place, what merged cells cover.

    A value merged over rows is given to each of them. Where the header has a band of headings above it ("Location"
    over "Easting" and "Northing"), the band is emptied and what is merged through it moves down into the header.

    Parameters
    ----------
    name
        Of the source, for problems.
    records
        Cells of the sheet from its first row on.
    merges
        Its merged cells.

    Returns
    -------
    list
        A warning for each merged cell among the data: below it somebody may have meant "not known".
    """
    if not merges or not any(map(filled, records)):
        return []
    header = header_position(records)
    if _is_band(header, records, merges):
        _move_down(header, records, merges)
        header += 1
    return [_spread(name, records, *merge) for merge in sorted(merges) if merge[0][0] > header]


def _is_band(row: int, records: Sequence[Sequence[str]], merges: Merges) -> bool:
    """Whether a row has headings over several columns and the row below names the columns."""
    from_here = [(left, bottom, right) for (top, left), (bottom, right) in merges if top == row]
    if row + 1 >= len(records) or all(right == left for left, _, right in from_here):
        return False
    through = sum(1 for _, bottom, _ in from_here if bottom > row)
    return filled(records[row + 1]) + through >= filled(records[row])


def _move_down(band: int, records: list[list[str]], merges: Merges) -> None:
    for (top, left), (bottom, right) in merges:
        if top == band and bottom > band and right == left:
            records[band + 1][left] = records[band][left]
    records[band] = [""] * len(records[band])


def _spread(name: str, records: list[list[str]], first: Corner, last: Corner) -> Problem:
    (top, left), (bottom, right) = first, last
    value = records[top][left] if top < len(records) and left < len(records[top]) else ""
    for row in range(top + 1, min(bottom + 1, len(records))):
        records[row][left] = value
    over = [f"rows {top + 1} to {bottom + 1}"] * (bottom > top) + [f"{right - left + 1} columns"] * (right > left)
    remedy = (
        "Its value was taken for each row; part the cell in the workbook where it does not hold for all."
        if bottom > top
        else "Its value was taken for the first column only; part the cell in the workbook."
    )
    message = f"One cell is merged over {' and '.join(over)}."
    return Problem(name, message, remedy, row=top + 1, value=value, severity=Severity.WARNING)
