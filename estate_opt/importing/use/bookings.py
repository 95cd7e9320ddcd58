"""Rows of bookings or counts, a block at a time: joined, timed, sifted and spilled; what does not count is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from estate_opt.importing.blocks import Block
from estate_opt.importing.figures import says_nothing
from estate_opt.importing.identifiers import name_key
from estate_opt.importing.joining import KEYS, Register
from estate_opt.importing.use.aside import Aside
from estate_opt.importing.use.clock import DAY, EPOCH_ORDINAL, NO_TIME, Clock, Minutes, together
from estate_opt.importing.use.coding import Coder, figure_of, is_held, is_not_flagged, minutes_of
from estate_opt.importing.use.spill import BOOKING, Spill

TARGETS = ("room", "service", "date", "start", "end", "duration", "attendance", "places", "status", "count")
"""What the columns of an export may hold, beside the keys of its buildings."""
EARLIEST = date(2000, 1, 1).toordinal() - EPOCH_ORDINAL
YEARS_AHEAD = 2
"""Bookings before 2000, or further ahead than this, are mistakes of a clock."""

_SEPARATOR = "\x1f"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How rows are read.

    Parameters
    ----------
    columns
        Published column by what it holds.
    services
        Service by what the export calls it, by :func:`~estate_opt.importing.identifiers.name_key`.
    service
        Service of rows that name none.
    places
        People that rooms have places for, by building and room (by ``name_key``); 0 where not known.
    longest_hours
        A booking that lasts longer is a mistake.
    interval_minutes
        How long each count is for.
    today
        Bookings too far after it are mistakes.
    """

    columns: Mapping[str, str]
    services: Mapping[str, str]
    service: str = ""
    places: Mapping[tuple[str, str], float] = field(default_factory=dict)
    longest_hours: float = 24.0
    interval_minutes: int = 60
    today: date = field(default_factory=date.today)


