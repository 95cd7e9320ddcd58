"""The same two buildings in the spellings of three publishers are the same two buildings of an estate."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.importing.gathered import Gathered, put_layer, read_gathered
from estate_opt.importing.raw import read_raw
from estate_opt.importing.register import RegisterSettings, import_register
from estate_opt.inputs.coordinates import to_degrees
from tests.importing.register.registers import SPELLINGS, import_rows, read, varied

SHARED = Path(__file__).parents[4] / "shared" / "data"

TEXT = st.characters(exclude_categories=("Cs",), exclude_characters="\0")

EXPECTED = {
    "building_id": ["00017", "00018"],
    "uprn": ["72500001", "72500002"],
    "name": ["Nettleby Library", "Nettleby Sports Centre"],
    "type": ["library", "leisure_centre"],
    "owner": ["council", "council"],
    "tenure": ["freehold", "leasehold"],
    "gia_m2": ["420", "2900"],
    "running_cost_gbp_per_year": ["98000", "410000"],
    "backlog_gbp": ["15000", "88000"],
    "community_value": ["false", "true"],
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_gives_the_same_buildings(tmp_path: Path, spelling: str) -> None:
    layer = import_register(read(tmp_path, SPELLINGS[spelling]), Gathered(tmp_path))

    buildings = layer.tables["buildings"]
    assert {column: buildings[column].tolist() for column in EXPECTED} == EXPECTED
    assert not any(problem.severity == "error" for problem in layer.problems)
    assert layer.unjoined.empty


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_gives_the_same_places(tmp_path: Path, spelling: str) -> None:
    buildings = import_register(read(tmp_path, SPELLINGS[spelling]), Gathered(tmp_path)).tables["buildings"]

    if "longitude" in buildings and buildings["longitude"].iloc[0]:
        found = (float(buildings["longitude"].iloc[0]), float(buildings["latitude"].iloc[0]))
    else:
        found = to_degrees(float(buildings["easting"].iloc[0]), float(buildings["northing"].iloc[0]))
    assert found == pytest.approx((-1.5460862, 53.7924539), abs=1e-6)


def test_originals_stand_beside_untouched(tmp_path: Path) -> None:
    layer = import_register(read(tmp_path, SPELLINGS["an asset system"]), Gathered(tmp_path))

    row = layer.tables["buildings"].iloc[0]
    assert row["source.RunningCosts"] == "£98,000.00"
    assert row["source.UPRN"] == "000072500001"
    assert row["source_row"] == "2"


def test_what_was_read_otherwise_than_written_is_told(tmp_path: Path) -> None:
    layer = import_register(read(tmp_path, SPELLINGS["an asset system"]), Gathered(tmp_path))

    told = {(p.row, p.column, p.value): p.message for p in layer.problems}
    assert told[2, "RunningCosts", "£98,000.00"] == "It was read as 98000."
    assert told[3, "RequiredMaintenance", "88k"] == "It was read as 88000."


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the data of Leeds and England are not at {SHARED}")
def test_the_buildings_of_leeds_come_in(tmp_path: Path) -> None:
    raw = read_raw(SHARED / "leeds" / "buildings.csv")
    layer = import_register(raw, Gathered(tmp_path))

    gathered = put_layer(tmp_path / "leeds", layer)

    buildings = gathered.tables["buildings"].set_index("building_id")
    assert len(buildings) == len(raw) == 85
    armley = buildings.loc["LDS002"]
    assert armley[["name", "type", "uprn", "opening_hours_per_week"]].tolist() == [
        "Armley Library", "community_hub", "72200214", "57",
    ]  # fmt: skip
    assert not [lack for lack in gathered.missing if lack.column == "place"]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the data of Leeds and England are not at {SHARED}")
def test_the_libraries_of_england_come_in(tmp_path: Path) -> None:
    raw = read_raw(SHARED / "england" / "libraries.csv")

    layer = import_register(raw, Gathered(tmp_path), RegisterSettings(type="library"))

    buildings = layer.tables["buildings"]
    assert len(buildings) == len(raw)
    assert set(buildings["type"]) == {"library"}
    garbled = {p.value for p in layer.problems if "garbled" in p.message}
    assert garbled == {"Hungate Reading CafÃ©", "Hallbankgate Hub Community Shop and CafÃ©"}
    assert len(layer.problems) < 20, "a country is not told of row by row"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(TEXT, min_size=1, max_size=12), st.text(TEXT, max_size=12)).filter(
            lambda pair: pair[0].strip()
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_layer_written_and_read_is_the_same(pairs: list[tuple[str, str]]) -> None:
    rows = [varied(Asset=f"A{k}", UPRN=str(k + 1), Name=name, Street=street) for k, (name, street) in enumerate(pairs)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        layer = import_rows(folder, rows, RegisterSettings(set_aside=True))

        put_layer(folder / "estate", layer)

        again = read_gathered(folder / "estate").layer("register")
        assert again is not None
        assert again.settings == layer.settings
        assert again.problems == layer.problems
        for before, after in ((layer.tables["buildings"], again.tables["buildings"]), (layer.unjoined, again.unjoined)):
            assert after.to_numpy().tolist() == before.to_numpy().tolist()
        assert list(again.tables["buildings"].columns) == list(layer.tables["buildings"].columns)
