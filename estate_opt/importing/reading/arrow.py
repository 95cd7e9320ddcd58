"""Arrow columns as text: what GIS files and Parquet hold, written as a person would see it."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.types as kinds

from estate_opt.errors import Problem, Severity
from estate_opt.importing.reading.table import unique_names
from estate_opt.inputs.cells import write_cell


def frame_of(name: str, table: pa.Table, without: Collection[str | None] = ()) -> tuple[pd.DataFrame, list[Problem]]:
    """Columns of an Arrow table as text.

    Parameters
    ----------
    name
        Of the source, for problems.
    table
        What was read.
    without
        Columns that are not wanted.

    Returns
    -------
    tuple
        The cells, ``""`` where one is empty, names told apart where two are alike; and a warning for each column
        whose text is not UTF-8, as it says, and was read as Windows-1252 (an old Shapefile, mostly).
    """
    kept = [k for k, column in enumerate(table.schema.names) if column not in without]
    names = unique_names([table.schema.names[k] for k in kept])
    cells, warnings = {}, []
    for column, k in zip(names, kept, strict=True):
        try:
            cells[column] = text_column(table.column(k))
        except UnicodeDecodeError:
            cells[column] = _windows_column(table.column(k))
            message = "Its text is not UTF-8, as the file says; it was read as Windows-1252."
            remedy = "Check its accents; export the file again in UTF-8."
            warnings.append(Problem(name, message, remedy, column=column, severity=Severity.WARNING))
    return pd.DataFrame(cells, index=range(table.num_rows), dtype="str"), warnings


def text_column(column: pa.ChunkedArray) -> list[str]:
    """Cells of one column as text: whole numbers without a point, days as year-month-day, true and false."""
    if kinds.is_string(column.type) or kinds.is_large_string(column.type):
        return [value or "" for value in column.to_pylist()]
    return [cell_text(value) for value in column.to_pylist()]


def _windows_column(column: pa.ChunkedArray) -> list[str]:
    return [(cell or b"").decode("cp1252", errors="replace") for cell in column.cast(pa.large_binary()).to_pylist()]


def cell_text(value: Any) -> str:
    """One value as text."""
    match value:
        case datetime():
            return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")
        case Decimal():
            return format(value, "f")
        case bytes():
            return value.hex()
        case list() | dict():
            return json.dumps(value, ensure_ascii=False, default=str)
        case _:
            return write_cell(value)
