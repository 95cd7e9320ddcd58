"""Buildings are placed by UPRN and postcode from files as they are published."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estate_opt.errors import InputError
from estate_opt.importing.gathered import Gathered, put_layer, read_gathered
from estate_opt.importing.layer import Layer
from estate_opt.importing.places import import_places
from estate_opt.inputs.coordinates import to_metres
from tests.importing.gathering import cells, gathered

LEEDS = Path(__file__).parents[2] / ".." / "shared" / "data" / "leeds" / "postcodes.csv"
NOWHERE = [""] * 4
UPRNS = (
    "UPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE\n72525786,427171,433800,53.7990001,-1.5890001\n99,1,2,50,-1\n"
)
ONSPD = """\
pcd,pcd2,pcds,dointr,doterm,oseast1m,osnrth1m,osgrdind,lat,long
"LS121UQ","LS12 1UQ","LS12 1UQ",198001,,427200,433700,1,53.7981,-1.5886
"LS1 1AA","LS1  1AA","LS1 1AA",198001,201901,430000,433500,1,53.7969,-1.5458
"LS116ED","LS11 6ED","LS11 6ED",198001,,,,9,99.999999,0
"LS116EA","LS11 6EA","LS11 6EA",198001,,429500,431000,1,53.77,-1.55
"LS116EB","LS11 6EB","LS11 6EB",198001,,429500,431000,1,53.78,-1.57
"LS116EC","LS11 6EC","LS11 6EC",198001,201001,429500,431000,1,53.99,-1.99
"SW1A1AA","SW1A 1AA","SW1A 1AA",198001,,529090,179645,1,51.501,-0.1416
"""
CODE_POINT = """\
"LS12 1UQ",10,427200,433700,"E92000001","","","","E08000035","E05011385"
"LS1 1AA",90,0,0,"","","","","",""
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def unplaced() -> Gathered:
    return gathered(latitude=NOWHERE, longitude=NOWHERE)


def test_the_directory_with_precision_of_each(tmp_path: Path) -> None:
    layer = import_places([write(tmp_path / "ONSPD.csv", ONSPD)], unplaced())
    found = cells(layer)
    assert layer.fills_only
    assert (found["001"]["longitude"], found["001"]["latitude"]) == ("-1.5886", "53.7981")
    assert {one: row["source.precision"] for one, row in found.items()} == {
        "001": "postcode centroid", "002": "terminated postcode", "003": "sector mean",
    }  # fmt: skip
    assert (found["003"]["longitude"], found["003"]["latitude"]) == ("-1.56", "53.775")
    assert layer.unjoined["building_id"].tolist() == ["004"]
    assert "nor another postcode of its sector" in layer.unjoined["reason"][0]
    assert "1 by terminated postcode." in layer.notes


def test_a_uprn_is_nearer_than_a_postcode_whatever_the_order(tmp_path: Path) -> None:
    files = [write(tmp_path / "ONSPD.csv", ONSPD), write(tmp_path / "osopenuprn.csv", UPRNS)]
    for order in (files, files[::-1]):
        found = cells(import_places(order, unplaced()))
        assert found["001"]["source.precision"] == "UPRN point"
        assert found["001"]["latitude"] == "53.7990001"


@pytest.mark.parametrize("packed", [False, True])
def test_code_point_open_has_no_header_and_a_file_an_area(tmp_path: Path, packed: bool) -> None:
    folder = tmp_path / "codepo_gb"
    write(folder / "Data" / "CSV" / "ls.csv", CODE_POINT)
    write(folder / "Data" / "CSV" / "sw.csv", "this is not read\n")
    write(folder / "Doc" / "Code-Point_Open_Column_Headers.csv", "PC,PQ,EA,NO\n")
    path = folder
    if packed:
        path = tmp_path / "codepo_gb.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for file in folder.rglob("*.csv"):
                archive.write(file, file.relative_to(folder))
    layer = import_places([path], unplaced())
    found = cells(layer)
    east, north = to_metres(float(found["001"]["longitude"]), float(found["001"]["latitude"]))
    assert (round(float(east)), round(float(north))) == (427200, 433700)
    assert "002" in layer.unjoined["building_id"].tolist()  # its positional quality says that it has no place


