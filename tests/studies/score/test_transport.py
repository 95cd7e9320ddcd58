"""The transport problem against trying every whole-hour placing, and by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.studies.score.transport import transport

Ways = list[tuple[int, str, float]]


@st.composite
def problems(draw: st.DrawFn) -> tuple[Ways, list[int], dict[str, int]]:
    """Up to three activities of whole hours and up to three buildings: some optimum is whole then."""
    hours = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    room = dict(zip("ABC", draw(st.lists(st.integers(0, 3), min_size=3, max_size=3)), strict=True))
    ways = [(a, k, float(draw(st.integers(1, 9)))) for a in range(len(hours)) for k in room if draw(st.booleans())]
    return ways, hours, room


def best(ways: Ways, hours: list[int], room: dict[str, int]) -> tuple[int, float]:
    """The most hours placed and the least hours × km, over all ways to place whole hours."""
    found = (0, 0.0)
    for loads in product(*(range(hours[a] + 1) for a, _, _ in ways)):
        by_activity = [sum(x for x, way in zip(loads, ways, strict=True) if way[0] == a) for a in range(len(hours))]
        by_building = {k: sum(x for x, way in zip(loads, ways, strict=True) if way[1] == k) for k in room}
        if any(x > h for x, h in zip(by_activity, hours, strict=True)) or any(by_building[k] > room[k] for k in room):
            continue
        found = max(found, (sum(loads), -sum(x * way[2] for x, way in zip(loads, ways, strict=True))))
    return found[0], -found[1]


@settings(deadline=None, max_examples=60)
@given(problems())
def test_it_is_as_good_as_the_best_of_all_placings(problem: tuple[Ways, list[int], dict[str, int]]) -> None:
    ways, hours, room = problem
    shares = transport(ways, np.array(hours, dtype=float), {k: float(r) for k, r in room.items()})
    load = np.array([hours[a] for a, _, _ in ways]) * shares if ways else np.zeros(0)
    most, least = best(ways, hours, room)
    assert load.sum() == pytest.approx(most, abs=1e-6)
    assert sum(x * way[2] for x, way in zip(load, ways, strict=True)) == pytest.approx(least, abs=1e-4)
    for k in room:
        assert sum(x for x, way in zip(load, ways, strict=True) if way[1] == k) <= room[k] + 1e-6


def test_who_can_go_elsewhere_gives_way() -> None:
    ways = [(0, "A", 1.0), (0, "B", 5.0), (1, "A", 2.0)]
    assert transport(ways, np.array([4.0, 4.0]), {"A": 4.0, "B": 4.0}) == pytest.approx([0, 1, 1])


def test_a_building_that_is_overfull_already_has_no_room() -> None:
    assert transport([(0, "A", 1.0)], np.array([4.0]), {"A": -2.0}) == pytest.approx([0])
    assert len(transport([], np.zeros(0), {})) == 0
