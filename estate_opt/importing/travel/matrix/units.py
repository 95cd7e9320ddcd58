"""Units of a matrix's figures: what a column's name says of them, and how they become minutes and km."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from estate_opt.domain.travel import Unit


class Figure(StrEnum):
    """Units that a matrix's figures can have."""

    MINUTES = "minutes"
    SECONDS = "seconds"
    HOURS = "hours"
    KM = "km"
    METRES = "metres"
    MILES = "miles"

    @property
    def becomes(self) -> Unit:
        """Unit that the program reckons in."""
        return Unit.KM if self in (Figure.KM, Figure.METRES, Figure.MILES) else Unit.MINUTES

    @property
    def factor(self) -> float:
        """What a figure is multiplied by to be in that unit; a mile is 1.609344 km."""
        return _FACTORS[self]


_FACTORS: Mapping[Figure, float] = {
    Figure.MINUTES: 1.0,
    Figure.SECONDS: 1 / 60,
    Figure.HOURS: 60.0,
    Figure.KM: 1.0,
    Figure.METRES: 0.001,
    Figure.MILES: 1.609344,
}
_WORDS: Mapping[str, Figure] = {
    "minutes": Figure.MINUTES, "minute": Figure.MINUTES, "mins": Figure.MINUTES, "min": Figure.MINUTES,
    "seconds": Figure.SECONDS, "second": Figure.SECONDS, "secs": Figure.SECONDS, "sec": Figure.SECONDS,
    "hours": Figure.HOURS, "hour": Figure.HOURS, "hrs": Figure.HOURS, "hr": Figure.HOURS,
    "km": Figure.KM, "kms": Figure.KM, "kilometres": Figure.KM, "kilometers": Figure.KM, "kilometre": Figure.KM,
    "kilometer": Figure.KM,
    "metres": Figure.METRES, "meters": Figure.METRES, "metre": Figure.METRES, "meter": Figure.METRES,
    "miles": Figure.MILES, "mile": Figure.MILES, "mi": Figure.MILES,
}  # fmt: skip
_LETTERS: Mapping[str, Figure] = {"s": Figure.SECONDS, "m": Figure.METRES, "h": Figure.HOURS}
"""Abbreviations that say something only beside a word for time or distance."""
_TIME = frozenset({"time", "times", "duration", "durations", "traveltime", "walktime", "drivetime"})
_DISTANCE = frozenset({"distance", "distances", "length", "dist"})


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column that looks like times or distances; ``unit`` is ``None`` where its name does not say in what."""

    name: str
    unit: Figure | None
    is_time: bool


def value_column(name: str) -> ValueColumn | None:
    """What a column's name says of its figures; ``None`` where it does not look like times or distances.

    ``travel_time`` and ``travel_time_p50`` are r5's names (r5py ``TravelTimeMatrix``, r5r
    ``travel_time_matrix``), always in minutes; ``Total_TravelTime`` is that of ArcGIS's street network,
    in minutes too.
    """
    words = re.findall(r"[a-z]+|\d+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).casefold())
    if re.fullmatch(r"travel_time(_p\d+)?", name.strip().casefold()) or name == "Total_TravelTime":
        return ValueColumn(name, Figure.MINUTES, True)
    times, distances = not _TIME.isdisjoint(words), not _DISTANCE.isdisjoint(words)
    named = [_WORDS[word] for word in words if word in _WORDS]
    if not named and (times or distances):
        named = [_LETTERS[word] for word in words if word in _LETTERS]
    if named:
        return ValueColumn(name, named[-1], named[-1].becomes is Unit.MINUTES)
    return ValueColumn(name, None, times) if times or distances else None
