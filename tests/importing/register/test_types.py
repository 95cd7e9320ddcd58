"""The council's own types become the estate's by a table that is shown; nothing is left out unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from estate_opt.importing.register import RegisterSettings
from estate_opt.importing.register.types import LOCALITY, slug, type_rules, types_in_name
from estate_opt.inputs.synthetic.catalogue import TYPES
from tests.importing.register.registers import import_rows, sound_rows, varied

OWN = ["Library", "Sports Centre", "Car Park", "Garage", "Health Centre"]


def rows() -> list[dict[str, str]]:
    return [{**row, "Asset Type": own} for row, own in zip(sound_rows(len(OWN)), OWN, strict=True)]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("Public Library", "library"),
        ("Children's Centre", "childrens_centre"),
        ("CHILDRENS CENTRES", "childrens_centre"),
        ("Swimming Pool", "leisure_centre"),
        ("Village Hall", "community_centre"),
        ("Art Gallery", "museum"),
        ("Highways Depot", "depot"),
        ("Car Park", "car_park"),
        ("Health Centre", "health_centre"),
        ("Day Centre", "day_centre"),
        ("Library book store", "library_book_store"),
        ("Youth Offending Office", "youth_offending_office"),
    ],
)
def test_types_are_proposed_only_where_that_is_sure(own: str, expected: str) -> None:
    (rule,) = type_rules([own], {}, {})
    assert rule.type == expected
    assert rule.locality == (expected in LOCALITY)


def test_every_type_of_the_synthetic_estate_is_known() -> None:
    assert set(LOCALITY) == {kind.name for kind in TYPES}


def test_types_that_are_not_known_come_in_under_their_own_name(tmp_path: Path) -> None:
    layer = import_rows(tmp_path, rows())
    assert layer.tables["buildings"]["type"].tolist() == [
        "library", "leisure_centre", "car_park", "garage", "health_centre",
    ]  # fmt: skip
    assert layer.unjoined.empty
    assert "Type 'Garage' (1): garage (no locality building that is known; it keeps its own name)." in layer.notes


def test_others_are_left_out_only_when_asked_and_then_listed(tmp_path: Path) -> None:
    layer = import_rows(tmp_path, rows(), RegisterSettings(only_locality=True))

    assert layer.tables["buildings"]["type"].tolist() == ["library", "leisure_centre"]
    assert layer.unjoined["Asset Type"].tolist() == ["Car Park", "Garage", "Health Centre"]
    assert "'Car Park'" in layer.unjoined["reason"].iloc[0]
    assert "3 rows were left out by their type; they are listed." in layer.notes


def test_the_users_table_stands(tmp_path: Path) -> None:
    told = {"car park": "", "Health Centre": "health", "sports centre": "pool", "Allotment": "x"}
    layer = import_rows(tmp_path, rows(), RegisterSettings(types=told))

    assert layer.tables["buildings"]["type"].tolist() == ["library", "pool", "garage", "health"]
    assert layer.unjoined["Asset Type"].tolist() == ["Car Park"]
    (problem,) = layer.problems
    assert "No row is of the type 'Allotment'" in problem.message


def test_one_type_for_all(tmp_path: Path) -> None:
    layer = import_rows(tmp_path, rows(), RegisterSettings(type="library"))
    assert set(layer.tables["buildings"]["type"]) == {"library"}


def test_without_a_column_types_are_told_by_the_words_of_names(tmp_path: Path) -> None:
    names = [
        "Armley Library",
        "John Smeaton Leisure Centre",
        "Land at Mill Lane",
        "Hall Lane Library",
        "Sure Start Hub",
    ]
    plain = [
        {k: v for k, v in {**row, "Name": name}.items() if k != "Asset Type"}
        for row, name in zip(sound_rows(5), names, strict=True)
    ]

    layer = import_rows(tmp_path, plain)
    only = import_rows(tmp_path, plain, RegisterSettings(only_locality=True))

    assert layer.tables["buildings"]["type"].tolist() == [
        "library", "leisure_centre", "", "library", "community_hub",
    ]  # fmt: skip
    assert "1 buildings have no type that can be told; --only-locality leaves them out." in layer.notes
    assert only.unjoined["Name"].tolist() == ["Land at Mill Lane"]


def test_a_name_that_speaks_of_two_types_is_told(tmp_path: Path) -> None:
    row = {k: v for k, v in varied(Name="Hall Lane Library").items() if k != "Asset Type"}

    layer = import_rows(tmp_path, [row])

    (problem,) = layer.problems
    assert problem.message == "Its name speaks of library and of community_centre."
    assert layer.tables["buildings"]["type"].tolist() == ["library"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Library Street Community Centre", ["community_centre", "library"]),
        ("Armley Leisure Centre", ["leisure_centre"]),
        ("Children's and Family Centre", ["childrens_centre"]),
        ("Museums and Galleries Store", ["museum"]),
        ("Librarians' Rest", []),
        ("", []),
    ],
)
def test_words_of_names(name: str, expected: list[str]) -> None:
    assert types_in_name(name) == expected


def test_slugs() -> None:
    assert slug("Children's Home (closed)") == "childrens_home_closed"
    assert slug("???") == "own"
