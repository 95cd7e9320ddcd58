"""Raw text of a file: bytes to characters, characters to rows of text, and what can be wrong on the way."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from estate_opt.errors import Problem

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SAVE_AS_UTF8 = "Save it as UTF-8 (in Excel: Save As, 'CSV UTF-8 (comma delimited)')."


@dataclass(frozen=True, slots=True)
class RawTable:
    """A CSV file as text.

    Parameters
    ----------
    header
        Names of the columns, without the spaces around them.
    lines
        Line of the file on which each row starts; the header is line 1.
    rows
        Cells of each row, as many as the header has, without the spaces around them.
    ragged
        Positions of the rows that had more or fewer cells than the header; already reported.
    """

    header: tuple[str, ...]
    lines: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    ragged: frozenset[int]


def is_there(path: Path) -> bool:
    """Tell whether something has this name; one that cannot be looked at counts as there, and reading it says why."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def read_text(path: Path) -> str | Problem:
    """Text of a UTF-8 file, with or without a byte order mark, or why it cannot be had."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Problem(path.name, "The file is missing.", f"Put it into {path.parent} or run 'estate-opt init'.")
    except OSError as error:
        return Problem(path.name, f"The file cannot be read ({error.strerror}).", "Check its permissions.")
    if data.startswith(_UTF16_MARKS):
        return Problem(path.name, "The file is UTF-16 text.", SAVE_AS_UTF8, row=1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf8(path.name, data, error.start)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Problem(path.name, "The file is not text (it holds a null byte).", SAVE_AS_UTF8, row=line)
    return text


def _not_utf8(source: str, data: bytes, position: int) -> Problem:
    line = data.count(b"\n", 0, position) + 1
    byte = data[position]
    as_windows = bytes([byte]).decode("cp1252", errors="replace")
    return Problem(
        source,
        f"The file is not UTF-8 text: byte {position + 1} (on this line) cannot be read; in Windows text it is "
        f"{as_windows!r}.",
        SAVE_AS_UTF8,
        row=line,
        value=f"0x{byte:02X}",
    )


def read_csv(path: Path) -> tuple[RawTable | None, list[Problem]]:
    """Read a CSV file as text.

    Parameters
    ----------
    path
        File to read. Lines without any content are passed over.

    Returns
    -------
    tuple
        The table, or ``None`` where nothing can be made of the file; and the problems found.
    """
    text = read_text(path)
    if isinstance(text, Problem):
        return None, [text]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    starts, records = [], []
    start = 1
    try:
        for cells in reader:
            stripped = tuple(map(str.strip, cells))
            if any(stripped):
                starts.append(start)
                records.append(stripped)
            start = reader.line_num + 1
    except csv.Error as error:
        return None, [_not_csv(path.name, start, error)]
    if not records:
        return None, [Problem(path.name, "The file is empty.", "Fill it in, header first, or remove the file.")]
    return _rectangular(path.name, starts, records)


def _not_csv(source: str, line: int, error: csv.Error) -> Problem:
    return Problem(
        source,
        f"The text from this line on cannot be read as CSV ({error}).",
        'Close every quotation mark, and write a quotation mark inside a cell twice ("").',
        row=line,
    )


def _rectangular(
    source: str, starts: list[int], records: list[tuple[str, ...]]
) -> tuple[RawTable | None, list[Problem]]:
    header = records[0]
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            remedy = "Save it with commas ('CSV UTF-8 (comma delimited)')."
            return None, [Problem(source, f"The cells are parted by {name}, not commas.", remedy, row=starts[0])]
    width = len(header)
    rows: list[tuple[str, ...]] = []
    ragged, problems = [], []
    for line, cells in zip(starts[1:], records[1:], strict=True):
        if len(cells) < width or any(cells[width:]):
            ragged.append(len(rows))
            problems.append(_ragged(source, line, len(cells), width))
        rows.append(cells if len(cells) == width else (cells + ("",) * width)[:width])
    return RawTable(header, tuple(starts[1:]), tuple(rows), frozenset(ragged)), problems


def _ragged(source: str, line: int, cells: int, width: int) -> Problem:
    return Problem(
        source,
        f"The row has {cells} cells where the header has {width}.",
        "Give every column a cell, empty where there is no value; put text that has a comma in quotation marks.",
        row=line,
    )
