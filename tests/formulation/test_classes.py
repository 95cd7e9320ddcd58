"""Neighbourhoods grouped by the outlets in reach, against sets."""

from __future__ import annotations

import numpy as np
import pytest

from estate_opt.domain.travel import IntArray, Reach
from estate_opt.formulation import classes
from estate_opt.formulation.classes import ALWAYS, NOBODY, group, weights

PEOPLE, BUILDINGS = 80, 9


def drawn(seed: int) -> tuple[Reach, np.ndarray, np.ndarray]:
    """Who has what in reach, and which buildings may be outlets or always are."""
    rng = np.random.default_rng(seed)
    near = rng.random((PEOPLE, BUILDINGS)) < 0.25
    origin, destination = np.nonzero(near)
    reach = Reach.sorted(origin, destination, rng.random(len(origin)))
    always = rng.random(BUILDINGS) < 0.1
    return reach, (rng.random(BUILDINGS) < 0.8) & ~always, always


def sets_of(reach: Reach) -> list[set[int]]:
    found: list[set[int]] = [set() for _ in range(PEOPLE)]
    for d, k in zip(reach.origin.tolist(), reach.destination.tolist(), strict=True):
        found[d].add(k)
    return found


def check(seed: int) -> None:
    reach, usable, always = drawn(seed)
    groups = group(reach, PEOPLE, usable, always, merge=True)
    sure, able = set(np.flatnonzero(always).tolist()), set(np.flatnonzero(usable).tolist())
    by_set: dict[frozenset[int], int] = {}
    for d, near in enumerate(sets_of(reach)):
        if near & sure:
            assert groups.of[d] == ALWAYS
        elif not near & able:
            assert groups.of[d] == NOBODY
        else:
            assert set(groups.members(groups.of[d]).tolist()) == near & able
            assert by_set.setdefault(frozenset(near & able), groups.of[d]) == groups.of[d]
    assert sorted(by_set.values()) == list(range(len(groups.first)))
    people = np.arange(PEOPLE, dtype=np.float64)
    each, safe = weights(groups, people)
    assert each.sum() + safe == pytest.approx(people[groups.of != NOBODY].sum())


@pytest.mark.parametrize("seed", range(8))
def test_the_same_outlets_make_one_group(seed: int) -> None:
    check(seed)


def test_sets_with_the_same_sum_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    usual, tried = classes._sums, list[int]()

    def poor_at_first(outlets: IntArray, starts: IntArray, buildings: int, seed: int) -> np.ndarray:
        tried.append(seed)
        return usual(outlets, starts, buildings, seed) % (3 if seed == 0 else 2**64 - 1)

    monkeypatch.setattr(classes, "_sums", poor_at_first)
    check(1)
    assert tried == [0, 1]


def test_without_merging_each_neighbourhood_is_a_group() -> None:
    reach, usable, always = drawn(2)
    groups = group(reach, PEOPLE, usable, always, merge=False)
    assert len(groups.first) == (groups.of >= 0).sum()
