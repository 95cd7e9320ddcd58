"""Utilisation minute by minute, in plain Python: an oracle that shares nothing with the program but the definitions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

OPEN = {
    0: [(540, 780), (840, 1020)],
    1: [(540, 1020)],
    2: [(540, 1020)],
    3: [(720, 1200)],
    4: [(540, 1020)],
    5: [(600, 780)],
}
"""Minutes from and to by day of the week; Sunday closed."""


@dataclass(frozen=True)
class Booking:
    """One row that counts."""

    building: str
    room: str
    service: str
    start: datetime
    minutes: int
    people: int | None


@dataclass
class Found:
    """Sums by the key that they are for."""

    used: dict[tuple[str, str, str], int]
    rates: dict[tuple[str, str], tuple[float, float | None]]
    doubled: int
    outside: int
    while_closed: int


def season_of(day: date, terms: list[tuple[date, date]]) -> str:
    return "term" if any(first <= day <= last for first, last in terms) else "holiday"


def minute_by_minute(
    bookings: list[Booking],
    first: date,
    last: date,
    terms: list[tuple[date, date]],
    closures: list[tuple[date, date]],
    places: dict[tuple[str, str], int],
    spaces: dict[str, int],
) -> Found:
    """Walk through every minute of every booking."""
    unique = sorted(
        {(b.building, b.room, b.start, -b.minutes, b.service, -1 if b.people is None else b.people) for b in bookings}
    )
    taken: set[tuple[str, str, datetime]] = set()
    used: dict[tuple[str, str, str], int] = defaultdict(int)
    in_use: dict[tuple[str, str], int] = defaultdict(int)
    people_minutes: dict[tuple[str, str], float] = defaultdict(float)
    place_minutes: dict[tuple[str, str], float] = defaultdict(float)
    doubled = outside = while_closed = 0
    for building, room, start, negative, service, people in unique:
        for k in range(-negative):
            minute = start + timedelta(minutes=k)
            if (building, room, minute) in taken:
                doubled += 1
                continue
            taken.add((building, room, minute))
            day = minute.date()
            if day > last:
                continue
            if any(begin <= day <= end for begin, end in closures):
                while_closed += 1
                continue
            of_day = minute.hour * 60 + minute.minute
            if not any(begin <= of_day < end for begin, end in OPEN.get(day.weekday(), [])):
                outside += 1
                continue
            season = season_of(day, terms)
            used[building, service, season] += 1
            in_use[building, season] += 1
            if people >= 0 and (building, room) in places:
                size = places[building, room]
                people_minutes[building, season] += min(people, size)
                place_minutes[building, season] += size
    rates = {}
    for building in spaces:
        for season in ("term", "holiday"):
            there = sum(
                end - begin
                for n in range((last - first).days + 1)
                if season_of(day := first + timedelta(days=n), terms) == season
                and not any(b <= day <= e for b, e in closures)
                for begin, end in OPEN.get(day.weekday(), [])
            )
            if there:
                full = place_minutes[building, season]
                occupancy = people_minutes[building, season] / full if full else None
                rates[building, season] = (in_use[building, season] / (there * spaces[building]), occupancy)
    return Found(dict(used), rates, doubled, outside, while_closed)
