"""Every rule has a broken input, all faults are told at once, and hundreds of them can be read."""

from __future__ import annotations

import errno
from datetime import date
from pathlib import Path

import pytest

from estate_opt.errors import InputError, Problem, Severity
from estate_opt.inputs import check_estate, estate_hash, read_estate, write_estate
from estate_opt.inputs.checks import CHECKS
from estate_opt.inputs.checks.condense import MOST_ALIKE, MOST_IN_FULL, condense
from estate_opt.inputs.package import read_package
from tests.inputs import (
    test_problems_in_figures,
    test_problems_in_places,
    test_problems_in_text,
    test_problems_only_warned_of,
)
from tests.inputs.broken import Case, cell
from tests.inputs.conftest import TODAY, Disk
from tests.tiny import tiny_estate

ALL_CASES = [
    case
    for module in (
        test_problems_in_figures,
        test_problems_in_places,
        test_problems_in_text,
        test_problems_only_warned_of,
    )
    for name, cases in vars(module).items()
    if name.isupper()
    for case in cases
]


def _rules_that_speak(folder: Path, case: Case) -> set[str]:
    write_estate(tiny_estate(), folder)
    case.breaks(Disk(folder))
    package, _ = read_package(folder, TODAY)
    return {check.__name__ for check in CHECKS if list(check(package))}


def test_every_rule_has_a_broken_input(tmp_path: Path) -> None:
    spoken = set()
    for number, case in enumerate(ALL_CASES):
        spoken |= _rules_that_speak(tmp_path / str(number), case)

    assert spoken == {check.__name__ for check in CHECKS}


def test_a_sound_estate_has_no_problem(disk: Disk) -> None:
    assert disk.problems() == []


def test_ten_faults_in_seven_files_are_told_at_once(disk: Disk) -> None:
    for fault in (
        cell("buildings.csv", 2, "backlog_gbp", "£9,000"),
        cell("buildings.csv", 3, "owner", "counsil"),
        cell("buildings.csv", 4, "lease_end", "1/4/2030"),
        cell("buildings.csv", 5, "ward_code", "W22"),
        cell("services.csv", 2, "needs", "nurserie"),
        cell("options.csv", 3, "in_estate", "maybe"),
        cell("activities.csv", 2, "hours_per_week", "-1"),
        cell("neighbourhoods.csv", 2, "under_5", "2000"),
    ):
        fault(disk)
    disk.features(lambda features: features[1]["properties"].update(name=None))
    disk.write("datapackage.json", "{}")

    places = {(problem.source, problem.row, problem.column) for problem in disk.errors()}

    assert places == {
        ("buildings.csv", 2, "backlog_gbp"),
        ("buildings.csv", 3, "owner"),
        ("buildings.csv", 4, "lease_end"),
        ("buildings.csv", 5, "ward_code"),
        ("services.csv", 2, "needs"),
        ("options.csv", 3, "in_estate"),
        ("activities.csv", 2, "hours_per_week"),
        ("neighbourhoods.csv", 2, "under_5"),
        ("areas.geojson", 2, "name"),
        ("datapackage.json", None, "title"),
    }


def test_reading_raises_every_problem_errors_first(disk: Disk) -> None:
    cell("buildings.csv", 2, "condition", "")(disk)
    cell("activities.csv", 2, "hours_per_week", "lots")(disk)

    with pytest.raises(InputError) as raised:
        read_estate(disk.folder, today=TODAY)

    assert [problem.severity for problem in raised.value.problems] == [Severity.ERROR, Severity.WARNING]
    assert "activities.csv, line 2, hours_per_week = 'lots': This is not a number." in str(raised.value)


def test_tables_without_rows_are_told_and_nothing_else(disk: Disk) -> None:
    for file in ("buildings.csv", "neighbourhoods.csv", "options.csv"):
        disk.save(file, disk.rows(file)[:1])
    disk.write("areas.geojson", '{"type": "FeatureCollection", "features": []}')

    assert [(problem.source, problem.row) for problem in disk.problems()] == [
        ("areas.geojson", None),
        ("options.csv", 1),
        ("buildings.csv", 1),
        ("neighbourhoods.csv", 1),
    ]


def test_a_very_long_cell_is_shown_in_part(disk: Disk) -> None:
    cell("buildings.csv", 2, "gia_m2", "9" * 10_000 + "x")(disk)

    (problem,) = disk.errors()

    assert problem.value == "9" * 119 + "…"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    estate, problems = check_estate(tmp_path / "nowhere")

    assert estate is None
    assert [problem.message for problem in problems] == ["There is no such folder."]


def test_dates_are_judged_by_the_day_of_the_call_unless_told_otherwise(disk: Disk) -> None:
    cell("buildings.csv", 2, "record_date", date.today().isoformat())(disk)

    assert check_estate(disk.folder)[1] == []
    assert "future" in check_estate(disk.folder, today=date(2020, 1, 1))[1][0].message


def test_a_broken_row_is_told_once_and_others_may_still_refer_to_it(disk: Disk) -> None:
    rows = disk.rows("buildings.csv")
    rows[1] = rows[1][:5]
    disk.save("buildings.csv", rows)

    assert [(problem.source, problem.row) for problem in disk.errors()] == [("buildings.csv", 2)]


