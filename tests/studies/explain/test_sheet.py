"""The lever sheet: nothing is answered twice, whatever ended it; workers answer as one process does."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from estate_opt.errors import SolverUnavailable, UsageError
from estate_opt.results.result import Result
from estate_opt.studies.explain import SHEET, Explainer, Settings, csv_of, lever_sheet, nearest_first, rows
from estate_opt.studies.explain.sheet import JOURNAL
from estate_opt.studies.explain.world import Asker, Side
from tests.oracle.cases import plan_file
from tests.oracle.estates import VILLAGE
from tests.oracle.solved import solved

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def result() -> Result:
    return village()


def village() -> Result:
    return solved(plan_file({"reduction": {"number": 2}}, {"running_cost": 4.0}), VILLAGE)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Buildings that were explained, as they come."""
    asked: list[str] = []
    explain = Explainer.explain

    def counting(self: Explainer, building: str, settings: Settings | None = None) -> Any:
        asked.append(building)
        return explain(self, building, settings)

    monkeypatch.setattr(Explainer, "explain", counting)
    return asked


def test_every_council_building_has_its_answer(result: Result, tmp_path: Path) -> None:
    sheet = lever_sheet(result, tmp_path, workers=1)
    assert sheet.complete
    assert sheet.solved == 4
    assert list(sheet.answers) == ["B1", "B2", "B3", "B4"]
    explainer = Explainer(result)
    for building, answer in sheet.answers.items():
        alone = explainer.explain(building, SHEET).as_json()
        assert without_time(answer) == without_time(alone)


def test_the_table_has_a_row_a_building_what_is_nearest_first(result: Result, tmp_path: Path) -> None:
    sheet = lever_sheet(result, tmp_path, workers=1)
    table = list(csv.DictReader(csv_of(nearest_first(rows(sheet))).splitlines()))
    assert sorted(row["building_id"] for row in table) == ["B1", "B2", "B3", "B4"]
    losses = [float(row["loss_gbp_per_year"]) for row in table]
    assert losses == sorted(losses)
    first = sheet.answers["B1"]
    (row,) = [row for row in table if row["building_id"] == "B1"]
    assert row["proof"] == first["comparison"]["verdict"] == "proven worse"
    assert row["flip_running_cost"] == "£127,000 a year"
    assert row["paragraph"] == first["paragraph"]


def test_what_is_answered_is_not_asked_again(result: Result, tmp_path: Path, counted: list[str]) -> None:
    first = lever_sheet(result, tmp_path, workers=1)
    kept = (tmp_path / JOURNAL).read_bytes()
    again = lever_sheet(result, tmp_path, workers=1)
    assert counted == ["B1", "B2", "B3", "B4"]
    assert again.solved == 0
    assert again.answers == first.answers
    assert (tmp_path / JOURNAL).read_bytes() == kept


def test_a_line_that_a_kill_cut_off_is_asked_again_and_no_other(
    result: Result, tmp_path: Path, counted: list[str]
) -> None:
    lever_sheet(result, tmp_path, workers=1)
    journal = tmp_path / JOURNAL
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:3]) + lines[3][:100])
    counted.clear()
    sheet = lever_sheet(result, tmp_path, workers=1)
    assert counted == ["B3", "B4"]
    assert sheet.complete
    assert journal.read_bytes().splitlines(keepends=True)[:3] == lines[:3]


SLOWLY = """
import sys, time
from pathlib import Path
from estate_opt.studies.explain import Explainer, lever_sheet
from tests.studies.explain.test_sheet import village

explain = Explainer.explain
def slowly(*words):
    time.sleep(0.5)
    return explain(*words)
Explainer.explain = slowly
lever_sheet(village(), Path(sys.argv[1]), workers=1)
"""


