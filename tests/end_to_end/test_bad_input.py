"""What goes wrong gets a sentence that says what to do, the right exit code, and loses nothing."""

from __future__ import annotations

import errno
import json
import shutil
import sys
from pathlib import Path

import pytest


def append(council, text):
    council.plan.write_text(council.plan.read_text() + text)


def test_no_such_plan_file(council):
    answer = council("run", council.folder / "models" / "plam.toml")
    assert answer.code == 1
    assert "plam.toml" in answer.words


def test_a_plan_file_that_is_not_toml(council):
    append(council, "\nthis is not toml\n")
    answer = council("run", council.plan)
    assert answer.code == 1
    assert "line" in answer.words


def test_a_scenario_that_extends_itself(council):
    council.base.write_text('extends = "plan.toml"\n')
    answer = council("run", council.plan)
    assert answer.code == 1
    assert "extends itself" in answer.words


def test_a_policy_that_names_an_unknown_service(council):
    council.plan.write_text(council.plan.read_text().replace('"library"', '"libary"'))
    answer = council("run", council.plan)
    assert answer.code == 1
    assert "libary" in answer.words
    assert "library" in answer.words


@pytest.mark.parametrize("file", ["buildings.csv", "areas.geojson", "datapackage.json"])
def test_a_missing_file(council, file):
    (council.data / file).unlink()
    answer = council("run", council.plan)
    assert answer.code == 1
    assert file in answer.words


def test_a_wrong_encoding(council):
    path = council.data / "buildings.csv"
    path.write_bytes(path.read_bytes().replace(b"library", b"caf\xe9", 1))
    answer = council("run", council.plan)
    assert answer.code == 1
    assert "UTF-8" in answer.words


def test_an_empty_table(council):
    path = council.data / "services.csv"
    path.write_text(path.read_text().splitlines()[0] + "\n")
    answer = council("run", council.plan)
    assert answer.code == 1
    assert "services.csv" in answer.words


def test_targets_that_contradict_by_arithmetic_show_the_sum(council):
    append(council, '\n[policies.relocation]\nkind = "must"\nmax_ended_share = 0.0\n')
    answer = council(
        "run", council.plan, "--set", "policies.reduction.kind=must", "--set", "policies.reduction.share=0.9"
    )
    assert answer.code == 3
    assert "hours a week" in answer.words
    assert "too many" in answer.words
    assert not council.runs.exists()


def test_musts_that_only_the_solver_finds_impossible_are_explained(council):
    # all activity is to be housed, and for nothing
    extra = ["--set", "policies.running_cost.kind=must", "--set", "policies.running_cost.saving_share=1.0"]
    extra += ["--set", "policies.relocation.kind=must"]
    answer = council("run", council.plan, *extra)
    assert answer.code == 3, answer.err
    assert "These 2 musts cannot all hold" in answer.words
    assert "It could hold with a saving of" in answer.words
    assert not council.runs.exists()
    file = council.folder / "why.json"
    diagnosed = council("diagnose", council.plan, *extra, "--json", "--to", file)
    assert diagnosed.code == 0
    (conflict,) = diagnosed.json["conflicts"]
    assert [part["policy"] for part in conflict["policies"]] == ["relocation", "running_cost"]
    assert all(nearest["proven"] for part in conflict["policies"] for nearest in part["nearest"])
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["conflicts"] == diagnosed.json["conflicts"]
    assert (
        council("diagnose", council.plan).out.strip()
        == "There is nothing to diagnose: the plan file has no musts, and aims may fall short."
    )
    nowhere = council("diagnose", council.plan, *extra, "--to", council.folder / "no" / "why.json")
    assert nowhere.code == 1
    assert "cannot be written" in nowhere.words


def test_a_solver_that_is_not_installed(council):
    answer = council("run", council.plan, "--solver", "GUROBI")
    assert answer.code == 1
    assert "not installed" in answer.words
    assert "HiGHS" in answer.words
    assert council("run", council.plan, "--solver", "nonsense").code == 1


def test_no_plan_in_no_time(council):
    answer = council("run", council.plan, "--time-limit", "0.000001")
    assert answer.code in (0, 1, 4)  # a small estate may be solved in the least time a solver takes


def test_usage_errors_are_told_apart(council):
    assert council("run").code == 2
    assert council("run", council.plan, "--gap", "small").code == 2
    assert council("nonsense").code == 2
    assert council("run", council.plan, "--set", "reduction").code == 2
    assert council("show", "latest", "--runs", council.folder / "none").code == 2


def test_a_folder_in_the_way_is_told_and_no_earlier_run_is_lost(council):
    first = Path(council("run", council.plan, "--json").json["run"])
    before = {p.name: p.read_bytes() for p in first.iterdir()}
    in_the_way = council.folder / "file"
    in_the_way.write_text("not a folder")
    for key in ("--runs", "--maps"):
        answer = council("run", council.plan, key, in_the_way)
        assert answer.code == 1
        assert "cannot be written" in answer.words
        assert "starting plan" not in answer.words, "it is told before anything is solved"
    assert {p.name: p.read_bytes() for p in first.iterdir()} == before


def test_a_full_disk_leaves_no_half_run(council, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = council("run", council.plan)
    assert answer.code == 1
    assert "No space left on device" in answer.words
    assert not list(council.runs.rglob("plan.json"))


def test_a_traceback_only_with_debug(council):
    shutil.rmtree(council.data)
    plain = council("run", council.plan)
    assert plain.code == 1
    assert "Traceback" not in plain.err
    debug = council("--debug", "run", council.plan)
    assert debug.code == 1
    assert "Traceback" in debug.err


def test_a_defect_says_so_without_a_traceback(council, monkeypatch):
    monkeypatch.setattr(sys.modules["estate_opt.cli.commands.run"], "solve", lambda *_: 1 / 0)
    answer = council("run", council.plan)
    assert answer.code == 70
    assert "A defect of estate-opt" in answer.words
    assert "Traceback" not in answer.err


def test_inputs_are_never_changed(council):
    before = council.files()
    council("run", council.plan)
    after = council.files()
    assert {name: after[name] for name in before} == before


def test_a_value_out_of_bounds_is_named_by_its_flag_or_its_key(council):
    answer = council("run", council.plan, "--gap", "7", "--set", "solve.seed=-1")
    assert answer.code == 1
    assert "error --gap = '7.0': It should be" in answer.words
    assert "error --set, solve.seed = '-1': It should be" in answer.words


def test_a_damaged_run_is_not_said_to_be_unsolved(council):
    run = Path(council("run", council.plan, "--json").json["run"])
    (run / "plan.json").write_text("{")
    for command in ("show", "verify"):
        answer = council(command, run)
        assert answer.code != 0
        assert "nothing was solved" not in answer.words
    assert "nothing was solved" in council("run", council.plan, "--gap", "7").words


def test_a_file_for_the_folder_of_an_estate_is_one_error(council):
    council.plan.write_text(council.plan.read_text().replace('"../data"', '"base.toml"'))
    answer = council("check", council.plan)
    assert answer.code == 1
    assert "This is a file, not a folder." in answer.words
    assert "1 error:" in answer.words


def test_an_estate_in_the_way_is_replaced_when_asked_as_the_message_says(council):
    assert "replace it with --overwrite" in council("synthesise", council.data, "--buildings", 12).words
