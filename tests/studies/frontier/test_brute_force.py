"""The frontier of small estates is the true one: every plan tried, two and three measures, aims held and let go."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.studies.frontier import Frontier, frontier
from tests.oracle.cases import plan_file
from tests.oracle.estates import HAMLET, PARTED, VILLAGE
from tests.oracle.solved import solved
from tests.studies.frontier.brute import Costs, true_frontier, true_parted_frontier

ALL = 1000
"""More points than there are."""
RULES: dict[str, Any] = {
    "reduction": {"share": 0.5},
    "access": {"service": "library", "km": 1.6, "share": 0.95, "areas": "each_ward"},
    "running_cost": {"saving_share": 0.1},
    "utilisation": {"floor": 0.3},
}
LOOSE: dict[str, Any] = {
    "reduction": {"number": 1},
    "access": [
        {"service": "library", "km": 1.6, "share": 0.5, "areas": "each_priority_ward"},
        {"service": "room_hire", "km": 1.0, "share": 0.2},
    ],
    "carbon": {"cut_share": 0.2},
}
EVERYWHERE = Context(VILLAGE.estate)
"""Without priority wards."""


def same(found: Frontier, truth: list[Costs]) -> None:
    """Every true point was found and nothing else; figures that a solver cannot tell apart are the same."""
    points = sorted(tuple(float(c) for c in point.costs) for point in found.points)
    tolerance = np.array([axis.finest for axis in found.axes])
    for one, others in ((points, truth), (truth, points)):
        for costs in one:
            assert any(np.all(np.abs(np.array(costs) - other) <= tolerance) for other in others), (points, truth)


def check(result: Result, measures: list[str], *, free: bool) -> Frontier:
    found = frontier(result, measures, ALL, hold=() if free else None, tolerance=0.0)
    assert found.exact
    assert found.complete
    for point in found.points:
        assert verify(point.result).differences == ()
        assert np.allclose(point.costs, [axis.cost(point.result.after) for axis in found.axes])
    return found


@pytest.mark.parametrize("free", [False, True], ids=["aims held", "aims let go"])
@pytest.mark.parametrize("rules", [RULES, LOOSE], ids=["rules", "loose"])
@pytest.mark.parametrize(
    "measures",
    [
        ["buildings", "access"],
        ["buildings", "running_cost"],
        ["running_cost", "condition"],
        ["access", "one_off"],
        ["carbon", "access"],
    ],
    ids=" ".join,
)
def test_two_measures(measures: list[str], rules: dict[str, Any], free: bool) -> None:
    result = solved(plan_file(rules), VILLAGE)
    same(check(result, measures, free=free), true_frontier(result, measures, free=free))


@pytest.mark.parametrize("context", [VILLAGE, EVERYWHERE], ids=["priority ward", "whole area"])
def test_access_is_that_of_the_priority_wards_or_of_all(context: Context) -> None:
    result = solved(plan_file(LOOSE), context)
    same(check(result, ["access", "condition"], free=True), true_frontier(result, ["access", "condition"], free=True))


@pytest.mark.parametrize(
    "measures",
    [
        ["buildings", "access", "carbon"],
        ["one_off", "running_cost", "condition"],
        ["access", "running_cost", "condition"],
    ],
    ids=" ".join,
)
def test_three_measures(measures: list[str]) -> None:
    result = solved(plan_file(RULES), VILLAGE)
    same(check(result, measures, free=True), true_frontier(result, measures, free=True))


@pytest.mark.parametrize("measures", [["buildings", "running_cost"], ["one_off", "access", "running_cost"]])
def test_where_activity_may_end(measures: list[str]) -> None:
    rules = {**RULES, "relocation": {"kind": "aim", "max_ended_share": 0.1}}
    result = solved(plan_file(rules), HAMLET)
    for free in (False, True):
        same(check(result, measures, free=free), true_frontier(result, measures, free=free))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["running_cost", "condition"])
def test_where_activity_may_be_parted(name: str) -> None:
    rules = {
        "reduction": {"share": 0.5},
        "relocation": {"kind": "aim", "max_ended_share": 0.02},
        "utilisation": {"ceiling": 0.9},
    }
    result = solved(plan_file(rules), PARTED)
    same(check(result, ["buildings", name], free=False), true_parted_frontier(result, name))
