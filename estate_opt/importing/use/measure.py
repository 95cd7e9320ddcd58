"""Frequency, occupancy and utilisation of buildings over their opening hours, from the sums of their bookings.

The method is that of estates in education: the frequency rate is the time that space is in use as a share of the time
that it is available, the occupancy rate is how full it is of its places while in use, and the utilisation rate is the
one times the other (UK Higher Education Space Management Project, "Space utilisation: practice, performance and
guidelines", 2006/38, after the National Audit Office's good practice guide of 1996). Figures from bookings are
*predicted* use: what is booked is not always held, which only a count can tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate_opt.importing.use.calendar import SEASONS
from estate_opt.importing.use.tally import Tally

YEAR_DAYS = 365.25
ALL = "year"
"""Term time and holidays together."""
USE_COLUMNS = (
    "building_id", "season", "weeks", "open_hours", "spaces", "used_hours", "used_hours_per_week", "frequency",
    "occupancy", "utilisation",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Measured:
    """What the bookings say.

    Parameters
    ----------
    use
        A row a building and season, and one for the year; columns :data:`USE_COLUMNS`. Rates are shares from 0 to 1,
        not-a-number where something that they need is not known.
    activities
        A row a building and service: ``hours_per_week`` (space-hours) in each season and over the year, and
        ``visits_per_year`` (not-a-number where no booking has a figure).
    first, last
        First and last day of the period, in days since 1970.
    """

    use: pd.DataFrame
    activities: pd.DataFrame
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Available:
    """Time and space there is, by building.

    Parameters
    ----------
    minutes
        Minutes open, shape (buildings, seasons); not-a-number where no hours are known.
    days
        Days that are not closures, shape (buildings, seasons).
    spaces
        Spaces that can be used at once, shape (buildings,); not-a-number where not known.
    """

    minutes: NDArray[np.float64]
    days: NDArray[np.int64]
    spaces: NDArray[np.float64]


def measure(
    tally: Tally, available: Available, buildings: Sequence[str], services: Sequence[str], period: tuple[int, int]
) -> Measured:
    """Work the rates out.

    Parameters
    ----------
    tally
        Sums of the bookings.
    available
        What they are held against.
    buildings, services
        Ids in the order of the sums.
    period
        First and last day.
    """
    seasons: Mapping[str, Sequence[int]] = {str(season): [s] for s, season in enumerate(SEASONS)}
    seasons = {name: which for name, which in seasons.items() if available.days[:, which].any()}
    seasons = {**(seasons if len(seasons) > 1 else {}), ALL: range(len(SEASONS))}
    use = pd.concat([_use(tally, available, buildings, name, which) for name, which in seasons.items()])
    first, last = period
    return Measured(
        use.sort_values(["building_id", "season"], kind="stable").reset_index(drop=True),
        _activities(tally, available, buildings, services, seasons, last - first + 1),
        first,
        last,
    )


def _use(tally: Tally, available: Available, buildings: Sequence[str], name: str, which: Sequence[int]) -> pd.DataFrame:
    used = tally.used[:, :, which].sum(axis=(1, 2)) / 60
    open_hours = available.minutes[:, which].sum(axis=1) / 60
    weeks = available.days[:, which].sum(axis=1) / 7
    people, places = (sums[:, which].sum(axis=1) for sums in (tally.people_minutes, tally.place_minutes))
    with np.errstate(divide="ignore", invalid="ignore"):
        frequency = used / (open_hours * available.spaces)
        occupancy = people / places
        per_week = used / weeks
    frequency, occupancy, per_week = (np.where(np.isfinite(x), x, np.nan) for x in (frequency, occupancy, per_week))
    figures = (weeks, open_hours, available.spaces, used, per_week, frequency, occupancy, frequency * occupancy)
    return pd.DataFrame(dict(zip(USE_COLUMNS, (list(buildings), name, *figures), strict=True)))


def _activities(
    tally: Tally,
    available: Available,
    buildings: Sequence[str],
    services: Sequence[str],
    seasons: Mapping[str, Sequence[int]],
    days: int,
) -> pd.DataFrame:
    there = np.argwhere(tally.bookings > 0)
    b, s = there[:, 0], there[:, 1]
    columns: dict[str, object] = {
        "building_id": [buildings[k] for k in b], "service_id": [services[k] for k in s],
        "bookings": tally.bookings[b, s],
    }  # fmt: skip
    for name, which in seasons.items():
        weeks = available.days[:, which].sum(axis=1) / 7
        with np.errstate(divide="ignore", invalid="ignore"):
            hours = tally.used[:, :, which].sum(axis=2) / 60 / weeks[:, None]
        columns[f"hours_per_week_{name}"] = np.where(np.isfinite(hours), hours, 0.0)[b, s]
    visits = np.where(tally.counted > 0, tally.visits * YEAR_DAYS / days, np.nan)
    columns["visits_per_year"] = visits[b, s]
    frame = pd.DataFrame(columns)
    return frame.sort_values(["building_id", "service_id"]).reset_index(drop=True)
