"""The workbook for the asset team (``plan.xlsx``): a summary sheet, a sheet for each table, and what each column means.

Text is written as text: a name that starts with ``=``, ``+``, ``-`` or ``@`` is never run as a
formula. Figures are rounded to the digits that people need; the CSV files of the run have all of them. The same
result and time give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from estate_opt.domain.option import Decision
from estate_opt.reporting.cells import CUT_ROWS, ROWS, WRAPPED, fit_text, height, widths
from estate_opt.results.equality import NOTE as EQUALITY_NOTE
from estate_opt.results.reasons import NOTE
from estate_opt.results.summary import Line, Summary
from estate_opt.results.tables import Column, Format, Table
from estate_opt.results.tables.digits import rounded

SHEETS = (
    "decisions", "relocations", "access", "coverage", "equality", "inequality", "areas", "money", "policies", "terms",
    "assumptions",
)  # fmt: skip
"""Tables in the order of their sheets, after the summary."""

NUMBER_FORMATS: Mapping[Format, str] = {
    Format.TEXT: "@",
    Format.COUNT: "#,##0",
    Format.NUMBER: "#,##0.##",
    Format.SHARE: "0.0%",
    Format.HOURS: "#,##0.0",
    Format.KM: "0.00",
    Format.GBP: "£#,##0;-£#,##0",
    Format.CARBON: "#,##0",
}
COORDINATES = "0.000000"
SUMMARY_WIDTHS = (70, 22, 22, 22, 22, 48)
TITLE_HEIGHT = 24
FILTER = 3
"""Characters of a heading's width that the filter's button takes."""
SHEET_WIDTH = 260.0
"""Characters side by side on a printed sheet that can still be read."""
ROUNDED = (
    "Figures are rounded to a hundredth of a per cent, a metre, a penny; the CSV files of the run have all digits."
)
COLOURS: Mapping[str, Mapping[str, str]] = {
    "decision": {
        Decision.KEPT: "#DCE9F5", Decision.CHANGED: "#FBE3D0", Decision.TRANSFERRED: "#EFDDEE",
        Decision.CLOSED: "#D9D9D9",
    },
    "met": {"yes": "#DCEFE0", "no": "#F8DCD6"},
}  # fmt: skip
"""Colour behind a cell by its text, in columns of these names; the text says the same."""
FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}
HEADER = {**FONT, "bold": True, "text_wrap": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "border": 1}


def write_workbook(path: Path, *, about: Summary, found: Mapping[str, Table], when: datetime) -> None:
    """Write the workbook.

    Parameters
    ----------
    path
        File to write.
    about
        Summary of the run.
    found
        Its tables.
    when
        Time of the run; the workbook's own date.

    Raises
    ------
    OSError
        Where the file cannot be written.
    """
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": about.title, "comments": about.notes[0], "created": when.replace(tzinfo=None)})
        styles = _Styles(book)
        _summary_sheet(book, styles, about, found)
        for name in SHEETS:
            _table_sheet(book, styles, found[name])
        _columns_sheet(book, styles, found)
    path.write_bytes(content.getvalue())


class _Styles:
    """Cell formats of the workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.text = book.add_format({**FONT, "num_format": "@"})
        self.wrapped = book.add_format({**FONT, "num_format": "@", "text_wrap": True})
        self.header = book.add_format(HEADER)
        self.title = book.add_format({**FONT, "bold": True, "font_size": 16})
        self.section = book.add_format({**FONT, "bold": True, "font_size": 12})
        self.good = book.add_format({**FONT, "num_format": "@", "font_color": "#1B5E20"})
        self.bad = book.add_format({**FONT, "num_format": "@", "bold": True, "font_color": "#8B1A1A"})
        self.flag = book.add_format({**FONT, "align": "left"})
        self.coordinate = book.add_format({**FONT, "num_format": COORDINATES})
        self.by_format = {kind: book.add_format({**FONT, "num_format": text}) for kind, text in NUMBER_FORMATS.items()}

    def of(self, column: Column) -> Any:
        """Format of a column's cells."""
        if column.format is Format.TEXT:
            return self.wrapped if column.name in WRAPPED else self.text
        if column.format is Format.FLAG:
            return self.flag
        return self.coordinate if column.name in ("longitude", "latitude") else self.by_format[column.format]


# -- summary ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Cursor:
    """Writes a sheet from the top down."""

    sheet: Any
    row: int = 0

    def line(self, cells: Sequence[str], style: Any) -> None:
        for column, text in enumerate(cells):
            self.sheet.write_string(self.row, column, fit_text(text), style)
        self.row += 1


