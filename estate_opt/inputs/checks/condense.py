"""Hundreds of problems in one column, told so that a person can read them and none is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from estate_opt.errors import Problem, Severity
from estate_opt.inputs.sheet import PLACE_COLUMNS

MOST_IN_FULL = 50
"""Problems of one column that are told one by one."""

MOST_ALIKE = 20
"""Rows whose coordinates want the same remedy that are told one by one; more are one slip of the whole table."""


def condense(problems: Iterable[Problem]) -> list[Problem]:
    """Tell the first problems of a column in full, and the others by how many they are and on which lines.

    Errors in coordinates that want the same remedy in more than :data:`MOST_ALIKE` rows are one problem.

    Parameters
    ----------
    problems
        Everything found.

    Returns
    -------
    list of Problem
        In the same order, with one problem for the rest of each column at the end.
    """
    told: list[Problem] = []
    counts: dict[tuple[str, str, str], int] = {}
    rest: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in _slips_of_a_table(list(problems)):
        place = (problem.source, problem.column, problem.severity)
        counts[place] = counts.get(place, 0) + 1
        if counts[place] <= MOST_IN_FULL:
            told.append(problem)
        else:
            rest.setdefault(place, []).append(problem)
    return told + [_summary(others) for others in rest.values()]


def _slips_of_a_table(problems: list[Problem]) -> list[Problem]:
    """The problems, with those that are one slip in many coordinates told once, where the first of them stands."""
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        if problem.column in PLACE_COLUMNS and problem.severity is Severity.ERROR and problem.row is not None:
            alike.setdefault((problem.source, problem.column, problem.remedy), []).append(problem)
    many = [group for group in alike.values() if len(group) > MOST_ALIKE]
    once = {id(group[0]): _told_once(group) for group in many}
    dropped = {id(problem) for group in many for problem in group[1:]}
    return [once.get(id(problem), problem) for problem in problems if id(problem) not in dropped]


def _told_once(group: list[Problem]) -> Problem:
    lines = line_ranges(sorted({problem.row for problem in group if problem.row is not None}))
    return replace(group[0], message=f"{group[0].message} So it is in {len(group):,} rows, on lines {lines}.")


def _summary(problems: list[Problem]) -> Problem:
    first = problems[0]
    lines = sorted({problem.row for problem in problems if problem.row is not None})
    return Problem(
        source=first.source,
        message=f"There are {len(problems):,} more such problems in this column, on lines {line_ranges(lines)}.",
        remedy="Correct those above first; then check again.",
        column=first.column,
        severity=first.severity,
    )


def line_ranges(lines: list[int]) -> str:
    """Lines, in order, as ranges: 3-5, 8."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)
