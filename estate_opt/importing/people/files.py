"""Files in which a table of counts begins below lines of title and ends above lines of notes, as Nomis writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from estate_opt.errors import InputError, Problem
from estate_opt.importing.geography.codes import SMALL_AREAS, read_stamp
from estate_opt.importing.geography.rows import keep_rows
from estate_opt.importing.raw import DELIMITED, RawTable, read_raw
from estate_opt.importing.reading.delimited import DELIMITERS, decode, find_delimiter, split
from estate_opt.importing.reading.table import Grid, tabulate, unique_names

CODE_WORDS = ("mnemonic", "geography code", "geography_code", "geogcode")
"""What Nomis calls its column of codes, in one place or another."""
TITLE_WITHIN = 40


def read_table_of_counts(path: Path) -> RawTable:
    """Read a file whose table may begin below lines of title and end above lines of notes.

    Raises
    ------
    InputError
        Where it cannot be read, or has several tables below one another.
    """
    plain = read_raw(path)
    if path.suffix.casefold() not in DELIMITED:
        return _below_title(plain)
    decoded = decode(path.name, path.read_bytes())
    if isinstance(decoded, Problem):
        raise InputError([decoded])
    delimiter = find_delimiter(decoded.text)
    grid = split(path.name, decoded.text, delimiter)
    if isinstance(grid, Problem):
        raise InputError([grid])
    headers = [k for k, record in enumerate(grid.records) if _is_header(record)]
    if not headers:
        return plain
    if len({tuple(grid.records[k]) for k in headers}) < len(headers) or len(headers) > 1:
        where = ", ".join(str(grid.lines[k]) for k in headers)
        message = f"There are {len(headers)} tables below one another (headers on lines {where})."
        raise InputError([Problem(path.name, message, "Download one table a file, or put one into each file.")])
    start = headers[0]
    said = [" ".join(filter(None, map(str.strip, record))) for record in grid.records[: min(start, TITLE_WITHIN)]]
    how = f"{decoded.encoding}, cells parted by {DELIMITERS[delimiter]}"
    title = next((text for text in said if text), "")
    body = Grid(grid.lines[start:], grid.records[start:])
    found = tabulate(path.name, body, how=how + (f"; {title}" if title else ""), sha256=plain.sha256)
    if isinstance(found, Problem):
        raise InputError([found])
    return found


def _below_title(raw: RawTable) -> RawTable:
    """A sheet whose header was looked for too far up, because a line of the title is as full as it."""
    if _is_header(raw.columns):
        return raw
    records = raw.frame.head(TITLE_WITHIN).to_numpy().tolist()
    at = next((k for k, record in enumerate(records) if _is_header(record)), None)
    if at is None:
        return raw
    rows = keep_rows(raw, np.arange(len(raw)) > at)
    names = unique_names([" ".join(cell.split()) or f"column {k + 1}" for k, cell in enumerate(records[at])])
    return replace(rows, columns=names, frame=rows.frame.set_axis(list(names), axis=1))


def _is_header(record: Sequence[str]) -> bool:
    """Whether a row of cells is the header: it names a column of codes or areas, and another beside it."""
    cells = [" ".join(cell.split()) for cell in record]
    if sum(1 for cell in cells if cell) < 2:
        return False
    names_codes = any(cell.casefold() in CODE_WORDS for cell in cells)
    stamp = next((s for cell in cells[:4] if (s := read_stamp(cell)) is not None), None)
    return names_codes or (stamp is not None and stamp.unit in SMALL_AREAS)
