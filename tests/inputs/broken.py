"""Broken inputs: what is broken, and the one problem that must be told of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from estate_opt.errors import Severity
from estate_opt.inputs import check_estate
from tests.inputs.conftest import TODAY, Disk

Edit = Callable[[Disk], None]


@dataclass(frozen=True)
class Case:
    """A fault, the place ``file:line:column=value`` at which it must be told, and words of message and remedy."""

    name: str
    breaks: Edit
    at: str
    says: str
    remedy: str
    severity: Severity = Severity.ERROR

    @property
    def place(self) -> tuple[str, int | None, str, str]:
        """File, line, column and value."""
        found = re.fullmatch(r"([^:]+)(?::(\d*))?(?::(\w+))?(?:=(.*))?", self.at)
        assert found is not None
        source, line, column, value = found.groups()
        return source, int(line) if line else None, column or "", value or ""


def cell(file: str, line: int, column: str, value: str) -> Edit:
    """Write a value into one cell."""
    return lambda disk: disk.cell(file, line, column, value)


def row(file: str, line: int, **values: str) -> Edit:
    """Write values into the cells of one row."""
    return lambda disk: all_of(*(cell(file, line, *pair) for pair in values.items()))(disk)


def all_of(*edits: Edit) -> Edit:
    """Break several things."""

    def breaks(disk: Disk) -> None:
        for edit in edits:
            edit(disk)

    return breaks


def travel(*rows: str) -> Edit:
    """Write a travel table in which every neighbourhood reaches B1, some more rows, and a way from B4 to B3."""
    everyone = [f"N{k},B1,1.0,12,walk" for k in range(1, 7)]
    lines = ["from_id,to_id,km,minutes,mode", *everyone, *rows, "B4,B3,1.4,17,walk"]
    return lambda disk: disk.write("travel.csv", "\n".join(lines) + "\n")


def assert_told(disk: Disk, case: Case) -> None:
    """Break a sound estate in one way: one problem of that severity is told, where and as the case says."""
    assert disk.problems() == []
    case.breaks(disk)

    estate, problems = check_estate(disk.folder, today=TODAY)

    told = [problem for problem in problems if problem.severity is case.severity]
    assert len(told) == 1, "\n".join(map(str, problems))
    problem = told[0]
    assert (problem.source, problem.row, problem.column, problem.value) == case.place
    assert case.says in problem.message
    assert case.remedy in problem.remedy
    assert (estate is None) == (case.severity is Severity.ERROR)
