"""``explain`` as its user types it, on a small council."""

from __future__ import annotations

import csv
import json

import pytest


@pytest.fixture
def planned(council):
    assert council("run", council.plan, "--set", "outputs.map=false").code == 0
    return council


def explain(council, *words):
    return council("explain", *words, "--runs", council.runs)


def test_one_building_in_words_and_figures(planned):
    (run,) = (planned.runs / "plan").iterdir()
    before = {path.name for path in run.iterdir()}
    building = sorted(line["building_id"] for line in rows(run / "decisions.csv"))[0]
    answer = explain(planned, building, "--flip-seconds", "1")
    assert answer.code == 0, answer.err
    assert building in answer.out
    assert "in this plan." in answer.out
    assert "What would flip it, one thing at a time" in answer.out
    written = json.loads((run / "studies" / "explain" / f"{building}.json").read_text())
    assert written["about"]["building_id"] == building
    assert " ".join(written["paragraph"].split()) in " ".join(answer.out.split())
    assert {path.name for path in run.iterdir()} == before | {"studies"}
    assert planned("verify", "latest", "--runs", planned.runs).code == 0


def test_as_json_it_is_json_alone_and_goes_by_name(planned):
    (run,) = (planned.runs / "plan").iterdir()
    first = next(iter(rows(run / "decisions.csv")))
    answer = explain(planned, first["name"].upper(), "--flip-seconds", "0", "--json", "--write-plan")
    assert answer.code == 0, answer.err
    assert planned("show", answer.json["plan"]).code == 0
    assert planned("verify", answer.json["plan"]).code == 0
    assert planned("explain", first["building_id"], "--run", answer.json["plan"]).code == 2
    assert len(list((planned.runs / "plan").iterdir())) == 1
    assert answer.json["about"]["building_id"] == first["building_id"]
    assert answer.json["comparison"]["verdict"] in ("proven worse", "proven as good", "open", "no plan possible")


def test_the_lever_sheet_and_again(planned):
    answer = explain(planned, "--all", "--workers", "1", "--show", "3")
    assert answer.code == 0, answer.err
    assert "10 buildings; the opposite is:" in answer.out
    (run,) = (planned.runs / "plan").iterdir()
    table = list(rows(run / "studies" / "explain" / "levers.csv"))
    assert len(table) == 10
    again = explain(planned, "--all", "--workers", "1", "--json")
    assert again.json["solved_now"] == 0
    assert again.json["complete"] is True
    assert [row["building_id"] for row in again.json["rows"]] == [row["building_id"] for row in table]
    refused = explain(planned, "--all", "--workers", "1", "--flip-seconds", "1")
    assert refused.code == 2
    assert "--overwrite" in refused.words


def test_what_cannot_be_asked(planned):
    unknown = explain(planned, "SM0011")
    assert unknown.code == 2
    assert "no building 'SM0011'" in unknown.words
    assert "The nearest are:" in unknown.words
    for words in ((), ("B1", "--all")):
        assert "Name one building, or ask for every one with --all." in explain(planned, *words).words
    assert "no rule 'reductoin'" in explain(planned, "SM001", "--policy", "reductoin").words
    table = planned.data / "buildings.csv"
    table.write_text(table.read_text().replace("Smalltown", "Smallville") + "\n")
    changed = explain(planned, "SM001")
    assert changed.code == 1
    assert "buildings.csv of the estate has changed since the run." in changed.words


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)
