"""``stress`` as its user types it, on a small council."""

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


def test_cases_are_measured_and_written(council, run):
    before = {p: p.read_bytes() for p in run.iterdir() if p.is_file()}
    answer = council("stress", run, "--cases", "12", "--seed", "3", "--activity", "0.3", "--activity", "library=0.1")
    assert answer.code == 0, answer.err
    assert "12 samples of seed 3" in answer.out
    folder = run / "studies" / "stress"
    assert {p.name for p in folder.iterdir()} == {
        "stress.json", "targets.csv", "totals.csv", "rooms.csv", "cases.csv", "regret.csv", "rehoused.csv",
    }  # fmt: skip
    targets = rows(folder / "targets.csv")
    assert all(int(row["cases"]) == 12 and 0 <= int(row["held"]) <= 12 for row in targets)
    assert len(rows(folder / "cases.csv")) == 12
    assert json.loads((folder / "stress.json").read_text())["spread"]["activity_of"] == {"library": 0.1}
    assert {p: p.read_bytes() for p in before} == before
    assert council("verify", run).code == 0


def test_the_same_seed_gives_the_same_json(council, run):
    first, again = (council("stress", run, "--cases", "5", "--json").json for _ in range(2))
    assert first == again
    assert council("stress", run, "--cases", "5", "--seed", "2", "--json").json["tables"] != first["tables"]


def test_corners(council, run):
    found = council("stress", run, "--corners", "--known-only", "--json").json
    names = [row["case"] for row in found["tables"]["cases"]]
    assert {"all activity low", "all activity high", "population low", "everything high"} <= set(names)
    assert "unknown values low" not in names


def test_a_case_planned_anew_is_a_run_of_its_own(council, run):
    answer = council("stress", run, "--cases", "3", "--rehouse", "2", "--replan", "1", "--seconds", "20")
    assert answer.code == 0, answer.err
    assert "made with hindsight" in answer.out
    plan = run / "studies" / "stress" / "plans" / "sample-1"
    assert council("verify", plan).code == 0
    assert council("show", plan).code == 0
    regret = rows(run / "studies" / "stress" / "regret.csv")
    assert {row["case"] for row in regret} == {"sample 1"}
    assert [row["case"] for row in rows(run / "studies" / "stress" / "rehoused.csv")] == ["sample 1", "sample 2"]
    assert "of 2 cases that were tried" in answer.out
    stages = [row for row in regret if row["regret_at_least"]]
    assert stages
    assert all(float(row["regret_at_least"]) <= float(row["regret_at_most"] or "inf") + 1e-9 for row in stages)


def test_survey_first(council, run):
    found = council("stress", run, "--survey-first", "--seconds", "5", "--json")
    assert found.code == 0, found.err
    lines = found.json["tables"]["survey_first"]
    assert found.json["reached"] == len(lines) == sum(found.json["numbers"].values())
    folder = run / "studies" / "stress"
    assert [row["building_id"] for row in rows(folder / "survey_first.csv")] == [line["building_id"] for line in lines]
    assert council("stress", run, "--survey-first", "--seconds", "5").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--activity", "-0.2"], "The spread of activity is -0.2"),
        (["--population", "1.5"], "The spread of population is 1.5"),
        (["--activity", "libary=0.1"], "no service 'libary'. Did you mean 'library'?"),
        (["--activity", "much"], "give a share such as 0.2"),
        (["--activity", "0.1", "--activity", "0.2"], "twice for the same"),
        (["--cases", "0"], "Ask for at least one"),
        (["--survey-first", "--building", "St Anne"], "There is no building 'St Anne' in the estate."),
        (["--building", "BR001"], "goes with --survey-first"),
        (["--survey-first", "--replan", "2"], "is a question of its own"),
    ],
)
def test_wrong_words_are_told_and_nothing_is_written(council, run, words, said):
    answer = council("stress", run, *words)
    assert answer.code == 2
    assert said in answer.words
    assert not (run / "studies").exists()


def test_an_estate_that_has_changed_is_refused(council, run):
    buildings = council.data / "buildings.csv"
    buildings.write_text(buildings.read_text().replace("Smalltown", "Smallville", 1) + "\n")
    answer = council("stress", run)
    assert answer.code == 1
    assert "buildings.csv of the estate has changed" in answer.words


def test_plans_of_an_earlier_study_do_not_stay_beside_another(council, run):
    plans = run / "studies" / "stress" / "plans"
    council("stress", run, "--cases", "2", "--replan", "1", "--seconds", "20")
    assert [p.name for p in plans.iterdir()] == ["sample-1"]
    council("stress", run, "--cases", "2", "--seed", "5")
    assert not plans.exists()
