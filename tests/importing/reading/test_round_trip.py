"""Parse → write → parse is the identity: whatever a cell holds, it comes back as it was."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.importing.raw import RawTable, read_raw
from estate_opt.importing.reading.delimited import DELIMITERS

Cells = list[list[str]]
ANY = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
LATIN = st.one_of(
    st.characters(min_codepoint=0xE0, max_codepoint=0xFF), st.characters(min_codepoint=32, max_codepoint=126)
)
"""Letters of Windows-1252 that are never by chance what UTF-8 would write."""
PRINTABLE = st.characters(min_codepoint=32, max_codepoint=0xD7FF, exclude_categories=("Cc", "Cs"))


def tables(characters: st.SearchStrategy[str]) -> st.SearchStrategy[Cells]:
    """A header and rows of cells, no row without content."""

    def rows(width: int) -> st.SearchStrategy[Cells]:
        row = st.lists(st.text(characters, max_size=8), min_size=width, max_size=width)
        content = row.filter(lambda cells: any(cell.strip() for cell in cells))
        header = [f"Column {k}" for k in range(width)]
        return st.lists(content, min_size=1, max_size=3).map(lambda body: [header, *body])

    return st.integers(2, 4).flatmap(rows)


def delimited(table: Cells, delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(table)
    return text.getvalue()


def read(name: str, data: bytes) -> RawTable:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return read_raw(path)


def cells_of(raw: RawTable) -> Cells:
    return [list(raw.columns), *raw.frame.to_numpy().tolist()]


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@settings(max_examples=40, deadline=None)
@given(table=tables(ANY))
def test_delimited_text(table: Cells, delimiter: str, encoding: str) -> None:
    assert cells_of(read("t.csv", delimited(table, delimiter).encode(encoding))) == table


@settings(max_examples=60, deadline=None)
@given(table=tables(LATIN), delimiter=st.sampled_from(list(DELIMITERS)))
def test_windows_text(table: Cells, delimiter: str) -> None:
    raw = read("t.txt", delimited(table, delimiter).encode("cp1252"))
    assert cells_of(raw) == table
    assert not raw.problems


@settings(max_examples=60, deadline=None)
@given(table=tables(ANY))
def test_what_was_parsed_is_parsed_again(table: Cells) -> None:
    first = read("t.csv", delimited(table, ",").encode())
    again = read("t.csv", delimited(cells_of(first), ",").encode())
    assert cells_of(again) == cells_of(first)
    assert first.rows[0] == again.rows[0] == 2


@settings(max_examples=40, deadline=None)
@given(table=tables(PRINTABLE))
def test_workbooks(table: Cells) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for k, row in enumerate(table):
            for column, cell in enumerate(row):
                sheet.write_string(k, column, cell)
    assert cells_of(read("t.xlsx", content.getvalue())) == table


@settings(max_examples=40, deadline=None)
@given(table=tables(ANY))
def test_parquet(table: Cells) -> None:
    content = io.BytesIO()
    pd.DataFrame(table[1:], columns=table[0], dtype="str").to_parquet(content)
    assert cells_of(read("t.parquet", content.getvalue())) == table
