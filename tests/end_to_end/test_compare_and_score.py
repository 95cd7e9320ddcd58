"""Hand-made plans and comparisons as their user types them; nothing here is solved."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

CLOSE = "building_id,option_id\n{},close\n"


@pytest.fixture
def paper(council, tmp_path) -> Path:
    """A decision that closes the first council building."""
    with (council.data / "buildings.csv").open(encoding="utf-8", newline="") as file:
        first = next(row for row in csv.DictReader(file) if row["owner"] == "council")
    path = tmp_path / "Paper.csv"
    path.write_text(CLOSE.format(first["building_id"]), encoding="utf-8")
    return path


@pytest.fixture
def scored(council, paper) -> str:
    answer = council("score", paper, "--plan", council.plan, "--runs", council.runs, "--maps", council.maps, "--json")
    assert answer.code == 0, answer.err
    return answer.json["run"]


def test_a_hand_made_plan_is_a_run_that_says_so(council, scored):
    run = Path(scored)
    assert run.parent.name == "plan-paper"
    assert (run / "studies" / "score" / "placed.csv").is_file()
    assert (run / "equality.csv").is_file()
    shown = council("show", scored)
    assert "Hand-made, not optimised" in shown.out
    assert "stay as they are today" in " ".join(shown.out.split())
    assert council("verify", scored).code == 0
    drawn = council("map", scored, "--maps", council.maps)
    assert drawn.code == 0
    assert "Hand-made, not optimised" in (council.maps / "plan-paper" / "index.html").read_text(encoding="utf-8")
    assert "hand-made" in council("runs", "--runs", council.runs).out


def test_a_hand_made_plan_that_was_altered_is_refused(council, scored):
    moves = Path(scored) / "moves.csv"
    moves.write_text(moves.read_text(encoding="utf-8").replace(",1.0", ",0.5", 1), encoding="utf-8")
    answer = council("verify", scored)
    assert answer.code == 5
    assert "moves.csv" in answer.words


def test_what_was_filled_stands_in_the_json(council, paper):
    found = council(
        "score", paper, "--plan", council.plan, "--runs", council.runs, "--maps", council.maps, "--json"
    ).json
    assert found["outcome"] == "hand-made"
    assert found["broken_physics"] == []
    assert len(found["buildings_as_today"]) >= 1
    assert all({"from_building", "to_building", "hours_per_week"} <= set(p) for p in found["placed_by_rule"])
    assert all((placed["km"] is None) == (placed["to_building"] == "") for placed in found["placed_by_rule"])


def test_mistakes_in_the_file_stop_everything(council, tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(CLOSE.format("B999999"), encoding="utf-8")
    before = council.files()
    answer = council("score", wrong, "--plan", council.plan, "--runs", council.runs)
    assert answer.code == 1
    assert "The estate has no building of this id." in answer.words
    assert {name: data for name, data in council.files().items() if name in before} == before
    assert council("score", tmp_path / "none.csv", "--plan", council.plan).code == 2


def test_today_beside_a_hand_made_plan(council, scored, tmp_path):
    answer = council("compare", "today", scored, "--to", tmp_path / "side", "--runs", council.runs)
    assert answer.code == 0, answer.err
    assert "1 building decided otherwise." in answer.out
    assert "section 149" in answer.out
    names = {path.name for path in (tmp_path / "side").iterdir()}
    assert names == {
        "access.csv", "decisions.csv", "hours.csv", "inequality.csv", "neighbourhoods.csv", "policies.csv",
        "totals.csv",
    }  # fmt: skip
    found = council("compare", scored, "today", "--json").json
    assert found["b"] == {"name": "today", "made": "the estate as it is run today"}
    assert len(found["decisions"]) == 1
    assert {row["total"]: row["change"] for row in found["totals"]}["closed"] == -1


def test_another_plan_file_may_judge(council, scored):
    other = council.plan.with_name("other.toml")
    other.write_text('[inputs]\nestate = "../data"\n\n[policies.reduction]\nnumber = 1\n', encoding="utf-8")
    found = council("compare", "today", scored, "--by", other, "--json")
    assert found.code == 0, found.err
    assert found.json["judged_by"] == "other"
    assert {row["policy_id"] for row in found.json["policies"]} == {"reduction", "relocation"}


def test_plans_of_different_inputs_are_refused_with_what_changed(council, paper, scored):
    buildings = council.data / "buildings.csv"
    buildings.write_text(buildings.read_text(encoding="utf-8").replace("Library", "Old Library", 1), encoding="utf-8")
    changed = council("compare", "today", scored)
    assert changed.code == 1
    assert "buildings.csv of the estate has changed since the run." in changed.words
    newer = council(
        "score", paper, "--plan", council.plan, "--runs", council.runs, "--maps", council.maps, "--json"
    ).json
    answer = council("compare", scored, newer["run"])
    assert answer.code == 1
    assert "buildings.csv" in answer.words
    assert "are not the same" in answer.words
    judged = council("compare", "today", scored, "--by", council.plan)
    assert judged.code == 1


def test_today_beside_today_needs_a_judge(council):
    assert council("compare", "today", "today", "--runs", council.runs).code == 2
    answer = council("compare", "today", "today", "--by", council.plan, "--runs", council.runs)
    assert answer.code == 0, answer.err
    assert "0 buildings decided otherwise." in answer.out
