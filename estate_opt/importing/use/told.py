"""What to know of an import of bookings, as sentences, and what to look at, as warnings."""

from __future__ import annotations

import numpy as np

from estate_opt.errors import Problem, Severity
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.use.asked import Asked
from estate_opt.importing.use.bookings import Sieve
from estate_opt.importing.use.clock import day_text
from estate_opt.importing.use.measure import ALL, Measured
from estate_opt.importing.use.tally import Tally
from estate_opt.importing.wording import number_of
from estate_opt.inputs.manifest import SERVICES

SHORT_DAYS = 300
"""A period of fewer days is told of where a year is made of it."""


def notes(sieve: Sieve, tally: Tally, measured: Measured, asked: Asked) -> list[str]:
    """How the figures were made, and how many rows and hours do not count, by reason."""
    said = [f"{number_of(sieve.rows, 'row')} read, of {day_text(measured.first)} to {day_text(measured.last)}."]
    said += [f"{number_of(count, 'row')} joined by {way}." for way, count in sieve.ways.items()]
    said += sieve.aside.notes()
    for count, what in (
        (tally.beyond, "of days outside that period, which do not count"),
        (tally.twice, "the same as another in building, room, service, time and people, which count once"),
    ):
        said += [f"{number_of(count, 'row')} {what}."] if count else []
    for minutes, what in (
        (tally.doubled.sum(), "booked twice in one room, which count once, for the booking that began first"),
        (tally.outside.sum(), "booked outside the opening hours, which do not count"),
        (tally.while_closed.sum(), "booked on days of closure, which do not count"),
    ):
        said += [f"{minutes / 60:,.1f} hours {what}."] if minutes else []
    if not asked.calendar.tells_apart:
        said.append("Term time and holidays are not told apart: give a calendar to do so.")
    days = measured.last - measured.first + 1
    if days < SHORT_DAYS:
        said.append(f"The period is of {days} days only: a year of visits is guessed from it.")
    which = {ALL: "the whole period"}.get(asked.week, asked.week)
    said.append(f"Activity is that of a week of {which}; weeks of closure are left out of it.")
    if "room" not in sieve.how.columns and "count" not in sieve.how.columns:
        said.append("Rooms are not told apart, so that bookings at one time are taken to be in different rooms.")
    return said


def problems(
    name: str, sieve: Sieve, tally: Tally, measured: Measured, gathered: Gathered, asked: Asked
) -> list[Problem]:
    """What to look at: odd figures of people, rooms too full, buildings without hours or with too much in them."""

    def warning(message: str, remedy: str, row: int | None = None) -> Problem:
        return Problem(name, message, remedy, row, severity=Severity.WARNING)

    found = list(asked.opening.problems)
    if sieve.odd_people:
        texts = ", ".join(repr(text) for text in list(sieve.odd_people)[:3])
        found.append(warning(f"Figures of people cannot be: {texts}.", "They count as not known."))
    if tally.over_full.sum():
        which = [sieve.buildings[b] for b in np.flatnonzero(tally.over_full)[:3]]
        message = (
            f"{tally.over_full.sum():,} bookings have more people than their room has places ({', '.join(which)})."
        )
        first = next(iter(tally.examples.get("over_full", ())), None)
        found.append(warning(message, "They count as full rooms; check the places and the figures.", first))
    week = measured.use[measured.use["season"] == ALL].set_index("building_id")
    unknown = [one for one in sieve.buildings if not asked.opening.hours_per_week(one)]
    if unknown:
        message = f"The opening hours by day of {len(unknown)} buildings are not known ({', '.join(unknown[:3])})."
        found.append(warning(message, "All of their bookings count as within them: give a list of opening hours."))
    over = [one for one in week.index if week.loc[one, "frequency"] > 1]
    if over:
        message = f"More hours were booked than there are at {len(over)} buildings ({', '.join(over[:3])})."
        found.append(warning(message, "Check their opening hours and spaces, or give a list of rooms."))
    if not len(gathered.tables[SERVICES.name]):
        services = ", ".join(sieve.services)
        found.append(warning("The estate has no services yet.", f"Give services.csv rows for: {services}."))
    return found
