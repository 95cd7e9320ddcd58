"""Workbooks of Excel and LibreOffice (.xlsx, .xlsm, .xlsb, .xls, .ods) by calamine, as values, never as formulas."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from estate_opt.errors import Problem, did_you_mean
from estate_opt.importing.reading.arrow import cell_text
from estate_opt.importing.reading.merged import unmerge
from estate_opt.importing.reading.table import Grid, RawTable, tabulate

_SAVE_AGAIN = "Save it again as an Excel workbook (.xlsx) or as CSV UTF-8."


def read_workbook(path: Path, *, sheet: str | None, sha256: str) -> RawTable | Problem:
    """Read one sheet of a workbook.

    Parameters
    ----------
    path
        The file.
    sheet
        Its sheet; the one with the most rows where not given.
    sha256
        Hash of the file.

    Returns
    -------
    RawTable or Problem
        Cells as text: numbers as the file keeps them, with all their digits and not as a format shows them; days
        as year-month-day; the value of merged cells in each row that they cover, as people see it (which is
        warned of). Or why the sheet cannot be had.
    """
    try:
        with CalamineWorkbook.from_path(path) as book:
            return _read(path, book, sheet, sha256)
    except PasswordError:
        return Problem(path.name, "The workbook is locked with a password.", "Save a copy without it.")
    except (CalamineError, OSError, ValueError) as error:
        said = (str(error).splitlines() or [type(error).__name__])[0][:200]
        return Problem(path.name, f"The file is not a workbook that can be read ({said}).", _SAVE_AGAIN)


def _read(path: Path, book: CalamineWorkbook, wanted: str | None, sha256: str) -> RawTable | Problem:
    names = [about.name for about in book.sheets_metadata if about.typ is SheetTypeEnum.WorkSheet]
    if wanted is not None and wanted not in names:
        remedy = did_you_mean(wanted, names) or f"Name one of {', '.join(map(repr, names))}."
        return Problem(path.name, f"There is no sheet {wanted!r}.", remedy, value=wanted)
    if not names:
        return Problem(path.name, "The workbook has no sheet with cells.", _SAVE_AGAIN)
    sheets = {name: book.get_sheet_by_name(name) for name in ([wanted] if wanted else names)}
    chosen = max(sheets, key=lambda name: sheets[name].height)
    how = f"workbook; sheet {chosen!r}"
    if len(sheets) > 1:
        others = ", ".join(f"{name!r} ({sheets[name].height:,})" for name in sheets if name != chosen)
        how += f" with the most rows ({sheets[chosen].height:,}); not read: {others}"
    records = _cells(sheets[chosen])
    warnings = unmerge(path.name, records, sheets[chosen].merged_cell_ranges or ())
    grid = Grid(range(1, len(records) + 1), records)
    return tabulate(path.name, grid, how=how, sha256=sha256, where="row", problems=warnings)


def _cells(sheet: CalamineSheet) -> list[list[str]]:
    return [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]


def _text(value: object) -> str:
    return str(value) if isinstance(value, timedelta) else cell_text(value)
