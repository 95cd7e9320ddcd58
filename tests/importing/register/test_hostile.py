"""A register in which each row is broken in another way: one report names each row, column, value and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from shapely.geometry import box

from estate_opt.errors import InputError, Problem, Severity
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.layer import Layer
from estate_opt.importing.raw import read_raw
from estate_opt.importing.register import RegisterSettings, import_register
from estate_opt.inputs.coordinates import to_degrees
from tests.importing.register.registers import Row, csv_text, import_rows, read, sound_rows, varied, ward_layer

BROKEN: dict[str, tuple[Row, str, str, str]] = {
    # fault: the row; then column, value and a part of what is said
    "figure in pounds": (varied(Required="£1,234.50"), "Required maintenance", "£1,234.50", "read as 1234.5"),
    "not a figure": (varied(Required="see survey"), "Required maintenance", "see survey", "not a figure"),
    "figure below zero": (varied(Size="-420"), "Size of asset (GIA m2)", "-420", "cannot be"),
    "nothing known": (varied(Size="N/A"), "Size of asset (GIA m2)", "N/A", "nothing is known"),
    "a dash": (varied(Tenure="-"), "Tenure", "-", "nothing is known"),
    "tenure in doubt": (varied(Tenure="F/H?"), "Tenure", "F/H?", "in doubt"),
    "UPRN cut short": (varied(UPRN="1.0007E+11"), "UPRN", "1.0007E+11", "cut this UPRN short"),
    "not a UPRN": (varied(UPRN="see notes"), "UPRN", "see notes", "not a UPRN"),
    "degrees for metres": (varied(Easting="-1.546", Northing="53.79"), "Easting", "-1.546", "degrees, not metres"),
    "no northing": (varied(Northing=""), "Easting", "430000", "no northing"),
    "not a coordinate": (varied(Easting="tbd?"), "Easting", "tbd?", "not a coordinate"),
    "nowhere": (varied(Easting="0", Northing="0"), "Easting", "0", "0, 0"),
    "off the grid": (varied(Easting="4300000"), "Easting", "4300000", "outside the British National Grid"),
    "far away": (varied(Easting="651000", Northing="10000"), "Easting", "651000", "km from the middle"),
    "Irish grid": (varied(Postcode="BT1 5GS", Easting="333900", Northing="374100"), "Easting", "333900", "Irish Grid"),
    "not a postcode": (varied(Postcode="LS1"), "Postcode", "LS1", "not a postcode"),
    "garbled": (varied(Name="Nettleby CafÃ©"), "Name", "Nettleby CafÃ©", "garbled"),
    "id without its zeros": (varied(Asset="7"), "Asset ID", "7", "Other ids have 5 digits"),
    "id as a number": (varied(Asset="77700.0"), "Asset ID", "77700.0", "made this id a number"),
    "no name": (varied(Name=""), "Name", "", "called 'High Street'"),
}  # fmt: skip
REFUSED: dict[str, tuple[Row, str, str, str]] = {
    "no id": (varied(Asset="n/a"), "Asset ID", "n/a", "no id"),
    "id cut short": (varied(Asset="1.0007E+11"), "Asset ID", "1.0007E+11", "cut this number short"),
    "no name at all": (varied(Name="", Street=""), "Name", "", "no name, and no address"),
}


def numbered(rows: list[Row]) -> list[Row]:
    """Rows with ids and UPRNs of their own, where the fault does not lie in those."""
    return [
        {
            **row,
            "Asset ID": f"{300 + k:05}" if row["Asset ID"] == "00100" else row["Asset ID"],
            "UPRN": str(72_530_000 + k) if row["UPRN"] == "72500001" else row["UPRN"],
        }
        for k, row in enumerate(rows)
    ]


def named(problem: Problem) -> tuple[int | None, str, str]:
    return problem.row, problem.column, problem.value


def test_one_report_names_every_fault(tmp_path: Path) -> None:
    faults = {**BROKEN, **REFUSED}
    rows = [*sound_rows(30), *numbered([row for row, *_ in faults.values()])]

    with pytest.raises(InputError) as caught:
        import_rows(tmp_path, rows)

    found = {named(problem): problem for problem in caught.value.problems}
    for line, (fault, (_, column, value, said)) in enumerate(faults.items(), start=32):
        problem = found.pop((line, column, value), None)
        assert problem is not None, f"{fault} is not told"
        assert said in problem.message, fault
        assert problem.remedy, fault
        assert (problem.severity is Severity.ERROR) == (fault in REFUSED), fault
    assert not found, "nothing is told of that is sound"


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_of_one_cell_leaves_the_rest_of_the_row(tmp_path: Path, fault: str) -> None:
    row, column, value, _ = BROKEN[fault]

    layer = import_rows(tmp_path, [*sound_rows(30), *numbered([row])])

    kept = layer.tables["buildings"].iloc[-1]
    assert kept["source_row"] == "32"
    assert kept[f"source.{column}"] == value, "the original stands beside"
    assert len(layer.tables["buildings"]) == 31


@pytest.mark.parametrize("fault", REFUSED)
def test_a_row_that_cannot_be_used_is_set_aside_only_when_asked(tmp_path: Path, fault: str) -> None:
    rows = [*sound_rows(3), *numbered([REFUSED[fault][0]])]
    with pytest.raises(InputError):
        import_rows(tmp_path, rows)

    layer = import_rows(tmp_path, rows, RegisterSettings(set_aside=True))

    assert layer.unjoined["source_row"].tolist() == ["5"]
    assert layer.unjoined["reason"].iloc[0]
    assert layer.unjoined["Name"].iloc[0] == rows[-1]["Name"]
    assert len(layer.tables["buildings"]) == 3


@pytest.mark.parametrize(
    ("fault", "column", "expected"),
    [
        ("figure in pounds", "backlog_gbp", "1234.5"),
        ("not a figure", "backlog_gbp", ""),
        ("figure below zero", "gia_m2", ""),
        ("tenure in doubt", "tenure", ""),
        ("UPRN cut short", "uprn", ""),
        ("degrees for metres", "easting", ""),
        ("Irish grid", "easting", ""),
        ("far away", "easting", "651000"),
        ("id as a number", "building_id", "77700"),
        ("id without its zeros", "building_id", "7"),
        ("no name", "name", "High Street"),
    ],
)
def test_what_becomes_of_the_cell(tmp_path: Path, fault: str, column: str, expected: str) -> None:
    layer = import_rows(tmp_path, [*sound_rows(30), *numbered([BROKEN[fault][0]])])
    assert layer.tables["buildings"][column].iloc[-1] == expected


def test_rows_that_stand_twice(tmp_path: Path) -> None:
    one = varied()
    rows = [one, one, varied(Name="Another"), varied(Asset="00101", Name="Third")]

    with pytest.raises(InputError) as caught:
        import_rows(tmp_path, rows)

    told = {named(p): (p.severity, p.message) for p in caught.value.problems}
    assert told[3, "Asset ID", "00100"] == (Severity.WARNING, "The row is the same as line 2.")
    assert told[4, "Asset ID", "00100"] == (Severity.ERROR, "Line 2 has the same id.")
    assert told[5, "UPRN", "72500001"] == (Severity.WARNING, "Line 2 has the same UPRN.")


def test_shifted_cells_are_refused_by_their_line_alone(tmp_path: Path) -> None:
    text = csv_text([varied(), varied(Asset="00101", UPRN="72500002")])
    text = text.replace("High Street", "Unit 4, High Street", 1)

    with pytest.raises(InputError, match="cells may be shifted") as caught:
        import_register(read(tmp_path, text), Gathered(tmp_path))
    assert [problem.row for problem in caught.value.problems] == [2], "what follows from the shift is not told too"


DEGREES: dict[str, tuple[str, str, str]] = {
    "swapped": ("53.792454", "-1.546086", "swapped"),
    "metres in the columns of degrees": ("430000", "433000", "British National Grid metres, not degrees"),
    "abroad": ("4.83", "45.76", "outside Britain"),
}


@pytest.mark.parametrize("fault", DEGREES)
def test_faults_of_degrees(tmp_path: Path, fault: str) -> None:
    x, y, said = DEGREES[fault]
    sound = [in_degrees(row) for row in sound_rows(30)]

    layer = import_rows(tmp_path, [*sound, {**in_degrees(varied()), "Longitude": x, "Latitude": y}])

    (problem,) = layer.problems
    assert named(problem) == (32, "Longitude", x)
    assert said in problem.message
    assert layer.tables["buildings"]["longitude"].iloc[-1] == ""


def in_degrees(row: Row) -> Row:
    longitude, latitude = to_degrees(float(row["Easting"]), float(row["Northing"]))
    rest = {column: cell for column, cell in row.items() if column not in ("Easting", "Northing")}
    return {**rest, "Longitude": f"{float(longitude):.6f}", "Latitude": f"{float(latitude):.6f}"}


def test_degrees_and_metres_of_two_places(tmp_path: Path) -> None:
    both = [{**row, **in_degrees(row)} for row in sound_rows(3)]
    layer = import_rows(tmp_path, [*both, {**both[0], "Asset ID": "00999", "UPRN": "1", "Easting": "431000"}])

    (problem,) = [p for p in layer.problems if "UPRN" not in p.column]
    assert "1,000 m from longitude and latitude" in problem.message
    assert layer.tables["buildings"]["easting"].iloc[-1] == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda x, y: (y, x), "swapped"),
        (lambda x, y: (x + 30_000, y), "Correct it"),
    ],
)
def test_places_outside_the_wards(tmp_path: Path, change: Callable[[int, int], tuple[int, int]], said: str) -> None:
    corners = [*to_degrees(429_000, 432_000), *to_degrees(442_000, 434_000)]
    wards = ward_layer({"W1": box(*(float(c) for c in corners))})
    x, y = change(430_000, 433_000)
    rows = [*sound_rows(5), varied(Easting=str(x), Northing=str(y))]

    layer = import_register(read(tmp_path, csv_text(rows)), Gathered(tmp_path, (wards,)))

    (problem,) = layer.problems
    assert named(problem) == (7, "Easting", str(x))
    assert "outside the wards" in problem.message
    assert said in problem.remedy


def test_merged_cells_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [dict(varied()), *map(dict, sound_rows(4))]
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([*row.values()])
    sheet["D3"] = "Mill Lane"
    for line in (4, 5):
        sheet.cell(line, 4).value = None
    sheet.merge_cells("D3:D5")
    book.save(tmp_path / "assets.xlsx")

    layer = import_register(read_raw(tmp_path / "assets.xlsx"), Gathered(tmp_path))

    (problem,) = layer.problems
    assert (problem.row, problem.value) == (3, "Mill Lane")
    assert "merged over rows 3 to 5" in problem.message
    assert layer.tables["buildings"]["source.Street"].tolist()[1:4] == ["Mill Lane"] * 3
    assert layer.tables["buildings"]["building_id"].tolist()[0] == "00100", "ids keep their zeros"


def test_lines_of_two_encodings(tmp_path: Path) -> None:
    head, tail = csv_text([varied(Name="Café A")]), csv_text([varied(Asset="00101", UPRN="9", Name="Café B")])
    data = head.encode("utf-8") + tail.split("\r\n", 1)[1].encode("cp1252")

    layer = import_register(read(tmp_path, data), Gathered(tmp_path))

    assert layer.tables["buildings"]["name"].tolist() == ["Café A", "Café B"]
    (problem,) = [p for p in layer.problems if "Windows-1252" in p.message]
    assert problem.row == 3


def test_many_alike_are_told_once_with_their_lines(tmp_path: Path) -> None:
    rows = [{**row, "Required maintenance": f"£{k},000"} for k, row in enumerate(sound_rows(40), start=1)]

    layer: Layer = import_rows(tmp_path, rows)

    (problem,) = layer.problems
    assert named(problem) == (2, "Required maintenance", "£1,000")
    assert "40 rows, on lines 2-41" in problem.message
