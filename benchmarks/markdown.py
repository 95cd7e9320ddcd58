"""Figures of earlier runs as Markdown, for ``docs/performance.md``: ``python -m benchmarks.markdown FILE.json …``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.record import OURS, Record
from benchmarks.table import COLUMNS, about

NUMBERS_FROM = 2
"""Columns from this one on hold figures and are aligned to the right."""


def page(document: dict[str, Any]) -> str:
    """The machine and a table for each case."""
    records = [Record.from_json(data) for data in document["records"]]
    parts = [f"{about(document['machine'], None)}\n"]
    for case, group in groupby(records, key=lambda record: record.case):
        parts.append(f"### {case}\n\n" + "\n".join(_table(list(group))) + "\n")
    return "\n".join(parts)


def _table(records: Sequence[Record]) -> Iterable[str]:
    shown = [k for k, (_, _, cell) in enumerate(COLUMNS) if any(cell(r, r) != "–" for r in records if not r.skipped)]
    yield "| " + " | ".join(COLUMNS[k][0] for k in shown) + " |"
    yield "|" + "|".join("---" if k < NUMBERS_FROM else "---:" for k in shown) + "|"
    ours = {record.size: record for record in records if record.who == OURS}
    for record in records:
        if record.skipped:
            yield f"| {record.size} | {record.who} | {record.skipped} |"
        else:
            yield "| " + " | ".join(COLUMNS[k][2](record, ours[record.size]) for k in shown) + " |"


if __name__ == "__main__":
    for file in sys.argv[1:]:
        print(page(json.loads(Path(file).read_text())))