@pytest.mark.slow
@pytest.mark.parametrize("with_what", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_sheet_is_gone_on_with(
    with_what: signal.Signals, result: Result, tmp_path: Path, counted: list[str]
) -> None:
    journal = tmp_path / JOURNAL
    program = subprocess.Popen(
        [sys.executable, "-c", SLOWLY, str(tmp_path)], cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY)}
    )
    while not journal.exists() or journal.read_bytes().count(b"\n") < 2:
        assert program.poll() is None
        time.sleep(0.05)
    program.send_signal(with_what)
    program.wait(60)
    there = [json.loads(line)["building_id"] for line in journal.read_bytes().split(b"\n")[1:-1]]
    assert 1 <= len(there) < 4
    sheet = lever_sheet(result, tmp_path, workers=1)
    assert sheet.complete
    assert sorted([*there, *counted]) == ["B1", "B2", "B3", "B4"]


def test_a_stop_keeps_what_is_there_and_nothing_that_was_cut_off(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    explain = Explainer.explain

    def stopped(self: Explainer, building: str, settings: Settings | None = None) -> Any:
        if building == "B3":
            self.stop.set()
        return explain(self, building, settings)

    with monkeypatch.context() as during:
        during.setattr(Explainer, "explain", stopped)
        sheet = lever_sheet(result, tmp_path, workers=1)
    assert not sheet.complete
    assert list(sheet.answers) == ["B1", "B2"]
    counted.clear()
    assert lever_sheet(result, tmp_path, workers=1).complete
    assert counted == ["B3", "B4"]


def test_answers_to_something_else_are_not_mixed_in(result: Result, tmp_path: Path, counted: list[str]) -> None:
    lever_sheet(result, tmp_path, workers=1)
    other = Settings(flip_seconds=1.0, policies=())
    with pytest.raises(UsageError, match="other settings"):
        lever_sheet(result, tmp_path, workers=1, settings=other)
    counted.clear()
    lever_sheet(result, tmp_path, workers=1, settings=other, overwrite=True)
    assert len(counted) == 4


def test_a_file_that_is_no_journal(result: Result, tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_text("building,answer\n")
    with pytest.raises(UsageError, match="not a journal"):
        lever_sheet(result, tmp_path, workers=1)


def test_what_was_not_found_out_is_asked_again(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    ask = Asker.ask

    def too_late(self: Asker, forced: dict[str, Any], *words: Any, **named: Any) -> Side:
        return Side() if "B2" in forced else ask(self, forced, *words, **named)

    with monkeypatch.context() as during:
        during.setattr(Asker, "ask", too_late)
        sheet = lever_sheet(result, tmp_path, workers=1)
    assert list(sheet.answers) == ["B1", "B3", "B4"]
    assert "Whether it could" in sheet.faults["B2"]
    assert "--seconds" in sheet.faults["B2"]
    counted.clear()
    assert lever_sheet(result, tmp_path, workers=1, settings=replace(SHEET, seconds=60.0)).complete
    assert counted == ["B2"]


def test_a_solver_that_breaks_down_costs_one_building(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Asker.ask

    def broken(self: Asker, forced: dict[str, Any], *words: Any, **named: Any) -> Side:
        if "B2" in forced:
            raise SolverUnavailable("It broke down.")
        return ask(self, forced, *words, **named)

    monkeypatch.setattr(Asker, "ask", broken)
    sheet = lever_sheet(result, tmp_path, workers=1)
    assert list(sheet.answers) == ["B1", "B3", "B4"]
    assert sheet.faults == {"B2": "It broke down."}


@pytest.mark.slow
def test_workers_answer_as_one_process_does(result: Result, tmp_path: Path) -> None:
    here = lever_sheet(result, tmp_path / "here", workers=1)
    there = lever_sheet(result, tmp_path / "there", workers=2)
    assert there.complete
    assert {b: without_time(a) for b, a in there.answers.items()} == {
        b: without_time(a) for b, a in here.answers.items()
    }


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return rounded(json.loads(json.dumps(answer)) | {"seconds": 0.0})


def rounded(value: Any) -> Any:
    """Figures to what a solver's rounding leaves alone."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else value
