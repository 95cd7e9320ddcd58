"""Run folders: written whole or not at all, read back exactly, found by name."""

import csv
import errno
import json
import math
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.travel import TravelTable
from estate_opt.errors import InputError, OutputError, UsageError, VerificationFailed
from estate_opt.results.manifest import Manifest, Origin, claims, manifest
from estate_opt.results.result import Result
from estate_opt.results.store import MANIFEST, _decision_files, _rows_as_csv, save_run
from estate_opt.results.stored import find_run, list_runs, load_run
from estate_opt.results.summary import summary
from estate_opt.results.verify import Verification, verify
from tests.results.plans import MIXED, plan_file, result
from tests.tiny import tiny_estate_with_partner

WHEN = datetime(2026, 3, 1, 12, 30, 5)
ORIGIN = Origin(estate_path="../data/tiny", estate_files={"buildings.csv": "ab12"}, plan_files={"tiny.toml": "cd34"})
ACCEPTED = Verification(checks=241, differences=())

SOME_MANIFEST = manifest(result(), ORIGIN, when=WHEN, checks=1).model_dump_json()


def save(root: Path, when: datetime = WHEN, of: Result | None = None, **more: object) -> Path:
    return save_run(of or result(), root, when=when, origin=ORIGIN, verification=ACCEPTED, **more)  # type: ignore[arg-type]


def test_a_run_reads_back_exactly(tmp_path: Path) -> None:
    saved = result()
    path = save(tmp_path, of=saved)
    assert path == tmp_path / "tiny" / "20260301-123005"
    stored = load_run(path)
    assert stored.decisions == saved.plan.decisions
    assert stored.plan == saved.plan
    assert stored.plan_file == saved.plan_file
    assert stored.manifest.estate.files == {"buildings.csv": "ab12"}
    assert stored.manifest.plan_files == {"tiny.toml": "cd34"}
    assert stored.manifest.priority_wards == ("W1",)
    assert {"python", "pulp", "highspy", "numpy"} <= set(stored.manifest.packages)
    assert stored.altered() == ()


def test_the_verifier_accepts_what_was_stored(tmp_path: Path) -> None:
    stored = load_run(save(tmp_path))
    again = Result(plan_file=stored.plan_file, context=result().context, plan=stored.plan)
    found = verify(again, stored.manifest.claims, claims(again))
    assert found.accepted, found.differences


def test_the_verifier_refuses_a_figure_that_was_changed(tmp_path: Path) -> None:
    stored = load_run(save(tmp_path))
    claimed = json.loads(json.dumps(stored.manifest.claims))
    claimed["totals"]["plan"]["running_cost_gbp_per_year"] -= 10_000
    found = verify(result(), claimed, claims(result()))
    assert len(found.differences) == 1
    assert "running_cost_gbp_per_year" in found.differences[0]


def test_a_plan_that_fails_the_verifier_is_never_written(tmp_path: Path) -> None:
    refused = Verification(checks=3, differences=("B1 hosts too much.",))
    with pytest.raises(VerificationFailed):
        save_run(result(), tmp_path, when=WHEN, origin=ORIGIN, verification=refused)
    assert list(tmp_path.iterdir()) == []


@settings(deadline=None, max_examples=50)
@given(
    shares=st.lists(st.floats(min_value=1e-9, max_value=1.0), min_size=1, max_size=5),
    name=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=8),
)
def test_decisions_survive_at_full_precision_whatever_their_ids(
    tmp_path_factory: pytest.TempPathFactory, shares: list[float], name: str
) -> None:
    decisions = Decisions(
        options={name: "close", "0042": "keep"},
        moves=tuple(sorted(Move(name, "library", f"B{k}", share) for k, share in enumerate(shares))),
        offers=frozenset({(name, "library"), ("0042", name)}),
    )
    folder = tmp_path_factory.mktemp("run")
    for file, rows in _decision_files(decisions).items():
        (folder / file).write_text(_rows_as_csv(rows), encoding="utf-8", newline="")
    (folder / MANIFEST).write_text(SOME_MANIFEST, encoding="utf-8")
    assert load_run(folder).decisions == decisions


def test_two_runs_of_one_result_differ_in_nothing(tmp_path: Path) -> None:
    first, second = save(tmp_path / "a"), save(tmp_path / "b")
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_runs_of_one_second_get_numbers_and_keep_their_order(tmp_path: Path) -> None:
    paths = [save(tmp_path) for _ in range(11)]
    assert [path.name for path in paths[:3]] == ["20260301-123005", "20260301-123005-2", "20260301-123005-3"]
    assert [run.path for run in list_runs(tmp_path)] == paths
    assert find_run("latest", tmp_path) == paths[-1]