def test_a_building_far_from_its_postcode_is_told_of_and_stays(tmp_path: Path) -> None:
    estate = gathered(latitude=["53.7981", "53.85", "", ""], longitude=["-1.5886", "-1.5458", "", ""])
    layer = import_places([write(tmp_path / "ONSPD.csv", ONSPD)], estate)
    [problem] = layer.problems
    assert "St Mary's Hall (002) is 5.9 km from its postcode LS1 1AA." in str(problem)
    assert set(cells(layer)) == {"003"}


def test_metres_and_degrees_are_held_against_each_other(tmp_path: Path) -> None:
    east, north = to_metres(-1.5886, 53.7981)
    estate = gathered(
        latitude=NOWHERE, longitude=NOWHERE, easting=[f"{east:.0f}", "", "", ""], northing=[f"{north:.0f}", "", "", ""]
    )
    layer = import_places([write(tmp_path / "ONSPD.csv", ONSPD)], estate)
    assert not layer.problems
    assert "001" not in cells(layer)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is nothing in it"),
        ("a,b\n1,2\n", "no UPRN or postcode with coordinates"),
        ("postcode,ward\nLS1 1AA,x\n", "no UPRN or postcode with coordinates"),
        ('postcode,lat,lon\n"LS1 1AA,1,2\n', "Close every quotation mark"),
    ],
)
def test_files_that_are_no_gazetteer(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        import_places([write(tmp_path / "x.csv", text)], unplaced())
    assert message in str(error.value)


def test_a_broken_zip_and_an_empty_folder(tmp_path: Path) -> None:
    for path in (write(tmp_path / "x.zip", "PK no"), tmp_path):
        with pytest.raises(InputError):
            import_places([path], unplaced())
    with pytest.raises(InputError, match="cannot be read"):
        import_places([tmp_path / "gone.csv"], unplaced())


def test_coordinates_that_are_no_figures_place_nothing(tmp_path: Path) -> None:
    text = "postcode,lat,lon\nLS12 1UQ,north,west\nLS1 1AA,0,0\nLS11 6ED,99.999999,0\n"
    layer = import_places([write(tmp_path / "x.csv", text)], unplaced())
    assert not cells(layer)
    assert len(layer.unjoined) == 4


def test_importing_again_replaces_the_layer_and_nothing_else(tmp_path: Path) -> None:
    estate = tmp_path / "estate"
    for layer in unplaced().layers:
        put_layer(estate, layer)
    source = write(tmp_path / "ONSPD.csv", ONSPD)
    first = put_layer(estate, import_places([source], read_gathered(estate)))
    assert first.tables["buildings"].set_index("building_id").loc["001", "latitude"] == "53.7981"
    write(source, ONSPD.replace("53.7981", "53.7999"))
    again = put_layer(estate, import_places([source], read_gathered(estate)))
    assert again.tables["buildings"].set_index("building_id").loc["001", "latitude"] == "53.7999"
    assert [layer.name for layer in again.layers] == ["register", "places"]
    assert again.conflicts.empty
    survey = Layer(
        name="gps", importer="gps",
        tables={"buildings": pd.DataFrame({"building_id": ["001"], "latitude": ["53.8"], "longitude": ["-1.6"]})},
    )  # fmt: skip
    placed = put_layer(estate, survey).tables["buildings"].set_index("building_id")
    assert placed.loc["001", "latitude"] == "53.8"  # geocoding gives way


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200))
def test_no_bytes_give_a_traceback(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bytes.csv"
    path.write_bytes(b"postcode,lat,lon\n" + data)
    with suppress(InputError):
        import_places([path], ESTATE)


ESTATE = unplaced()


@pytest.mark.shared
@pytest.mark.skipif(not LEEDS.exists(), reason="the real data does not lie beside the project")
def test_the_postcodes_of_leeds() -> None:
    layer = import_places([LEEDS], unplaced())
    found = cells(layer)
    assert found["001"]["source.precision"] == "postcode centroid"
    assert 53.79 < float(found["001"]["latitude"]) < 53.80
