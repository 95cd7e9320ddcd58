"""``alternatives`` as its user types it, on a small council."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest


@pytest.fixture
def run(council) -> Path:
    answer = council("run", council.plan, "--json")
    assert answer.code == 0, answer.err
    return Path(answer.json["run"])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_plans_tables_and_page_are_written_beside_the_run(council, run):
    before = {p: p.read_bytes() for p in run.iterdir() if p.is_file()}
    answer = council("alternatives", run, "--within", "0.1", "--count", "2")
    assert answer.code == 0, answer.err
    folder = run / "studies" / "alternatives"
    assert {p.name for p in folder.iterdir()} == {
        "01", "02", "alternatives.json", "buildings.csv", "journal.jsonl", "plans.csv", "index.html",
    }  # fmt: skip
    for plan in ("01", "02"):
        assert council("verify", folder / plan).code == 0
        assert "alternative" in council("show", folder / plan).out
    data = json.loads((folder / "alternatives.json").read_text())
    found = rows(folder / "buildings.csv")
    assert len(found) == sum(data["counts"].values()) == 10
    assert {row["standing"] for row in found} <= {"in every", "in none", "swing"}
    assert all(0 <= float(row["worse_share"]) <= 0.1 for row in rows(folder / "plans.csv"))
    page = (folder / "index.html").read_text()
    assert "which buildings are beyond doubt" in page
    assert "In every such plan" in page
    assert "at most 10% worse" in answer.out
    assert {p: p.read_bytes() for p in before} == before
    assert council("verify", run).code == 0


def test_fewer_plans_than_before_leave_none_of_before(council, run):
    assert council("alternatives", run, "--within", "0.1", "--count", "3").code == 0
    again = council("alternatives", run, "--within", "0.1", "--count", "1", "--json").json
    folder = Path(again["folder"])
    assert len(again["plans"]) == 1
    assert [p.name for p in sorted(folder.iterdir()) if p.is_dir()] == ["01"]


def test_what_cannot_be_asked(council, run):
    assert council("alternatives", run, "--within", "-0.1").code == 2
    assert "such as --within 0.02" in council("alternatives", run, "--within", "2").words
    assert council("alternatives", run, "--count", "0").code == 2
    assert council("alternatives", "nowhere", "--runs", council.runs).code == 2


def test_a_run_whose_inputs_have_changed_is_refused(council, run):
    table = council.data / "activities.csv"
    lines = table.read_text().splitlines(keepends=True)
    table.write_text("".join(lines[:-1]))
    answer = council("alternatives", run)
    assert answer.code == 1
    assert "activities.csv of the estate has changed since the run" in answer.words
    assert not (run / "studies").exists()
