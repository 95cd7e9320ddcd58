"""What is proven of two sides, and what is not."""

from __future__ import annotations

import math

import pytest

from estate_opt.domain.plan import PREFERENCES
from estate_opt.studies.explain.standing import Level, Standing, Verdict, best_of, compare

TIER = "shortfall of tier 1"


def side(short: tuple[float, float], preferences: tuple[float, float]) -> Standing:
    """A side from (value, bound) of its shortfall and of its preferences."""
    return (Level(TIER, *short), Level(PREFERENCES, *preferences))


MET = (0.0, 0.0)


@pytest.mark.parametrize(
    ("opposite", "same", "verdict", "as_good"),
    [
        pytest.param(side(MET, (3.2, 3.1)), side(MET, (3.0, 2.9)), Verdict.WORSE, False, id="its bound is above"),
        pytest.param(side(MET, (3.2, 2.9)), side(MET, (3.0, 2.9)), Verdict.OPEN, False, id="its bound is below"),
        pytest.param(side(MET, (2.9, 2.8)), side(MET, (3.0, 2.9)), Verdict.AS_GOOD, True, id="as good as can be"),
        pytest.param(side(MET, (2.95, 2.8)), side(MET, (3.0, 2.9)), Verdict.OPEN, True, id="better than is known"),
        pytest.param(side(MET, (3.0, 3.0)), side(MET, (3.0, 3.0)), Verdict.AS_GOOD, True, id="the same"),
        pytest.param(side((0.2, 0.1), (1.0, 1.0)), side(MET, (3.0, 2.9)), Verdict.WORSE, False, id="misses more"),
        pytest.param(side((0.2, 0.0), (1.0, 1.0)), side(MET, (3.0, 2.9)), Verdict.OPEN, False, id="may miss no more"),
        pytest.param(side(MET, (9.0, 8.0)), side((0.2, 0.1), (1.0, 1.0)), Verdict.AS_GOOD, True, id="misses less"),
        pytest.param(
            side((0.2, 0.0), (3.2, 3.1)), side((0.2, 0.2), (3.0, 2.9)), Verdict.OPEN, False, id="may yet miss less"
        ),
        pytest.param(
            side((0.2, 0.2), (2.9, 2.8)), side((0.2, 0.0), (3.0, 2.9)), Verdict.OPEN, True, id="the plan may miss less"
        ),
        pytest.param(
            side(MET, (3.2, -math.inf)), side(MET, (3.0, -math.inf)), Verdict.OPEN, False, id="nothing is proven"
        ),
    ],
)
def test_verdicts(opposite: Standing, same: Standing, verdict: Verdict, as_good: bool) -> None:
    found = compare(opposite, same)
    assert found.verdict is verdict
    assert found.as_good is as_good
    assert found.least <= found.found <= found.most


def test_the_loss_lies_between_what_is_proven() -> None:
    found = compare(side(MET, (3.2, 3.1)), side(MET, (3.0, 2.9)))
    assert found.stage == PREFERENCES
    assert (found.found, found.least, found.most) == pytest.approx((0.2, 0.1, 0.3))


def test_shortfalls_within_what_a_plan_file_allows_are_the_same() -> None:
    opposite, same = side((0.0001, 0.0001), (2.0, 2.0)), side(MET, (3.0, 3.0))
    assert compare(opposite, same).verdict is Verdict.WORSE
    assert compare(opposite, same, shortfall_slack=0.001).verdict is Verdict.AS_GOOD


def test_the_best_of_some() -> None:
    plans = [side((0.1, 0.0), (1.0, 0.0)), side(MET, (3.0, 0.0)), side(MET, (2.0, 0.0)), side(MET, (2.5, 0.0))]
    assert best_of(plans) == 2
