"""A register read from a table or a view of PostGIS."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from estate_opt.errors import InputError
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.raw import read_raw
from estate_opt.importing.register import import_register
from tests.postgis.conftest import PASSWORD, Database, Server

ASSETS = """
create schema property;
create table property."Assets" (
    "Asset ID" text, uprn numeric(12), "Name of building" text, valued date, gia numeric(10, 2), operational boolean,
    share double precision, geom geometry(Point, 27700)
);
insert into property."Assets" values
    ('00042', 72525786, 'Ardsley Library', '2024-03-31', 154.50, true, 0.1,
     ST_SetSRID(ST_Point(430000, 433000), 27700)),
    ('00007', null, 'Café "Élan" 100%', null, null, null, null, null);
"""


@pytest.fixture
def assets(database: Database) -> Database:
    database.run(*ASSETS.strip().split(";\n"))
    return database


def test_cells_are_text_as_postgresql_writes_it(assets: Database) -> None:
    raw = read_raw(f"{assets.address}?table=property.Assets")

    assert raw.columns == ("Asset ID", "uprn", "Name of building", "valued", "gia", "operational", "share")
    assert raw.frame.to_numpy().tolist() == [
        ["00007", "", 'Café "Élan" 100%', "", "", "", ""],
        ["00042", "72525786", "Ardsley Library", "2024-03-31", "154.50", "true", "0.1"],
    ]
    assert raw.name == "property.Assets"
    assert raw.rows == (1, 2)


def test_shapes_are_found_and_turned_to_degrees(assets: Database) -> None:
    raw = read_raw(f"{assets.address}?table=property.Assets")

    assert raw.geometry is not None
    assert raw.geometry.iloc[0] is None
    point = raw.geometry.iloc[1]
    ((longitude, latitude),) = assets.run(
        "select ST_X(p), ST_Y(p) from (select ST_Transform(geom, 4326) p"
        ' from property."Assets" where geom is not null) q'
    )
    assert (point.x, point.y) == pytest.approx((longitude, latitude), abs=5e-5), "PostGIS's own transformation"


def test_a_view_of_polygons_in_degrees(assets: Database) -> None:
    assets.run(
        "create view property.land as"
        " select 1 as id, ST_Buffer(ST_SetSRID(ST_Point(-1.5, 53.8), 4326)::geography, 50) as area"
    )

    raw = read_raw(f"{assets.address}?table=land")

    assert raw.columns == ("id",)
    assert raw.geometry.iloc[0].contains(raw.geometry.iloc[0].centroid)
    assert raw.geometry.iloc[0].centroid.x == pytest.approx(-1.5)


def test_a_register_comes_in_with_its_places(assets: Database, tmp_path: Path) -> None:
    raw = read_raw(f"{assets.address}?table=property.Assets")

    layer = import_register(raw, read_gathered(tmp_path))

    buildings = layer.tables["buildings"].set_index("building_id")
    assert buildings.loc["00042", ["uprn", "name", "gia_m2"]].tolist() == ["72525786", "Ardsley Library", "154.5"]
    assert float(buildings.loc["00042", "longitude"]) == pytest.approx(raw.geometry.iloc[1].x, abs=1e-6)
    assert buildings.loc["00007", "longitude"] == ""
    assert PASSWORD not in repr(layer)


@pytest.mark.parametrize(
    ("table", "said"),
    [("property.asset", "property.Assets"), ("", "names no table"), ("nothing.like.it", "property.Assets")],
)
def test_a_table_that_is_not_there(assets: Database, table: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_raw(f"{assets.address}?table={table}" if table else assets.address)
    assert PASSWORD not in str(caught.value)


def test_an_empty_table(database: Database) -> None:
    database.run("create table t (a text)")
    with pytest.raises(InputError, match="is empty"):
        read_raw(f"{database.address}?table=t")


def test_a_name_in_two_schemas_wants_its_schema(assets: Database) -> None:
    assets.run("create schema other", 'create table other."Assets" (a text)')
    with pytest.raises(InputError, match="Several tables"):
        read_raw(f"{assets.address}?table=Assets")


def test_a_wrong_password_is_not_repeated(server: Server) -> None:
    with pytest.raises(InputError, match="password authentication failed") as caught:
        read_raw(server.address("postgres", password="swordfish") + "?table=t")
    assert "swordfish" not in str(caught.value)


def test_a_user_without_rights_sees_no_table(assets: Database) -> None:
    assets.run("create role reader login password 'x'")
    with pytest.raises(InputError, match="this user may not read it"):
        read_raw(assets.server.address(assets.name, user="reader", password="x") + "?table=property.Assets")
    assets.run("drop role reader")


def test_a_server_that_is_not_there_is_told_in_seconds() -> None:
    begun = time.monotonic()
    with pytest.raises(InputError, match="cannot be reached") as caught:
        read_raw("postgresql://gis:swordfish@127.0.0.1:9/estates?table=t")
    assert time.monotonic() - begun < 10
    assert "swordfish" not in str(caught.value)
