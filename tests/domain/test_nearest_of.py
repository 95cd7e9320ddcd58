"""The nearest of some buildings, found by a tree, against all pairs in order."""

from __future__ import annotations

import numpy as np
import pytest

from estate_opt.domain.travel import StraightLine, TravelTable


def towns(seed: int) -> StraightLine:
    """Buildings on a coarse grid, so that many share a site and many are as far away as others."""
    rng = np.random.default_rng(seed)
    xy = rng.integers(0, 6, size=(60, 2)) * 500.0
    return StraightLine(xy, xy[:5])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("limit", [0.5, 1.7, np.inf])
@pytest.mark.parametrize("most", [1, 4, 100])
def test_as_all_pairs_in_order(seed: int, limit: float, most: int) -> None:
    travel, rng = towns(seed), np.random.default_rng(seed)
    origins = np.sort(rng.choice(60, size=25, replace=False))
    destinations = np.sort(rng.choice(60, size=30, replace=False))
    found, left_out = travel.nearest_of(origins, destinations, limit, most)
    expected, beyond = travel.between(origins, destinations, limit).first(most)
    for one, other in zip(found.parts, expected.parts, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
    assert left_out == beyond


def test_between_some_is_what_is_between_all_of_those() -> None:
    travel = towns(9)
    origins, destinations = np.arange(0, 60, 3), np.arange(0, 60, 2)
    everything = travel.between_buildings(2.0)
    wanted = np.isin(everything.origin, origins) & np.isin(everything.destination, destinations)
    some = travel.between(origins, destinations, 2.0)
    for one, other in zip(some.parts, everything.parts, strict=True):
        np.testing.assert_array_equal(one, other[wanted])


def test_nothing_is_near_to_nothing() -> None:
    nobody = np.zeros(0, dtype=np.int64)
    for origins, destinations in ((nobody, np.arange(60)), (np.arange(60), nobody)):
        reach, left_out = towns(1).nearest_of(origins, destinations, np.inf, 3)
        assert len(reach.origin) == left_out == 0


def test_a_table_is_asked_for_its_own_ways() -> None:
    pairs = np.array([(0, 1), (0, 2), (0, 3), (1, 0), (2, 0)])
    km = np.array([3.0, 1.0, 2.0, 1.0, 9.0])
    none = np.zeros((0, 2), dtype=np.int64)
    table = TravelTable(1, pairs, km, km * 12, none, np.zeros(0), np.zeros(0))
    found, left_out = table.nearest_of(np.array([0, 2]), np.array([0, 1, 2, 3]), 5.0, 2)
    assert found.origin.tolist() == [0, 0]
    assert found.destination.tolist() == [2, 3]
    assert left_out == 1
