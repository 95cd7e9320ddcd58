"""Leases: tenure, end, the next break that is not past, and what leaving costs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from estate_opt.importing.building_rows import BuildingRows, rows_of_buildings
from estate_opt.importing.figures import read_day, says_nothing
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.identifiers import name_key
from estate_opt.importing.joining import LIKENESS
from estate_opt.importing.layer import Layer, Source
from estate_opt.importing.raw import RawTable
from estate_opt.importing.wording import number_of
from estate_opt.inputs.cells import Fault

NAME = "leases"
TARGETS = ("tenure", "lease_start", "lease_end", "break_dates", "exit_cost_gbp")
TENURES = {
    "freehold": "freehold", "fh": "freehold", "f h": "freehold", "f": "freehold", "owned": "freehold",
    "long leasehold": "leasehold", "leasehold": "leasehold", "lh": "leasehold", "l h": "leasehold", "l": "leasehold",
    "leased": "leasehold", "lease": "leasehold", "rented": "leasehold", "leased in": "leasehold",
    "licence": "licence", "license": "licence", "tenancy at will": "tenancy at will", "peppercorn": "leasehold",
}  # fmt: skip
"""Spellings of tenures; others are kept as they are."""

_PARTS = re.compile(r"\s*(?:;|\||\n|,(?!\s*\d{4}\b)| and | & )\s*")


def import_leases(
    raw: RawTable,
    gathered: Gathered,
    columns: Mapping[str, str],
    *,
    name: str = NAME,
    today: date | None = None,
    likeness: float = LIKENESS,
) -> Layer:
    """Read a list of leases.

    Parameters
    ----------
    raw
        A row a lease, with one or more break dates in a cell or in several rows.
    gathered
        The estate so far.
    columns
        Published column by what it holds: keys of the building and any of :data:`TARGETS`.
    name
        Of the layer.
    today
        Breaks before it are past; the day of the import where not given.
    likeness
        How alike names of one postcode must be, 0 to 100.

    Returns
    -------
    Layer
        ``tenure``, ``lease_end``, ``break_date`` and ``exit_cost_gbp`` of the buildings.

    Raises
    ------
    InputError
        Where no column says anything of a lease.
    """
    rows = rows_of_buildings(raw, gathered, columns, needs=(TARGETS,), likeness=likeness)
    leases = _Leases(rows, today or date.today())
    derived, used = leases.by_building()
    return Layer(
        name=name,
        importer=NAME,
        sources=(Source(raw.name, raw.sha256),),
        tables={"buildings": rows.table(derived, used)},
        unjoined=rows.unjoined(),
        notes=(*rows.joined.notes(rows.text("name")), *leases.notes()),
        settings={"columns": dict(columns), "today": leases.today.isoformat(), "likeness": likeness},
        problems=tuple(rows.problems),
    )


class _Leases:
    """Rows of leases, read."""

    def __init__(self, rows: BuildingRows, today: date) -> None:
        self.rows, self.today = rows, today
        self.tenures = [_tenure(text) for text in rows.text("tenure")]
        self.ends = rows.days("lease_end")
        self.breaks = [self._days(k, text) for k, text in enumerate(rows.text("break_dates"))]
        self.costs = rows.figures("exit_cost_gbp")
        self.past = 0
        for k, cost in enumerate(self.costs):
            if cost is not None and cost < 0:
                rows.warn(k, "exit_cost_gbp", "Leaving cannot cost less than nothing.", "It counts as empty.")
                self.costs[k] = None

    def _days(self, position: int, text: str) -> list[date]:
        """Break dates of a cell, which may hold several."""
        found = []
        for part in _PARTS.split(text) if not says_nothing(text) else ():
            day = read_day(part)
            if isinstance(day, Fault):
                self.rows.warn(position, "break_dates", f"{part!r} is not a date.", "It counts as no break.")
            elif day is not None:
                found.append(day)
        return found

    def by_building(self) -> tuple[dict[str, dict[str, Any]], dict[str, list[int]]]:
        """The lease of each building; of several, the one that runs the longest, with the breaks of its own rows."""
        derived: dict[str, dict[str, Any]] = {}
        used: dict[str, list[int]] = {}
        for building, positions in self.rows.by_building().items():
            end = max((day for k in positions if (day := self.ends[k]) is not None), default=None)
            counted = [k for k in positions if self.ends[k] in (None, end)]
            for k in positions:
                if k not in counted:
                    self.rows.set_aside[k] = f"Another lease of {building} runs longer, to {end}."
            tenures = dict.fromkeys(self.tenures[k] for k in counted if self.tenures[k])
            costs = [cost for k in counted if (cost := self.costs[k]) is not None]
            self._warn_of_several(building, counted, list(tenures))
            derived[building] = {
                "tenure": next(iter(tenures), None),
                "lease_end": end,
                "break_date": self._next_break(building, counted, end),
                "exit_cost_gbp": max(costs, default=None),
            }
            used[building] = counted
        return derived, used

    def _warn_of_several(self, building: str, counted: Sequence[int], tenures: Sequence[str]) -> None:
        if len(tenures) > 1:
            message = f"{building} is said to be {' and '.join(tenures)}."
            self.rows.warn(counted[0], "tenure", message, f"Taken as {tenures[0]}.")

    def _next_break(self, building: str, counted: Sequence[int], end: date | None) -> date | None:
        """The first break that is not past; one after the end of the lease is none."""
        days = sorted({day for k in counted for day in self.breaks[k]})
        self.past += sum(1 for day in days if day < self.today)
        late = [day for day in days if end is not None and day > end]
        if late:
            message = f"The break of {building} on {late[0]} is after its lease ends on {end}."
            self.rows.warn(counted[0], "break_dates", message, "It counts as no break.")
        return next((day for day in days if day >= self.today and day not in late), None)

    def notes(self) -> tuple[str, ...]:
        """What was left out."""
        ended = sum(1 for k in self.rows.positions if (day := self.ends[k]) is not None and day < self.today)
        said = []
        if self.past:
            said.append(f"{number_of(self.past, 'break')} before {self.today} left out.")
        if ended:
            said.append(f"{number_of(ended, 'lease')} ended before {self.today}: give what holds now.")
        return tuple(said)


def _tenure(text: str) -> str:
    """A tenure in the usual word; one that is in doubt ("F/H?") keeps its words."""
    if says_nothing(text):
        return ""
    return TENURES.get(name_key(text), text) if "?" not in text else text