def test_infinite_figures_are_written_and_read(tmp_path: Path) -> None:
    saved = result()
    plan = replace(saved.plan, proof=tuple(replace(stage, bound=-math.inf) for stage in saved.plan.proof))
    stored = load_run(save(tmp_path, of=Result(saved.plan_file, saved.context, plan)))
    assert stored.manifest.solved.gap == math.inf
    assert stored.plan.proof[0].bound == -math.inf
    json.loads((stored.path / MANIFEST).read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(name))


def test_a_distance_that_is_not_known_is_said_and_read_back(tmp_path: Path) -> None:
    nothing = np.zeros((0, 2), dtype=np.int64), np.zeros(0), np.zeros(0)
    unknown = TravelTable(
        neighbourhoods=6,
        **dict(zip(("building_pairs", "building_km", "building_minutes"), nothing, strict=True)),
        **dict(zip(("neighbourhood_pairs", "neighbourhood_km", "neighbourhood_minutes"), nothing, strict=True)),
    )
    asked = plan_file(reduction={"share": 0.5})
    of = result(file=asked, estate=tiny_estate_with_partner().replace(travel=unknown))
    stored = load_run(save(tmp_path, of=of))
    assert stored.manifest.claims["totals"]["plan"]["max_move_km"] is None
    assert stored.manifest.claims == json.loads(json.dumps(claims(of)))
    furthest = next(line for line in summary(stored.manifest).totals if line.label == "Furthest distance moved")
    assert (furthest.today, furthest.plan, furthest.change) == ("0 km", "none", "none")


# -- what goes wrong while writing -----------------------------------------------------------------


class PowerCut(BaseException):
    """Stands for whatever ends a process at once."""


def cut(path: Path) -> None:
    path.write_bytes(b"half")
    raise PowerCut


def full(path: Path) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def test_every_file_is_on_the_disk_before_the_run_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fsync
    monkeypatch.setattr("os.fsync", lambda descriptor: (synced.append(descriptor), real(descriptor)))
    path = save(tmp_path, writers={"extra.txt": lambda file: file.write_text("x", encoding="utf-8")})
    assert len(synced) == len(list(path.iterdir()))


def test_a_run_cut_off_while_writing_leaves_nothing(tmp_path: Path) -> None:
    earlier = save(tmp_path)
    with pytest.raises(PowerCut):
        save(tmp_path, writers={"plan.xlsx": cut})
    assert list((tmp_path / "tiny").iterdir()) == [earlier]


def test_a_folder_left_by_a_killed_run_is_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = save(tmp_path)
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)  # a killed process tidies nothing up
    with pytest.raises(PowerCut):
        save(tmp_path, writers={"plan.xlsx": cut})
    monkeypatch.undo()
    left = [path.name for path in (tmp_path / "tiny").iterdir() if path != earlier]
    assert len(left) == 1
    assert left[0].startswith(".partial-")
    assert [run.path for run in list_runs(tmp_path)] == [earlier]
    assert find_run("tiny", tmp_path) == earlier
    assert save(tmp_path).name == "20260301-123005-2"


def test_a_full_disk_is_said_and_no_earlier_run_is_lost(tmp_path: Path) -> None:
    earlier = save(tmp_path)
    before = {path.name: path.read_bytes() for path in earlier.iterdir()}
    with pytest.raises(OutputError, match=r"No space left on device.*Free some space") as error:
        save(tmp_path, writers={"plan.xlsx": full})
    assert error.value.exit_code == 1
    assert list((tmp_path / "tiny").iterdir()) == [earlier]
    assert {path.name: path.read_bytes() for path in earlier.iterdir()} == before


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(OutputError, match=r"cannot be written.*name another"):
        save(tmp_path / "runs")
    assert (tmp_path / "runs").read_text(encoding="utf-8") == "a file where the folder should be"


def test_a_read_only_folder_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    with pytest.raises(OutputError, match=r"Permission denied.*make the folder writable"):
        save(tmp_path)


def test_a_rename_that_fails_is_not_tried_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputError, match="Read-only file system"):
        save(tmp_path)


# -- reading and finding ---------------------------------------------------------------------------


