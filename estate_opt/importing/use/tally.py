"""Bookings added up without holding them: spilled by room, swept room by room, cut to the opening hours.

A booking is 26 bytes here. They are spilled into buckets by room, in memory while they are few and on disk beyond,
so that memory is bounded by the largest bucket and not by the number of bookings. Within a bucket they are ordered by
room and time and swept once: a minute of a room counts for the booking that began first, and for no other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estate_opt.importing.use.calendar import SEASONS, weekday
from estate_opt.importing.use.clock import DAY, Minutes
from estate_opt.importing.use.spill import Spill

Figures = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Week:
    """What bookings are cut to.

    Parameters
    ----------
    first
        First day of the period, in days since 1970.
    seasons
        Season of each day, shape (days,).
    opens, closes
        Minutes of the day of every span, shape (buildings, 7, spans).
    has_hours
        Whether the hours of each building are known, shape (buildings,); where not, nothing is cut.
    closed
        Shape (buildings, days).
    """

    first: int
    seasons: NDArray[np.int64]
    opens: Minutes
    closes: Minutes
    has_hours: NDArray[np.bool_]
    closed: NDArray[np.bool_]


@dataclass(eq=False)
class Tally:
    """Sums of the bookings.

    Parameters
    ----------
    used
        Minutes of rooms in use within opening hours, shape (buildings, services, seasons).
    room_used
        The same by room, shape (rooms, seasons).
    outside, while_closed
        Minutes booked outside the opening hours of an open day, and on days of closure, shape (buildings,).
    people_minutes, place_minutes
        People times minutes, and places times minutes, of bookings whose attendance and whose room's places are
        both known, shape (buildings, seasons).
    visits
        People of all bookings in the period, shape (buildings, services); ``counted`` are the bookings with a figure.
    bookings, counted
        Shape (buildings, services).
    doubled
        Minutes that two bookings of one room share, shape (buildings,).
    over_full
        Bookings with more people than the room has places, shape (buildings,).
    twice
        Bookings that are another's double in every figure; they count once.
    beyond
        Bookings outside the period.
    examples
        Lines of some of what is told of, by what it is.
    """

    used: Figures
    room_used: Figures
    outside: Figures
    while_closed: Figures
    people_minutes: Figures
    place_minutes: Figures
    visits: Figures
    bookings: NDArray[np.int64]
    counted: NDArray[np.int64]
    doubled: Figures
    over_full: NDArray[np.int64]
    twice: int
    beyond: int
    examples: dict[str, list[int]]

    @classmethod
    def empty(cls, buildings: int, services: int, rooms: int) -> Tally:
        """Sums of nothing."""
        seasons = len(SEASONS)
        return cls(
            np.zeros((buildings, services, seasons)), np.zeros((rooms, seasons)), np.zeros(buildings),
            np.zeros(buildings), np.zeros((buildings, seasons)), np.zeros((buildings, seasons)),
            np.zeros((buildings, services)), np.zeros((buildings, services), dtype=np.int64),
            np.zeros((buildings, services), dtype=np.int64), np.zeros(buildings), np.zeros(buildings, dtype=np.int64),
            0, 0, {},
        )  # fmt: skip

    def example(self, what: str, lines: NDArray[np.int32]) -> None:
        """Remember the first lines of something."""
        some = sorted({*self.examples.get(what, ()), *lines[:3].tolist()})
        self.examples[what] = some[:3]


def add_up(
    spill: Spill, week: Week, buildings_of_rooms: NDArray[np.int64], places: Figures, one_space: NDArray[np.bool_],
    services: int,
) -> Tally:  # fmt: skip
    """Add all bookings up.

    Parameters
    ----------
    spill
        The bookings.
    week
        What they are cut to.
    buildings_of_rooms
        Building of each room, shape (rooms,).
    places
        People that each room has places for, shape (rooms,); not-a-number where not known.
    one_space
        Whether each room is one space, so that bookings at one time overlap, shape (rooms,); a building whose rooms
        are not told apart has as many spaces as there are bookings at once.
    services
        Number of services.
    """
    tally = Tally.empty(len(week.has_hours), services, len(buildings_of_rooms))
    for bookings in spill.buckets():
        if len(bookings):
            _sweep(tally, week, bookings, buildings_of_rooms, places, one_space)
    return tally


def _sweep(
    tally: Tally, week: Week, bookings: NDArray[np.void], buildings_of_rooms: NDArray[np.int64], places: Figures,
    one_space: NDArray[np.bool_],
) -> None:  # fmt: skip
    begin, end = week.first * DAY, (week.first + len(week.seasons)) * DAY
    inside = (bookings["start"] >= begin) & (bookings["start"] < end)
    tally.beyond += int((~inside).sum())
    tally.example("beyond", bookings["line"][~inside])
    found = bookings[inside]
    order = np.lexsort(
        (found["line"], np.nan_to_num(found["people"], nan=-1), found["service"], -found["minutes"], found["start"],
         found["room"])
    )  # fmt: skip
    found = found[order]
    twice = _doubles(found)
    tally.twice += int(twice.sum())
    tally.example("twice", found["line"][twice])
    found = found[~twice]
    room, start = found["room"].astype(np.int64), found["start"]
    stop = start + found["minutes"]
    building, service = buildings_of_rooms[room], found["service"].astype(np.int64)
    _count_people(tally, found, building, service, places[room])
    own = np.where(one_space[room], np.minimum(np.maximum(start, _reached(room, start, stop)), stop), start)
    np.add.at(tally.doubled, building, own - start)
    _cut(tally, week, _Pieces(building, service, room, own, stop, found["people"].astype(np.float64), places[room]))


def _doubles(found: NDArray[np.void]) -> NDArray[np.bool_]:
    """Whether each of the ordered bookings is the same as the one before in all but its line."""
    same = np.zeros(len(found), dtype=bool)
    same[1:] = True
    for name in ("room", "service", "start", "minutes"):
        same[1:] &= found[name][1:] == found[name][:-1]
    people = np.nan_to_num(found["people"], nan=-1)
    same[1:] &= people[1:] == people[:-1]
    return same


def _reached(room: Minutes, start: Minutes, stop: Minutes) -> Minutes:
    """How far the bookings before each, in its room, have reached; before all time for the first of a room."""
    if not len(room):
        return start
    floor = start.min() - 1
    span = stop.max() - floor + 1
    reach = np.maximum.accumulate((room - room.min()) * span + (stop - floor))
    before = np.concatenate([[0], reach[:-1]])
    reached: Minutes = np.maximum(before - (room - room.min()) * span, 0) + floor
    return reached


def _count_people(tally: Tally, found: NDArray[np.void], building: Minutes, service: Minutes, places: Figures) -> None:
    people = found["people"].astype(np.float64)
    known = np.isfinite(people)
    np.add.at(tally.visits, (building[known], service[known]), people[known])
    np.add.at(tally.bookings, (building, service), 1)
    np.add.at(tally.counted, (building[known], service[known]), 1)
    over = known & np.isfinite(places) & (people > places)
    np.add.at(tally.over_full, building[over], 1)
    tally.example("over_full", found["line"][over])


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Spans of rooms in use, none overlapping another of its room, each shape (pieces,)."""

    building: Minutes
    service: Minutes
    room: Minutes
    start: Minutes
    stop: Minutes
    people: Figures
    places: Figures


