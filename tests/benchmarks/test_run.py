"""Runs apart from this process, and what is said where one cannot be or goes wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import cli, machine
from benchmarks.record import OURS, Record, StageFigures
from benchmarks.registry import registered
from benchmarks.run import run_apart

BUILD = registered()["build"]


def test_a_run_apart_has_its_own_memory():
    record = run_apart(BUILD, BUILD.smoke)
    assert record.skipped is None
    assert next(iter(record.phases)) == "import"
    assert 50 < record.peak_mb < machine.peak_mb() + 500


def test_what_cannot_run_says_why():
    record = run_apart(replace(BUILD, missing=lambda: "no data"), "20", "peer")
    assert (record.who, record.skipped) == ("peer", "no data")


def test_a_run_that_fails_says_what_was_wrong():
    record = run_apart(BUILD, "not-a-number")
    assert record.skipped.startswith("failed: ")
    assert "not-a-number" in record.skipped


def test_a_run_that_takes_too_long_is_ended():
    record = run_apart(replace(BUILD, seconds=0.05), BUILD.smoke)
    assert record.skipped == "ended after 0.05 s"


def test_a_record_survives_json():
    stage = StageFigures("preferences", "optimal", 2.0, 1.0, 0.5, 3.0)
    record = Record("demo", "x", phases={"build": 1.0, "verify": 0.5}, stages=[stage], verified=True)
    assert record.as_json()["total_seconds"] == 1.5
    assert Record.from_json(json.loads(json.dumps(record.as_json()))) == record


def test_the_command_line_writes_figures_and_a_table(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cli, "run_apart", lambda case, size, who=OURS: Record(case.name, size, who, objective=1.5))
    file = tmp_path / "figures.json"
    assert cli.main(["build", "cap", "--quick", "--peers", "--json", str(file)]) == 0
    document = json.loads(file.read_text())
    assert {"cpu", "cores", "memory_gb", "load_average", "packages"} <= set(document["machine"])
    assert [(r["case"], r["size"], r["who"]) for r in document["records"]] == [
        ("build", "240", OURS),
        ("build", "1000", OURS),
        ("cap", "41", OURS),
        ("cap", "41", "highs-default"),
        ("cap", "41", "cbc"),
        ("cap", "84", OURS),
        ("cap", "84", "highs-default"),
        ("cap", "84", "cbc"),
    ]
    assert "× time" in capsys.readouterr().out


def test_a_failed_run_is_an_exit_code(tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "run_apart", lambda case, size: Record(case.name, size, skipped="failed: x"))
    assert cli.main(["build", "--quick", "--json", str(tmp_path / "figures.json")]) == 1


def test_an_unknown_case_is_refused(capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["citties"])
    assert left.value.code == 2
    assert "there is no case citties" in capsys.readouterr().err


@pytest.mark.parametrize(("load", "warned"), [(0.1, False), (1.9, True)])
def test_a_busy_machine_is_warned_of(load, warned, monkeypatch):
    monkeypatch.setattr("os.getloadavg", lambda: (load, load, load))
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert bool(machine.busy()) is warned


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell")
def test_the_memory_of_processes_that_were_started_counts():
    hungry = "held = bytearray(200_000_000); print('held', flush=True); input()"
    with machine.tree_memory() as greatest:
        alone = greatest()
        with subprocess.Popen([sys.executable, "-c", hungry], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            child.stdout.readline()
            assert alone + 180 < greatest() < alone + 400
            child.communicate(b"\n")
