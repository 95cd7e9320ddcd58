"""A sweep's folder: what changed is said, nothing is replaced unless asked for, and there is no half point."""

from __future__ import annotations

from pathlib import Path

import pytest

from estate_opt.errors import InputError, OutputError, UsageError
from estate_opt.results.stored import list_runs
from estate_opt.studies.sweep import Asked, Point, ask, points_of
from estate_opt.studies.sweep.folder import POINT, SWEEP, SweepFolder, open_folder, plan_folder
from estate_opt.studies.sweep.work import without_plan
from tests.studies.sweep.places import SHARE, tiny_council


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return tiny_council(tmp_path / "council")


def asked_of(plan: Path, *wanted: str) -> Asked:
    return ask(plan, *points_of(wanted))


def begun(plan: Path, asked: Asked, *, overwrite: bool = False) -> SweepFolder:
    home = plan_folder(plan.parent / "swept", asked, plan, overwrite=overwrite)
    home.establish()
    return home


def keep(home: SweepFolder, asked: Asked, outcome: str = "infeasible") -> None:
    for task in asked.tasks:
        home.keep(without_plan(task.point_id, task.point, outcome, "", 0.0), {"plan.json": b"{}"})


def test_a_point_that_is_kept_is_found_again(plan: Path) -> None:
    asked = asked_of(plan, f"{SHARE}=0.4,0.5")
    home = begun(plan, asked)
    assert home.records() == {}
    keep(home, asked)
    found = open_folder(home.path).records()
    assert [record.settings for record in found.values()] == [{SHARE: 0.4}, {SHARE: 0.5}]
    assert all((home.plan_of(point) / "plan.json").exists() for point in found)


def test_points_asked_for_later_join_those_that_are_there(plan: Path) -> None:
    first, second = asked_of(plan, f"{SHARE}=0.4,0.5"), asked_of(plan, f"{SHARE}=0.5,0.6")
    keep(begun(plan, first), first)
    home = begun(plan, second)
    assert [point.settings for point in home.file.points] == [{SHARE: 0.4}, {SHARE: 0.5}, {SHARE: 0.6}]
    assert len(home.records()) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("models", "tiny.toml", "Tinytown", "Tinyville"), "tiny.toml of the plan file has changed."),
        (("models", "base.toml", "gap = 0.0", "gap = 0.1"), "base.toml of the plan file has changed."),
        (("data", "buildings.csv", "100000", "100001"), "buildings.csv of the estate ../data has changed."),
    ],
)
def test_other_inputs_are_refused_with_what_changed(plan: Path, change: tuple[str, ...], said: str) -> None:
    asked = asked_of(plan, f"{SHARE}=0.4,0.5")
    home = begun(plan, asked)
    keep(home, asked)
    where, name, old, new = change
    file = plan.parent.parent / where / name
    text = file.read_text()
    file.write_text(text.replace(old, new, 1))
    changed = asked_of(plan, f"{SHARE}=0.4,0.5")
    before = (home.path / SWEEP).read_bytes()
    with pytest.raises(InputError) as error:
        plan_folder(home.path, changed, plan, overwrite=False)
    [problem] = error.value.problems
    assert problem.message == f"This sweep was made from other inputs: {said}"
    assert "--overwrite" in problem.remedy
    assert (home.path / SWEEP).read_bytes() == before
    assert len(open_folder(home.path).records()) == 2
    file.write_text(text)  # restored: it goes on
    assert len(begun(plan, asked_of(plan, f"{SHARE}=0.4,0.5")).records()) == 2
    file.write_text(text.replace(old, new, 1))
    home = begun(plan, changed, overwrite=True)
    assert home.records() == {}
    assert list((home.path / "points").iterdir()) == []


def test_another_version_of_the_program_is_another_input(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_of(plan, f"{SHARE}=0.4")
    begun(plan, asked)
    later = {**asked.inputs.program, "estate-opt": "9.9"}
    monkeypatch.setattr("estate_opt.studies.sweep.asked.program_versions", lambda: later)
    changed = asked_of(plan, f"{SHARE}=0.4")
    assert changed.tasks[0].point_id != asked.tasks[0].point_id
    with pytest.raises(InputError, match=r"estate-opt is 9\.9 now and was"):
        begun(plan, changed)


def test_another_estate_is_another_question_not_a_change(plan: Path, tmp_path: Path) -> None:
    other = tiny_council(tmp_path / "other").parent.parent / "data"
    begun(plan, asked_of(plan, f"{SHARE}=0.4"))
    home = begun(plan, asked_of(plan, f"inputs.estate={other}"))
    assert len(home.file.inputs.estates) == 2


def test_a_folder_of_something_else_is_left_alone(plan: Path) -> None:
    folder = plan.parent / "swept"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match="is no sweep"):
        plan_folder(folder, asked_of(plan, f"{SHARE}=0.4"), plan, overwrite=True)
    assert [file.name for file in folder.iterdir()] == ["thesis.txt"]
    with pytest.raises(UsageError, match="There is no sweep in"):
        open_folder(folder)


def test_a_point_that_cannot_be_read_is_named(plan: Path) -> None:
    asked = asked_of(plan, f"{SHARE}=0.4,0.5")
    home = begun(plan, asked)
    keep(home, asked)
    broken = home.plan_of(asked.tasks[1].point_id) / POINT
    broken.write_text(broken.read_text()[:40])
    with pytest.raises(InputError) as error:
        home.records()
    [problem] = error.value.problems
    assert problem.source == str(broken)


def test_a_disk_that_is_full_leaves_no_half_point(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_of(plan, f"{SHARE}=0.4")
    home = begun(plan, asked)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("estate_opt.studies.sweep.folder.os.fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        keep(home, asked)
    assert list((home.path / "points").iterdir()) == []


def test_sweeps_are_not_among_the_runs(plan: Path) -> None:
    runs = plan.parent / "runs"
    asked = asked_of(plan, f"{SHARE}=0.4")
    home = plan_folder(runs / "tiny" / "sweeps" / "mine", asked, plan, overwrite=False)
    home.establish()
    keep(home, asked)
    assert list_runs(runs) == []


def test_points_may_come_from_python(plan: Path) -> None:
    assert [task.point.settings for task in ask(plan, [Point({}), Point({"solve.seed": 2})]).tasks] == [
        {},
        {"solve.seed": 2},
    ]
