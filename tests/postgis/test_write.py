"""A plan's layers and tables written to PostGIS, read back by psycopg and by geopandas."""

from __future__ import annotations

import geopandas as gpd
import pytest
from sqlalchemy import create_engine

from estate_opt.errors import InputError, OutputError
from estate_opt.reporting import postgis
from estate_opt.reporting.geopackage import layers_of
from estate_opt.reporting.postgis import fitting_names, write_postgis
from estate_opt.results.tables import tables
from tests.postgis.conftest import PASSWORD, Database
from tests.results.plans import MIXED, result

LAYERS = {"buildings", "relocations", "wards", "neighbourhoods"}
ABOUT = {"run": "tiny/1", "title": "100% 'quoted'"}


def write(database: Database, **more: object) -> None:
    of = result(MIXED)
    write_postgis(database.address, result=of, found=tables(of), about=ABOUT, **more)  # type: ignore[arg-type]


def read(database: Database, layer: str, schema: str = "estate_opt") -> gpd.GeoDataFrame:
    engine = create_engine(database.address.replace("postgresql:", "postgresql+psycopg:"))
    try:
        return gpd.read_postgis(f'select * from "{schema}"."{layer}"', engine, geom_col="geometry")
    finally:
        engine.dispose()


def test_every_layer_and_table_is_there(database: Database) -> None:
    write(database)

    of = result(MIXED)
    expected = LAYERS | (set(tables(of)) - {"relocations"}) | {"moves", "about"}
    assert database.tables("estate_opt") == expected
    for name, layer in layers_of(of, tables(of)).items():
        back = read(database, name)
        assert back.crs.to_epsg() == 4326
        assert list(back.columns) == list(layer.columns)
        assert len(back) == len(layer)
        assert back.geometry.geom_equals_exact(layer.geometry, 1e-9).all()


def test_figures_come_back_as_they_are(database: Database) -> None:
    write(database)

    rows = tables(result(MIXED))["decisions"].rows.set_index("building_id")
    back = {
        str(row[0]): row[1:]
        for row in database.run("select building_id, longitude, decision from estate_opt.decisions")
    }
    assert {k: tuple(v) for k, v in back.items()} == {
        one: (row.longitude, row.decision) for one, row in zip(rows.index, rows.itertuples(), strict=True)
    }


def test_columns_and_tables_say_what_they_are(database: Database) -> None:
    write(database)

    ((said, meaning),) = database.run(
        "select obj_description('estate_opt.money'::regclass), col_description('estate_opt.money'::regclass, 1)"
    )
    assert said == "Written by estate-opt: run tiny/1, title 100% 'quoted'."
    assert meaning == tables(result(MIXED))["money"].columns[0].meaning


def test_an_export_is_replaced_only_when_asked(database: Database) -> None:
    write(database)
    with pytest.raises(OutputError, match="--overwrite"):
        write(database)
    write(database, overwrite=True)
    write(database, schema="second")
    assert database.tables("second") == database.tables("estate_opt")


def test_somebody_elses_table_is_never_replaced(database: Database) -> None:
    database.run("create schema estate_opt", "create table estate_opt.buildings as select 1 as theirs")
    with pytest.raises(OutputError, match=r"has not written: estate_opt\.buildings"):
        write(database, overwrite=True)
    assert database.run("select * from estate_opt.buildings") == [(1,)]
    assert database.tables("estate_opt") == {"buildings"}


def test_a_failure_half_way_leaves_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    write(database)
    before = database.run("select * from estate_opt.about order by 1")
    monkeypatch.setattr(postgis, "_comment", _broken)

    with pytest.raises(InputError, match="Nothing was changed"):
        write(database, overwrite=True, schema="estate_opt")
    with pytest.raises(InputError, match="Nothing was changed"):
        write(database, schema="fresh")

    assert database.run("select * from estate_opt.about order by 1") == before
    assert database.run("select 1 from pg_namespace where nspname = 'fresh'") == []


def _broken(connection: object, *_: object) -> None:
    connection.exec_driver_sql("select 1 / 0")  # type: ignore[attr-defined]


def test_a_view_over_the_tables_stops_the_export(database: Database) -> None:
    write(database)
    database.run("create view mine as select * from estate_opt.wards")
    with pytest.raises(InputError, match="depend on it"):
        write(database, overwrite=True)
    assert database.run("select count(*) from mine") == [(2,)]


def test_a_database_without_postgis(database: Database) -> None:
    database.run("drop extension postgis")
    with pytest.raises(OutputError, match="CREATE EXTENSION postgis") as caught:
        write(database)
    assert PASSWORD not in str(caught.value)


def test_a_schema_of_any_name(database: Database) -> None:
    write(database, schema='Plan "2027" – Läufe')
    rows = database.run("select tablename from pg_tables where schemaname like 'Plan%'")
    assert "wards" in {str(name) for (name,) in rows}
    with pytest.raises(OutputError, match="take the % out"):
        write(database, schema="100%")


def test_names_that_do_not_fit_are_told_apart() -> None:
    long = "cover_" + "é" * 40
    fitting = fitting_names(["ward", f"{long}_today", f"{long}_plan", "share_100%"])
    assert list(fitting) == [f"{long}_today", f"{long}_plan", "share_100%"]
    assert fitting["share_100%"] == "share_100pc_3"
    assert len(set(fitting.values())) == 3
    assert all(len(name.encode("utf-8")) <= 63 for name in fitting.values())


def test_a_failure_while_rows_are_copied_is_told(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgis, "fitting_names", lambda _: {})
    monkeypatch.setattr(postgis, "layers_of", lambda *_: {"wards": _layer_with("share_100%")})
    with pytest.raises(InputError, match="Nothing was changed"):
        write(database)
    assert database.tables("estate_opt") == set()


def _layer_with(column: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({column: [1.0]}, geometry=gpd.points_from_xy([-1.5], [53.8]), crs=4326)