def test_an_altered_file_is_named(tmp_path: Path) -> None:
    path = save(tmp_path)
    (path / "decisions.csv").write_text("building_id\n", encoding="utf-8")
    (path / "areas.csv").unlink()
    said = load_run(path).altered()
    assert len(said) == 2
    assert "areas.csv is missing" in said[0]
    assert "decisions.csv" in said[1]


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("plan.json", "{", "not the JSON that estate-opt writes"),
        ("plan.json", "[]", "not the JSON that estate-opt writes"),
        ("plan.json", '{"schema_version": 99}', "schema version 99"),
        ("plan.json", '{"schema_version": 1}', "Field required"),
        ("moves.csv", "from,service,to,share\nB1,library,B1,half\n", "line 2.*'half' is not a number"),
        ("moves.csv", "from,service,to,share\nB1,library\n", "line 2.*2 cells, not 4"),
        ("options.csv", None, "cannot be read: No such file"),
    ],
)
def test_a_broken_run_is_refused_with_its_file(tmp_path: Path, file: str, content: str | None, message: str) -> None:
    path = save(tmp_path)
    if content is None:
        (path / file).unlink()
    else:
        (path / file).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message) as error:
        load_run(path)
    assert error.value.problems[0].source.endswith(file)
    assert "run the scenario again" in error.value.problems[0].remedy


def test_text_that_is_not_utf8_is_said(tmp_path: Path) -> None:
    path = save(tmp_path)
    (path / "offers.csv").write_bytes(b"building_id,service_id\n\xff,library\n")
    with pytest.raises(InputError, match="not UTF-8"):
        load_run(path)


def test_a_broken_run_is_listed_with_its_problem(tmp_path: Path) -> None:
    good = save(tmp_path)
    bad = save(tmp_path)
    (bad / MANIFEST).unlink()
    first, second = list_runs(tmp_path)
    assert (first.path, first.problem, first.buildings_today, first.buildings_plan) == (good, "", 4, 2)
    assert "plan.json" in second.problem
    assert find_run("latest", tmp_path) == good


def test_a_run_is_found_by_any_clear_name(tmp_path: Path) -> None:
    old = save(tmp_path, datetime(2026, 2, 1, 9))
    new = save(tmp_path)
    other = save(tmp_path, datetime(2026, 3, 2), result(file=plan_file("other")))
    assert find_run(str(old), tmp_path) == find_run(str(old / MANIFEST), tmp_path) == old
    assert find_run("tiny", tmp_path) == new
    assert find_run("latest", tmp_path) == other
    assert find_run("tiny/20260201-090000", tmp_path) == old
    assert find_run("202602", tmp_path) == old
    assert find_run("oth", tmp_path) == other
    with pytest.raises(UsageError, match="could be any of 2 runs"):
        find_run("ti", tmp_path)
    with pytest.raises(UsageError, match=r"No run .* is called 'nowhere'.*other, tiny"):
        find_run("nowhere", tmp_path)
    with pytest.raises(UsageError, match=r"no run in .* yet"):
        find_run("latest", tmp_path / "empty")
    assert list_runs(tmp_path / "empty") == []


def test_the_manifest_carries_no_infinity_as_a_bare_word(tmp_path: Path) -> None:
    record = manifest(result(), ORIGIN, when=WHEN, checks=1)
    assert Manifest.model_validate_json(record.model_dump_json()) == record


def test_csv_cells_stand_as_in_the_inputs(tmp_path: Path) -> None:
    estate = tiny_estate_with_partner()
    odd = tuple(replace(b, name='=1+1,"x"\nline') if b.building_id == "B2" else b for b in estate.buildings)
    path = save(tmp_path, of=result(estate=estate.replace(buildings=odd)))
    text = (path / "decisions.csv").read_bytes().decode("utf-8")
    assert '"=1+1,""x""\nline"' in text
    assert load_run(path).decisions == MIXED


def test_every_column_of_every_table_is_explained(tmp_path: Path) -> None:
    path = save(tmp_path)
    with (path / "columns.csv").open(encoding="utf-8", newline="") as file:
        explained = {(row["file"], row["column"]) for row in csv.DictReader(file) if row["meaning"]}
    for name in ("decisions.csv", "relocations.csv", "access.csv", "coverage.csv", "areas.csv", "policies.csv"):
        with (path / name).open(encoding="utf-8", newline="") as file:
            assert {(name, column) for column in next(csv.reader(file))} <= explained
