"""``import bookings`` and ``import footfall``: activity, and use of the opening hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from estate_opt.cli import screen
from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import SHOWN, AsOption, ToOption, imports, put
from estate_opt.cli.commands.imports.mapped import LikenessOption, MapOption, MappingOption, settle_columns
from estate_opt.errors import UsageError
from estate_opt.importing.blocks import Stream
from estate_opt.importing.gathered import Gathered, read_gathered
from estate_opt.importing.joining import LIKENESS
from estate_opt.importing.known_columns import BOOKINGS, FOOTFALL, OPENING, ROOMS
from estate_opt.importing.mapper import Target
from estate_opt.importing.raw import read_raw
from estate_opt.importing.use import (
    Asked,
    Calendar,
    Measured,
    OpeningHours,
    Rooms,
    import_use,
    read_calendar,
    read_opening_hours,
    read_rooms,
)
from estate_opt.importing.use.asked import WEEKS
from estate_opt.importing.use.clock import read_spans
from estate_opt.importing.use.layer import FOOTFALL as FOOTFALL_NAME
from estate_opt.importing.use.layer import NAME
from estate_opt.importing.use.measure import ALL

BUILDING = ("building_id", "uprn", "name")
BOOKING_NEEDS = (BUILDING, ("start", "date"), ("end", "duration"))
COUNT_NEEDS = (BUILDING, ("start", "date"))

FileArgument = Annotated[Path, typer.Argument(help="The export; CSV of any length.", show_default=False)]
OpeningOption = Annotated[
    Path | None, typer.Option("--opening", help="Opening hours by day: a column a day, or rows of day, opens, closes.")
]
RoomsOption = Annotated[
    Path | None, typer.Option("--rooms", help="Rooms of each building, and how many people each has places for.")
]
CalendarOption = Annotated[
    Path | None, typer.Option("--calendar", help="Rows of kind (term, holiday, closed), from, to and building.")
]
TermOption = Annotated[list[str] | None, typer.Option("--term", help="FROM..TO: a term; again for the next.")]
ClosedOption = Annotated[
    list[str] | None, typer.Option("--closed", help="FROM..TO: days on which all are closed; again for the next.")
]
ServiceOption = Annotated[str, typer.Option("--service", help="Service of rows that name none, or of all.")]
CallOption = Annotated[
    list[str] | None, typer.Option("--call", help="NAME=SERVICE: what the export calls a service; again for the next.")
]
PeriodOption = Annotated[str, typer.Option("--period", help="FROM..TO: days that count; all if absent.")]
WeekOption = Annotated[str, typer.Option("--week", help=f"Week that becomes the activity: {', '.join(WEEKS)}.")]
LongestOption = Annotated[float, typer.Option("--longest-hours", help="A booking that lasts longer is a mistake.")]


@dataclass(frozen=True)
class _Beside:
    """Files and spans beside the export."""

    opening: Path | None
    rooms: Path | None
    calendar: Path | None
    terms: Sequence[str]
    closed: Sequence[str]

    def read(self, gathered: Gathered) -> tuple[Calendar, OpeningHours, Rooms]:
        """Read them."""
        calendar = read_calendar(read_raw(self.calendar), gathered) if self.calendar is not None else Calendar()
        closures = {**calendar.closures, "": (*calendar.closures.get("", ()), *_spans(self.closed, "--closed"))}
        calendar = Calendar((*calendar.terms, *_spans(self.terms, "--term")), calendar.holidays, closures)
        opening, rooms = OpeningHours(), Rooms()
        if self.opening is not None:
            raw = read_raw(self.opening)
            found, _ = settle_columns(raw, OPENING, (BUILDING,), gathered, "", None, None)
            opening = read_opening_hours(raw, gathered, found.columns)
        if self.rooms is not None:
            raw = read_raw(self.rooms)
            found, _ = settle_columns(raw, ROOMS, (BUILDING, ("room",)), gathered, "", None, None)
            rooms = read_rooms(raw, gathered, found.columns)
        return calendar, opening, rooms


def _spans(texts: Sequence[str], option: str) -> list[tuple[int, int]]:
    try:
        return read_spans(texts)
    except ValueError as error:
        raise UsageError(f"{option} wants days such as 2025-09-01..2025-12-19 ({error}).") from error


@imports.command(
    epilog="Example: estate-opt import bookings bookings.csv --to data/mytown --service room_hire "
    "--opening hours.csv --rooms rooms.csv --calendar terms.csv"
)
def bookings(
    file: FileArgument,
    to: ToOption,
    name: AsOption = None,
    mapping: MappingOption = None,
    map_columns: MapOption = None,
    service: ServiceOption = "",
    call: CallOption = None,
    opening: OpeningOption = None,
    rooms: RoomsOption = None,
    calendar: CalendarOption = None,
    term: TermOption = None,
    closed: ClosedOption = None,
    period: PeriodOption = "",
    week: WeekOption = ALL,
    longest_hours: LongestOption = 24.0,
    likeness: LikenessOption = LIKENESS,
    as_json: JsonOption = False,
) -> None:
    """Import bookings: space-hours a week by service, and frequency × occupancy over the opening hours."""
    beside = _Beside(opening, rooms, calendar, term or (), closed or ())
    asked = _Asking(service, call or (), period, week, longest_hours, 60, likeness)
    _run(file, to, name or NAME, (BOOKINGS, BOOKING_NEEDS), (mapping, map_columns), beside, asked, as_json=as_json)


@imports.command(
    epilog="Example: estate-opt import footfall counters.csv --to data/mytown --service library --opening hours.csv"
)
def footfall(
    file: FileArgument,
    to: ToOption,
    name: AsOption = None,
    mapping: MappingOption = None,
    map_columns: MapOption = None,
    service: ServiceOption = "",
    call: CallOption = None,
    opening: OpeningOption = None,
    rooms: RoomsOption = None,
    calendar: CalendarOption = None,
    term: TermOption = None,
    closed: ClosedOption = None,
    period: PeriodOption = "",
    week: WeekOption = ALL,
    interval: Annotated[int, typer.Option(min=1, max=1440, help="Minutes that each count is for.")] = 60,
    likeness: LikenessOption = LIKENESS,
    as_json: JsonOption = False,
) -> None:
    """Import counts of people (per hour, or another interval): hours in use, and visits a year."""
    beside = _Beside(opening, rooms, calendar, term or (), closed or ())
    asked = _Asking(service, call or (), period, week, 24.0, interval, likeness)
    targets = (FOOTFALL, COUNT_NEEDS)
    _run(file, to, name or FOOTFALL_NAME, targets, (mapping, map_columns), beside, asked, as_json=as_json)


@dataclass(frozen=True)
class _Asking:
    """Options as typed."""

    service: str
    call: Sequence[str]
    period: str
    week: str
    longest_hours: float
    interval: int
    likeness: float

    def asked(self, calendar: Calendar, opening: OpeningHours, rooms: Rooms) -> Asked:
        """What is asked of the import."""
        services = {}
        for word in self.call:
            called, equals, service = word.rpartition("=")
            if not equals:
                raise UsageError(f"--call {word!r} is not of the form NAME=SERVICE.")
            services[called.strip()] = service.strip()
        return Asked(
            calendar=calendar, opening=opening, rooms=rooms, service=self.service, services=services,
            period=_spans([self.period], "--period")[0] if self.period else None, week=self.week,
            longest_hours=self.longest_hours, interval_minutes=self.interval, likeness=self.likeness,
        )  # fmt: skip


def _run(
    file: Path,
    to: Path,
    layer: str,
    wanted: tuple[Sequence[Target], Sequence[Sequence[str]]],
    told: tuple[Path | None, Sequence[str] | None],
    beside: _Beside,
    asking: _Asking,
    *,
    as_json: bool,
) -> None:
    gathered, stream = read_gathered(to), Stream(file)
    found, said = settle_columns(stream.sample, *wanted, gathered, layer, *told)
    use = import_use(stream, gathered, found.columns, asking.asked(*beside.read(gathered)), name=layer)
    put(to, use.layer, as_json=as_json, told=said)
    if not as_json:
        _print_use(use.measured, gathered)


def _print_use(measured: Measured, gathered: Gathered) -> None:
    """The buildings that are used the least, over the whole period."""
    names = gathered.tables["buildings"].set_index("building_id")["name"]
    year = measured.use[measured.use["season"] == ALL].sort_values(["utilisation", "frequency"], na_position="last")
    table = Table(title="Least used in their opening hours", title_justify="left", show_edge=False)
    table.add_column("Building")
    for heading in ("Spaces", "Used, hours a week", "In use", "Full while in use", "Utilisation"):
        table.add_column(heading, justify="right")
    for row in year.head(SHOWN).to_dict("records"):
        rates = (_percent(row[rate]) for rate in ("frequency", "occupancy", "utilisation"))
        hours = _number(row["used_hours_per_week"])
        table.add_row(str(names[row["building_id"]]), _number(row["spaces"]), hours, *rates)
    screen.out.print(table)
    if len(year) > SHOWN:
        screen.out.print(f"… and {len(year) - SHOWN} more.")


def _percent(share: float) -> str:
    return "not known" if np.isnan(share) else f"{share:.1%}"


def _number(value: float) -> str:
    return "not known" if np.isnan(value) else f"{value:,.1f}".removesuffix(".0")
