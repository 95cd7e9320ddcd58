"""Points: the order of a grid, a list from a file, and both."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_opt.errors import UsageError
from estate_opt.studies.sweep.points import Point, crossed, listed_points, points_of
from estate_opt.studies.sweep.values import Axis


@given(st.lists(st.lists(st.integers(), min_size=1, max_size=4, unique=True), min_size=1, max_size=4))
def test_a_grid_has_every_combination_once_and_the_last_key_changes_fastest(values: list[list[int]]) -> None:
    axes = [Axis(f"key{k}", tuple(some)) for k, some in enumerate(values)]
    points = [tuple(point.settings.values()) for point in crossed([Point({})], axes)]
    assert points == list(product(*values))
    assert len(set(points)) == len(points)


def test_a_list_gives_its_points_in_order_and_empty_cells_leave_the_plan_file_alone(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text('a.b,c\n0.5,must\n,"[1, 2]"\n\n0.6,\n', encoding="utf-8-sig")
    points, problems = listed_points(file)
    assert not problems
    assert [dict(point.settings) for point in points] == [{"a.b": 0.5, "c": "must"}, {"c": [1, 2]}, {"a.b": 0.6}]
    assert [point.line for point in points] == [2, 3, 5]


def test_each_point_of_a_list_is_asked_at_each_point_of_the_grid(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("a\n1\n2\n")
    points, problems = points_of(["b=3,4"], file)
    assert not problems
    assert [dict(point.settings) for point in points] == [
        {"a": 1, "b": 3}, {"a": 1, "b": 4}, {"a": 2, "b": 3}, {"a": 2, "b": 4},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is empty"),
        ("a,b\n", "no point below the header"),
        ("a,a\n1,2\n", "stands in the header twice"),
        ("a,\n1,2\n", "Column 2 has no key"),
        ("a,b\n1\n", "has 1 cells where the header has 2"),
        ("a\n1\n2\n1.0\n", "The point of line 2 stands here again"),
        ("a;b\n1;2\n", "parted by semicolons"),
    ],
)
def test_what_is_wrong_with_a_list_is_said(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "points.csv"
    file.write_text(text)
    _, problems = points_of([], file)
    assert [problem for problem in problems if said in problem.message and problem.source == "points.csv"]


def test_a_key_of_both_a_list_and_the_grid_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("a\n1\n")
    _, [problem] = points_of(["a=2"], file)
    assert "gives this key too" in problem.message


def test_too_many_points_are_refused_before_they_are_made() -> None:
    points, [problem] = points_of(["a=0:5000:1", "b=0:5000:1", "c=0:5000:1"])
    assert points == ()
    assert "125,075,015,001 points" in problem.message


def test_nothing_to_vary_is_a_mistake() -> None:
    with pytest.raises(UsageError, match="Say what to vary"):
        points_of([])
