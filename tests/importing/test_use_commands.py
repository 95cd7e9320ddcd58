"""The commands that import condition, money, energy, leases, use and places, called as people call them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from estate_opt.cli import call
from estate_opt.importing.gathered import put_layer, read_gathered
from tests.importing.gathering import gathered

FILES = {
    "condition": "Site,Condition,Backlog\nArmley Library,B,£1200\n",
    "money": "Site,Running cost\nArmley Library,5000\n",
    "energy": "Site,Electricity kWh\nArmley Library,1000\n",
    "leases": "Site,Lease end\nArmley Library,31/03/2035\n",
    "bookings": "Site,Start,End\nArmley Library,01/09/2025 10:00,01/09/2025 11:00\n",
    "footfall": "Site,Hour,Count\nArmley Library,01/09/2025 10:00,4\n",
}
MORE = {"bookings": ("--service", "library"), "footfall": ("--service", "library")}


@pytest.fixture(scope="module")
def gathered_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gathered") / "estate"
    for layer in gathered().layers:
        put_layer(folder, layer)
    return folder


@pytest.fixture
def estate(gathered_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(gathered_once, tmp_path / "estate"))


def run(estate: Path, command: str, text: str, *words: str) -> int:
    source = estate.parent / f"{command}.csv"
    source.write_text(text, encoding="utf-8")
    return call(["import", command, str(source), "--to", str(estate), *MORE.get(command, ()), *words])


def table(estate: Path, name: str = "buildings") -> pd.DataFrame:
    return pd.read_csv(estate / f"{name}.csv", dtype=str, keep_default_na=False).set_index("building_id")


@pytest.mark.parametrize("command", FILES)
def test_a_re_run_replaces_its_own_layer_only(estate: Path, command: str) -> None:
    before = {layer.name for layer in read_gathered(estate).layers}
    for _ in range(2):
        assert run(estate, command, FILES[command]) == 0
    after = read_gathered(estate)
    assert {layer.name for layer in after.layers} == before | {command}


def test_a_second_source_of_a_kind_is_a_layer_of_its_own(estate: Path) -> None:
    for more in ((), ("--as", "second")):
        assert run(estate, "condition", FILES["condition"], *more) == 0
    assert [layer.name for layer in read_gathered(estate).layers] == ["register", "condition", "second"]


def test_what_was_imported_stands_in_the_tables(estate: Path) -> None:
    for command, text in FILES.items():
        assert run(estate, command, text) == 0
    row = table(estate).loc["001"]
    assert (row["condition"], row["backlog_gbp"], row["running_cost_gbp_per_year"]) == ("B", "1200", "5000")
    assert (row["carbon_kgco2e_per_year"], row["lease_end"]) == ("177", "2035-03-31")
    assert table(estate, "activities").loc["001", "service_id"] == "library"


def test_a_mapping_is_told_and_remembered(estate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Site,What it is like\nArmley Library,C\n"
    assert run(estate, "condition", text) == 1
    assert "No column is surely grade or backlog or cost." in capsys.readouterr().err.replace("\n", " ")
    assert run(estate, "condition", text, "--map", "grade=What it is like") == 0
    assert "grade is 'What it is like' (as you said)" in capsys.readouterr().out
    assert run(estate, "condition", text.replace(",C", ",D")) == 0
    assert "(as in the import before)" in capsys.readouterr().out
    assert table(estate).loc["001", "condition"] == "D"


@pytest.mark.parametrize(
    ("command", "words", "code", "message"),
    [
        ("condition", ("--map", "grade"), 2, "is not of the form TARGET=COLUMN"),
        ("condition", ("--priorities", "1,5"), 2, "is not a list of priorities from 1 to 4"),
        ("condition", ("--mapping", "gone.toml"), 1, "gone.toml"),
        ("energy", ("--year", "1999"), 2, "no conversion factors for 1999"),
        ("energy", ("--factors", "gone.csv"), 1, "gone.csv"),
        ("bookings", ("--call", "Yoga"), 2, "is not of the form NAME=SERVICE"),
        ("bookings", ("--period", "September"), 2, "--period wants days"),
        ("bookings", ("--closed", "2025-12-26..2025-12-25"), 2, "--closed wants days"),
        ("bookings", ("--week", "term"), 2, "needs a calendar"),
        ("bookings", ("--opening", "gone.csv"), 1, "gone.csv"),
        ("footfall", ("--as", "Not A Name"), 2, "cannot name a layer"),
    ],
)
def test_mistakes_are_told_and_change_nothing(
    estate: Path, capsys: pytest.CaptureFixture[str], command: str, words: tuple[str, ...], code: int, message: str
) -> None:
    before = (estate / "buildings.csv").read_bytes()
    assert run(estate, command, FILES[command], *words) == code
    assert message in " ".join(capsys.readouterr().err.split())
    assert (estate / "buildings.csv").read_bytes() == before
    assert len(read_gathered(estate).layers) == 1


def test_an_estate_without_buildings_says_what_to_do_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command, text in FILES.items():
        assert run(tmp_path / "new", command, text) == 1
        assert "Import the register first" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "new").exists()


def test_json(estate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(estate, "money", FILES["money"], "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["layer"], found["rows"], found["unjoined"]) == ("money", {"buildings": 1}, 0)
    assert found["settings"]["columns"] == {"name": "Site", "running_cost_gbp_per_year": "Running cost"}
