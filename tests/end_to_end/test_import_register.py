"""``import register`` from the command line: what it says, what it writes, and what it remembers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Council

REGISTER = """\
Asset ID,UPRN,Name,Easting,Northing,Tenure,Asset Type,Notes
00017,72500001,Nettleby Library,430000,433000,F/H,Library,a
00018,72500002,Sports Centre,431500,434200,L/H,Sports Centre,b
00019,72500003,Bank Street,431000,434000,F/H?,Car Park,c
"""


@pytest.fixture
def register(council: Council) -> Path:
    path = council.folder / "assets.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_it_says_what_it_read_mapped_and_doubts(council: Council, register: Path) -> None:
    answer = council("import", "register", register, "--to", council.folder / "town")

    assert answer.code == 0, answer.err
    assert "Read 3 rows of assets.csv: UTF-8, cells parted by commas." in answer.out
    assert "building_id: 'Asset ID' (100% sure: named like 'asset id')." in answer.out
    assert "Kept as published, beside the rest: Notes." in answer.out
    assert "line 4, Tenure = 'F/H?'" in answer.words
    assert "Still missing before a plan can be made" in answer.out
    assert [row["building_id"] for row in rows(council.folder / "town" / "buildings.csv")] == [
        "00017",
        "00018",
        "00019",
    ]
    assert rows(council.folder / "town" / "imports" / "register" / "buildings.csv")[2]["source.Tenure"] == "F/H?"


def test_the_mapping_is_proposed_edited_given_and_remembered(council: Council, register: Path) -> None:
    mapping = council.folder / "mapping.toml"
    assert council("import", "register", register, "--to", council.folder / "town", "--propose", mapping).code == 0
    assert not (council.folder / "town").exists(), "a proposal imports nothing"
    text = mapping.read_text(encoding="utf-8")
    assert '"Car Park" = "car_park"' in text
    mapping.write_text(text.replace('"Car Park" = "car_park"', '"Car Park" = ""'), encoding="utf-8")

    first = council(
        "import", "register", register, "--to", council.folder / "town", "--mapping", mapping, "--json"
    ).json
    again = council("import", "register", register, "--to", council.folder / "town", "--json").json

    assert first["rows"] == again["rows"] == {"buildings": 2}
    assert first["unjoined"] == again["unjoined"] == 1
    assert again["settings"] == first["settings"]
    listed = rows(council.folder / "town" / "imports" / "register" / "unjoined.csv")
    assert [(row["source_row"], row["Name"]) for row in listed] == [("4", "Bank Street")]


def test_a_choice_can_be_taken_back(council: Council, register: Path) -> None:
    told = ("import", "register", register, "--to", council.folder / "town", "--json")
    assert council(*told, "--only-locality").json["rows"] == {"buildings": 2}
    assert council(*told).json["rows"] == {"buildings": 2}
    assert council(*told, "--all-types").json["rows"] == {"buildings": 3}


def test_columns_that_cannot_be_told_leave_a_draft_and_nothing_else(council: Council) -> None:
    odd = council.folder / "odd.csv"
    odd.write_text("Where,What\nhere,there\n", encoding="utf-8")

    answer = council("import", "register", odd, "--to", council.folder / "town")

    assert answer.code == 1
    assert "A draft lies in" in answer.words
    assert "Traceback" not in answer.err
    assert (council.folder / "odd.mapping.toml").is_file()
    assert not (council.folder / "town").exists()


def test_rows_with_errors_stop_the_import_unless_they_are_set_aside(council: Council, register: Path) -> None:
    register.write_text(REGISTER + "00017,9,Another,430000,433000,,Library,\n", encoding="utf-8")
    answer = council("import", "register", register, "--to", council.folder / "town")
    assert answer.code == 1
    assert "line 5, Asset ID = '00017': Line 2 has the same id." in answer.words
    assert not (council.folder / "town").exists()

    aside = council("import", "register", register, "--to", council.folder / "town", "--set-aside", "--json").json
    assert (aside["rows"], aside["unjoined"]) == ({"buildings": 3}, 1)


@pytest.mark.parametrize("name", ["none.csv", "assets.docx"])
def test_a_file_that_cannot_be_read(council: Council, name: str) -> None:
    answer = council("import", "register", council.folder / name, "--to", council.folder / "town")
    assert answer.code == 1
    assert name in answer.err
    assert (
        json.loads(council("import", "register", name, "--to", council.folder / "town", "--json").out)["exit_code"] == 1
    )


def test_a_database_that_is_not_there_is_told_without_its_password(council: Council) -> None:
    address = "postgresql://gis:swordfish@127.0.0.1:9/estates?table=a"
    answer = council("import", "register", address, "--to", council.folder / "town")
    assert answer.code == 1
    assert "cannot be reached" in answer.words
    assert "swordfish" not in answer.err + answer.out
