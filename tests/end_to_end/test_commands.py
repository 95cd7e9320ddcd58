"""Each command as its user types it, on a small council."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from estate_opt.cli.app import app

REPOSITORY = Path(__file__).resolve().parents[2]
COMMANDS = sorted(command.name or command.callback.__name__ for command in app.registered_commands)


def test_run_writes_a_verified_plan_and_its_map(council):
    answer = council("run", council.plan)
    assert answer.code == 0, answer.err
    (run,) = (council.runs / "plan").iterdir()
    assert {p.name for p in run.iterdir()} >= {
        "plan.json", "decisions.csv", "relocations.csv", "access.csv", "areas.csv", "plan.gpkg", "plan.xlsx",
    }  # fmt: skip
    assert (council.maps / "plan" / "index.html").is_file()
    assert "fictional" in answer.out
    assert "A proposal, not a decision." in answer.out
    assert "checks held" in answer.out


def test_run_as_json_is_json_alone(council):
    answer = council("run", council.plan, "--json")
    assert answer.code == 0
    assert Path(answer.json["run"]).is_dir()
    assert Path(answer.json["page"]).is_file()
    assert answer.json["outcome"] == "optimal"
    assert answer.json["gap"] <= 0.01


def test_flags_win_over_the_plan_file(council, tmp_path):
    answer = council(
        "run", council.plan, "--gap", "0.5", "--seed", "9", "--runs", tmp_path / "elsewhere",
        "--set", "policies.reduction.share=0.2", "--set", "outputs.map=false", "--json",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    manifest = json.loads((Path(answer.json["run"]) / "plan.json").read_text())
    assert manifest["plan_file"]["solve"]["gap"] == 0.5
    assert manifest["solved"]["seed"] == 9
    assert manifest["plan_file"]["policies"]["reduction"][0]["share"] == 0.2
    assert answer.json["page"] is None
    assert Path(answer.json["run"]).is_relative_to(tmp_path / "elsewhere")


def test_cbc_is_the_second_opinion(council):
    highs = council("run", council.plan, "--json", "--gap", "0.0001").json
    cbc = council("run", council.plan, "--solver", "cbc", "--json", "--gap", "0.0001")
    assert cbc.code == 0, cbc.err
    objective = [
        json.loads((Path(a["run"]) / "plan.json").read_text())["claims"]["objective"] for a in (highs, cbc.json)
    ]
    assert objective[0] == pytest.approx(objective[1], rel=2e-4)


def test_show_runs_map_and_verify_find_the_latest(council):
    first = council("run", council.plan, "--json").json
    at = ("--runs", council.runs)
    assert council("show", "latest", *at).code == 0
    assert council("show", "plan", *at, "--json").json["scenario"] == "plan"
    listed = council("runs", *at, "--json").json
    assert [Path(run["path"]) for run in listed] == [Path(first["run"])]
    assert "plan/" in council("runs", *at).out
    page = council.maps / "plan" / "index.html"
    before = page.read_bytes()
    page.unlink()
    assert council("map", "latest", *at).code == 0
    assert page.read_bytes() == before
    verified = council("verify", first["run"])
    assert verified.code == 0
    assert "accepted" in verified.out


def test_verify_refuses_a_tampered_decision(council):
    run = Path(council("run", council.plan, "--json").json["run"])
    options = run / "options.csv"
    options.write_text(options.read_text().replace(",close", ",keep", 1))
    answer = council("verify", run)
    assert answer.code == 5
    assert "options.csv" in answer.words
    assert "its decisions give" in answer.words


def test_verify_refuses_an_estate_that_has_changed(council):
    run = council("run", council.plan, "--json").json["run"]
    activities = council.data / "activities.csv"
    lines = activities.read_text().splitlines()
    cells = lines[1].split(",")
    cells[2] = str(float(cells[2]) / 2)
    activities.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n")
    answer = council("verify", run)
    assert answer.code == 5
    assert "activities.csv of the estate has changed since the run" in answer.words
    drawn = council("map", run)
    assert drawn.code == 1
    assert "has changed since the run" in drawn.words


def test_check_says_what_is_wrong_and_changes_nothing(council):
    assert council("check", council.plan).code == 0
    assert council("check", council.data).code == 0
    before = council.files()
    council.plan.write_text(council.plan.read_text() + '\n[policies.presence]\nat_least = 1\nareas = ["Nowhere"]\n')
    answer = council("check", council.plan)
    assert answer.code == 1
    assert "Nowhere" in answer.words
    assert council.files() == before | {"models/plan.toml": council.plan.read_bytes()}
    as_json = council("check", council.plan, "--json")
    assert as_json.code == 1
    assert as_json.json["problems"][0]["value"] == "Nowhere"


def test_synthesise_and_schema_write_files(council, tmp_path):
    folder = tmp_path / "city"
    assert council("synthesise", folder, "--buildings", 12, "--wards", 2, "--seed", 4, "--name", "Newtown").code == 0
    assert council("check", folder).code == 0
    assert council("synthesise", folder, "--buildings", 12, "--wards", 2).code == 1
    assert council("synthesise", folder, "--buildings", 12, "--wards", 2, "--overwrite").code == 0
    schema = tmp_path / "schema.json"
    assert council("schema", "--to", schema).code == 0
    assert json.loads(schema.read_text()) == council("schema").json


def test_init_gives_a_council_that_says_what_is_missing(council, tmp_path):
    folder = tmp_path / "leicester"
    answer = council("init", folder, "--name", "Leicester")
    assert answer.code == 0, answer.err
    assert (folder / "data" / "datapackage.json").is_file()
    assert (folder / "models" / "leicester.toml").is_file()
    checked = council("check", folder / "models" / "leicester.toml")
    assert checked.code == 1
    assert "buildings.csv" in checked.words
    assert council("init", folder, "--name", "Leicester").code == 1


def test_every_command_has_help_with_an_example(council):
    assert (
        sorted(
            [
                "alternatives",
                "compare",
                "explain",
                "export",
                "fetch",
                "frontier",
                "publish",
                "quality",
                "score",
                "stress",
                "sweep",
                "check",
                "demo",
                "diagnose",
                "init",
                "leeds",
                "map",
                "run",
                "runs",
                "schema",
                "show",
                "synthesise",
                "verify",
            ]
        )
        == COMMANDS
    )
    for command in COMMANDS:
        answer = council(command, "--help")
        assert answer.code == 0
        assert f"Example: estate-opt {command}" in answer.out
    assert "3 no plan" in " ".join(council("--help").out.split())


@pytest.mark.slow
def test_ctrl_c_keeps_the_best_plan_so_far(council):
    """On the demonstration, which takes longer than the first plan."""
    command = [
        sys.executable, "-m", "estate_opt", "run", str(REPOSITORY / "models" / "demo.toml"), "--gap", "0",
        "--set", "solve.shortfall_gap=0.0", "--runs", str(council.runs), "--maps", str(council.maps), "--json",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    for line in process.stderr:
        if "shortfall" in line:
            break
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert json.loads(out)["outcome"] == "interrupted"
    assert council("verify", json.loads(out)["run"]).code == 0
