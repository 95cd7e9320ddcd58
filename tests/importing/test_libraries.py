"""Public libraries: both spellings of the data set, closed ones left out and listed, hours by day."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from estate_opt.errors import InputError, Severity
from estate_opt.importing.gathered import put_layer, read_gathered
from estate_opt.importing.layer import Layer
from estate_opt.importing.libraries import import_libraries
from estate_opt.importing.raw import read_raw
from tests.importing.places import SHARED, needs_shared, ward_file, wards_of, write_csv

HEADER = (
    "library_id,local_authority,library_name,postcode,uprn,lat,lon,ward24_code,lad24_code,type_of_library,is_closed,"
    "year_closed,weekly_staffed_hours,monday_staffed_hours,tuesday_staffed_hours,saturday_unstaffed_hours"
)
ROWS = (
    'L1,Leeds City Council,Armley,LS12 1UQ,72200214,53.8,-1.58,E05011384,E08000035,LAL,False,,12.0,'
    '"10:00-13:00,14:00-17:00",10:00-16:00,',
    "L2,Leeds City Council,Holbeck Library,LS11 5SF,,53.8,-1.55,E05011385,E08000035,CRL,False,,20.0,,,",
    "L3,Leeds City Council,Old,LS1 1AA,,53.8,-1.54,E05011385,E08000035,LAL,True,2011.0,,,,",
    "L4,Leicester City Council,Central,LE1 1AA,,52.6,-1.13,E05010458,E06000016,LAL,False,,,9:00-17:00,,09:00-12:00",
)  # fmt: skip


def source(folder: Path, *rows: str) -> Path:
    return write_csv(folder / "libraries.csv", HEADER, *(rows or ROWS))


def test_buildings_hours_service_and_closed_ones(tmp_path: Path) -> None:
    estate = wards_of(tmp_path, ward_file(tmp_path))
    layer = import_libraries(read_raw(source(tmp_path)), estate, authority="Leeds")
    buildings = layer.tables["buildings"].set_index("building_id")
    assert buildings["name"].to_dict() == {"L1": "Armley Library", "L2": "Holbeck Library"}
    assert buildings["opening_hours_per_week"].to_dict() == {"L1": "12", "L2": "20"}
    assert buildings[["owner", "type"]].to_dict("index") == {
        "L1": {"owner": "council", "type": "library"}, "L2": {"owner": "partner", "type": "partner_venue"},
    }  # fmt: skip
    assert buildings.loc["L1", ["uprn", "latitude", "longitude", "ward_code"]].tolist() == [
        "72200214", "53.8", "-1.58", "E05011384",
    ]  # fmt: skip
    assert buildings.loc["L1", "source.monday_staffed_hours"] == "10:00-13:00,14:00-17:00"
    assert layer.tables["activities"].to_dict("records") == [
        {"building_id": "L1", "service_id": "library", "hours_per_week": ""}
    ]
    assert layer.tables["services"]["service_id"].tolist() == ["library"]
    assert layer.unjoined[["library_id", "reason", "source_row"]].to_dict("records") == [
        {"library_id": "L3", "reason": "closed in 2011", "source_row": "4"}
    ]
    assert layer.notes == (
        "2 open libraries; opening hours known of 2. 1 closed ones are left out.",
        "1 are run by a community, and count as partner venues.",
    )


@pytest.mark.parametrize(("authority", "ids"), [("E06000016", ["L4"]), ("leicester", ["L4"]), ("", ["L1", "L2", "L4"])])
def test_any_authority(tmp_path: Path, authority: str, ids: list[str]) -> None:
    layer = import_libraries(read_raw(source(tmp_path)), read_gathered(tmp_path / "e"), authority=authority)
    assert layer.tables["buildings"]["building_id"].tolist() == ids
    assert layer.tables["buildings"].set_index("building_id").loc["L4", "opening_hours_per_week"] == "11"


def test_the_published_spelling_without_places_or_ids(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "basic.csv",
        "Library service,Library name,Postcode,Unique property reference number (UPRN),Type of library,"
        "Year library closed,Monday staffed hours,Total staffed hours",
        "Leeds,Armley,LS12 1UQ,72200214,LAL,,10am-4pm,6", "Leeds,Old,LS1 1AA,,LAL,2015,,",
    )  # fmt: skip
    layer = import_libraries(read_raw(table), read_gathered(tmp_path / "e"), authority="Leeds City Council")
    (building,) = layer.tables["buildings"].to_dict("records")
    assert (building["building_id"], building["uprn"]) == ("LIB00002", "72200214")
    assert building["opening_hours_per_week"] == "6"
    assert "estate-opt import places" in layer.notes[-1]
    gathered = put_layer(tmp_path / "e", layer)
    assert "buildings, place: missing in 1 of 1" in " ".join(map(str, gathered.missing))


def test_hours_that_disagree_or_cannot_be_read_are_told(tmp_path: Path) -> None:
    rows = (
        "L1,Leeds,A,LS1 1AA,,53.8,-1.5,,E08000035,LAL,False,,40,10:00-13:00,,",
        "L2,Leeds,B,LS1 1AA,,53.8,-1.5,,E08000035,LAL,False,,21,varies,10:00-13:00,",
        "L3,Leeds,C,LS1 1AA,,53.8,-1.5,,E08000035,LAL,False,,200,,,",
    )
    layer = import_libraries(read_raw(source(tmp_path, *rows)), read_gathered(tmp_path / "e"))
    assert layer.tables["buildings"]["opening_hours_per_week"].tolist() == ["3", "21", ""]
    assert {p.severity for p in layer.problems} == {Severity.WARNING}
    said = {p.row: (p.value, p.message) for p in layer.problems}
    assert said[2][1] == "The days add up to 3 hours a week, the total says 40."
    assert said[3][0] == "varies"
    assert said[4] == ("200", "These are not hours of a week.")


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        import_libraries(read_raw(write_csv(tmp_path / "t.csv", "a,b", "1,2")), read_gathered(tmp_path / "e"))
    assert len(refused.value.problems) == 2
    twice = source(tmp_path, ROWS[0], ROWS[0])
    with pytest.raises(InputError, match="missing or there twice"):
        import_libraries(read_raw(twice), read_gathered(tmp_path / "e"))
    with pytest.raises(InputError, match="Every library of the file is closed"):
        import_libraries(read_raw(source(tmp_path, ROWS[2])), read_gathered(tmp_path / "e"))
    with pytest.raises(InputError, match="Did you mean 'Leeds City Council'"):
        import_libraries(read_raw(source(tmp_path)), read_gathered(tmp_path / "e"), authority="Leads")


def test_a_second_time_needs_no_questions(tmp_path: Path) -> None:
    raw = read_raw(source(tmp_path))
    estate = put_layer(tmp_path / "e", import_libraries(raw, read_gathered(tmp_path / "e"), authority="Leicester"))
    assert import_libraries(raw, estate).tables["buildings"]["building_id"].tolist() == ["L4"]
    assert import_libraries(raw, estate, name="others").rows["buildings"] == 3


class TestRealLibraries:
    pytestmark = needs_shared

    def test_leeds_in_both_files(self, tmp_path: Path) -> None:
        estate = read_gathered(tmp_path / "e")
        own = import_libraries(read_raw(SHARED / "leeds" / "libraries.csv"), estate)
        all_of = import_libraries(read_raw(SHARED / "england" / "libraries.csv"), estate, authority="E08000035")
        published = pd.read_csv(SHARED / "leeds" / "libraries.csv").set_index("library_id")
        open_ones = published[~published["is_closed"]]
        for layer in (own, all_of):
            buildings = layer.tables["buildings"].set_index("building_id")
            assert set(buildings.index) == set(open_ones.index)
            assert len(layer.unjoined) == 15
        hours = pd.to_numeric(own.tables["buildings"].set_index("building_id")["opening_hours_per_week"])
        known = open_ones["weekly_staffed_hours"].dropna()
        assert (hours[known.index] - known).abs().max() <= 0.5

    def test_england(self, tmp_path: Path) -> None:
        raw = read_raw(SHARED / "england" / "libraries.csv")
        layer = import_libraries(raw, read_gathered(tmp_path / "e"))
        assert layer.rows["buildings"] == 2_914
        assert len(layer.unjoined) == 470


def test_a_library_that_the_register_has_is_not_there_twice(tmp_path: Path) -> None:
    register = pd.DataFrame(
        {
            "building_id": ["007", "008", "009"],
            "uprn": ["000072200214", "", ""],
            "name": ["Armley Hub", "Holbeck Library and Hub", "Town Hall"],
            "type": ["community_hub", "", "office"],
            "easting": ["427000", "", ""],
            "northing": ["433000", "", ""],
            "source.postcode": ["LS12 1UQ", "LS11 5SF", "LS1 1AA"],
        },
        dtype=object,
    )
    put_layer(
        tmp_path,
        Layer(name="register", importer="register", tables={"buildings": register}, defines=frozenset({"buildings"})),
    )
    layer = import_libraries(read_raw(source(tmp_path)), read_gathered(tmp_path), authority="Leeds")
    assert layer.tables["buildings"]["building_id"].tolist() == ["007", "008"]
    assert layer.tables["activities"]["building_id"].tolist() == ["007"]
    assert "2 of them are buildings that the estate has already." in layer.notes
    gathered = put_layer(tmp_path, layer)
    buildings = gathered.tables["buildings"].set_index("building_id")
    assert buildings["name"].to_dict() == {"007": "Armley Hub", "008": "Holbeck Library and Hub", "009": "Town Hall"}
    assert buildings.loc["007", ["type", "opening_hours_per_week", "easting"]].tolist() == [
        "community_hub", "12", "427000",
    ]  # fmt: skip
    assert buildings.loc["008", ["longitude", "latitude"]].tolist() == ["-1.55", "53.8"]  # nobody else places it
    assert gathered.conflicts.empty
    again = import_libraries(read_raw(source(tmp_path)), read_gathered(tmp_path), authority="Leeds")
    assert again.tables["buildings"]["building_id"].tolist() == ["007", "008"]
