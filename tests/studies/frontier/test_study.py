"""What a frontier promises: no point dominates another, ends are the best, stops are told, the knee is found."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.inputs.synthetic import synthesise
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving.progress import StopSwitch
from estate_opt.studies.frontier import Frontier, Point, frontier
from estate_opt.studies.frontier.answer import knee, undominated
from estate_opt.studies.frontier.cells import Cells
from estate_opt.studies.frontier.words import description, sentences, status
from tests.oracle.cases import plan_file
from tests.oracle.estates import VILLAGE
from tests.oracle.solved import solved
from tests.studies.frontier.brute import true_frontier

RULES = {
    "reduction": {"share": 0.4},
    "utilisation": {"floor": 0.5},
    "access": {"service": "library", "km": 1.6, "share": 0.9},
    "running_cost": {"saving_share": 0.3},
}


@pytest.fixture(scope="module")
def town() -> Result:
    context = Context(synthesise(seed=5, buildings=12, wards=3, neighbourhoods=24))
    return solved(plan_file({**RULES, "relocation": {"kind": "aim"}}, gap=1e-3), context)


@pytest.fixture(scope="module")
def found(town: Result) -> Frontier:
    return frontier(town, ["running_cost", "condition"], 6, hold=["relocation"])


def test_no_point_dominates_another(found: Frontier) -> None:
    assert 3 <= len(found.points) <= 6
    for one, other in itertools.permutations(found.points, 2):
        assert not np.all(one.costs <= other.costs)


def test_every_point_is_a_verified_plan_with_its_own_figures(found: Frontier) -> None:
    for point in found.points:
        assert verify(point.result).differences == ()
        assert np.allclose([axis.cost(point.result.after) for axis in found.axes], point.costs)
        ended = next(m for m in point.result.measures if m.policy.id == "relocation")
        here = next(m for m in found.result.measures if m.policy.id == "relocation")
        assert ended.shortfall <= here.shortfall + 1e-5 * ended.requirement.scale


def test_no_plan_is_better_than_an_end(found: Frontier) -> None:
    best, _ = found.ranges
    for m in range(len(found.axes)):
        assert found.payoff[m, m] == best[m]
        assert all(point.costs[m] >= best[m] - found.resolution[m] for point in found.points)
        assert any(np.allclose(point.costs, found.payoff[m], rtol=1e-4, atol=1e-4) for point in found.points)
    assert all(best[m] <= found.own[m] + found.resolution[m] for m in range(len(found.axes)))


def test_the_ends_are_lexicographic_optima_of_brute_force() -> None:
    result = solved(plan_file(RULES), VILLAGE)
    measures = ["one_off", "running_cost", "condition"]
    truth = true_frontier(result, measures, free=True)
    here = frontier(result, measures, 2, hold=(), tolerance=0.0)
    for m in range(3):
        order = [m, *(k for k in range(3) if k != m)]
        expected = min(truth, key=lambda costs: tuple(costs[k] for k in order))
        assert np.allclose(here.payoff[m], expected, atol=10.0, rtol=1e-4)


def test_fewer_points_than_there_are(town: Result) -> None:
    here = frontier(town, ["running_cost", "condition"], 3, hold=["relocation"])
    assert len(here.points) == 3
    assert not here.complete
    assert "further points" in " ".join(sentences(here))


def test_every_size_is_searched(town: Result, found: Frontier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)
    here = frontier(town, ["running_cost", "condition"], 6, hold=["relocation"])
    assert here.exact
    for costs in here.payoff:
        assert any(np.all(np.abs(costs - known) <= found.resolution) for known in found.payoff)


def test_what_is_stopped_keeps_what_is_there(town: Result) -> None:
    stop = StopSwitch()

    class StopsAtTheThirdPoint:
        def stage(self, name: str) -> None:
            if name.startswith("point 3"):
                stop.set()

        def report(self, report: object) -> None:
            pass

    here = frontier(
        town, ["running_cost", "condition"], 6, hold=["relocation"], progress=StopsAtTheThirdPoint(), stop=stop
    )
    assert here.stopped
    assert not here.complete
    assert 2 <= len(here.points) <= 3
    assert all(verify(point.result).accepted for point in here.points)


def test_what_is_not_proven_is_said(found: Frontier) -> None:
    doubtful = replace(found.points[1], proven=False, gap=0.02)
    here = replace(found, points=(found.points[0], doubtful, *found.points[2:]), complete=False)
    assert not here.exact
    assert "1 point of" in " ".join(sentences(here))
    assert "2%" not in description(here)


def test_a_knee_is_the_point_farthest_before_the_line() -> None:
    payoff = np.array([[0.0, 100.0], [10.0, 0.0]])
    costs = np.array([[0.0, 100.0], [2.0, 30.0], [6.0, 10.0], [10.0, 0.0]])
    assert knee(costs, payoff) == 1
    assert knee(np.array([[0.0, 100.0], [6.0, 90.0], [10.0, 0.0]]), payoff) is None  # all behind the line
    assert knee(costs[[0, 3]], payoff) is None
    assert knee(costs * 1000, payoff * 1000) == 1  # units do not matter


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=25))
def test_boxes_hide_no_point(truth: list[tuple[int, int, int]]) -> None:
    """Cells asked in any way find every point of a made-up frontier of three measures."""
    points = np.array(truth, dtype=float)
    real = [p for p in points if not np.any(np.all(points <= p, axis=1) & np.any(points < p, axis=1))]
    cells = Cells([[0.0, 3.0, 7.0, np.inf]] * 2, np.ones(2), np.full(2, 6.0), np.full(2, 7.0))
    seen: set[tuple[float, ...]] = set()
    for _ in range(500):
        corner = cells.widest()
        if corner is None:
            break
        below = [p for p in real if np.all(p[1:] < corner)]
        if not below:
            cells.answered(corner, None)
            continue
        best = min(below, key=lambda p: (p[0], p[1] + p[2]))
        seen.add(tuple(best))
        cells.part(best[1:])
        cells.answered(corner, best[1:])
    assert cells.widest() is None
    assert seen == {tuple(p) for p in real}


def test_of_points_that_are_the_same_one_stays(found: Frontier) -> None:
    def point(*costs: float, proven: bool = True) -> Point:
        return replace(found.points[0], costs=np.array(costs), proven=proven)

    left = undominated([point(1, 5), point(1, 5, proven=False), point(2, 6), point(3, 1)], np.full(2, 1e-6))
    assert [tuple(p.costs) for p in left] == [(1, 5), (3, 1)]
    assert all(p.proven for p in left)


def test_a_gap_beyond_the_range_is_no_figure(found: Frontier) -> None:
    point = replace(found.points[0], proven=False, gap=0.25)
    assert status(point).endswith("gap 25% of the range")
    for gap in (9897.0, float("inf")):
        assert status(replace(point, gap=gap)).endswith("gap unknown")
