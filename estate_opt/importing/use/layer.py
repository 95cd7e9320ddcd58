"""Bookings and counts of people made into a layer: activity by service, and use of the opening hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate_opt.errors import InputError, Problem, Severity, UsageError, did_you_mean
from estate_opt.importing.blocks import Stream
from estate_opt.importing.building_rows import rows_of_buildings
from estate_opt.importing.figures import read_figure
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.identifiers import name_key
from estate_opt.importing.joining import KEYS, LIKENESS, Register
from estate_opt.importing.layer import ORIGINAL, Layer
from estate_opt.importing.raw import RawTable
from estate_opt.importing.use.bookings import TARGETS, Reading, Sieve
from estate_opt.importing.use.calendar import SEASONS, Calendar, open_minutes
from estate_opt.importing.use.clock import day_text
from estate_opt.importing.use.measure import ALL, USE_COLUMNS, Available, Measured, measure
from estate_opt.importing.use.opening import OpeningHours
from estate_opt.importing.use.tally import Spill, Tally, Week, add_up, period_of
from estate_opt.importing.wording import number_of
from estate_opt.inputs.cells import write_cell
from estate_opt.inputs.manifest import ACTIVITIES, BUILDINGS, SERVICES

NAME = "bookings"
FOOTFALL = "footfall"
SHORT_DAYS = 300
"""A period of fewer days is told of where a year is made of it."""
WEEKS = (ALL, *map(str, SEASONS))


@dataclass(frozen=True, eq=False)
class Rooms:
    """Rooms as a list of them has them.

    Parameters
    ----------
    places
        People that each has places for, by building and room (by ``name_key``); 0 where not known.
    """

    places: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def number(self, building_id: str) -> int:
        """Rooms of a building."""
        return sum(1 for building, _ in self.places if building == building_id)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of an import of bookings or counts.

    Parameters
    ----------
    calendar, opening, rooms
        Terms, holidays and closures; opening hours by day; rooms with their places.
    service
        Service of rows that name none.
    services
        Service by what the export calls it.
    period
        First and last day (days since 1970) that count; those of the bookings without strays where not given.
    week
        Which week becomes the estate's activity: one of the year, of term time or of the holidays.
    longest_hours
        A booking that lasts longer is a mistake.
    interval_minutes
        How long each count of people is for.
    likeness
        How alike names of one postcode must be, 0 to 100.
    today
        Bookings years ahead of it are mistakes.
    """

    calendar: Calendar = field(default_factory=Calendar)
    opening: OpeningHours = field(default_factory=OpeningHours)
    rooms: Rooms = field(default_factory=Rooms)
    service: str = ""
    services: Mapping[str, str] = field(default_factory=dict)
    period: tuple[int, int] | None = None
    week: str = ALL
    longest_hours: float = 24.0
    interval_minutes: int = 60
    likeness: float = LIKENESS
    today: date = field(default_factory=date.today)


@dataclass(frozen=True, eq=False)
class Use:
    """What an import of bookings or counts gives.

    Parameters
    ----------
    layer
        Activities of the estate.
    measured
        Frequency, occupancy and utilisation, which the estate has no columns for.
    rows
        Rows that were read.
    """

    layer: Layer
    measured: Measured
    rows: int


def import_use(
    stream: Stream, gathered: Gathered, columns: Mapping[str, str], asked: Asked | None = None, *, name: str = ""
) -> Use:
    """Read an export of bookings, or of people counted.

    Parameters
    ----------
    stream
        The export: a row a booking with its begin and end or duration, or a row a count with its time. Of any
        length; memory does not grow with it.
    gathered
        The estate so far.
    columns
        Published column by what it holds: keys of the building and any of
        :data:`~estate_opt.importing.use.bookings.TARGETS`.
    asked
        What is asked of it.
    name
        Of the layer; "bookings" or "footfall" where empty.

    Returns
    -------
    Use
        The layer with ``activities``, and the rates.

    Raises
    ------
    InputError
        Where the columns do not make bookings or counts, or no row counts.
    """
    asked = asked or Asked()
    _check(stream, gathered, columns, asked)
    how = Reading(
        columns=columns, services=_services(gathered, asked), service=_service_asked(gathered, asked),
        places=asked.rooms.places, longest_hours=asked.longest_hours, interval_minutes=asked.interval_minutes,
        today=asked.today,
    )  # fmt: skip
    with Spill() as spill:
        sieve = Sieve(Register.of(gathered, likeness=asked.likeness), how, stream.columns)
        for block in stream.blocks():
            sieve.take(block, spill)
        if not sieve.days.any():
            raise InputError(_nothing_counts(stream, sieve))
        period = asked.period or period_of(sieve.days, sieve.first_day)
        week, available = _cut_to(sieve, gathered, asked, period, rooms_known="room" in columns)
        one_space = np.full(len(sieve.rooms), "room" in columns or "count" in columns)
        tally = add_up(
            spill, week, np.array(sieve.building_of_room, dtype=np.int64), np.array(sieve.places_of_room), one_space,
            len(sieve.services),
        )  # fmt: skip
    measured = measure(tally, available, sieve.buildings, sieve.services, period)
    importer = FOOTFALL if "count" in columns else NAME
    layer = Layer(
        name=name or importer,
        importer=importer,
        sources=(stream.source,),
        tables={ACTIVITIES.name: _activities(measured, asked.week), BUILDINGS.name: _rates(measured)},
        defines=frozenset({ACTIVITIES.name}),
        unjoined=sieve.aside.frame(),
        notes=tuple(_notes(sieve, tally, measured, asked)),
        settings=_settings(columns, asked, period),
        problems=tuple(_problems(stream, sieve, tally, measured, gathered, asked)),
    )
    return Use(layer, measured, sieve.rows)