class Sieve:
    """Takes blocks of rows, spills what counts and keeps a list of what does not.

    Parameters
    ----------
    register
        The buildings.
    how
        How rows are read.
    names
        Columns of the source, for the list of what does not count.
    """

    def __init__(self, register: Register, how: Reading, names: Sequence[str]) -> None:
        self.how = how
        self.aside = Aside(names)
        self.buildings: list[str] = []
        self.rooms: dict[tuple[int, str], int] = {}
        self.room_names: list[str] = []
        self.building_of_room: list[int] = []
        self.places_of_room: list[float] = []
        self.services: list[str] = []
        self.ways: Counter[str] = Counter()
        self.odd_people: Counter[str] = Counter()
        self.rows = 0
        self.first_day = EARLIEST
        latest = how.today.toordinal() - EPOCH_ORDINAL + YEARS_AHEAD * 366
        self.days = np.zeros(latest - EARLIEST + 1, dtype=np.int64)
        self._clock = Clock()
        self._register = register
        self._reasons: dict[str, str] = {}
        self._ways: dict[str, str] = {}
        self._building = Coder(self._join)
        self._service = Coder(self._serve)
        self._room = Coder(self._enter)
        self._people = Coder(self._read_people)
        self._places = Coder(figure_of)
        flags = "cancel" in how.columns.get("status", "").casefold()
        self._held = Coder(is_not_flagged if flags else is_held)
        self._lasts = Coder(minutes_of)

    # -- what texts become -------------------------------------------------------------------------

    def _join(self, text: str) -> float:
        cells = dict(zip(self._keys, text.split(_SEPARATOR), strict=True))
        match = self._register.find(**cells)
        self._reasons[text], self._ways[text] = match.reason, match.by
        return self._number(self.buildings, match.building_id) if match.building_id else -1

    @property
    def _keys(self) -> list[str]:
        return [key for key in KEYS if key in self.how.columns]

    @staticmethod
    def _number(known: list[str], name: str) -> int:
        if name not in known:
            known.append(name)
        return known.index(name)

    def _serve(self, text: str) -> float:
        named = self.how.services.get(name_key(text), "") if not says_nothing(text) else self.how.service
        return self._number(self.services, named) if named else -1

    def _enter(self, text: str) -> float:
        code, _, room = text.partition(_SEPARATOR)
        building, key = int(code), name_key(room)
        if building < 0:
            return -1
        if (building, key) not in self.rooms:
            self.rooms[building, key] = len(self.rooms)
            self.room_names.append(" ".join(room.split()))
            self.building_of_room.append(building)
            self.places_of_room.append(self.how.places.get((self.buildings[building], key), np.nan) or np.nan)
        return self.rooms[building, key]

    def _read_people(self, text: str) -> float:
        value = figure_of(text)
        if not np.isnan(value) and (value < 0 or value > 100_000):
            self.odd_people[text] += 1
            return np.nan
        if np.isnan(value) and not says_nothing(text):
            self.odd_people[text] += 1
        return value

    # -- blocks ------------------------------------------------------------------------------------

    def take(self, block: Block, spill: Spill) -> None:
        """Sift one block."""
        self.aside.add_ragged(block)
        keep = self._filled(block)
        if not len(keep):
            return
        block = block if len(keep) == len(block) else _only(block, keep)
        self.rows += len(block)
        building = self._building_codes(block)
        start, minutes = self._times(block)
        service = self._service(self._text(block, "service")).astype(np.int64)
        reasons = self._sift(block, building, start, minutes, service)
        good = np.flatnonzero(reasons == 0)
        rooms = self._room(
            pc.binary_join_element_wise(
                pa.array(building.astype("U")), pc.utf8_trim_whitespace(self._text(block, "room")), _SEPARATOR
            )
        ).astype(np.int64)
        people = self._people(self._text(block, "count" if self._counts else "attendance"))
        self._learn_places(block, rooms, good)
        bookings = np.empty(len(good), dtype=BOOKING)
        bookings["room"], bookings["service"] = rooms[good], service[good]
        bookings["start"], bookings["minutes"] = start[good], minutes[good]
        bookings["people"], bookings["line"] = people[good], block.lines[good]
        days = start[good] // DAY - self.first_day
        self.days += np.bincount(days, minlength=len(self.days))
        spill.add(bookings[people[good] != 0] if self._counts else bookings)

    @property
    def _counts(self) -> bool:
        return "count" in self.how.columns

    def _text(self, block: Block, target: str) -> pa.Array:
        if target in self.how.columns:
            return block.columns[self.how.columns[target]]
        return pa.array(np.full(len(block), ""), pa.string())

    def _filled(self, block: Block) -> NDArray[np.int64]:
        """Positions of rows that hold anything at all in the columns that are used."""
        used = [block.columns[name] for name in dict.fromkeys(self.how.columns.values())]
        lengths = sum(pc.binary_length(column).to_numpy(zero_copy_only=False) for column in used)
        return np.flatnonzero(lengths)

    def _building_codes(self, block: Block) -> Minutes:
        keys = [pc.utf8_trim_whitespace(self._text(block, key)) for key in self._keys]
        texts = pc.binary_join_element_wise(*keys, _SEPARATOR) if len(keys) > 1 else keys[0]
        codes = self._building(texts).astype(np.int64)
        for entry in pc.value_counts(texts).to_pylist():
            if way := self._ways.get(entry["values"]):
                self.ways[way] += entry["counts"]
        return codes

    def _times(self, block: Block) -> tuple[Minutes, Minutes]:
        """Begin of each row in minutes since 1970, and how many it lasts; :data:`NO_TIME` where not known."""
        begin, end = self._text(block, "start"), self._text(block, "end")
        if "date" in self.how.columns:
            day = self._text(block, "date")
            begin = together(day, begin) if "start" in self.how.columns else day
            end = together(day, end)
        start = self._clock.read(begin)
        if self._counts and not {"end", "duration"} & set(self.how.columns):
            return start, np.full(len(block), self.how.interval_minutes, dtype=np.int64)
        if "end" in self.how.columns:
            stop = self._clock.read(end)
            lone = (stop == NO_TIME) & (start != NO_TIME)
            if lone.any() and "date" not in self.how.columns:
                stop = np.where(lone, self._clock.read(together(begin, end)), stop)
            known = (start != NO_TIME) & (stop != NO_TIME)
            return start, np.where(known, stop - np.where(known, start, 0), NO_TIME)
        lasts = self._lasts(self._text(block, "duration"))
        return start, np.where(np.isnan(lasts), NO_TIME, np.nan_to_num(lasts)).astype(np.int64)

    def _sift(
        self, block: Block, building: Minutes, start: Minutes, minutes: Minutes, service: Minutes
    ) -> NDArray[np.int64]:
        """Number of the reason why each row does not count; 0 where it does. The rows that do not are listed."""
        day = np.where(start == NO_TIME, self.first_day, start // DAY) - self.first_day
        longest = self.how.longest_hours
        held = self._held(self._text(block, "status")) if "status" in self.how.columns else np.ones(len(block))
        tests: list[tuple[NDArray[np.bool_], str, str]] = [
            (building < 0, "no building found", ""),
            (held == 0, "cancelled, not held or not confirmed", "It was cancelled, not held or is not confirmed."),
            (start == NO_TIME, "no time to begin", "Its begin is not a time (day before month)."),
            (minutes == NO_TIME, "no time to end", "Its end is not a time (day before month)."),
            (minutes <= 0, "ends before it begins", "It ends when it begins, or before."),
            (minutes > longest * 60, f"longer than {longest:g} hours", f"It lasts longer than {longest:g} hours."),
            ((day < 0) | (day >= len(self.days)), "clock mistakes", "It is before 2000 or years ahead."),
            (service < 0, "service not known", ""),
        ]
        reasons = np.zeros(len(block), dtype=np.int64)
        for number, (failed, _, _) in enumerate(tests, start=1):
            reasons[failed & (reasons == 0)] = number
        lost = np.flatnonzero(reasons)
        if len(lost):
            kinds = [tests[number - 1][1] for number in reasons[lost].tolist()]
            said = [tests[number - 1][2] for number in reasons[lost].tolist()]
            self.aside.add(block, lost, self._explained(block, lost, said), kinds)
        return reasons

    def _explained(self, block: Block, lost: NDArray[np.int64], said: list[str]) -> list[str]:
        """The reasons of rows, those of buildings and services by their own words."""
        some = pa.array(lost[: self.aside.room])
        keys = [pc.utf8_trim_whitespace(self._text(block, key)).take(some).to_pylist() for key in self._keys]
        services = self._text(block, "service").take(some).to_pylist()
        explained = []
        for text, service, reason in zip(zip(*keys, strict=True), services, said, strict=False):
            why = reason or self._reasons.get(_SEPARATOR.join(text), "")
            explained.append(why or f"No service is called {service!r}: say which it is, or give one for all rows.")
        return explained

    def _learn_places(self, block: Block, rooms: Minutes, good: NDArray[np.int64]) -> None:
        """Take the places of rooms from the export where it has them; the most that it says of a room."""
        if "places" not in self.how.columns:
            return
        places = self._places(self._text(block, "places"))[good]
        best = np.full(len(self.places_of_room), -np.inf)
        known = np.isfinite(places) & (places > 0)
        np.maximum.at(best, rooms[good][known], places[known])
        for room in np.flatnonzero(best > 0).tolist():
            now = self.places_of_room[room]
            self.places_of_room[room] = float(best[room] if np.isnan(now) else max(now, best[room]))


def _only(block: Block, keep: NDArray[np.int64]) -> Block:
    at = pa.array(keep)
    return Block({name: column.take(at) for name, column in block.columns.items()}, block.lines[keep], block.ragged)
