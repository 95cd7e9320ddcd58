"""Delimited text as councils and open data portals export it: encoding and delimiter are found from the bytes."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from estate_opt.errors import Problem, Severity
from estate_opt.importing.reading.table import Grid

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
SAMPLE_RECORDS = 200
"""Rows from which the delimiter is told."""
NEARLY_ALL = 0.8
"""Share of lines that must agree; title lines and broken ones do not."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_BINARY = ((b"PK\x03\x04", "an Excel workbook or a zip file"), (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
           (b"SQLite format 3", "a GeoPackage"), (b"PAR1", "a Parquet file"), (b"%PDF", "a PDF"))  # fmt: skip
_REMEDY = "Save it again as CSV UTF-8."


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file, what its encoding is called, and what was odd about it."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode(name: str, data: bytes) -> Decoded | Problem:
    """Turn the bytes of a text file into text.

    Parameters
    ----------
    name
        Of the file, for problems.
    data
        Its content: UTF-8, UTF-16 or UTF-32 with or without a byte order mark, else Windows-1252. Where lines of
        UTF-8 and of Windows-1252 stand in one file, each is read as what it is, and the latter are warned of.

    Returns
    -------
    Decoded or Problem
        The text, or why the file is none.
    """
    for magic, kind in _BINARY:
        if data.startswith(magic):
            return Problem(name, f"This is {kind} with the name of a text file.", "Give it its proper ending.")
    for mark, codec, said in _MARKS:
        if data.startswith(mark):
            return _strictly(name, data, codec, said)
    if b"\0" in data:
        codec = "utf-16-le" if data[1::2].count(0) >= data[0::2].count(0) else "utf-16-be"
        return _strictly(name, data, codec, "UTF-16 without a byte order mark")
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _windows(name, data)


def _strictly(name: str, data: bytes, codec: str, said: str) -> Decoded | Problem:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(name, f"The file is not {said}: byte {error.start + 1} cannot be read.", _REMEDY, row=line)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Problem(name, "The file is not text (it holds a null byte).", _REMEDY, row=line)
    return Decoded(text.removeprefix("\ufeff"), said)


def _windows(name: str, data: bytes) -> Decoded | Problem:
    """Read Windows-1252, or a mixture of it with UTF-8 line by line, as files put together from several have it."""
    texts, mixed, utf8_lines = [], [], 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            texts.append(line.decode("ascii"))
            continue
        try:
            texts.append(line.decode("utf-8"))
            utf8_lines += 1
        except UnicodeDecodeError:
            try:
                texts.append(line.decode("cp1252"))
            except UnicodeDecodeError as error:
                message = f"Byte {error.start + 1} of this line is neither UTF-8 nor Windows text."
                return Problem(name, message, _REMEDY, row=number, value=f"0x{line[error.start]:02X}")
            mixed.append(number)
    if not utf8_lines:
        return Decoded("\n".join(texts), "Windows-1252")
    warnings = tuple(
        Problem(
            name, "This line is Windows-1252 in a file of UTF-8.", "It was read as Windows text; check its accents.",
            row=number, severity=Severity.WARNING,
        )
        for number in mixed
    )  # fmt: skip
    return Decoded("\n".join(texts), "UTF-8 and Windows-1252 mixed", warnings)


def find_delimiter(text: str) -> str:
    """The delimiter that parts nearly all lines into the same number of cells, the most; a comma where none does."""
    rated = {delimiter: _agreement(text, delimiter) for delimiter in DELIMITERS}
    return max(rated, key=lambda delimiter: rated[delimiter])


def _agreement(text: str, delimiter: str) -> tuple[bool, float]:
    """Whether nearly all of the first lines have the usual number of cells, and how many times how many do."""
    widths: Counter[int] = Counter()
    try:
        for record in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), SAMPLE_RECORDS):
            widths[len(record)] += any(record)
    except csv.Error:
        pass  # told of when the whole is read
    lines = max(widths.total(), 1)
    width, usual = max(widths.items(), key=lambda found: (found[0] > 1, found[1]), default=(1, 0))
    if width == 1:
        return False, 0.0
    return usual / lines >= NEARLY_ALL, (width - 1) * (usual / lines) ** 2


def split(name: str, text: str, delimiter: str) -> Grid | Problem:
    """Cells of delimited text (RFC 4180: quotation marks doubled in quotation marks), or why there are none."""
    lines, records = [], []
    start = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in reader:
            lines.append(start)
            records.append(record)
            start = reader.line_num + 1
    except csv.Error as error:
        message = f"The text from this line on cannot be read ({error})."
        remedy = 'Close every quotation mark, and write a quotation mark inside a cell twice ("").'
        return Problem(name, message, remedy, row=start)
    return Grid(lines, records)