# -- before --------------------------------------------------------------------------------------


def _check(stream: Stream, gathered: Gathered, columns: Mapping[str, str], asked: Asked) -> None:
    name = stream.path.name
    problems = [
        Problem(
            name, f"There is no column {column!r}, which should hold {target}.", did_you_mean(column, stream.columns)
        )
        for target, column in columns.items()
        if column not in stream.columns
    ]
    if not len(gathered.tables[BUILDINGS.name]):
        remedy = "Import the register first: estate-opt import register FILE --to ESTATE."
        problems.append(Problem(name, "There are no buildings yet that its rows could join.", remedy))
    needs = [tuple(key for key in KEYS if key != "postcode"), ("start", "date")]
    needs += [] if "count" in columns else [("end", "duration")]
    for group in needs:
        if not any(target in columns for target in group):
            message = f"No column is known to hold {' or '.join(group)}. It has: {', '.join(stream.columns)}."
            problems.append(Problem(name, message, f"Say which one does in the mapping ({', '.join(TARGETS)})."))
    if problems:
        raise InputError(problems)
    if asked.week not in WEEKS:
        raise UsageError(f"There is no week {asked.week!r}. {did_you_mean(asked.week, WEEKS)}")
    if asked.week != ALL and not asked.calendar.tells_apart:
        raise UsageError(f"A week of {asked.week} needs a calendar that says when that is.")


def _known_services(gathered: Gathered) -> dict[str, str]:
    """Service by id and by name, by ``name_key``."""
    table = gathered.tables[SERVICES.name]
    found = {name_key(name): one for one, name in zip(table["service_id"], table["name"], strict=True)}
    return found | {name_key(one): one for one in table["service_id"]}


def _services(gathered: Gathered, asked: Asked) -> dict[str, str]:
    """Service by what an export may call it: id, name, or what was asked."""
    known = _known_services(gathered)
    return known | {name_key(word): _settled(known, service) for word, service in asked.services.items()}


def _service_asked(gathered: Gathered, asked: Asked) -> str:
    return _settled(_known_services(gathered), asked.service) if asked.service else ""


def _settled(known: Mapping[str, str], service: str) -> str:
    """Id of a service that was named; where the estate has no services yet, any name will do."""
    if known and name_key(service) not in known:
        raise UsageError(f"The estate has no service {service!r}. {did_you_mean(service, sorted(set(known.values())))}")
    return known.get(name_key(service), service)


def _nothing_counts(stream: Stream, sieve: Sieve) -> list[Problem]:
    remedy = "Look at the mapping of columns, and whether the buildings are in the register."
    reasons = "; ".join(sieve.aside.notes()) or "It has no rows."
    rows = sieve.aside.rows[:3]
    problems = [Problem(stream.path.name, f"No row of it counts. {reasons}", remedy)]
    return problems + [Problem(stream.path.name, str(row[-1]), "", int(row[0])) for row in rows]


# -- what bookings are held against --------------------------------------------------------------


def _cut_to(
    sieve: Sieve, gathered: Gathered, asked: Asked, period: tuple[int, int], *, rooms_known: bool
) -> tuple[Week, Available]:
    first, last = period
    buildings = sieve.buildings
    opens, closes = asked.opening.arrays(buildings)
    has_hours = np.array([asked.opening.hours_per_week(one) > 0 for one in buildings], dtype=bool)
    seasons, closed = asked.calendar.seasons(first, last), asked.calendar.closed(buildings, first, last)
    week = Week(first, seasons, opens, closes, has_hours, closed)
    minutes, days = open_minutes(opens, closes, closed, seasons, first)
    hours = _estate_figures(gathered, buildings, "opening_hours_per_week")
    from_estate = hours[:, None] * 60 * days / 7
    available = np.where(has_hours[:, None], minutes, from_estate)
    return week, Available(available, days, _spaces(sieve, gathered, asked, hours, rooms_known))