def _summary_sheet(book: Any, styles: _Styles, about: Summary, found: Mapping[str, Table]) -> None:
    sheet = book.add_worksheet("Summary")
    for position, width in enumerate(SUMMARY_WIDTHS):
        sheet.set_column(position, position, width)
    cursor = _Cursor(sheet)
    sheet.set_row(0, TITLE_HEIGHT)
    cursor.line([about.title], styles.title)
    cursor.line([f"Scenario {about.scenario}, {about.written}. {about.outcome.capitalize()}."], styles.text)
    for text in (*about.notes, NOTE, EQUALITY_NOTE, ROUNDED, *_cut_tables(found)):
        cursor.line([text], styles.text)
    cursor.row += 1
    cursor.line(["What is asked", "Today", "Plan", "Change", "Target", "Met?"], styles.header)
    for line in about.targets:
        _target(cursor, line, styles)
    cursor.row += 1
    cursor.line(["The estate in figures", "Today", "Plan", "Change"], styles.header)
    for line in about.totals:
        cursor.line([line.label, line.today, line.plan, line.change], styles.text)
    cursor.row += 1
    cursor.line(["How the plan was found and checked"], styles.section)
    for text in about.proof:
        cursor.line([text], styles.text)
    _printed(sheet)


def _target(cursor: _Cursor, line: Line, styles: _Styles) -> None:
    cells = [f"{line.label} ({line.kind})", line.today, line.plan, line.change, line.target]
    cursor.sheet.set_row(cursor.row, height(zip(cells, SUMMARY_WIDTHS, strict=False)))
    cursor.line(cells, styles.wrapped)
    cursor.sheet.write_string(cursor.row - 1, 5, line.status, styles.good if line.met else styles.bad)


def _cut_tables(found: Mapping[str, Table]) -> Iterator[str]:
    for name, table in found.items():
        if len(table.rows) > ROWS:
            yield CUT_ROWS.format(title=table.title, shown=ROWS, rows=len(table.rows), file=f"{name}.csv")


# -- tables ----------------------------------------------------------------------------------------


def _table_sheet(book: Any, styles: _Styles, table: Table) -> None:
    sheet = book.add_worksheet(table.title)
    rows = table.rows.head(ROWS)
    across = list(widths(table))
    for position, (column, width) in enumerate(zip(table.columns, across, strict=True)):
        sheet.set_column(position, position, width, styles.of(column))
        sheet.write_string(0, position, column.heading, styles.header)
        _cells(sheet, position, column, rows[column.name], styles.of(column))
        _colour(book, sheet, position, column, len(rows))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, len(rows)), len(table.columns) - 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 1)
    _heights(sheet, table.columns, across, rows)
    _printed(sheet, pages_across=math.ceil(sum(across) / SHEET_WIDTH))


def _heights(sheet: Any, columns: Sequence[Column], across: Sequence[float], rows: pd.DataFrame) -> None:
    """Rows tall enough for their heading, or for their texts that wrap."""
    sheet.set_row(0, height((column.heading, width - FILTER) for column, width in zip(columns, across, strict=True)))
    wrapped = [(column.name, width) for column, width in zip(columns, across, strict=True) if column.name in WRAPPED]
    for row, texts in enumerate(zip(*(rows[name] for name, _ in wrapped), strict=True), start=1):
        sheet.set_row(row, height((text, width) for text, (_, width) in zip(texts, wrapped, strict=True)))


def _cells(sheet: Any, position: int, column: Column, values: pd.Series[Any], style: Any) -> None:
    """Write a column's cells by its declared type; empty ones stay empty."""
    for row, value in enumerate(values.tolist(), start=1):
        if column.format is Format.TEXT:
            if value:
                sheet.write_string(row, position, fit_text(value), style)
        elif pd.isna(value):
            continue
        elif column.format is Format.FLAG:
            sheet.write_string(row, position, "yes" if value else "no", style)
        else:
            sheet.write_number(row, position, rounded(float(value), column.format), style)


def _colour(book: Any, sheet: Any, position: int, column: Column, rows: int) -> None:
    """Colour cells by what they say, as a rule of the sheet, so that a changed cell changes its colour."""
    for text, colour in COLOURS.get(column.name, {}).items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": book.add_format({"bg_color": colour})}
        sheet.conditional_format(1, position, max(1, rows), position, rule)


def _columns_sheet(book: Any, styles: _Styles, found: Mapping[str, Table]) -> None:
    """What every column means, and what it is called in the CSV files."""
    sheet = book.add_worksheet("Columns")
    cursor = _Cursor(sheet)
    for position, width in enumerate((18, 44, 40, 22, 90)):
        sheet.set_column(position, position, width)
    cursor.line(["Sheet", "Heading", "Name in the CSV file", "Holds", "Meaning"], styles.header)
    for name in SHEETS:
        for column in found[name].columns:
            cells = [found[name].title, column.heading, column.name, column.format.value, column.meaning]
            cursor.line(cells, styles.text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, cursor.row - 1, 4)
    _printed(sheet)


def _printed(sheet: Any, pages_across: int = 1) -> None:
    """Landscape on A3, all columns on so many pages' width, page numbers."""
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(pages_across, 0)
    sheet.set_footer("&L&A&RPage &P of &N")
