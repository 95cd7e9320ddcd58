"""Rows find their building by id, UPRN, postcode and name, and say why where they do not."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.importing.identifiers import is_cut_short, name_key, postcode_key, uprn_key
from estate_opt.importing.joining import Register, known_postcodes
from tests.importing.gathering import gathered


@pytest.fixture
def register() -> Register:
    return Register.of(gathered())


@pytest.mark.parametrize(
    "text", ["000072525786", "72525786", "72525786.0", " 72525786 ", "72,525,786", "7.2525786E+07", "72525786."]
)
def test_spellings_of_a_uprn_are_one(text: str) -> None:
    assert uprn_key(text) == "72525786"


@pytest.mark.parametrize("text", ["", "0", "n/a", "1234567890123", "72525786.5", "-7", "1.00023E+11", "7e7e7", "١٢"])
def test_what_is_no_uprn(text: str) -> None:
    assert uprn_key(text) == ""


@given(st.integers(1, 10**12 - 1), st.integers(0, 4), st.booleans())
def test_leading_zeros_and_floats_change_no_uprn(number: int, zeros: int, as_float: bool) -> None:
    assert uprn_key("0" * zeros + str(number) + ".0" * as_float) == str(number)


@given(st.integers(10**10, 10**12 - 1))
def test_a_uprn_is_never_taken_from_a_number_cut_short(number: int) -> None:
    cut = f"{number:.5E}"
    assert uprn_key(cut) in ("", str(number))
    assert is_cut_short(cut) == (uprn_key(cut) == "")


@given(st.text(max_size=20))
def test_no_text_breaks_the_keys(text: str) -> None:
    assert uprn_key(text).isdigit() or uprn_key(text) == ""
    assert postcode_key(postcode_key(text)) == postcode_key(text)
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize("text", ["ls121uq", "LS12 1UQ", " Ls 12  1uq"])
def test_spellings_of_a_postcode_are_one(text: str) -> None:
    assert postcode_key(text) == "LS12 1UQ"


def test_postcodes_come_from_the_columns_of_the_sources() -> None:
    assert known_postcodes(gathered().layers)["003"] == "LS11 6ED"


@pytest.mark.parametrize(
    ("row", "building", "by"),
    [
        ({"building_id": "001"}, "001", "building id"),
        ({"uprn": "0000072525786.0"}, "001", "UPRN"),
        ({"building_id": "gone", "uprn": "7"}, "004", "UPRN"),
        ({"postcode": "LS121UQ", "name": "Armley Library and One Stop Centre"}, "001", "postcode and name"),
        ({"name": "ST MARYS HALL"}, "002", "name"),
        ({"name": "Beeston Hub and Library"}, "003", "name"),
    ],
)
def test_rows_are_joined(register: Register, row: dict[str, str], building: str, by: str) -> None:
    match = register.find(**row)
    assert (match.building_id, match.by) == (building, by)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "names no building"),
        ({"postcode": "LS12 1UQ"}, "names no building"),
        ({"building_id": "1"}, "There is no building '1'."),
        ({"building_id": "001", "uprn": "7"}, "its UPRN that of Otley Road Depot (004)"),
        ({"uprn": "1.00023E+11"}, "cut the UPRN 1.00023E+11 short"),
        ({"uprn": "abc"}, "'abc' is not a UPRN"),
        ({"uprn": "8", "name": "Saint Mary Hall"}, "Perhaps St Mary's Hall (002)"),
        ({"postcode": "LS1 1AA", "name": "Town Hall"}, "the likest is St Mary's Hall (002)"),
        ({"postcode": "LS9 9AA", "name": "St Mary's Hall"}, "is at LS1 1AA, not LS9 9AA"),
    ],
)
def test_rows_that_are_not_joined_say_why(register: Register, row: dict[str, str], reason: str) -> None:
    match = register.find(**row)
    assert match.building_id == ""
    assert reason in match.reason


def test_a_uprn_of_two_buildings_is_decided_by_the_name() -> None:
    register = Register(
        pd.DataFrame({"building_id": ["a", "b"], "uprn": ["5", "05"], "name": ["North Hall", "South Depot"]})
    )
    assert register.find(uprn="5", name="south depot").building_id == "b"
    assert "2 buildings" in register.find(uprn="5").reason
    assert (
        "two names are about as like"
        in Register(pd.DataFrame({"building_id": ["a", "b"], "uprn": ["5", "5"], "name": ["Hall 1", "Hall 2"]}))
        .find(uprn="5", name="Hall")
        .reason
    )


def test_likeness_is_a_setting_and_is_told() -> None:
    row = {"postcode": ["LS12 1UQ"], "name": ["Armley Lib & Hub"]}
    assert Register.of(gathered(), likeness=99).join(row).building_ids == [""]
    joined = Register.of(gathered(), likeness=60).join(row)
    assert joined.building_ids == ["001"]
    assert any("'Armley Lib & Hub' was taken for 001" in note for note in joined.notes(row["name"]))


REGISTER = Register.of(gathered())


@settings(deadline=None)
@given(st.lists(st.text(max_size=8), max_size=5))
def test_every_row_is_joined_or_has_a_reason(names: list[str]) -> None:
    joined = REGISTER.join({"name": names, "uprn": names})
    assert len(joined.matches) == len(names)
    assert all(bool(match.building_id) != bool(match.reason) for match in joined.matches)
