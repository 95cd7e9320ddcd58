"""The table of a sweep: one row a point, as Parquet for programs and as CSV for spreadsheets."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from estate_opt.config.schema import Preferences
from estate_opt.results.totals import Totals
from estate_opt.studies.sweep.folder import POINTS
from estate_opt.studies.sweep.record import Line, PointRecord

LINES = "lines"
"""The column that holds every line of every policy, as a list of structs."""
TODAY, TERM, SHORTFALL = "today_", "term_", "shortfall_tier_"
"""What the names of columns begin with: totals of today, terms of the preferences, weighted shortfalls."""
_LINE = pa.struct(
    [
        (name, pa.bool_() if info.annotation is bool else pa.float64() if info.annotation is not str else pa.string())
        for name, info in Line.model_fields.items()
    ]
)


def parquet_of(records: Sequence[PointRecord]) -> bytes:
    """The table as a Parquet file.

    Parameters
    ----------
    records
        A row each, in order. Columns: the keys of the plan file under their dotted names (empty where a point leaves
        what the plan file says), then ``point``, ``outcome``, ``gap``, ``seconds``, ``error``, ``run`` (the folder of
        its plan, within the sweep's), ``targets`` and ``targets_met``, the totals of the plan under their own names
        and those of today behind ``today_``, ``shortfall_tier_…``, ``objective``, ``term_…``, and ``lines``, a list
        with every line of every policy.
    """
    written = io.BytesIO()
    pq.write_table(arrow_table(records), written, compression="zstd")
    return written.getvalue()


def csv_of(records: Sequence[PointRecord]) -> bytes:
    """The table as CSV, without the column ``lines``, which has no place in a spreadsheet."""
    frame = pd.DataFrame(arrow_table(records).drop_columns([LINES]).to_pydict(), dtype=object)
    return str(frame.to_csv(index=False, lineterminator="\n")).encode()


def arrow_table(records: Sequence[PointRecord]) -> pa.Table:
    """The table in memory; columns as :func:`parquet_of` says."""
    columns: dict[str, pa.Array] = {key: _key_column(key, records) for key in keys_of(records)}
    text, real, whole = pa.string(), pa.float64(), pa.int64()
    columns |= {
        "point": pa.array([r.point_id for r in records], text),
        "outcome": pa.array([r.outcome for r in records], text),
        "gap": pa.array([r.gap for r in records], real),
        "seconds": pa.array([r.seconds for r in records], real),
        "error": pa.array([r.error or None for r in records], text),
        "run": pa.array([f"{POINTS}/{r.point_id}" if r.has_plan else None for r in records], text),
        "targets": pa.array([len(r.lines) if r.has_plan else None for r in records], whole),
        "targets_met": pa.array([r.met if r.has_plan else None for r in records], whole),
    }
    for total in fields(Totals):
        kind = whole if total.type == "int" else real
        columns[total.name] = pa.array([r.plan.get(total.name) for r in records], kind)
        columns[TODAY + total.name] = pa.array([r.today.get(total.name) for r in records], kind)
    for tier in sorted({tier for r in records for tier in r.shortfall}, key=int):
        columns[SHORTFALL + tier] = pa.array([r.shortfall.get(tier) for r in records], real)
    columns["objective"] = pa.array([r.objective for r in records], real)
    for term in Preferences.TERMS:
        columns[TERM + term] = pa.array([r.terms.get(term) for r in records], real)
    columns[LINES] = pa.array([[line.model_dump() for line in r.lines] for r in records], pa.list_(_LINE))
    return pa.table(columns)


def keys_of(records: Iterable[PointRecord]) -> tuple[str, ...]:
    """Keys that any point sets, in the order in which they come up."""
    return tuple(dict.fromkeys(key for record in records for key in record.settings))


def _key_column(key: str, records: Sequence[PointRecord]) -> pa.Array:
    """The values of a key: numbers, flags or texts where all are of one kind, else each as JSON."""
    values: list[Any] = [record.settings.get(key) for record in records]
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {bool}:
        return pa.array(values, pa.bool_())
    if kinds <= {int} and all(value is None or abs(value) < 2**63 for value in values):
        return pa.array(values, pa.int64())
    if kinds <= {int, float}:
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    if kinds <= {str}:
        return pa.array(values, pa.string())
    return pa.array([None if value is None else json.dumps(value, ensure_ascii=False) for value in values], pa.string())
