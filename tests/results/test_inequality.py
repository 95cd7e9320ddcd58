"""Gini coefficient and concentration index against their definitions over all pairs of people, and by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_opt.results.inequality import concentration_index, gini

PLACES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9), st.integers(0, 5)), min_size=1, max_size=8)
"""Distance, people and deprivation of some places; small ranges, so that there are ties."""


def naive_gini(figures: np.ndarray, people: np.ndarray) -> float:
    """Half the mean difference of all pairs of people, over the mean."""
    everybody = people.sum()
    mean = (people * figures).sum() / everybody
    differences = sum(
        m * n * abs(x - y) for x, m in zip(figures, people, strict=True) for y, n in zip(figures, people, strict=True)
    )
    return float(differences / (2 * everybody**2 * mean))


def naive_concentration(figures: np.ndarray, people: np.ndarray, order: np.ndarray) -> float:
    """Half the mean over all pairs of what the one who stands higher has more, over the mean."""
    everybody = people.sum()
    mean = (people * figures).sum() / everybody
    rows = list(zip(figures, people, order, strict=True))
    more = sum(m * n * (x - y) * np.sign(r - s) for x, m, r in rows for y, n, s in rows)
    return float(more / (2 * everybody**2 * mean))


@given(PLACES)
def test_both_agree_with_their_definition_over_all_pairs(places: list[tuple[int, int, int]]) -> None:
    figures, people, order = (np.array(column, dtype=float) for column in zip(*places, strict=True))
    if (figures * people).sum() == 0:
        assert math.isnan(gini(figures, people))
        return
    assert gini(figures, people) == pytest.approx(naive_gini(figures, people), abs=1e-12)
    found = concentration_index(figures, people, order)
    assert found == pytest.approx(naive_concentration(figures, people, order), abs=1e-12)
    assert abs(found) <= gini(figures, people) + 1e-12, "no order gives more than that of the figures themselves"


def test_by_hand() -> None:
    ones = np.ones(4)
    assert gini(ones * 3, ones) == pytest.approx(0)
    assert gini(np.array([0.0, 0, 0, 1]), ones) == pytest.approx(0.75)
    # two persons with 1 and 3: 2 · 2 ÷ (2 · 4 · 2) = 0.25
    assert gini(np.array([1.0, 3.0]), np.ones(2)) == pytest.approx(0.25)
    assert gini(np.array([1.0, 3.0]), np.array([30.0, 30.0])) == pytest.approx(0.25), "copies change nothing"


def test_the_sign_says_on_whose_side_the_long_ways_are() -> None:
    people, most_deprived_first = np.ones(3), np.array([1.0, 2, 3])
    assert concentration_index(np.array([1.0, 2, 3]), people, most_deprived_first) == pytest.approx(2 / 9)
    assert concentration_index(np.array([3.0, 2, 1]), people, most_deprived_first) == pytest.approx(-2 / 9)
    assert concentration_index(np.array([3.0, 2, 1]), people, np.ones(3)) == pytest.approx(0), "all stand alike"


def test_nobody_has_no_index() -> None:
    assert math.isnan(gini(np.array([1.0]), np.zeros(1)))
    assert math.isnan(gini(np.zeros(2), np.ones(2)))
    assert math.isnan(concentration_index(np.zeros(0), np.zeros(0), np.zeros(0)))
