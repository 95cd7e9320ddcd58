"""What is asked: everything wrong is said at once, before anything is solved; the same question has the same id."""

from __future__ import annotations

from pathlib import Path

import pytest

from estate_opt.errors import InputError
from estate_opt.studies.sweep import Point, ask, default_folder, points_of
from tests.studies.sweep.places import SHARE, tiny_council


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return tiny_council(tmp_path / "council")


def test_every_problem_of_every_point_is_said_once(plan: Path) -> None:
    wanted = [f"{SHARE}=0.4:1.2:0.1", "policies.reduction.kin=must,aim", "policies.acess.km=1,2", "solve.gap=0:1"]
    with pytest.raises(InputError) as error:
        ask(plan, *points_of(wanted))
    said = [(problem.column, problem.remedy) for problem in error.value.problems]
    assert sorted(column for column, _ in said) == sorted(
        [SHARE, "policies.reduction.kin", "policies.acess.km", "solve.gap"]
    )
    assert "Did you mean 'kind'?" in dict(said)["policies.reduction.kin"]
    assert "Did you mean 'access'?" in dict(said)["policies.acess.km"]


def test_a_problem_of_a_list_names_its_file_and_line(plan: Path, tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text(f"{SHARE}\n0.5\n5\n")
    with pytest.raises(InputError) as error:
        ask(plan, *points_of([], file))
    [problem] = error.value.problems
    assert (problem.source, problem.row, problem.column, problem.value) == ("points.csv", 3, SHARE, "5")


def test_a_point_is_held_against_the_estate(plan: Path) -> None:
    with pytest.raises(InputError, match="libary"):
        ask(plan, *points_of(["policies.access.service=library,libary"]))


def test_options_that_the_solver_does_not_know_are_said_before_solving(plan: Path) -> None:
    with pytest.raises(InputError, match="mip_rel_gap"):
        ask(plan, *points_of(["solve.options.mip_rel_gup=0.1,0.2"]))


def test_a_point_cannot_say_where_results_go(plan: Path) -> None:
    with pytest.raises(InputError, match="cannot say where results go"):
        ask(plan, [Point({"outputs.map": False})])


def test_an_estate_that_is_not_there_is_said(plan: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        ask(plan, [Point({"inputs.estate": "elsewhere"})])


def test_a_point_is_solved_on_one_thread_unless_it_says_otherwise(plan: Path) -> None:
    asked = ask(plan, [Point({SHARE: 0.5}), Point({"solve.threads": 2})])
    assert [task.plan_file.solve.threads for task in asked.tasks] == [1, 2]


def test_an_estate_is_read_once_for_all_points_that_share_it(plan: Path) -> None:
    asked = ask(plan, *points_of([f"{SHARE}=0.2:0.8:0.1", "inputs.detour=1.2,1.3"]))
    assert len(asked.tasks) == 14
    assert len(asked.sources) == 2
    for task in asked.tasks:
        assert task.plan_file.inputs.detour == task.point.settings["inputs.detour"]
        assert asked.sources[task.source].estate.travel.detour == task.plan_file.inputs.detour


def test_the_same_question_has_the_same_id_and_another_has_another(plan: Path, tmp_path: Path) -> None:
    same: list[dict[str, object]] = [{SHARE: 0.5, "solve.seed": 1}, {"solve.seed": 1, SHARE: 0.50}]
    points = [*same, {SHARE: 0.5, "solve.seed": 2}, {SHARE: 0.5}]
    first, other, less = ids(plan, points)
    assert len({first, other, less}) == 3
    assert ids(tiny_council(tmp_path / "elsewhere"), points) == [first, other, less]
    plan.write_text(plan.read_text() + "\n")
    assert not {first, other, less} & set(ids(plan, points))


def test_other_figures_of_the_estate_are_another_question(plan: Path) -> None:
    [before] = ids(plan, [{SHARE: 0.5}])
    table = plan.parent.parent / "data" / "buildings.csv"
    table.write_text(table.read_text().replace("100000", "100001", 1))
    assert ids(plan, [{SHARE: 0.5}]) != [before]


def ids(plan: Path, points: list[dict[str, object]]) -> list[str]:
    return [task.point_id for task in ask(plan, [Point(settings) for settings in points]).tasks]


def test_a_sweep_is_called_after_the_keys_that_vary(plan: Path) -> None:
    asked = ask(plan, *points_of([f"{SHARE}=0.4,0.5", "solve.gap=0.01", "solve.seed=1,2"]))
    runs = plan.parent.parent / "runs"
    assert default_folder(asked).resolve() == runs / "tiny" / "sweeps" / f"{SHARE}+solve.seed"
    assert default_folder(asked, Path("there"), "mine") == Path("there/tiny/sweeps/mine")
