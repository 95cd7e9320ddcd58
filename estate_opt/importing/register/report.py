"""The one report of an import: every problem by row, column, value and remedy, what is alike told together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from estate_opt.errors import Problem, Severity
from estate_opt.importing.reading.table import RawTable
from estate_opt.inputs.checks.condense import line_ranges

MOST_ALIKE = 5
"""Problems of one column that differ in their figures only and are told one by one; more are told together."""
LONGEST_LIST = 120
"""Characters of a list of lines; the warnings of a layer are there to be read."""
_VARIES = re.compile(r"'[^']*'|[\d.,]+")


@dataclass(eq=False)
class Report:
    """Problems of a source while it is read.

    Parameters
    ----------
    raw
        The source.
    columns
        Published column by target.
    problems
        What was found.
    set_aside
        Why a row cannot be used, by its position.
    """

    raw: RawTable
    columns: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    set_aside: dict[int, str] = field(default_factory=dict)

    def text(self, target: str, position: int) -> str:
        """Cell without outer spaces and with single ones inside; empty where the source has no such column."""
        return " ".join(self.published(target, position).split())

    def published(self, target: str, position: int) -> str:
        """Cell as published; empty where the source has no such column."""
        cells = self._cells.get(target)
        return "" if cells is None else cells[position]

    @cached_property
    def _cells(self) -> Mapping[str, Sequence[str]]:
        return {target: self.raw.frame[column].tolist() for target, column in self.columns.items()}

    def warn(self, position: int, target: str, message: str, remedy: str) -> None:
        """Note a cell that is not used as it stands; the row is imported."""
        self.problems.append(self._problem(position, target, message, remedy, Severity.WARNING))

    def refuse(self, position: int, target: str, message: str, remedy: str) -> None:
        """Note that a row cannot be imported as it stands."""
        self.problems.append(self._problem(position, target, message, remedy, Severity.ERROR))
        self.set_aside.setdefault(position, message)

    def _problem(self, position: int, target: str, message: str, remedy: str, severity: Severity) -> Problem:
        return Problem(
            self.raw.name,
            message,
            remedy,
            row=self.raw.rows[position],
            column=self.columns.get(target, target),
            value=self.published(target, position)[:120],
            severity=severity,
        )

    def told(self) -> tuple[Problem, ...]:
        """All problems by line, errors first; of many alike the first, with the lines of all."""
        groups: dict[tuple[str, str, str, Severity], list[Problem]] = {}
        for problem in self.problems:
            kind = (
                problem.column,
                _VARIES.sub("…", problem.message),
                _VARIES.sub("…", problem.remedy),
                problem.severity,
            )
            groups.setdefault(kind, []).append(problem)
        found: list[Problem] = []
        for group in groups.values():
            found += group if len(group) <= MOST_ALIKE else [_together(group)]
        return tuple(sorted(found, key=lambda problem: (problem.severity is not Severity.ERROR, problem.row or 0)))


def _together(group: list[Problem]) -> Problem:
    first, lines = group[0], line_ranges(sorted({problem.row for problem in group if problem.row is not None}))
    if len(lines) > LONGEST_LIST:
        lines = f"{lines[:LONGEST_LIST].rpartition(', ')[0]} …"
    return replace(first, message=f"{first.message} So or alike in {len(group):,} rows, on lines {lines}.")
