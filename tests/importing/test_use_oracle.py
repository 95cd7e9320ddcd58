"""Frequency, occupancy, activity and what is left out, against a walk through every minute."""

from __future__ import annotations

import csv
import math
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estate_opt.importing.identifiers import name_key
from estate_opt.importing.use import Asked, Calendar, OpeningHours, Rooms, Stream, Use, import_use
from estate_opt.importing.use.clock import EPOCH_ORDINAL
from tests.importing.gathering import gathered
from tests.importing.minutes import OPEN, Booking, Found, minute_by_minute

FIRST, LAST = date(2025, 3, 24), date(2025, 4, 20)
TERMS = [(date(2025, 3, 24), date(2025, 4, 4))]
CLOSURES = [(date(2025, 4, 18), date(2025, 4, 20)), (date(2025, 3, 26), date(2025, 3, 26))]
PLACES = {("001", "Hall"): 20, ("001", "Room 2"): 8, ("002", "Gym"): 30}
ESTATE = gathered()
ROOMS = ("Hall", "Room 2", "Gym")
HEADER = ("Building", "Room", "Service", "Start", "End", "People")
COLUMNS = {
    "building_id": "Building", "room": "Room", "service": "Service", "start": "Start", "end": "End",
    "attendance": "People",
}  # fmt: skip


def booking(building: str, room: str, service: str, day: int, minute: int, length: int, people: int | None) -> Booking:
    start = datetime.combine(FIRST, datetime.min.time()) + timedelta(days=day, minutes=minute)
    return Booking(building, room, service, start, length, people)


bookings = st.builds(
    booking,
    st.sampled_from(["001", "002"]),
    st.sampled_from(ROOMS),
    st.sampled_from(["classes", "advice"]),
    st.integers(0, (LAST - FIRST).days),
    st.integers(0, 1439),
    st.one_of(st.integers(1, 180), st.integers(1, 1440)),
    st.one_of(st.none(), st.integers(0, 40)),
)


def days(span: tuple[date, date]) -> tuple[int, int]:
    return span[0].toordinal() - EPOCH_ORDINAL, span[1].toordinal() - EPOCH_ORDINAL


def ours(rows: list[Booking], folder: Path) -> Use:
    path = folder / "bookings.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for b in rows:
            end = b.start + timedelta(minutes=b.minutes)
            people = "" if b.people is None else b.people
            writer.writerow(
                [b.building, b.room, b.service, f"{b.start:%d/%m/%Y %H:%M}", f"{end:%d/%m/%Y %H:%M}", people]
            )
    week = tuple(tuple(OPEN.get(d, ())) for d in range(7))
    asked = Asked(
        calendar=Calendar(tuple(map(days, TERMS)), (), {"": tuple(map(days, CLOSURES))}),
        opening=OpeningHours({"001": week, "002": week}),
        rooms=Rooms({(b, name_key(room)): float(PLACES.get((b, room), 0)) for b in ("001", "002") for room in ROOMS}),
        services={"classes": "classes", "advice": "advice"}, period=days((FIRST, LAST)), today=date(2025, 6, 1),
    )  # fmt: skip
    return import_use(Stream(path), ESTATE, COLUMNS, asked)


def oracle(rows: list[Booking]) -> Found:
    return minute_by_minute(rows, FIRST, LAST, TERMS, CLOSURES, PLACES, {"001": 3, "002": 3})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(bookings, min_size=1, max_size=25))
def test_every_figure_is_that_of_the_minutes(rows: list[Booking], tmp_path: Path) -> None:
    use, expected = ours(rows, tmp_path), oracle(rows)
    table = use.measured.use.set_index(["building_id", "season"])
    for (building, season), (frequency, occupancy) in expected.rates.items():
        if (building, season) not in table.index:  # nothing was booked there
            assert frequency == 0
            continue
        row = table.loc[(building, season)]
        assert row["frequency"] == pytest.approx(frequency, abs=1e-9)
        assert math.isnan(row["occupancy"]) if occupancy is None else row["occupancy"] == pytest.approx(occupancy)
    activities = use.measured.activities.set_index(["building_id", "service_id"])
    for (building, service, season), minutes in expected.used.items():
        weeks = table.loc[(building, season), "weeks"]
        assert activities.loc[(building, service), f"hours_per_week_{season}"] == pytest.approx(minutes / 60 / weeks)
    text = " ".join(use.layer.notes)
    for minutes, what in (
        (expected.doubled, "hours booked twice in one room"),
        (expected.outside, "hours booked outside"),
        (expected.while_closed, "hours booked on days of closure"),
    ):
        assert (f"{minutes / 60:,.1f} {what}" in text) if minutes else (what not in text)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(bookings, min_size=2, max_size=15), data=st.data())
def test_the_order_of_rows_changes_nothing(rows: list[Booking], data: st.DataObject, tmp_path: Path) -> None:
    shuffled = data.draw(st.permutations(rows))
    one, other = ours(rows, tmp_path), ours(shuffled, tmp_path)
    assert one.measured.use.equals(other.measured.use)
    assert one.layer.tables["activities"].equals(other.layer.tables["activities"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(bookings, min_size=1, max_size=15))
def test_a_row_twice_changes_nothing(rows: list[Booking], tmp_path: Path) -> None:
    one, twice = ours(rows, tmp_path), ours([*rows, *rows], tmp_path)
    assert one.measured.use.equals(twice.measured.use)
    assert one.layer.tables["activities"].equals(twice.layer.tables["activities"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(bookings, min_size=1, max_size=15), more=bookings)
def test_another_booking_never_makes_a_building_emptier(rows: list[Booking], more: Booking, tmp_path: Path) -> None:
    before, after = (ours(r, tmp_path).measured.use.set_index(["building_id", "season"]) for r in (rows, [*rows, more]))
    for key in before.index:
        assert after.loc[key, "used_hours"] >= before.loc[key, "used_hours"] - 1e-9
        assert 0 <= after.loc[key, "frequency"] <= 1
