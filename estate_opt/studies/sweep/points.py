"""Points: which keys of the plan file take which values, one plan each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from estate_opt.config.overrides import SOURCE
from estate_opt.errors import Problem, UsageError
from estate_opt.inputs.textfile import RawTable, read_csv
from estate_opt.studies.sweep.values import Axis, axes_from, plain_value, written_value

MOST_POINTS = 10_000
"""Points of a sweep at most; more would take a cluster weeks."""


@dataclass(frozen=True, slots=True)
class Point:
    """One plan to be made.

    Parameters
    ----------
    values
        Values by dotted key, in the order in which they are set.
    source, line
        File and line that give the point, where a file does; its keys are ``listed``.
    """

    settings: Mapping[str, Any]
    source: str = SOURCE
    line: int | None = None
    listed: frozenset[str] = field(default_factory=frozenset)

    @property
    def written(self) -> str:
        """The values as text, the same for the same values in whatever order."""
        parts = (f"{written_value(key)}: {written_value(value)}" for key, value in sorted(self.settings.items()))
        return f"{{{', '.join(parts)}}}"

    def placed(self, problem: Problem) -> Problem:
        """A problem with a value of this point, at the file and line that give the value where a file does."""
        if problem.source != SOURCE or problem.column not in self.listed:
            return problem
        return Problem(
            self.source, problem.message, problem.remedy, self.line, problem.column, problem.value, problem.severity
        )


def points_of(wanted: Sequence[str], table: Path | None = None) -> tuple[tuple[Point, ...], list[Problem]]:
    """Points of a grid, of a list, or of both: each point of the list at each point of the grid.

    Parameters
    ----------
    wanted
        Each ``KEY=VALUES``, as :func:`estate_opt.studies.sweep.values.axes_from` reads them.
    table
        A CSV file: keys in its header, a point in each row; an empty cell leaves the plan file's value.

    Returns
    -------
    tuple
        The points, of which the last key changes fastest; and everything that is wrong with how they were given, in
        which case they are good for checking the rest only.

    Raises
    ------
    UsageError
        Where there is nothing to vary.
    """
    if not wanted and table is None:
        raise UsageError("Say what to vary: --set policies.reduction.share=0.4:0.7:0.05, or --points FILE.csv")
    axes, problems = axes_from(wanted)
    listed, wrong = ([Point({})], []) if table is None else listed_points(table)
    problems += wrong
    keys = {key for point in listed for key in point.listed}
    problems += [
        Problem(SOURCE, "The list of points gives this key too.", "Give it in one of the two.", column=axis.key)
        for axis in axes
        if axis.key in keys
    ]
    axes = tuple(axis for axis in axes if axis.values)
    count = prod(len(axis.values) for axis in axes) * len(listed)
    if count > MOST_POINTS:
        remedy = f"At most {MOST_POINTS:,} can be asked for at once; take wider steps."
        return (), [*problems, Problem(SOURCE, f"This makes {count:,} points.", remedy)]
    return tuple(crossed(listed, axes)), problems


def crossed(points: Sequence[Point], axes: Sequence[Axis]) -> Iterator[Point]:
    """Each point at each point of the grid that some axes span, the last axis changing fastest."""
    for point in points:
        for chosen in product(*(axis.values for axis in axes)):
            set_ = dict(zip((axis.key for axis in axes), chosen, strict=True))
            yield Point({**point.settings, **set_}, point.source, point.line, point.listed)


def listed_points(path: Path) -> tuple[list[Point], list[Problem]]:
    """The points of a CSV file, and everything that is wrong with it."""
    table, problems = read_csv(path)
    if table is None:
        return [], problems
    problems += _header_problems(path.name, table)
    points = [
        Point(
            {key: plain_value(cell) for key, cell in zip(table.header, cells, strict=True) if key and cell},
            source=path.name,
            line=line,
            listed=frozenset(table.header),
        )
        for line, cells in zip(table.lines, table.rows, strict=True)
    ]
    if not points:
        problems.append(Problem(path.name, "There is no point below the header.", "Write a row for each point."))
    first: dict[str, int | None] = {}
    for point in points:
        if point.written in first:
            message = f"The point of line {first[point.written]} stands here again."
            problems.append(Problem(path.name, message, "Take one of them out.", row=point.line))
        first.setdefault(point.written, point.line)
    return points, problems


def _header_problems(name: str, table: RawTable) -> Iterator[Problem]:
    for position, key in enumerate(table.header):
        if not key:
            message = f"Column {position + 1} has no key."
            yield Problem(name, message, "Write the key that it sets, such as policies.reduction.share.", row=1)
        elif key in table.header[:position]:
            yield Problem(name, "The key stands in the header twice.", "Keep one of the columns.", row=1, column=key)
