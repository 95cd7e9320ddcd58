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

from estate_opt.importing.reading.table import unique_names
from estate_opt.inputs.cells import write_cell


def frame_of(table: pa.Table, without: Collection[str | None] = ()) -> pd.DataFrame:
    """Columns of an Arrow table as text, ``""`` where a cell is empty; names told apart where two are alike."""
    kept = [k for k, name in enumerate(table.schema.names) if name not in without]
    names = unique_names([table.schema.names[k] for k in kept])
    return pd.DataFrame({name: text_column(table.column(k)) for name, k in zip(names, kept, strict=True)}, dtype="str")


def text_column(column: pa.ChunkedArray) -> list[str]:
    """Cells of one column as text: whole numbers without a point, days as year-month-day, true and false."""
    if kinds.is_string(column.type) or kinds.is_large_string(column.type):
        return [value or "" for value in column.to_pylist()]
    return [cell_text(value) for value in column.to_pylist()]


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
