"""What is asked of an import of bookings or counts: calendar, opening hours, rooms, services, period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from estate_opt.errors import InputError, Problem, UsageError, did_you_mean
from estate_opt.importing.building_rows import rows_of_buildings
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.identifiers import name_key
from estate_opt.importing.joining import LIKENESS
from estate_opt.importing.raw import RawTable
from estate_opt.importing.use.calendar import SEASONS, Calendar
from estate_opt.importing.use.measure import ALL
from estate_opt.importing.use.opening import OpeningHours
from estate_opt.inputs.manifest import SERVICES

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


def services_of(gathered: Gathered, asked: Asked) -> dict[str, str]:
    """Service by what an export may call it: id, name, or what was asked."""
    known = _known_services(gathered)
    return known | {name_key(word): _settled(known, service) for word, service in asked.services.items()}


def service_of_all(gathered: Gathered, asked: Asked) -> str:
    """Service of rows that name none; empty where none was given."""
    return _settled(_known_services(gathered), asked.service) if asked.service else ""


def _known_services(gathered: Gathered) -> dict[str, str]:
    """Service by id and by name, by ``name_key``."""
    table = gathered.tables[SERVICES.name]
    found = {name_key(name): one for one, name in zip(table["service_id"], table["name"], strict=True)}
    return found | {name_key(one): one for one in table["service_id"]}


def _settled(known: Mapping[str, str], service: str) -> str:
    """Id of a service that was named; where the estate has no services yet, any name will do."""
    if known and name_key(service) not in known:
        raise UsageError(f"The estate has no service {service!r}. {did_you_mean(service, sorted(set(known.values())))}")
    return known.get(name_key(service), service)
