"""Splitting a program: what it is without its priced rows, and finite bounds that leave its optimum alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import Matrix
from estate_opt.solving.regions.split import Split, with_finite_bounds
from estate_opt.solving.regions.work import Effort, relax, search
from tests.solving.regions.programs import optimum, towns


def test_the_rows_that_cross_towns_are_priced() -> None:
    matrix, town = towns(1, towns=3, buildings=2, totals=2)
    split = Split(matrix, town)
    assert split.priced.tolist() == [False] * 9 + [True] * 2
    assert [len(columns) for columns in split.columns] == [6, 6, 6]
    assert [len(rows) for rows in split.rows] == [3, 3, 3]


def test_a_part_that_is_cut_in_two_prices_the_row_across() -> None:
    matrix, town = towns(1, towns=1, buildings=4, totals=0)
    halves = np.repeat([0, 1], town.size // 2)
    assert Split(matrix, halves).priced.tolist() == [False] * 4 + [True]


@pytest.mark.parametrize("seed", range(8))
def test_any_prices_bound_the_optimum(seed: int) -> None:
    matrix, town = towns(seed)
    best, _ = optimum(matrix, integer=True)
    split = Split(with_finite_bounds(matrix), town)
    assert _bound(split, matrix, np.random.default_rng(seed).normal(0, 1, matrix.a.shape[0])) <= best + 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_finite_bounds_leave_the_optimum_alone(seed: int) -> None:
    matrix, _ = towns(seed)
    bounded = with_finite_bounds(matrix)
    assert np.isfinite(bounded.high).all()
    assert optimum(bounded, integer=True)[0] == pytest.approx(optimum(matrix, integer=True)[0])


def test_an_amount_may_depend_on_another() -> None:
    # load = 3 x, excess ≥ load − 1, short ≥ excess − 0.5: at most 3, 2 and 1.5
    a = csr_array(np.array([[3.0, -1.0, 0.0, 0.0], [0.0, -1.0, 1.0, 0.0], [0.0, 0.0, -1.0, 1.0]]))
    matrix = Matrix(
        cost=np.array([-1.0, 0.0, 0.0, 1.0]),
        offset=0.0,
        low=np.zeros(4),
        high=np.array([1.0, np.inf, np.inf, np.inf]),
        whole=np.zeros(4, dtype=bool),
        a=a,
        row_low=np.array([0.0, -1.0, -0.5]),
        row_high=np.array([0.0, np.inf, np.inf]),
    )
    assert with_finite_bounds(matrix).high.tolist() == [1.0, 3.0, 2.0, 1.5]


def test_an_amount_without_any_limit_is_refused() -> None:
    matrix, _ = towns(1)
    with pytest.raises(ValueError, match="lower bound"):
        with_finite_bounds(replace(matrix, low=np.full_like(matrix.low, -np.inf)))


def test_a_part_in_which_nothing_is_decided_costs_nothing() -> None:
    matrix, town = towns(1, towns=2)
    split = Split(with_finite_bounds(matrix), np.where(town == 1, 2, town))
    empty, cost = split.programs[1], np.zeros(0)
    assert empty.cost.size == 0
    assert relax(empty, cost, None, 9.0).value == 0.0
    assert search(empty, cost, None, Effort(1e-6, 9, 9.0)).bound == 0.0


@pytest.mark.parametrize("seed", range(8))
def test_rows_kept_in_part_bound_more_and_rule_no_plan_out(seed: int) -> None:
    """Options of a building lie in two parts, two of them in the first, which may not take both."""
    matrix, _ = towns(seed)
    matrix = with_finite_bounds(matrix)
    best, plan = optimum(matrix, integer=True)
    part = np.where(matrix.whole, np.arange(matrix.cost.size) % 3 // 2, -1)
    choices = np.arange(matrix.a.shape[0]) < 16
    plain, partly = Split(matrix, part), Split(matrix, part, choices)
    assert plain.priced[choices].all()
    assert partly.programs[0].a.shape[0] == plain.programs[0].a.shape[0] + 16
    assert partly.programs[1].a.shape[0] == plain.programs[1].a.shape[0]  # one option of each: its bound says as much
    for columns, program in zip(partly.columns, partly.programs, strict=True):
        assert program.broken(plan[columns]) <= 1e-9
    y = np.where(choices, 40.0, 0.0)  # at which every option pays
    bounds = [_bound(split, matrix, y) for split in (plain, partly)]
    assert bounds[0] < bounds[1] <= best + 1e-6


def _bound(split: Split, matrix: Matrix, y: FloatArray) -> float:
    """What prices prove with exact parts."""
    y = split.prices(y)
    reduced = split.reduced(matrix.cost, y)
    parts = [
        optimum(program.minimising(reduced[columns], 0.0), integer=True)[0]
        for program, columns in zip(split.programs, split.columns, strict=True)
    ]
    return matrix.offset + split.constant(reduced, y) + sum(parts)
