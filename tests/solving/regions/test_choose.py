"""The master: of what places propose, the best choice with the totals as they are, by brute force."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from estate_opt.solving.regions.balance import Held, Totals
from estate_opt.solving.regions.choose import Change, choose
from tests.solving.regions.programs import OPTIONS, towns
from tests.solving.regions.test_search import laid_out

BUILDINGS = 16


def proposed(seed: int) -> tuple[Totals, np.ndarray, list[Change]]:
    """The towns with everybody at the first option, and another one proposed for each of eight buildings."""
    matrix, layout, loose = laid_out(towns(seed)[0], BUILDINGS)
    totals = Totals(matrix, layout.totals, loose, np.zeros(matrix.a.shape[0]))
    x = np.zeros(matrix.cost.size)
    x[: BUILDINGS * OPTIONS : OPTIONS] = 1.0
    rng = np.random.default_rng(seed)
    changes = []
    for building in rng.choice(BUILDINGS, 8, replace=False):
        columns = building * OPTIONS + np.array([0, rng.integers(1, OPTIONS)])
        changes.append(Change(columns, np.array([0.0, 1.0]), np.array([building]), 0))
    return totals, totals.settle(x), changes


def worth(totals: Totals, x: np.ndarray, changes: list[Change], made: tuple[int, ...]) -> tuple[float, np.ndarray]:
    x = x.copy()
    for change, is_made in zip(changes, made, strict=True):
        if is_made:
            x[change.columns] = change.values
    x = totals.settle(x)
    return totals.matrix.value(x), x


@pytest.mark.parametrize("seed", range(8))
def test_the_best_choice_is_made(seed: int) -> None:
    totals, x, changes = proposed(seed)
    best = min(worth(totals, x, changes, made)[0] for made in product((0, 1), repeat=len(changes)))
    choice = choose(totals, totals.matrix.cost, (), x, changes)
    assert worth(totals, x, changes, tuple(choice.made))[0] == pytest.approx(best)


@pytest.mark.parametrize("seed", range(8))
def test_a_held_shortfall_is_kept_to(seed: int) -> None:
    totals, x, changes = proposed(seed)
    rng = np.random.default_rng(seed)
    held = Held(rng.integers(0, 3, x.size).astype(float), 0.0, 1.0)
    held.most = float(held.cost @ x) + 1e-6
    keeping = [
        value
        for made in product((0, 1), repeat=len(changes))
        for value, plan in [worth(totals, x, changes, made)]
        if held.kept(plan)
    ]
    choice = choose(totals, totals.matrix.cost, [held], x, changes)
    value, plan = worth(totals, x, changes, tuple(choice.made))
    assert held.kept(plan)
    assert value == pytest.approx(min(keeping))
    assert choice.held[0] >= -1e-9


def test_of_changes_that_share_a_row_one_is_made() -> None:
    totals, x, _ = proposed(1)
    changes = [Change(np.array([0, k]), np.array([0.0, 1.0]), np.array([0]), 1) for k in (1, 2)]
    assert choose(totals, totals.matrix.cost, (), x, changes).made.sum() == 1


def test_nothing_proposed_is_nothing_made() -> None:
    totals, x, _ = proposed(1)
    assert choose(totals, totals.matrix.cost, (), x, []).made.size == 0
