"""``estate-opt sweep``: what it prints, what it refuses, and that its plans are runs like any other."""

from __future__ import annotations

import pandas as pd
import pytest

from estate_opt.studies.sweep import ask, default_folder, points_of
from estate_opt.studies.sweep.folder import plan_folder
from estate_opt.studies.sweep.work import without_plan

SHARE = "policies.reduction.share"


@pytest.mark.slow
def test_a_sweep_is_printed_shown_again_and_gone_on_with(council):
    words = ("sweep", council.plan, "--set", f"{SHARE}=0.2:0.4:0.2", "--workers", 2)
    first = council(*words)
    assert first.code == 0
    assert f"{SHARE}: 0.2, 0.4" in first.words
    assert "2 of 2 points" in first.words
    assert "10 → 8" in first.out
    folder = council.runs / "plan" / "sweeps" / SHARE
    shown = council("sweep", "--show", folder)
    assert shown.code == 0
    assert shown.out == first.out
    before = council.files()
    again = council(*words, "--json")
    assert again.code == 0
    assert "starting workers" not in again.err
    changed = {name for name, content in council.files().items() if before.get(name) != content}
    assert not changed
    points = again.json["points"]
    assert [point["settings"] for point in points] == [{SHARE: 0.2}, {SHARE: 0.4}]
    for point in points:
        assert council("verify", point["run"]).code == 0
        assert council("show", point["run"], "--json").json["totals"]
        assert council("map", point["run"]).code == 0
    assert council("runs", "--runs", council.runs, "--json").json == []
    frame = pd.read_parquet(again.json["table"])
    assert list(frame[SHARE]) == [0.2, 0.4]


def test_every_wrong_key_is_said_at_once_and_nothing_is_written(council):
    before = council.files()
    answer = council(
        "sweep", council.plan, "--set", "policies.reduction.shar=0.2,0.4", "--set", "solve.gap=a:b", "--set", "x"
    )
    assert answer.code == 1
    assert "policies.reduction.shar" in answer.words
    assert "Did you mean 'share'?" in answer.words
    assert "solve.gap" in answer.words
    assert "not a key with values" in answer.words
    assert council.files() == before


def test_a_scheduler_that_is_not_there(council):
    before = council.files()
    answer = council("sweep", council.plan, "--set", f"{SHARE}=0.2,0.4", "--scheduler", "tcp://127.0.0.1:9")
    assert answer.code == 1
    assert "There is no Dask scheduler at 'tcp://127.0.0.1:9'" in answer.words
    assert council.files() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name the plan file"),
        (("PLAN",), "Say what to vary"),
        (("PLAN", "--show", "there"), "--show prints a sweep that is there"),
        (("--show", "there"), "There is no sweep in there"),
        (("PLAN", "--set", "solve.seed=1,2", "--name", "../up"), "cannot be a folder's name"),
        (("PLAN", "--set", "solve.seed=1,2", "--workers", "2", "--scheduler", "tcp://a:1"), "give one of them"),
    ],
)
def test_calls_that_cannot_work(council, words, said):
    answer = council("sweep", *(council.plan if word == "PLAN" else word for word in words))
    assert answer.code == 2
    assert said in answer.words


def test_a_list_of_points_that_is_not_there(council):
    answer = council("sweep", council.plan, "--points", council.folder / "points.csv")
    assert answer.code == 1
    assert "points.csv" in answer.words


def test_a_sweep_that_was_stopped_says_how_to_go_on_and_points_without_a_plan_say_why(council):
    asked = ask(council.plan, *points_of([f"{SHARE}=0.2,0.4"]))
    home = plan_folder(default_folder(asked), asked, council.plan, overwrite=False)
    home.establish()
    task = asked.tasks[1]
    home.keep(
        without_plan(task.point_id, task.point, "infeasible", "The musts cannot all hold:\n  [reduction]", 0.0), {}
    )
    answer = council("sweep", "--show", home.path)
    assert answer.code == 130
    assert "1 of 2 points are there; the same command goes on from them" in answer.words
    assert f"{SHARE} = 0.4: infeasible" in answer.out
    assert "[reduction]" in answer.out
    assert council("sweep", "--show", home.path, "--json").json["complete"] is False
