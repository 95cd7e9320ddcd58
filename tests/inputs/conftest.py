"""A tiny estate on disk, and a way to break one thing in it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from estate_opt.errors import Problem, Severity
from estate_opt.inputs import check_estate, write_estate
from tests.tiny import tiny_estate

TODAY = date(2026, 6, 1)


class Disk:
    """An estate's folder, with edits that name the file, line and column that the problems should name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, file: str) -> list[list[str]]:
        with (self.folder / file).open(encoding="utf-8", newline="") as handle:
            return list(csv.reader(handle))

    def save(self, file: str, rows: list[list[str]]) -> None:
        with (self.folder / file).open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows(rows)

    def cell(self, file: str, line: int, column: str, value: str) -> None:
        rows = self.rows(file)
        if column not in rows[0]:
            rows = [[*rows[0], column], *([*row, ""] for row in rows[1:])]
        rows[line - 1][rows[0].index(column)] = value
        self.save(file, rows)

    def column(self, file: str, column: str, value: str) -> None:
        for line in range(2, len(self.rows(file)) + 1):
            self.cell(file, line, column, value)

    def drop_column(self, file: str, column: str) -> None:
        rows = self.rows(file)
        k = rows[0].index(column)
        self.save(file, [row[:k] + row[k + 1 :] for row in rows])

    def rename_column(self, file: str, old: str, new: str) -> None:
        rows = self.rows(file)
        rows[0][rows[0].index(old)] = new
        self.save(file, rows)

    def append(self, file: str, *cells: str) -> None:
        self.save(file, [*self.rows(file), list(cells)])

    def write(self, file: str, text: str | bytes) -> None:
        (self.folder / file).write_bytes(text.encode() if isinstance(text, str) else text)

    def features(self, edit: Callable[[list[dict[str, Any]]], None]) -> None:
        document = json.loads((self.folder / "areas.geojson").read_text(encoding="utf-8"))
        edit(document["features"])
        self.write("areas.geojson", json.dumps(document))

    def problems(self) -> list[Problem]:
        return check_estate(self.folder, today=TODAY)[1]

    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems() if problem.severity is Severity.ERROR]


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """The tiny estate on disk, without any problem."""
    write_estate(tiny_estate(), tmp_path / "tinytown")
    return Disk(tmp_path / "tinytown")