def test_hundreds_of_faults_in_a_column_are_summed_up_with_their_lines() -> None:
    lines = [*range(2, 100), 200]
    problems = [
        Problem("buildings.csv", "This is not a number.", "Write 1.", row=line, column="gia_m2") for line in lines
    ]

    told = condense(problems)

    assert told[:MOST_IN_FULL] == problems[:MOST_IN_FULL]
    assert len(told) == MOST_IN_FULL + 1
    assert "49 more such problems in this column, on lines 52-99, 200." in told[-1].message
    assert told[-1].severity is Severity.ERROR


def test_a_place_on_the_line_between_two_wards_counts_to_the_one_whose_id_sorts_first(disk: Disk) -> None:
    corner = tiny_estate().area_by_id["W2"].geometry
    assert corner is not None
    longitude, latitude = corner.exterior.coords[0]
    for column, value in {
        "longitude": longitude,
        "latitude": latitude,
        "easting": "",
        "northing": "",
        "ward_code": "",
    }.items():
        disk.cell("buildings.csv", 4, column, str(value))

    estate = read_estate(disk.folder, today=TODAY)

    assert estate.buildings[2].ward_code == "W1"


def test_a_folder_that_cannot_be_looked_into_is_told(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "lstat", refused)
    monkeypatch.setattr(Path, "read_bytes", refused)

    messages = {problem.message for problem in disk.errors()}

    assert messages == {"The file cannot be read (Permission denied)."}
    with pytest.raises(InputError, match="Permission denied"):
        estate_hash(disk.folder)


def test_a_folder_with_a_tables_name_is_told(disk: Disk) -> None:
    (disk.folder / "services.csv").unlink()
    (disk.folder / "services.csv").mkdir()

    assert "cannot be read" in disk.errors()[0].message


def test_a_type_misspelt_once_is_not_what_the_options_should_name(disk: Disk) -> None:
    disk.cell("buildings.csv", 3, "type", "comunity_centre")  # two options apply to 'community_centre'

    first, *others = disk.problems()

    assert (first.source, first.row, first.column) == ("buildings.csv", 3, "type")
    assert "nearly 'community_centre', which 2 options apply to" in first.message
    assert {problem.source for problem in others} == {"options.csv"}
    assert not any("comunity_centre" in problem.remedy for problem in others)


def test_a_slip_in_a_whole_table_of_coordinates_is_one_problem(disk: Disk) -> None:
    header, first, *others = disk.rows("neighbourhoods.csv")
    at = [header.index(column) for column in ("longitude", "latitude", "easting", "northing")]
    rows = []
    for number in range(MOST_ALIKE + 5):
        row = [f"X{number}", *first[1:]]
        for k, value in zip(at, (f"53.{8000 + number}", "-1.55", "", ""), strict=True):
            row[k] = value
        rows.append(row)
    disk.save("neighbourhoods.csv", [header, first, *others, *rows])

    (told,) = disk.errors()

    assert (told.row, told.column, told.value) == (8, "longitude", "53.8000")
    assert "So it is in 25 rows, on lines 8-32." in told.message
    assert told.remedy == "Exchange the two columns."


def test_different_slips_and_few_of_them_are_told_one_by_one() -> None:
    problems = [
        Problem("buildings.csv", "Wrong.", remedy, row=row, column="longitude")
        for remedy in ("Exchange.", "Correct.")
        for row in range(2, 2 + MOST_ALIKE)
    ]

    assert condense(problems) == problems


@pytest.mark.parametrize("feature", [2, 3])
def test_places_are_not_held_against_a_ward_that_is_wrong(disk: Disk, feature: int) -> None:
    def cross(features: list[dict]) -> None:
        (x, y), *_ = features[feature - 1]["geometry"]["coordinates"][0]
        small = 0.001  # so that every place of the ward is outside it
        ring = [[x, y], [x + small, y + small], [x + small, y], [x, y + small], [x, y]]
        features[feature - 1]["geometry"]["coordinates"] = [ring]

    disk.features(cross)

    assert [(problem.source, problem.row) for problem in disk.errors()] == [("areas.geojson", feature)]


def test_places_are_held_against_wards_though_a_committee_is_wrong(disk: Disk) -> None:
    def cross(features: list[dict]) -> None:
        a, b, c, d, _ = features[0]["geometry"]["coordinates"][0]
        features[0]["geometry"]["coordinates"] = [[a, c, b, d, a]]

    disk.features(cross)
    for column in ("longitude", "latitude"):
        disk.cell("neighbourhoods.csv", 2, column, "")
    disk.cell("neighbourhoods.csv", 2, "easting", "420000")

    assert {problem.source for problem in disk.errors()} == {"areas.geojson", "neighbourhoods.csv"}


def test_wards_that_no_neighbourhood_names_are_worked_out_and_listed(disk: Disk) -> None:
    expected = {n.neighbourhood_id: n.ward_code for n in tiny_estate().neighbourhoods}
    disk.drop_column("neighbourhoods.csv", "ward_code")

    estate = read_estate(disk.folder, today=TODAY)

    assert {n.neighbourhood_id: n.ward_code for n in estate.neighbourhoods} == expected
    assumed = {a.record: a.assumed for a in estate.assumptions if a.column == "ward_code"}
    assert assumed == expected
