"""Opening hours by day of the week, from a list of buildings as councils and the Arts Council publish them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from estate_opt.errors import InputError, Problem, Severity
from estate_opt.importing.building_rows import rows_of_buildings
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.opening import DAY, DAYS, is_closed, times_of_day
from estate_opt.importing.raw import RawTable
from estate_opt.importing.use.clock import Minutes

TARGETS = (*DAYS, "day", "opens", "closes")

Spans = tuple[tuple[int, int], ...]
"""Minutes of a day from and to, in order, none overlapping another."""


@dataclass(frozen=True, eq=False)
class OpeningHours:
    """When buildings are open.

    Parameters
    ----------
    by_building
        Seven days of spans, Monday first, by building.
    unjoined
        Number of rows that found no building.
    problems
        Cells that could not be read, which count as closed.
    """

    by_building: Mapping[str, tuple[Spans, ...]] = field(default_factory=dict)
    unjoined: int = 0
    problems: tuple[Problem, ...] = ()

    def hours_per_week(self, building_id: str) -> float:
        """Hours a week in which a building is open."""
        week = self.by_building.get(building_id, ())
        return sum(end - begin for day in week for begin, end in day) / 60

    def arrays(self, buildings: Sequence[str]) -> tuple[Minutes, Minutes]:
        """Minutes from and to of every span, each of shape (buildings, 7, spans); 0 to 0 where there is none."""
        most = max((len(day) for week in self.by_building.values() for day in week), default=1)
        opens = np.zeros((len(buildings), len(DAYS), max(most, 1)), dtype=np.int64)
        closes = opens.copy()
        for b, building in enumerate(buildings):
            for d, day in enumerate(self.by_building.get(building, ())):
                for k, (begin, end) in enumerate(day):
                    opens[b, d, k], closes[b, d, k] = begin, end
        return opens, closes


def read_opening_hours(raw: RawTable, gathered: Gathered, columns: Mapping[str, str]) -> OpeningHours:
    """Read opening hours.

    Parameters
    ----------
    raw
        A row a building with a column a day ("10:00-13:00, 14:00-17:00", "9am to 5pm", "closed"); or a row a day
        with ``day``, ``opens`` and ``closes``.
    gathered
        The estate so far.
    columns
        Published column by what it holds: keys of the building and any of :data:`TARGETS`.

    Raises
    ------
    InputError
        Where no column holds hours.
    """
    rows = rows_of_buildings(raw, gathered, columns, needs=((*DAYS, "opens"),))
    texts = {target: rows.text(target) for target in TARGETS if target in columns}
    found: dict[str, list[list[tuple[int, int]]]] = {}
    for building, positions in rows.by_building().items():
        week: list[list[tuple[int, int]]] = [[] for _ in DAYS]
        for k in positions:
            for d, text in _cells(texts, k):
                spans = read_spans_of_day(text)
                if spans is None:
                    target = DAYS[d] if DAYS[d] in columns else "opens"
                    rows.warn(k, target, "These are not opening hours.", "They count as closed; write 10:00-17:00.")
                week[d] += spans or []
        found[building] = week
    if not any(day for week in found.values() for day in week):
        remedy = "Name the columns of the days, and write 10:00-17:00."
        raise InputError([*rows.problems, Problem(raw.name, "There are no opening hours in it.", remedy)])
    by_building = {b: tuple(_merged(day) for day in week) for b, week in found.items()}
    warnings = tuple(problem for problem in rows.problems if problem.severity is Severity.WARNING)
    return OpeningHours(by_building, len(rows.set_aside), warnings)


def _cells(texts: Mapping[str, Sequence[str]], position: int) -> list[tuple[int, str]]:
    """Day of the week and text of each cell with hours in a row."""
    if "opens" not in texts:
        return [(d, texts[day][position]) for d, day in enumerate(DAYS) if day in texts]
    word, opens, closes = (texts[target][position] if target in texts else "" for target in ("day", "opens", "closes"))
    hours = f"{opens}-{closes}" if opens else ""
    return [(d, hours) for d, day in enumerate(DAYS) if word and day.startswith(word.casefold()[:3])]


def read_spans_of_day(text: str) -> list[tuple[int, int]] | None:
    """Spans of a day in minutes; none where it is closed, ``None`` where the text cannot be read.

    A time to close that is not after the time to open is after midnight, and is cut there.
    """
    if is_closed(text):
        return []
    times = times_of_day(text)
    return None if times is None else [(begin, end if end > begin else DAY) for begin, end in times]


def _merged(spans: Sequence[tuple[int, int]]) -> Spans:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)