def _cut(tally: Tally, week: Week, pieces: _Pieces) -> None:
    """Cut spans by day and opening hours, and add up what is left."""
    days = np.maximum((pieces.stop - 1) // DAY - pieces.start // DAY + 1, 0)
    days[pieces.stop <= pieces.start] = 0
    which = np.repeat(np.arange(len(days)), days)
    day = (pieces.start // DAY)[which] + _ranks(days)
    within = day - week.first < len(week.seasons)
    which, day = which[within], day[within]
    start = np.maximum(pieces.start[which], day * DAY)
    stop = np.minimum(pieces.stop[which], (day + 1) * DAY)
    building = pieces.building[which]
    closed = week.closed[building, day - week.first]
    np.add.at(tally.while_closed, building[closed], (stop - start)[closed])
    is_open = ~closed
    in_use = np.where(week.has_hours[building], _open_part(week, building, day, start, stop), stop - start)
    np.add.at(tally.outside, building[is_open], (stop - start - in_use)[is_open])
    in_use = np.where(is_open, in_use, 0)
    season = week.seasons[day - week.first]
    np.add.at(tally.used, (building, pieces.service[which], season), in_use)
    np.add.at(tally.room_used, (pieces.room[which], season), in_use)
    people, places = pieces.people[which], pieces.places[which]
    known = np.isfinite(people) & np.isfinite(places)
    at = (building[known], season[known])
    np.add.at(tally.people_minutes, at, np.minimum(people, places)[known] * in_use[known])
    np.add.at(tally.place_minutes, at, places[known] * in_use[known])


def _ranks(counts: Minutes) -> Minutes:
    """0, 1, … within each of several runs of given lengths, one behind the other."""
    ends = np.cumsum(counts)
    ranks: Minutes = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    return ranks


def _open_part(week: Week, building: Minutes, day: Minutes, start: Minutes, stop: Minutes) -> Minutes:
    """Minutes of each span, within one day, in which its building is open."""
    of_week = weekday(day)
    total = np.zeros(len(day), dtype=np.int64)
    for k in range(week.opens.shape[2]):
        opens = day * DAY + week.opens[building, of_week, k]
        closes = day * DAY + week.closes[building, of_week, k]
        total += np.maximum(np.minimum(stop, closes) - np.maximum(start, opens), 0)
    return total
