"""The files of a hand-made plan: a CSV of decisions and, where there is one, a CSV of moves. Every problem at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from estate_opt.domain.decisions import Move
from estate_opt.domain.estate import Estate
from estate_opt.errors import InputError, Problem, Severity, UsageError, did_you_mean
from estate_opt.inputs.manifest import Column, Kind, Table
from estate_opt.inputs.sheet import Sheet, type_cells
from estate_opt.inputs.textfile import RawTable, read_csv

ROUNDING = 1e-9
"""Slack when shares are added up."""


def _text(name: str, description: str, *, required: bool = True) -> Column:
    return Column(name=name, kind=Kind.TEXT, description=description, required=required)


DECISIONS = Table(
    name="decisions",
    file="",
    description="what is decided about each building.",
    columns=(
        _text("building_id", "Building that the council runs."),
        _text("option_id", "Option of the estate by which it is to be run, such as keep or close."),
    ),
    key=("building_id",),
    when_empty="Every building stays as it is today.",
)
MOVES = Table(
    name="moves",
    file="",
    description="where activity goes.",
    columns=(
        _text("from_building", "Building where the activity is today."),
        _text("service_id", "Service."),
        _text("to_building", "Building that takes it in, or the same one; empty where it ends.", required=False),
        Column(
            name="share", kind=Kind.NUMBER, required=True, minimum=0.0, maximum=1.0,
            description="Part of the activity, above 0 and at most 1.",
        ),
    ),
    key=("from_building", "service_id", "to_building"),
    when_empty="Where activity goes is settled by rule.",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HandMade:
    """What somebody decided, as far as it is said.

    Parameters
    ----------
    name
        What the plan is called: the name of its file without the ending.
    options
        Option id by building id.
    moves
        Where activity goes.
    ended
        Share of an activity, by (building, service), that is said to end.
    warnings
        What was passed over in the files.
    """

    name: str
    options: dict[str, str]
    moves: tuple[Move, ...] = ()
    ended: dict[tuple[str, str], float]
    warnings: tuple[Problem, ...] = ()


def read_hand_made(decisions: Path, estate: Estate, moves: Path | None = None) -> HandMade:
    """Read a hand-made plan.

    Parameters
    ----------
    decisions
        CSV with ``building_id`` and ``option_id``; other columns are passed over, with a warning.
    estate
        The estate that it decides about.
    moves
        CSV with ``from_building``, ``service_id``, ``to_building`` and ``share``.

    Raises
    ------
    UsageError
        Where a file is not there.
    InputError
        With every problem of both files: unknown or repeated buildings, services and options, options that are not
        open to a building, shares that add up to more than the activity.
    """
    chosen, problems = _read(decisions, DECISIONS)
    problems += _decision_problems(chosen, estate)
    moved = None
    if moves is not None:
        moved, found = _read(moves, MOVES)
        problems += [*found, *_move_problems(moved, estate)]
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(problems)
    shares = [] if moved is None else list(zip(*(moved[column.name] for column in MOVES.columns), strict=True))
    return HandMade(
        name=decisions.stem,
        options=dict(zip(chosen["building_id"], chosen["option_id"], strict=True)),
        moves=tuple(sorted(Move(i, s, k, share) for i, s, k, share in shares if k)),
        ended={(i, s): share for i, s, k, share in shares if not k},
        warnings=tuple(problems),
    )


def _read(path: Path, table: Table) -> tuple[Sheet, list[Problem]]:
    """Read a file's declared columns; others are passed over with a warning."""
    if not path.is_file():
        raise UsageError(f"There is no file {path}. Give a CSV with the columns {', '.join(table.column_names)}.")
    raw, problems = read_csv(path)
    named = Table(**{**{f: getattr(table, f) for f in Table.__slots__}, "file": path.name})
    if raw is None:
        return Sheet(named), problems
    wanted = [k for k, name in enumerate(raw.header) if name in table.column_names]
    extra = [name for name in raw.header if name not in table.column_names]
    mistaken = {name for name in table.column_names if name not in raw.header}
    if extra and not mistaken:  # where a column is missing, one of these may be it, and the header check says so
        message = f"These columns are not looked at: {', '.join(map(repr, extra))}."
        problems.append(Problem(path.name, message, "Nothing needs to be done.", row=1, severity=Severity.WARNING))
        raw = RawTable(
            tuple(raw.header[k] for k in wanted), raw.lines, tuple(tuple(row[k] for k in wanted) for row in raw.rows),
            raw.ragged,
        )  # fmt: skip
    sheet, found = type_cells(named, raw)
    return sheet, problems + found


