"""A source of any length, a block of rows at a time: delimited text is cut into blocks, other kinds come in one.

Each block is parsed by Arrow's reader of CSV on its own. Its streaming reader would do the cutting, but reads ahead on
threads that may outlive it and then end the program with an abort (apache/arrow issues 34314, 43604, 43892).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

from estate_opt.errors import InputError, Problem
from estate_opt.importing.layer import Source
from estate_opt.importing.raw import DELIMITED, RawTable, read_raw
from estate_opt.importing.reading.delimited import DELIMITERS, decode, find_delimiter, split
from estate_opt.importing.reading.table import Grid, header_position, tabulate, unique_names

BLOCK_BYTES = 4 << 20
SAMPLE_BYTES = 1 << 18
"""Bytes at the top of a file from which encoding, delimiter and header are told."""
LINES_BACK = 1_000
"""How far back from the end of a block a line is looked for that ends outside of quotation marks."""


@dataclass(frozen=True, eq=False)
class Block:
    """Some rows.

    Parameters
    ----------
    columns
        Text of each published column, shape (rows,).
    lines
        Line of the file on which each row stands, shape (rows,); below a cell that holds line ends, a little less.
    ragged
        Line and text of rows that have more or fewer cells than the header, which are not among the others.
    """

    columns: dict[str, pa.Array]
    lines: NDArray[np.int64]
    ragged: tuple[tuple[int, str], ...] = ()

    def __len__(self) -> int:
        return len(self.lines)


class Stream:
    """A source that is read block by block.

    Parameters
    ----------
    path
        Any file that :func:`~estate_opt.importing.raw.read_raw` reads; delimited text may be of any size.
    sheet
        Of a workbook.
    header
        Names of the columns of delimited text that has no header; its own header counts where not given.
    """

    def __init__(self, path: Path, *, sheet: str | None = None, header: Sequence[str] = ()) -> None:
        self.path = path
        self._given = tuple(header)
        self.source = Source.of_file(path)
        self._whole = None if path.suffix.casefold() in DELIMITED else read_raw(path, sheet=sheet)
        self.sample = self._whole if self._whole is not None else self._read_sample()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns as published."""
        return self._given or self.sample.columns

    @property
    def width(self) -> int:
        """Cells of the header, or of the first row of what has none, also those without name or content."""
        return len(self.sample.columns) if self._whole is not None else len(self._names)

    def _read_sample(self) -> RawTable:
        """Read the top of the file, without its last line, which may be cut."""
        with self.path.open("rb") as file:
            data = file.read(SAMPLE_BYTES)
            there_is_more = bool(file.read(1))
        if there_is_more and b"\n" in data:
            data = data[: data.rindex(b"\n") + 1 + (data[:2] == b"\xff\xfe")]
        decoded = decode(self.path.name, data)
        if isinstance(decoded, Problem):
            raise InputError([decoded])
        self.delimiter = find_delimiter(decoded.text)
        grid = split(self.path.name, decoded.text, self.delimiter)
        if isinstance(grid, Problem):
            raise InputError([grid])
        how = f"{decoded.encoding}, cells parted by {DELIMITERS[self.delimiter]}"
        found = tabulate(self.path.name, grid, how=how, sha256=self.source.sha256)
        if isinstance(found, Problem):
            raise InputError([found])
        self.encoding = next((wide for wide in ("utf-16", "utf-32") if wide in decoded.encoding.casefold()), "utf-8")
        self._header_line, self._names = (0, self._given) if self._given else _header(grid)
        return found

    def blocks(self) -> Iterator[Block]:
        """Read the rows."""
        if self._whole is not None:
            frame = self._whole.frame
            columns = {name: pa.array(frame[name].tolist(), pa.string()) for name in self._whole.columns}
            yield Block(columns, np.array(self._whole.rows, dtype=np.int64))
            return
        line = 1
        for position, data in enumerate(self._cut()):
            begin = 0
            if position == 0:
                for _ in range(self._header_line):
                    begin = data.find(b"\n", begin) + 1 or len(data)
                line += self._header_line
            if begin < len(data):
                yield self._parse(_as_utf8(data[begin:]), line)
            line += data.count(b"\n", begin)

    def _cut(self) -> Iterator[bytes]:
        """The file as UTF-8, cut after whole records."""
        decoder = codecs.getincrementaldecoder(self.encoding)() if self.encoding != "utf-8" else None
        rest = b""
        with self.path.open("rb") as file:
            while chunk := file.read(BLOCK_BYTES):
                try:
                    data = rest + (chunk if decoder is None else decoder.decode(chunk).encode())
                except UnicodeDecodeError as error:
                    problem = Problem(self.path.name, f"The file is not {self.encoding} text.", "Save it as CSV UTF-8.")
                    raise InputError([problem]) from error
                data = data if decoder is not None or rest else data.removeprefix(codecs.BOM_UTF8)
                end = _end_of_records(data)
                if end:
                    yield data[:end]
                rest = data[end:]
        if rest:
            yield rest

    def _parse(self, data: bytes, first_line: int) -> Block:
        ragged: list[tuple[int, str]] = []

        def note(row: csv.InvalidRow) -> str:
            ragged.append((first_line + (row.number or 1) - 1, row.text))
            return "skip"

        names = list(self._names)
        try:
            table = csv.read_csv(
                pa.BufferReader(data),
                csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
                csv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, ignore_empty_lines=False,
                    invalid_row_handler=note,
                ),
                csv.ConvertOptions(column_types={name: pa.string() for name in names}, strings_can_be_null=False),
            )  # fmt: skip
        except pa.ArrowInvalid as error:
            message = f"From line {first_line:,} on the file cannot be read as delimited text ({error})."
            remedy = "Close every quotation mark; or save it again as CSV UTF-8."
            raise InputError([Problem(self.path.name, message, remedy, first_line)]) from error
        lines = np.arange(first_line, first_line + len(table) + len(ragged))
        lines = np.setdiff1d(lines, [line for line, _ in ragged], assume_unique=True)[: len(table)]
        columns = {name: table.column(name).combine_chunks() for name in names}
        return Block(columns, lines, tuple(ragged))


def _end_of_records(data: bytes) -> int:
    """Where the last record that is whole ends: at a line end outside of quotation marks."""
    end = data.rfind(b"\n") + 1
    inside = data.count(b'"', 0, end) % 2
    at = end
    for _ in range(LINES_BACK):
        if not inside or not at:
            return at
        before = data.rfind(b"\n", 0, at - 1) + 1
        inside = (inside + data.count(b'"', before, at)) % 2
        at = before
    return end  # quotation marks that enclose nothing, such as inches


def _header(grid: Grid) -> tuple[int, tuple[str, ...]]:
    """Last line of the header, and a name for each of its cells, as :func:`tabulate` names them."""
    filled_rows = [k for k, record in enumerate(grid.records) if any(map(str.strip, record))]
    top = filled_rows[header_position([grid.records[k] for k in filled_rows])]
    after = grid.lines[top + 1] if top + 1 < len(grid.lines) else grid.lines[top] + 1
    plain = [" ".join(cell.split()) for cell in grid.records[top]]
    return after - 1, unique_names([name or f"column {k + 1}" for k, name in enumerate(plain)])


def _as_utf8(data: bytes) -> bytes:
    """Lines as UTF-8; those that are not are taken for Windows text."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return b"\n".join(_line_as_utf8(line) for line in data.split(b"\n"))
    return data


def _line_as_utf8(line: bytes) -> bytes:
    try:
        line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace").encode()
    return line