def _estate_figures(gathered: Gathered, buildings: Sequence[str], column: str) -> NDArray[np.float64]:
    """Figures of the estate so far; not-a-number where there is none, or 0."""
    table = gathered.tables[BUILDINGS.name].set_index("building_id")
    texts = table[column] if column in table else pd.Series("", index=table.index)
    values = [read_figure(str(texts[one])) for one in buildings]
    return np.array([v if isinstance(v, float) and v > 0 else np.nan for v in values])


def _spaces(
    sieve: Sieve, gathered: Gathered, asked: Asked, hours: NDArray[np.float64], rooms_known: bool
) -> NDArray[np.float64]:
    """Spaces of each building: of the list of rooms, else of the estate (capacity by opening hours), else seen."""
    listed = np.array([asked.rooms.number(one) for one in sieve.buildings], dtype=np.float64)
    of_estate = _estate_figures(gathered, sieve.buildings, "capacity_hours_per_week") / hours
    seen = np.bincount(sieve.building_of_room, minlength=len(sieve.buildings)).astype(np.float64)
    if "count" in sieve.how.columns:
        return seen  # a counter sees the whole of what it counts
    seen = seen if rooms_known else np.full(len(seen), np.nan)
    spaces = np.where(np.isfinite(of_estate), of_estate, seen)
    return np.where(listed > 0, listed, spaces)


# -- after ---------------------------------------------------------------------------------------


def _activities(measured: Measured, week: str) -> pd.DataFrame:
    """Rows of the estate's table; an activity without an hour in the week that was asked for is none."""
    frame = measured.activities
    column = f"hours_per_week_{week}"
    if column not in frame:
        raise UsageError(f"There is no day of {week} in the period; choose another week.")
    frame = frame[frame[column] > 0]
    return pd.DataFrame(
        {
            "building_id": frame["building_id"], "service_id": frame["service_id"],
            "hours_per_week": [write_cell(round(value, 2)) for value in frame[column]],
            "visits_per_year": [write_cell(float(value)) for value in frame["visits_per_year"].round()],
        },
        dtype=object,
    ).reset_index(drop=True)  # fmt: skip


def _rates(measured: Measured) -> pd.DataFrame:
    """A row a building with its rates in columns of the source, for the estate has none for them."""
    rows: dict[str, dict[str, str]] = {}
    for row in measured.use.to_dict("records"):
        cells = rows.setdefault(row["building_id"], {"building_id": row["building_id"]})
        for name in USE_COLUMNS[2:]:
            cells[f"{ORIGINAL}{row['season']}_{name}"] = write_cell(round(float(row[name]), 4))
    return pd.DataFrame(list(rows.values()), dtype=object)


def _notes(sieve: Sieve, tally: Tally, measured: Measured, asked: Asked) -> list[str]:
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


def _settings(columns: Mapping[str, str], asked: Asked, period: tuple[int, int]) -> dict[str, object]:
    return {
        "columns": dict(columns), "service": asked.service, "services": dict(asked.services), "week": asked.week,
        "period": f"{day_text(period[0])}..{day_text(period[1])}", "longest_hours": asked.longest_hours,
        "interval_minutes": asked.interval_minutes, "likeness": asked.likeness,
    }  # fmt: skip


def _problems(
    stream: Stream, sieve: Sieve, tally: Tally, measured: Measured, gathered: Gathered, asked: Asked
) -> list[Problem]:
    """What to look at: odd figures of people, rooms too full, buildings without hours or with too much in them."""
    name = stream.path.name

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


def read_rooms(raw: RawTable, gathered: Gathered, columns: Mapping[str, str]) -> Rooms:
    """Read a list of rooms: building, room, and how many people it has places for.

    Raises
    ------
    InputError
        With every row that cannot be read.
    """
    rows = rows_of_buildings(raw, gathered, columns, needs=(("room",),))
    places = rows.figures("places")
    names = rows.text("room")
    found = {
        (rows.joined.matches[k].building_id, name_key(names[k])): places[k] or 0.0 for k in rows.positions if names[k]
    }
    lost = [
        Problem(raw.name, reason, "Correct the row, or take it out.", raw.rows[k])
        for k, reason in rows.set_aside.items()
    ]
    if lost:
        raise InputError(lost)
    return Rooms(found)