def _decision_problems(sheet: Sheet, estate: Estate) -> Iterator[Problem]:
    buildings = {b.building_id: b for b in estate.buildings}
    first: dict[str, int] = {}
    for row, (building_id, option_id) in enumerate(zip(sheet["building_id"], sheet["option_id"], strict=True)):
        if building_id is None:
            continue
        if building_id not in buildings:
            yield _unknown_building(sheet, row, "building_id", building_id, estate)
            continue
        if building_id in first:
            message = f"The building is decided about on line {sheet.lines[first[building_id]]} already."
            yield sheet.problem(row, "building_id", message, "Keep one of the two rows.")
        first.setdefault(building_id, row)
        open_to_it = [option.option_id for option in estate.options_of(buildings[building_id])]
        if option_id is not None and option_id not in open_to_it:
            yield _unknown_option(sheet, row, option_id, open_to_it, estate)


def _unknown_building(sheet: Sheet, row: int, column: str, word: str, estate: Estate) -> Problem:
    by_name = {b.name.casefold(): b.building_id for b in estate.buildings}
    same = by_name.get(word.casefold())
    remedy = f"{word!r} is the name of {same!r}: give that id." if same else did_you_mean(word, estate.building_index)
    remedy = remedy or "Give the id that buildings.csv has."
    return sheet.problem(row, column, "The estate has no building of this id.", remedy)


def _unknown_option(sheet: Sheet, row: int, word: str, open_to_it: list[str], estate: Estate) -> Problem:
    known = word in estate.option_by_id
    message = "The option is not open to this building." if known else "The estate has no option of this id."
    guess = "" if known else did_you_mean(word, open_to_it)
    return sheet.problem(row, "option_id", message, f"{guess} Open to it are: {', '.join(open_to_it)}.".strip())


def _move_problems(sheet: Sheet, estate: Estate) -> Iterator[Problem]:
    total: dict[tuple[str, str], float] = defaultdict(float)
    last: dict[tuple[str, str], int] = {}
    rows = list(zip(*(sheet[column.name] for column in MOVES.columns), strict=True))
    repeated = {key for key, count in Counter(row[:3] for row in rows).items() if count > 1}
    for row, (start, service, end, share) in enumerate(rows):
        for column, place in (("from_building", start), ("to_building", end)):
            if place and place not in estate.building_index:
                yield _unknown_building(sheet, row, column, place, estate)
        if service is not None and service not in estate.service_by_id:
            remedy = did_you_mean(service, estate.service_by_id) or "Give the id that services.csv has."
            yield sheet.problem(row, "service_id", "The estate has no service of this id.", remedy)
        elif start in estate.building_index and service is not None and (start, service) not in estate.hours_today:
            there = sorted(s for b, s in estate.hours_today if b == start)
            message = "There is no activity of this service at the building today, so none can move."
            yield sheet.problem(row, "service_id", message, f"There are: {', '.join(there) or 'none'}.")
        if share == 0:
            yield sheet.problem(row, "share", "A move of nothing is none.", "Take the row out, or give its share.")
        if (start, service, end) in repeated:
            yield sheet.problem(row, "to_building", "The move is there more than once.", "Add the rows up to one.")
        if start is not None and service is not None:
            total[start, service] += share or 0.0
            last[start, service] = row
    for (start, service), share in total.items():
        if share > 1 + ROUNDING:
            message = f"The shares of {service!r} at {start!r} add up to {share:.4g}, more than all of it."
            yield sheet.problem(last[start, service], "share", message, "Lower them until they add up to at most 1.")
