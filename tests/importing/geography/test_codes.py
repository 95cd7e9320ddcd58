"""Names of columns: every way in which a year and a kind of area are written."""

from __future__ import annotations

import pytest

from estate_opt.importing.geography.codes import Unit, find_stamp, read_stamp, read_stamps, unit_of_code


@pytest.mark.parametrize(
    ("column", "unit", "year", "is_code"),
    [
        ("WD24CD", Unit.WARD, 2024, True),
        ("wd20nm", Unit.WARD, 2020, False),
        ("LAD31CD", Unit.AUTHORITY, 2031, True),
        ("LSOA21CD", Unit.LSOA, 2021, True),
        ("OA11CD", Unit.OUTPUT_AREA, 2011, True),
        ("MSOA21NM", Unit.MSOA, 2021, False),
        ("lsoa21_code", Unit.LSOA, 2021, True),
        ("ward24_name", Unit.WARD, 2024, False),
        ("ward_code", Unit.WARD, None, True),
        ("lad_code", Unit.AUTHORITY, None, True),
        ("LSOA code (2011)", Unit.LSOA, 2011, True),
        ("LSOA name (2021)", Unit.LSOA, 2021, False),
        ("Local Authority District code (2024)", Unit.AUTHORITY, 2024, True),
        ("2021 super output area - lower layer", Unit.LSOA, 2021, False),
        ("2011 output area", Unit.OUTPUT_AREA, 2011, False),
        ("super output areas - lower layer", Unit.LSOA, None, False),
        ("Lower layer Super Output Areas Code", Unit.LSOA, None, True),
        ("Lower layer Super Output Areas", Unit.LSOA, None, False),
    ],
)
def test_columns_are_read(column: str, unit: Unit, year: int | None, is_code: bool) -> None:
    stamp = read_stamp(column)
    assert stamp is not None
    assert (stamp.unit, stamp.year, stamp.is_code) == (unit, year, is_code)


@pytest.mark.parametrize(
    "column", ["WD24NMW", "ward", "name", "Shape__Area", "LONG", "population", "WD2024CD", "", "oa"]
)
def test_other_columns_say_nothing(column: str) -> None:
    assert read_stamp(column) is None


def test_the_latest_year_is_taken_unless_one_is_asked_for() -> None:
    stamps = read_stamps(["LSOA11CD", "CHGIND", "LSOA21CD", "LSOA21NM"])
    latest, earlier = find_stamp(stamps, Unit.LSOA), find_stamp(stamps, Unit.LSOA, year=2011)
    assert latest is not None
    assert earlier is not None
    assert (latest.column, earlier.column) == ("LSOA21CD", "LSOA11CD")
    assert find_stamp(stamps, Unit.WARD) is None


@pytest.mark.parametrize(
    ("code", "unit"),
    [("E00056750", Unit.OUTPUT_AREA), ("W01000001", Unit.LSOA), ("E05011384", Unit.WARD), ("E08000035", Unit.AUTHORITY),
     ("S01000001", None), ("E0100001", None), ("Leeds", None)],
)  # fmt: skip
def test_a_code_says_what_it_is_of(code: str, unit: Unit | None) -> None:
    assert unit_of_code(code) is unit
