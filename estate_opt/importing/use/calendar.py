"""Term time, holidays and closures: which days count, and as what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from estate_opt.errors import InputError, Problem
from estate_opt.importing.figures import read_day
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.joining import Register
from estate_opt.importing.raw import RawTable
from estate_opt.importing.use.clock import EPOCH_ORDINAL, Minutes

Span = tuple[int, int]
"""First and last day, both counted, in days since 1970."""


class Season(StrEnum):
    """Times of the year that are told apart."""

    TERM = "term"
    HOLIDAY = "holiday"


SEASONS = tuple(Season)
_WORDS = {
    "term": Season.TERM, "term time": Season.TERM, "school term": Season.TERM, "holiday": Season.HOLIDAY,
    "holidays": Season.HOLIDAY, "school holiday": Season.HOLIDAY, "half term": Season.HOLIDAY,
}  # fmt: skip
CLOSED = frozenset({"closed", "closure", "bank holiday", "shut"})


@dataclass(frozen=True, eq=False)
class Calendar:
    """What is known of the days.

    Parameters
    ----------
    terms, holidays
        Spans of each. Where only terms are given every other day is a holiday; where only holidays are, the other
        way round; where neither, all days are of one kind and nothing is told apart. A holiday within a term (half
        term) is a holiday.
    closures
        Spans in which a building is closed, by building; those of all buildings under the empty id.
    """

    terms: tuple[Span, ...] = ()
    holidays: tuple[Span, ...] = ()
    closures: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)

    @property
    def tells_apart(self) -> bool:
        """Whether term time and holidays are told apart."""
        return bool(self.terms or self.holidays)

    def seasons(self, first: int, last: int) -> NDArray[np.int64]:
        """Position in :data:`SEASONS` of each day of a period, shape (days,)."""
        begin = SEASONS.index(Season.HOLIDAY if self.terms else Season.TERM)
        days = np.full(last - first + 1, begin, dtype=np.int64)
        for spans, season in ((self.terms, Season.TERM), (self.holidays, Season.HOLIDAY)):
            for span in spans:
                days[_within(span, first, last)] = SEASONS.index(season)
        return days

    def closed(self, buildings: Sequence[str], first: int, last: int) -> NDArray[np.bool_]:
        """Whether each building is closed on each day of a period, shape (buildings, days)."""
        closed = np.zeros((len(buildings), last - first + 1), dtype=bool)
        for span in self.closures.get("", ()):
            closed[:, _within(span, first, last)] = True
        for b, building in enumerate(buildings):
            for span in self.closures.get(building, ()):
                closed[b, _within(span, first, last)] = True
        return closed


def _within(span: Span, first: int, last: int) -> slice:
    begin, end = max(span[0], first), min(span[1], last)
    return slice(begin - first, max(end - first + 1, begin - first))


def read_calendar(raw: RawTable, gathered: Gathered) -> Calendar:
    """Read a calendar.

    Parameters
    ----------
    raw
        Rows with ``kind`` (term, holiday or closed), ``from``, ``to`` (that day too; ``from`` where empty) and, for
        closures of one building, its id, UPRN or name in ``building``.
    gathered
        The estate so far.

    Raises
    ------
    InputError
        With every row that cannot be read.
    """
    names = {name.casefold(): name for name in raw.columns}
    absent = [name for name in ("kind", "from", "to") if name not in names]
    if absent:
        message = f"It has no column {' and '.join(absent)}."
        remedy = "Give the columns kind (term, holiday, closed), from, to and, where you like, building."
        raise InputError([Problem(raw.name, message, remedy)])
    register = Register.of(gathered)
    found: dict[str, list[tuple[str, Span]]] = {"term": [], "holiday": [], "closed": []}
    problems: list[Problem] = []
    for line, row in zip(raw.rows, raw.frame.to_dict("records"), strict=True):
        kind = _kind(row[names["kind"]])
        span = _span(row[names["from"]], row[names["to"]])
        building = str(row[names["building"]]).strip() if "building" in names else ""
        which = _building(register, building) if building else ""
        reason = _reason(kind, span, building, which)
        if reason or span is None:
            text = " ".join(str(cell) for cell in row.values())
            remedy = "Write term, holiday or closed; and days such as 2025-09-01."
            problems.append(Problem(raw.name, reason, remedy, line, value=text[:120]))
            continue
        found[kind].append((which, span))
    if problems:
        raise InputError(problems)
    closures: dict[str, list[Span]] = {}
    for which, span in found["closed"]:
        closures.setdefault(which, []).append(span)
    return Calendar(
        tuple(span for _, span in found["term"]),
        tuple(span for _, span in found["holiday"]),
        {which: tuple(spans) for which, spans in closures.items()},
    )


def _kind(text: str) -> str:
    word = " ".join(text.casefold().split())
    return "closed" if word in CLOSED else str(_WORDS.get(word, ""))


def _span(begin: str, end: str) -> Span | None:
    first, last = read_day(begin), read_day(end or begin)
    if first is None or last is None or not hasattr(first, "toordinal") or not hasattr(last, "toordinal"):
        return None
    return first.toordinal() - EPOCH_ORDINAL, last.toordinal() - EPOCH_ORDINAL


def _building(register: Register, text: str) -> str:
    ways = (register.find(building_id=text), register.find(uprn=text), register.find(name=text))
    return next((match.building_id for match in ways if match.building_id), "")


def _reason(kind: str, span: Span | None, building: str, which: str) -> str:
    if not kind:
        return "This is not a kind of day."
    if span is None:
        return "These are not days."
    if span[1] < span[0]:
        return "It ends before it begins."
    if building and not which:
        return f"There is no building {building!r}."
    if building and kind != "closed":
        return "Terms and holidays are those of all buildings."
    return ""


def open_minutes(
    opens: Minutes, closes: Minutes, closed: NDArray[np.bool_], seasons: NDArray[np.int64], first: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Minutes and days in which buildings are open, by season, each of shape (buildings, seasons).

    Parameters
    ----------
    opens, closes
        Of :meth:`~estate_opt.importing.use.opening.OpeningHours.arrays`.
    closed
        Shape (buildings, days).
    seasons
        Shape (days,).
    first
        First day of the period, in days since 1970.
    """
    by_weekday = (closes - opens).sum(axis=2)
    weekdays = weekday(np.arange(first, first + len(seasons)))
    a_day = np.where(closed, 0, by_weekday[:, weekdays])
    days = np.stack([(~closed[:, seasons == s]).sum(axis=1) for s in range(len(SEASONS))], axis=1)
    minutes = np.stack([a_day[:, seasons == s].sum(axis=1) for s in range(len(SEASONS))], axis=1)
    return minutes, days


def weekday(days: Minutes) -> Minutes:
    """Day of the week, 0 for Monday; the 1st of January 1970 was a Thursday."""
    return (days + 3) % 7
