"""Exports of bookings and counts as they come: what does not count is listed, what is odd is told of."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estate_opt.errors import InputError, UsageError
from estate_opt.importing import blocks as blocks_module
from estate_opt.importing.blocks import Stream
from estate_opt.importing.gathered import put_layer, read_gathered
from estate_opt.importing.layer import Layer
from estate_opt.importing.use import (
    Asked,
    Calendar,
    OpeningHours,
    Use,
    import_use,
    read_calendar,
    read_opening_hours,
    read_rooms,
)
from estate_opt.importing.use import aside as aside_module
from estate_opt.importing.use.clock import NO_TIME, Clock, day_text, read_spans, together
from estate_opt.importing.use.opening import read_spans_of_day
from estate_opt.importing.use.period import period_of
from tests.importing.gathering import gathered, source

SERVICES = Layer(
    name="services", importer="services", defines=frozenset({"services"}),
    tables={"services": pd.DataFrame({"service_id": ["library", "room_hire"], "name": ["Library", "Room hire"]},
                                     dtype=object)},
)  # fmt: skip
ESTATE = gathered(SERVICES, opening_hours_per_week=["40", "", "", ""], capacity_hours_per_week=["80", "", "", ""])
COLUMNS = {"name": "Building", "room": "Room", "service": "Service", "start": "Start", "end": "End",
           "attendance": "People", "status": "Status"}  # fmt: skip
HEADER = "Ref,Building,Room,Service,Start,End,People,Status\n"
ASKED = Asked(service="room_hire", today=date(2025, 12, 1))
GOOD = "1,Armley Library,Hall,Library,01/09/2025 10:00,01/09/2025 12:00,10,Confirmed\n"


def use_of(
    folder: Path, rows: str, asked: Asked = ASKED, columns: dict[str, str] = COLUMNS, header: str = HEADER
) -> Use:
    path = folder / "bookings.csv"
    path.write_text(header + rows, encoding="utf-8", newline="")
    return import_use(Stream(path), ESTATE, columns, asked)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2,Nowhere Hall,Hall,Library,01/09/2025 10:00,01/09/2025 12:00,1,", "No building is called 'Nowhere Hall'"),
        ("2,,Hall,Library,01/09/2025 10:00,01/09/2025 12:00,1,", "names no building"),
        ("2,001,Hall,Library,31/02/2025 10:00,01/09/2025 12:00,1,", "Its begin is not a time"),
        ("2,001,Hall,Library,09/25/2025 10:00,25/09/2025 12:00,1,", "Its begin is not a time (day before month)."),
        ("2,001,Hall,Library,,01/09/2025 12:00,1,", "Its begin is not a time"),
        ("2,001,Hall,Library,01/09/2025 10:00,soon,1,", "Its end is not a time"),
        ("2,001,Hall,Library,01/09/2025 10:00,01/09/2025 10:00,1,", "It ends when it begins, or before."),
        ("2,001,Hall,Library,01/09/2025 22:00,01/09/2025 02:00,1,", "It ends when it begins, or before."),
        ("2,001,Hall,Library,01/09/2025 10:00,02/09/2025 11:00,1,", "It lasts longer than 24 hours."),
        ("2,001,Hall,Library,01/09/1925 10:00,01/09/1925 11:00,1,", "It is before 2000 or years ahead."),
        ("2,001,Hall,Library,01/09/2095 10:00,01/09/2095 11:00,1,", "It is before 2000 or years ahead."),
        ("2,001,Hall,Library,01/09/2025 10:00,01/09/2025 11:00,1,CANCELLED by user", "It was cancelled"),
        ("2,001,Hall,Library,01/09/2025 10:00,01/09/2025 11:00,1,Provisional", "not confirmed"),
        ("2,001,Hall,Yoga,01/09/2025 10:00,01/09/2025 11:00,1,", "No service is called 'Yoga'"),
        ("2,001,Hall,Library,01/09/2025 10:00", "more or fewer cells than the header"),
        ("2,001,Hall, the big one,Library,01/09/2025 10:00,01/09/2025 11:00,1,", "more or fewer cells"),
    ],
)
def test_rows_that_do_not_count_are_listed_with_the_reason(tmp_path: Path, row: str, reason: str) -> None:
    use = use_of(tmp_path, GOOD + row + "\n")
    assert use.layer.unjoined["source_row"].tolist() == ["3"]
    assert reason in use.layer.unjoined["reason"][0]
    [activity] = use.layer.tables["activities"].to_dict("records")
    assert (activity["building_id"], activity["service_id"]) == ("001", "library")
    assert activity["hours_per_week"] == "14"  # two hours in a period of one day


@pytest.mark.parametrize(
    ("status", "held"),
    [("Confirmed", True), ("", True), ("Confirmed as requested", True), ("Confirmed, then cancelled", False),
     ("Unconfirmed request", False), ("No-show", False), ("Declined", False), ("DNA", False), ("Paid", True)],
)  # fmt: skip
def test_which_bookings_are_held(tmp_path: Path, status: str, held: bool) -> None:
    use = use_of(tmp_path, GOOD + GOOD.replace("Hall", "Room 2").replace("Confirmed", f'"{status}"'))
    assert use.layer.unjoined.empty == held


@pytest.mark.parametrize(("flag", "held"), [("No", True), ("", True), ("Yes", False), ("02/09/2025", False)])
def test_a_column_that_says_whether_it_was_cancelled(tmp_path: Path, flag: str, held: bool) -> None:
    header = HEADER.replace("Status", "Cancelled?")
    columns = {**COLUMNS, "status": "Cancelled?"}
    rows = GOOD.replace("Confirmed", "") + GOOD.replace("Hall", "Room 2").replace("Confirmed", flag)
    assert use_of(tmp_path, rows, columns=columns, header=header).layer.unjoined.empty == held


def test_a_row_without_a_service_takes_the_one_that_is_given(tmp_path: Path) -> None:
    use = use_of(tmp_path, GOOD + "2,001,Hall,,01/09/2025 13:00,01/09/2025 14:00,4,\n")
    assert use.layer.tables["activities"]["service_id"].tolist() == ["library", "room_hire"]
    named = Asked(services={"Yoga class": "Room hire"}, today=ASKED.today)
    use = use_of(tmp_path, "2,001,Hall,yoga CLASS,01/09/2025 13:00,01/09/2025 14:00,4,\n", named)
    assert use.layer.tables["activities"]["service_id"].tolist() == ["room_hire"]


def test_people_that_cannot_be_are_told_of_and_are_not_nought(tmp_path: Path) -> None:
    rows = "".join(
        f"2,001,Hall,Library,0{d}/09/2025 10:00,0{d}/09/2025 12:00,{n},\n" for d, n in enumerate(("-5", "many", "9"), 1)
    )
    use = use_of(tmp_path, rows)
    assert "Figures of people cannot be: '-5', 'many'." in " ".join(map(str, use.layer.problems))
    [activity] = use.layer.tables["activities"].to_dict("records")
    assert activity["visits_per_year"] == str(round(9 * 365.25 / 3))
    assert "The period is of 3 days only" in " ".join(use.layer.notes)


def test_more_people_than_places_fill_the_room_and_are_told_of(tmp_path: Path) -> None:
    rooms = read_rooms(source("Building,Room,Capacity\n001,HALL,20\n001,Attic,5\n"), ESTATE,
                       {"building_id": "Building", "room": "Room", "places": "Capacity"})  # fmt: skip
    use = use_of(tmp_path, GOOD.replace(",10,", ",500,"), Asked(rooms=rooms, today=ASKED.today))
    [year] = use.measured.use.to_dict("records")
    assert year["occupancy"] == 1
    assert year["spaces"] == 2  # the attic is never booked, but it is there
    assert any("1 bookings have more people than their room has places (001)" in str(p) for p in use.layer.problems)


def test_without_a_list_of_rooms_the_estate_says_how_many_spaces_there_are(tmp_path: Path) -> None:
    [year] = use_of(tmp_path, GOOD).measured.use.to_dict("records")
    assert year["spaces"] == 2  # 80 space-hours in 40 hours of opening
    assert year["open_hours"] == pytest.approx(40 / 7)
    assert year["frequency"] == pytest.approx(2 / (2 * 40 / 7))
    assert np.isnan(year["occupancy"])
    assert np.isnan(year["utilisation"])


def test_rates_stand_beside_the_activities_and_in_no_table_of_the_estate(tmp_path: Path) -> None:
    use = use_of(tmp_path, GOOD)
    [row] = use.layer.tables["buildings"].to_dict("records")
    assert (row["building_id"], row["source.year_frequency"], row["source.year_occupancy"]) == ("001", "0.175", "")


def test_times_in_columns_of_their_own(tmp_path: Path) -> None:
    header = "Site,Day,From,To\n"
    columns = {"name": "Site", "date": "Day", "start": "From", "end": "To"}
    use = use_of(tmp_path, "001,01/09/2025,09:00,10:30\n001,2025-09-02 00:00:00,14:00,15:00\n", ASKED, columns, header)
    assert use.layer.unjoined.empty
    assert use.measured.use["used_hours"].tolist() == [2.5]


def test_an_end_that_is_a_time_of_day_alone(tmp_path: Path) -> None:
    use = use_of(tmp_path, "1,001,Hall,Library,2025-09-01T10:00:00,12:15,1,\n")
    assert use.measured.use["used_hours"].tolist() == [2.25]


@pytest.mark.parametrize(
    ("text", "hours"), [("90", 1.5), ("1:30", 1.5), ("1h 30m", 1.5), ("1.5 hours", 1.5), ("45 min", 0.75)]
)
def test_durations(tmp_path: Path, text: str, hours: float) -> None:
    columns = {"name": "Site", "start": "From", "duration": "Length"}
    use = use_of(tmp_path, f"001,01/09/2025 10:00,{text}\n", ASKED, columns, "Site,From,Length\n")
    assert use.measured.use["used_hours"].tolist() == [hours]


def test_without_rooms_bookings_at_once_are_in_different_rooms(tmp_path: Path) -> None:
    rows = GOOD + GOOD.replace("10:00", "11:00").replace("12:00", "13:00")
    columns = {target: column for target, column in COLUMNS.items() if target != "room"}
    with_rooms, without = use_of(tmp_path, rows), use_of(tmp_path, rows, columns=columns)
    assert with_rooms.measured.use["used_hours"].tolist() == [3]
    assert without.measured.use["used_hours"].tolist() == [4]
    assert "Rooms are not told apart" in " ".join(without.layer.notes)


COUNTS = {"name": "Site", "start": "Hour", "count": "In"}


def test_counts_of_people_an_hour(tmp_path: Path) -> None:
    week = (((540, 1020),),) * 5 + ((), ())
    asked = Asked(service="library", opening=OpeningHours({"001": week}), today=ASKED.today)
    rows = "001,01/09/2025 08:00,3\n001,01/09/2025 09:00,12\n001,01/09/2025 10:00,0\n001,02/09/2025 16:00,5\n"
    use = use_of(tmp_path, rows, asked, COUNTS, "Site,Hour,In\n")
    [year] = use.measured.use.to_dict("records")
    assert year["used_hours"] == 2
    assert year["open_hours"] == 16
    [activity] = use.layer.tables["activities"].to_dict("records")
    assert activity["visits_per_year"] == str(round(20 * 365.25 / 2))
    assert use.layer.importer == "footfall"
    assert "1.0 hours booked outside the opening hours" in " ".join(use.layer.notes)


def test_strays_make_no_period(tmp_path: Path) -> None:
    rows = "".join(
        f"{k},001,Hall,Library,{d:02}/09/2025 {h:02}:00,{d:02}/09/2025 {h:02}:30,1,\n"
        for k, (d, h) in enumerate((d, h) for d in range(1, 29) for h in range(8, 20))
    )
    stray = "x,001,Hall,Library,01/09/2023 10:00,01/09/2023 11:00,1,\n"
    use = use_of(tmp_path, rows + stray)
    assert "of 2025-09-01 to 2025-09-28." in use.layer.notes[0]
    assert "1 row of days outside that period" in " ".join(use.layer.notes)


def test_the_week_is_a_choice(tmp_path: Path) -> None:
    first = read_spans(["2025-09-01..2025-09-07"])
    calendar = Calendar(terms=tuple(first))
    rows = GOOD + GOOD.replace("01/09", "09/09").replace("12:00", "11:00") + GOOD.replace("01/09", "14/09")
    for week, hours in (("year", "2.5"), ("term", "2"), ("holiday", "3")):
        asked = Asked(calendar=calendar, week=week, today=ASKED.today)
        assert use_of(tmp_path, rows, asked).layer.tables["activities"]["hours_per_week"].tolist() == [hours]
    with pytest.raises(UsageError, match="needs a calendar"):
        use_of(tmp_path, rows, Asked(week="term"))
    with pytest.raises(UsageError, match=r"There is no week 'terms'\. Did you mean 'term'"):
        use_of(tmp_path, rows, Asked(week="terms"))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (Asked(service="Yoga"), "The estate has no service 'Yoga'."),
        (Asked(services={"x": "Librari"}), "Did you mean 'library'?"),
    ],
)
def test_services_that_are_not_there(tmp_path: Path, asked: Asked, message: str) -> None:
    with pytest.raises(UsageError) as error:
        use_of(tmp_path, GOOD, asked)
    assert message in str(error.value)


def test_no_row_that_counts_says_why(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        use_of(tmp_path, GOOD.replace("Armley Library", "Nowhere"))
    assert "No row of it counts. 1 row left out: no building found." in str(error.value)
    assert "line 2: No building is called 'Nowhere'" in str(error.value)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"name": "Building", "start": "Start"}, "No column is known to hold end or duration."),
        ({"start": "Start", "end": "End"}, "No column is known to hold building_id or uprn or name."),
        ({**COLUMNS, "start": "Begin"}, "There is no column 'Begin', which should hold start."),
    ],
)
def test_columns_that_make_no_bookings(tmp_path: Path, columns: dict[str, str], message: str) -> None:
    with pytest.raises(InputError) as error:
        use_of(tmp_path, GOOD, columns=columns)
    assert message in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_and_a_title_above_the_header(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.csv"
    text = "Bookings of the café\n\n" + (HEADER + GOOD.replace("Hall", "Salle des fêtes")).replace(",", ";")
    path.write_bytes(text.encode(encoding))
    use = import_use(Stream(path), ESTATE, COLUMNS, ASKED)
    assert use.rows == 1
    assert use.layer.unjoined.empty


def test_blocks_are_cut_after_whole_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f'{k},001,"Hall\nno {k % 3}",Library,{1 + k % 28:02}/09/2025 10:00,{1 + k % 28:02}/09/2025 11:00,{k},\n'
        for k in range(200)
    )
    whole = use_of(tmp_path, rows)
    monkeypatch.setattr(blocks_module, "BLOCK_BYTES", 500)
    parts = use_of(tmp_path, rows)
    assert parts.rows == whole.rows == 200
    assert parts.measured.use.equals(whole.measured.use)


def test_lines_are_those_of_the_file_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks_module, "BLOCK_BYTES", 300)
    rows = [GOOD] * 50
    rows[20] = rows[20].replace("Confirmed", "Cancelled")
    rows[35] = "too,short\n"
    rows[40] = rows[40].replace("01/09/2025 10:00", "x")
    use = use_of(tmp_path, "".join(rows))
    assert use.layer.unjoined["source_row"].tolist() == ["22", "37", "42"]


def test_the_list_of_what_does_not_count_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside_module, "LISTED", 5)
    use = use_of(tmp_path, GOOD + GOOD.replace("Confirmed", "Cancelled") * 12)
    assert len(use.layer.unjoined) == 5
    assert "12 rows left out: cancelled, not held or not confirmed." in use.layer.notes
    assert "The first 5 of these 12 rows are listed." in use.layer.notes


def test_importing_again_replaces_the_layer_and_nothing_else(tmp_path: Path) -> None:
    estate = tmp_path / "estate"
    for layer in ESTATE.layers:
        put_layer(estate, layer)
    for end, hours in (("12:00", "14"), ("13:00", "21")):
        path = tmp_path / "b.csv"
        path.write_text(HEADER + GOOD.replace("12:00", end))
        now = put_layer(estate, import_use(Stream(path), read_gathered(estate), COLUMNS, ASKED).layer)
        assert now.tables["activities"]["hours_per_week"].tolist() == [hours]
        assert [layer.name for layer in now.layers] == ["register", "services", "bookings"]
        assert now.conflicts.empty


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_no_bytes_give_a_traceback(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bytes.csv"
    path.write_bytes((HEADER + GOOD).encode() + data)
    with suppress(InputError):
        import_use(Stream(path), ESTATE, COLUMNS, ASKED)


# -- clock, hours, calendar ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("01/09/2025 10:00", "2025-09-01T10:00"), ("1/9/25 9:05", "2025-09-01T09:05"),
        ("2025-09-01T10:00:29.9", "2025-09-01T10:00"), ("01/09/2025 10:59:59", "2025-09-01T11:00"),
        ("01/09/2025 24:00", "2025-09-02T00:00"), ("2025-06-01T10:00:00Z", "2025-06-01T11:00"),
        ("2025-01-01T10:00:00Z", "2025-01-01T10:00"), ("2025-06-01T10:00+02:00", "2025-06-01T09:00"),
        ("01/09/2025 2:30 PM", "2025-09-01T14:30"), ("1 Sep 2025 10:00", "2025-09-01T10:00"),
        ("31/02/2025 10:00", None), ("12/31/2025 10:00", None), ("", None), ("10:00", None), ("01/09/2025 25:00", None),
    ],
)  # fmt: skip
def test_times(text: str, time: str | None) -> None:
    [found] = Clock().read(pa.array([text])).tolist()
    assert (None if found == NO_TIME else str(np.datetime64(found, "m"))) == time


def test_times_of_several_shapes_in_one_column() -> None:
    texts = ["01/09/2025 10:00", "2025-09-01 10:00", "x", "2025-02-30 10:00", "01/09/25 10:00"] * 3
    found = Clock().read(pa.array(texts))
    assert (found == NO_TIME).tolist() == [False, False, True, True, False] * 3
    assert len(set(found[found != NO_TIME].tolist())) == 1


@settings(deadline=None, max_examples=50)
@given(st.datetimes(min_value=pd.Timestamp("1950-01-01"), max_value=pd.Timestamp("2100-01-01")))
def test_every_minute_survives_every_shape(moment: object) -> None:
    clock = Clock()
    for shape in ("%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:00", "%d-%b-%Y %H:%M"):
        [found] = clock.read(pa.array([moment.strftime(shape)])).tolist()  # type: ignore[attr-defined]
        assert np.datetime64(found, "m") == np.datetime64(moment, "m")


def test_a_date_and_a_time_are_one_text() -> None:
    found = together(pa.array(["2025-09-01 00:00:00", "01/09/2025"]), pa.array(["1900-01-01 10:00:00", "10:30"]))
    assert found.to_pylist() == ["2025-09-01 10:00:00", "01/09/2025 10:30"]


@pytest.mark.parametrize("text", ["2025-13-01", "soon", "2025-02-01..2025-01-01", "2025-01-01..", ""])
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_spans([text])


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("10:00-17:00", [(600, 1020)]), ("10:00-13:00, 14:00-17:00", [(600, 780), (840, 1020)]),
        ("9am to 5.30pm", [(540, 1050)]), ("9.30-5", [(570, 1020)]), ("0900-1700", [(540, 1020)]),
        ("18:00-02:00", [(1080, 1440)]), ("noon until midnight", [(720, 1440)]), ("closed", []), ("", []),
        ("n/a", []), ("all day", None), ("10:00", None), ("25:00-26:00", None), ("10:75-11:00", None),
    ],
)  # fmt: skip
def test_opening_hours_of_a_day(text: str, spans: list[tuple[int, int]] | None) -> None:
    assert read_spans_of_day(text) == spans


def test_opening_hours_a_column_a_day_or_a_row_a_day() -> None:
    wide = read_opening_hours(
        source("Building,Mon,Tue\n001,10:00-13:00,x\n009,1,1\n"), ESTATE,
        {"name": "Building", "monday": "Mon", "tuesday": "Tue"},
    )  # fmt: skip
    assert wide.hours_per_week("001") == 3
    assert wide.unjoined == 1
    assert "These are not opening hours." in str(wide.problems[0])
    rows = "Building,Day,Opens,Closes\n001,Monday,10:00,12:00\n001,mon,11:00,13:00\n001,Tuesday,,\n"
    columns = {"name": "Building", "day": "Day", "opens": "Opens", "closes": "Closes"}
    long = read_opening_hours(source(rows), ESTATE, columns)
    assert long.by_building["001"][0] == ((600, 780),)
    with pytest.raises(InputError, match="There are no opening hours in it"):
        read_opening_hours(source("Building,Mon\n001,closed\n"), ESTATE, {"name": "Building", "monday": "Mon"})


def test_a_calendar_and_what_is_wrong_with_one() -> None:
    rows = (
        "kind,from,to,building\nTerm,01/09/2025,24/10/2025,\nbank holiday,25/12/2025,,\n"
        "closed,2025-11-01,2025-11-02,Armley Library\n"
    )
    calendar = read_calendar(source(rows), ESTATE)
    [(first, last)] = calendar.terms
    assert (day_text(first), day_text(last)) == ("2025-09-01", "2025-10-24")
    assert {one: len(spans) for one, spans in calendar.closures.items()} == {"": 1, "001": 1}
    assert calendar.closed(["001", "002"], first, last + 70).sum(axis=1).tolist() == [3, 1]
    with pytest.raises(InputError) as error:
        read_calendar(source("kind,from,to,building\nx,2025-09-01,,\nterm,soon,,\nclosed,2025-09-02,2025-09-01,\n"
                             "closed,2025-09-01,,Nowhere\nterm,2025-09-01,,001\n"), ESTATE)  # fmt: skip
    said = [problem.message for problem in error.value.problems]
    assert said == [
        "This is not a kind of day.", "These are not days.", "It ends before it begins.",
        "There is no building 'Nowhere'.", "Terms and holidays are those of all buildings.",
    ]  # fmt: skip
    with pytest.raises(InputError, match="It has no column kind and from and to"):
        read_calendar(source("a,b\n1,2\n"), ESTATE)


def test_the_period_leaves_out_strays_only() -> None:
    counts = np.zeros(1000, dtype=np.int64)
    counts[[0, 400, 401, 500]] = [1, 500, 500, 30]
    assert period_of(counts, 10_000) == (10_400, 10_500)
    assert period_of(counts[:401] * 0 + np.eye(401, dtype=np.int64)[0], 5) == (5, 5)
