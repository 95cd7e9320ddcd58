"""Layers over one another: what stands, what is listed, what is never written over."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from estate_opt.errors import InputError, UsageError
from estate_opt.importing.compose import compose
from estate_opt.importing.gathered import GIVEN, MADE_UP, drop_layer, put_layer, read_gathered
from estate_opt.importing.layer import Layer, Source, beside_originals
from estate_opt.inputs import read_estate, write_estate
from estate_opt.inputs.manifest import BUILDINGS, TABLES
from estate_opt.inputs.synthetic import synthesise


def register(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype=object)


def layer(name: str, frame: pd.DataFrame, *, defines: bool = False, **more: object) -> Layer:
    return Layer(
        name=name, importer=name, tables={"buildings": frame},
        defines=frozenset({"buildings"} if defines else ()), **more,  # type: ignore[arg-type]
    )  # fmt: skip


REGISTER = layer(
    "register",
    register(
        building_id=["007", "8"], name=["Old Hall", "New Hall"], condition=["", "B"],
        easting=["1", "2"], northing=["1", "2"],
    ),
    defines=True,
)  # fmt: skip


def buildings(*layers: Layer) -> pd.DataFrame:
    return compose(BUILDINGS, layers).cells.set_index("building_id")


def test_a_later_layer_stands_and_the_difference_is_listed() -> None:
    survey = layer("survey", register(building_id=["8", "007"], condition=["D", "C"]))
    composed = compose(BUILDINGS, (REGISTER, survey))
    assert composed.cells.set_index("building_id")["condition"].to_dict() == {"007": "C", "8": "D"}
    assert composed.conflicts.to_dict("records") == [
        {
            "table": "buildings", "key": "8", "column": "condition", "stands": "D", "layer": "survey",
            "set_aside": "B", "set_aside_layer": "register",
        }
    ]  # fmt: skip


def test_an_empty_cell_says_nothing() -> None:
    survey = layer("survey", register(building_id=["8"], condition=[""]))
    assert buildings(REGISTER, survey).loc["8", "condition"] == "B"


def test_a_layer_that_fills_never_covers_whatever_the_order() -> None:
    fill = layer("fill", register(building_id=["007", "8"], condition=["A", "A"]), fills_only=True)
    for order in ((REGISTER, fill), (fill, REGISTER)):
        assert buildings(*order)["condition"].to_dict() == {"007": "A", "8": "B"}


def test_rows_of_ids_that_nobody_brings_are_told() -> None:
    survey = layer("survey", register(building_id=["9"], condition=["A"]))
    composed = compose(BUILDINGS, (REGISTER, survey))
    assert "9" not in set(composed.cells["building_id"])
    assert composed.homeless == {"survey": ("9",)}


def test_coordinates_come_from_one_layer_together() -> None:
    gps = layer("gps", register(building_id=["8"], longitude=["-1.5"], latitude=["53.8"]))
    cells = buildings(REGISTER, gps)
    assert cells.loc["8", ["longitude", "latitude", "easting", "northing"]].tolist() == ["-1.5", "53.8", "", ""]
    filled = layer("filled", register(building_id=["8"], longitude=["-1.5"], latitude=["53.8"]), fills_only=True)
    cells = buildings(REGISTER, filled)
    assert cells.loc["8", ["longitude", "latitude", "easting", "northing"]].tolist() == ["", "", "2", "2"]


def test_made_up_values_are_marked_where_they_stand() -> None:
    drawn = layer(
        "illustrative",
        register(building_id=["007", "8", "X"], name=["", "", "New"], condition=["A"] * 3, gia_m2=["9"] * 3),
        fills_only=True, made_up=True, defines=True,
    )  # fmt: skip
    marks = buildings(REGISTER, drawn)["illustrative"].to_dict()
    assert marks == {"007": "condition;gia_m2", "8": "gia_m2", "X": "all"}
    measured = layer("survey", register(building_id=["007"], condition=["C"], gia_m2=["100"]))
    assert buildings(REGISTER, drawn, measured)["illustrative"]["007"] == ""


def test_an_estate_goes_through_layers_and_is_the_same(tmp_path: Path) -> None:
    estate = synthesise(seed=3, buildings=6, wards=2)
    write_estate(estate, tmp_path / "town")
    before = {table.file: (tmp_path / "town" / table.file) for table in TABLES}
    texts = {name: path.read_bytes() for name, path in before.items() if path.is_file()}
    survey = layer("survey", register(building_id=[estate.buildings[0].building_id], backlog_gbp=["123"]))
    gathered = put_layer(tmp_path / "town", survey)
    assert [one.name for one in gathered.layers] == [GIVEN, "survey"]
    after = read_estate(tmp_path / "town")
    assert after.buildings[0].backlog_gbp == 123.0
    drop_layer(tmp_path / "town", "survey")
    same = {name: path.read_bytes() for name, path in before.items() if path.is_file()}
    assert {n for n in texts if n != "areas.geojson" and texts[n] != same[n]} == set()
    assert [a.geometry.wkt for a in read_estate(tmp_path / "town").areas if a.geometry] == [
        a.geometry.wkt for a in estate.areas if a.geometry
    ]


def test_importing_again_replaces_that_layer_only(tmp_path: Path) -> None:
    survey = layer("survey", register(building_id=["8"], condition=["D"]), problems=())
    put_layer(tmp_path, REGISTER)
    put_layer(tmp_path, survey)
    again = put_layer(tmp_path, layer("register", REGISTER.tables["buildings"].iloc[1:], defines=True))
    assert [one.name for one in again.layers] == ["register", "survey"]
    assert read_gathered(tmp_path).tables["buildings"]["condition"].tolist() == ["D"]


def test_layers_are_read_as_they_were_written(tmp_path: Path) -> None:
    original = pd.DataFrame({"Name ": ["=1+1", 'a "b"\nc'], "N/A": ["N/A", "0001"]}, dtype=object)
    derived = register(building_id=["1", "2"], name=["x", "y"])
    one = Layer(
        name="own", importer="register", tables={"buildings": beside_originals(derived, original, [2, 4])},
        defines=frozenset({"buildings"}), sources=(Source("r.csv", "ab", "Register", "OGL v3.0", "2024"),),
        unjoined=original.assign(reason="no id"), notes=("A note.",), settings={"mapping": {"name": "Name "}},
        geometry={"W1": box(0, 0, 1, 1)}, title="Leeds", fills_only=True, made_up=True,
    )  # fmt: skip
    put_layer(tmp_path, one)
    found = read_gathered(tmp_path).layers[0]
    for name in ("name", "importer", "defines", "sources", "notes", "settings", "title", "fills_only", "made_up"):
        assert getattr(found, name) == getattr(one, name)
    pd.testing.assert_frame_equal(found.tables["buildings"], one.tables["buildings"])
    pd.testing.assert_frame_equal(found.unjoined, one.unjoined, check_dtype=False)
    assert found.geometry["W1"].equals(one.geometry["W1"])
    info = read_gathered(tmp_path).info
    assert (info.title, info.notice, info.attribution) == ("Leeds", MADE_UP, "OGL v3.0")


def test_edits_by_hand_stand_over_every_import(tmp_path: Path) -> None:
    put_layer(tmp_path, REGISTER)
    file = tmp_path / "buildings.csv"
    file.write_text(file.read_text().replace("New Hall", "Newer Hall"))
    survey = layer("survey", register(building_id=["8"], name=["Newest Hall"], condition=["D"]))
    gathered = put_layer(tmp_path, survey)
    assert "buildings.csv was changed by hand in 1 rows" in gathered.adopted[0]
    assert gathered.tables["buildings"].set_index("building_id").loc["8", ["name", "condition"]].tolist() == [
        "Newer Hall",
        "D",
    ]


def test_a_value_taken_out_by_hand_is_refused_by_name(tmp_path: Path) -> None:
    put_layer(tmp_path, REGISTER)
    file = tmp_path / "buildings.csv"
    file.write_text(file.read_text().replace("New Hall", ""))
    with pytest.raises(InputError, match="value of 8 was taken out by hand"):
        put_layer(tmp_path, layer("survey", register(building_id=["8"], condition=["D"])))
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:-1]))
    with pytest.raises(InputError, match="row of 8 was taken out by hand"):
        read_gathered(tmp_path)


def test_two_rows_for_one_key_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Two rows are for 8"):
        put_layer(tmp_path, layer("register", register(building_id=["8", "8"]), defines=True))
    assert not (tmp_path / "imports").exists()


def test_a_broken_layer_is_named(tmp_path: Path) -> None:
    put_layer(tmp_path, REGISTER)
    (tmp_path / "imports" / "register" / "layer.json").write_text("{")
    with pytest.raises(InputError, match=r"imports/register/layer\.json"):
        read_gathered(tmp_path)


@pytest.mark.parametrize("name", ["", "Survey", "../x", "a b", "x" * 61])
def test_names_of_layers_are_names_of_folders(name: str) -> None:
    with pytest.raises(UsageError, match="cannot name a layer"):
        layer(name, register(building_id=["1"]))


def test_what_is_still_missing_is_said(tmp_path: Path) -> None:
    lacks = [str(lack) for lack in put_layer(tmp_path, REGISTER).missing]
    assert "areas: no rows yet" in lacks
    assert "buildings, type: missing in 2 of 2 (007, 8)" in lacks
    assert not any("place" in lack for lack in lacks)


CELLS = st.sampled_from(["", "a", "b"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.lists(CELLS, min_size=3, max_size=3)), min_size=1, max_size=4))
def test_cells_against_the_rule_written_out(stack: list[tuple[bool, list[str]]]) -> None:
    ids = ["1", "2", "3"]
    base = layer("base", register(building_id=ids), defines=True)
    layers = [base] + [
        layer(f"l{k}", register(building_id=ids, name=cells), fills_only=fills)
        for k, (fills, cells) in enumerate(stack)
    ]
    said = [[c[k] for fills, c in stack if not fills and c[k]] for k in range(3)]
    filled = [[c[k] for fills, c in stack if fills and c[k]] for k in range(3)]
    wanted = [(s[-1] if s else f[0] if f else "") for s, f in zip(said, filled, strict=True)]
    assert buildings(*layers).get("name", pd.Series([""] * 3)).tolist() == wanted
