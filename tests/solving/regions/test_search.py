"""The search place by place: what it cuts out, what it solves at once, and totals at prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray, Matrix
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.regions.balance import FIRST_SHARE, HALFWAY, HELD_RATE, LEAST_HELD, RATE, Held, Totals, elastic
from estate_opt.solving.regions.fix import relax_and_fix
from estate_opt.solving.regions.layout import Layout
from estate_opt.solving.regions.losses import losses
from estate_opt.solving.regions.neighbourhoods import Neighbourhoods
from estate_opt.solving.regions.pool import InProcess
from estate_opt.solving.regions.search import RegionSearch
from estate_opt.solving.regions.split import with_finite_bounds
from estate_opt.solving.regions.work import Effort, search
from tests.solving.regions.programs import OPTIONS, optimum, towns

SHORTFALL_COSTS = 4.0
"""What a unit of a total's shortfall costs in the towns' program."""


def laid_out(matrix: Matrix, buildings: int) -> tuple[Matrix, Layout, BoolArray]:
    """The towns' program with columns that miss totals, and where its columns lie: one town, one part."""
    totals = np.zeros(matrix.a.shape[0], dtype=bool)
    totals[-2:] = True
    program = elastic(with_finite_bounds(matrix), totals)
    building = np.full(program.cost.size, -1)
    building[: buildings * OPTIONS] = np.repeat(np.arange(buildings), OPTIONS)
    part = np.where(building < 0, -1, building // 4)
    xy = np.column_stack([np.arange(buildings) * 100.0 + 9_000.0 * (np.arange(buildings) // 4), np.zeros(buildings)])
    layout = Layout(totals, building, part, part, part, xy, np.arange(buildings) // 4)
    return program, layout, building < 0


@pytest.fixture
def program() -> tuple[Matrix, Layout, BoolArray]:
    matrix, _ = towns(3)
    return laid_out(matrix, 16)


def test_a_settled_plan_misses_as_little_as_its_decisions_allow(program: tuple[Matrix, Layout, BoolArray]) -> None:
    matrix, layout, loose = program
    x = np.zeros(matrix.cost.size)
    x[: 16 * OPTIONS : OPTIONS] = 1.0
    settled = Totals(matrix, layout.totals, loose, np.zeros(matrix.a.shape[0])).settle(x)
    as_one, _ = optimum(matrix.without(~loose, x)[0], integer=False)
    assert matrix.value(settled) == pytest.approx(as_one)
    assert (settled[~loose] == x[~loose]).all()


def test_no_total_is_worth_more_than_its_shortfall_costs(program: tuple[Matrix, Layout, BoolArray]) -> None:
    matrix, layout, loose = program
    y = np.zeros(matrix.a.shape[0])
    y[-2:] = -1000.0
    totals = Totals(matrix, layout.totals, loose, y)
    assert totals.price.tolist() == [-SHORTFALL_COSTS] * 2
    totals.weigh(matrix.cost / 2)
    assert totals.price.tolist() == [-SHORTFALL_COSTS / 2] * 2


def test_a_price_goes_with_what_the_shortfall_costs(program: tuple[Matrix, Layout, BoolArray]) -> None:
    """A held shortfall that gets dearer would else leave the totals that it speaks of as cheap as they were."""
    matrix, layout, loose = program
    y = np.zeros(matrix.a.shape[0])
    y[-2:] = -1.0
    totals = Totals(matrix, layout.totals, loose, y)
    totals.weigh(3 * matrix.cost)
    assert totals.price == pytest.approx([-3.0] * 2)


def test_a_price_moves_towards_another_and_no_faster_than_places_can_follow(
    program: tuple[Matrix, Layout, BoolArray],
) -> None:
    matrix, layout, loose = program
    y = np.zeros(matrix.a.shape[0])
    y[-2] = -1.0
    totals = Totals(matrix, layout.totals, loose, y)
    totals.towards(np.array([-2.0, -10.0]))
    assert totals.price[0] == pytest.approx(-1.0 - HALFWAY)
    assert totals.price[1] == pytest.approx(-10.0 * RATE)
    before = totals.price[0]
    totals.towards(np.array([0.0, -100.0]), step=0.5)
    assert totals.price[0] == pytest.approx(before * (1 - RATE / 2))
    for _ in range(200):
        totals.towards(np.array([0.0, -100.0]))
    assert totals.price == pytest.approx([0.0, -SHORTFALL_COSTS], abs=1e-3)


def test_a_price_drifts_up_where_a_total_is_missed_and_down_where_there_is_some_to_spare(
    program: tuple[Matrix, Layout, BoolArray],
) -> None:
    matrix, layout, loose = program
    row_high = matrix.row_high.copy()
    row_high[-2], row_high[-1] = -1.0, 1e6
    tight = replace(matrix, row_high=row_high)
    y = np.zeros(matrix.a.shape[0])
    y[-2:] = -1.0
    totals = Totals(tight, layout.totals, loose, y)
    totals.drift(np.zeros(matrix.cost.size), 1.0)
    assert totals.price == pytest.approx([-(1 + RATE), -(1 - RATE)])
    missed = Totals(tight, layout.totals, loose, np.zeros_like(y))
    missed.drift(np.zeros(matrix.cost.size), 1.0)
    assert missed.price == pytest.approx([-FIRST_SHARE * SHORTFALL_COSTS, 0.0])


def test_prices_sought_under_another_objective_are_the_same_shares_of_what_shortfalls_cost(
    program: tuple[Matrix, Layout, BoolArray],
) -> None:
    matrix, layout, loose = program
    totals = Totals(matrix, layout.totals, loose, np.zeros(matrix.a.shape[0]))
    sought = totals.sought(np.array([-2.0, -SHORTFALL_COSTS / 2]), matrix.cost / 2)
    totals.weigh(3 * matrix.cost)
    assert sought() == pytest.approx([-3 * SHORTFALL_COSTS] * 2)
    free = totals.sought(np.zeros(2), np.zeros_like(matrix.cost))
    assert free() == pytest.approx(totals.price)


def test_a_held_shortfall_gets_dearer_or_cheaper_by_steps() -> None:
    held = Held(np.ones(2), 1.0, 10.0)
    assert held.kept(np.array([0.5, 0.5]))
    held.towards(1000.0)
    assert held.price == pytest.approx(10.0 * (1 + HELD_RATE))
    held.towards(11.5)
    assert held.price == pytest.approx(11.5)
    for _ in range(100):
        held.towards(0.0)
    assert held.price == LEAST_HELD


def test_what_is_cut_out_is_what_is_left_with_the_rest_fixed(program: tuple[Matrix, Layout, BoolArray]) -> None:
    matrix, layout, loose = program
    places = Neighbourhoods(matrix, layout, np.zeros(matrix.cost.size, dtype=bool))
    members = np.zeros(16, dtype=bool)
    members[2:6] = True
    free = places.around(members) & ~loose
    x = np.zeros(matrix.cost.size)
    x[: 16 * OPTIONS : OPTIONS] = 1.0
    kept = ~layout.totals
    local = replace(
        matrix, a=matrix.a[np.flatnonzero(kept)], row_low=matrix.row_low[kept], row_high=matrix.row_high[kept]
    )
    left, columns = local.without(~free, x)
    smaller, same_columns = places.cut(local.minimising(local.cost, 0.0), free, x)
    assert (columns == same_columns).all()
    assert (smaller.a.toarray() == left.a.toarray()).all()
    assert smaller.row_low == pytest.approx(left.row_low)
    assert smaller.row_high == pytest.approx(left.row_high)


def test_neighbourhoods_that_are_solved_at_once_share_no_row(program: tuple[Matrix, Layout, BoolArray]) -> None:
    matrix, layout, _ = program
    places = Neighbourhoods(matrix, layout, np.zeros(matrix.cost.size, dtype=bool))
    found = places.worst(np.ones(16), size=2, most=8)
    assert len(found) == 4  # one in each town, whose floor is a row of all its buildings
    rows = np.concatenate([places.rows_of(n.free) for n in found])
    assert np.unique(rows).size == rows.size


def test_neighbourhoods_of_a_thousand_buildings_in_one_corner_leave_room_for_others() -> None:
    """The greatest losses lie side by side, and still places elsewhere are looked at in the same round."""
    buildings = 400
    matrix, _ = towns(1, towns=buildings // 4, buildings=4)
    program, layout, _ = laid_out(matrix, buildings)
    places = Neighbourhoods(program, layout, np.zeros(program.cost.size, dtype=bool))
    loss = np.exp(-np.arange(buildings) / 20.0)
    assert len(places.worst(loss, size=8, most=8)) == 8


def test_options_of_the_plan_file_reach_the_solver() -> None:
    matrix, _ = towns(2)
    assert search(matrix, matrix.cost, None, Effort(1e-9, 100, 10.0)).finished
    assert not search(matrix, matrix.cost, None, Effort(1e-9, 100, 10.0, options=(("time_limit", 0.0),))).finished


def everything_kept(matrix: Matrix) -> FloatArray:
    """The first option of each of the towns' buildings."""
    x = np.zeros(matrix.cost.size)
    x[: 16 * OPTIONS : OPTIONS] = 1.0
    return x


@pytest.mark.parametrize("from_today", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_the_search_comes_near_the_optimum(seed: int, from_today: bool) -> None:
    matrix, layout, loose = laid_out(towns(seed)[0], 16)
    best, _ = optimum(matrix, integer=True)
    _, relaxed = optimum(matrix, integer=False)
    highs = matrix.highs(integer=False)
    highs.run()
    y = np.array(highs.getSolution().row_dual)
    looking = RegionSearch(matrix, layout, loose, np.zeros_like(loose), InProcess(StopSwitch()), relaxed, y)
    relax_and_fix(looking, 1e-3, lambda: 10.0, everything_kept(matrix) if from_today else None)
    rounds = iter(range(30))
    looking.improve(1e-3, lambda now: now <= best + 1e-6, lambda: next(rounds, None) is not None)
    assert looking.best is not None
    assert matrix.broken(looking.best) <= 1e-6
    assert best - 1e-6 <= looking.value == pytest.approx(matrix.value(looking.best))
    assert looking.value == pytest.approx(best)


def relaxation_of(matrix: Matrix) -> tuple[float, FloatArray, FloatArray]:
    """Value, solution and prices."""
    highs = matrix.highs(integer=False)
    highs.run()
    solution = highs.getSolution()
    return float(highs.getObjectiveValue()), np.array(solution.col_value), np.array(solution.row_dual)


@pytest.mark.parametrize("seed", range(4))
def test_what_a_plan_loses_is_all_that_it_costs_more_than_the_relaxation(seed: int) -> None:
    matrix, layout, _ = laid_out(towns(seed)[0], 16)
    bound, _, y = relaxation_of(matrix)
    everywhere = replace(layout, totals=np.zeros_like(layout.totals), building=np.maximum(layout.building, 0))
    plan = optimum(matrix, integer=True)[1].round(9)
    assert losses(matrix, everywhere, plan, y).sum() == pytest.approx(matrix.value(plan) - bound, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_the_first_pass_keeps_what_the_relaxation_is_surest_of(seed: int) -> None:
    matrix, layout, loose = laid_out(towns(seed)[0], 16)
    _, relaxed, y = relaxation_of(matrix)
    looking = RegionSearch(matrix, layout, loose, np.zeros_like(loose), InProcess(StopSwitch()), relaxed, y)
    kept, reduced = looking.kept.copy(), np.abs(matrix.cost - matrix.a.T @ y)
    decided = matrix.whole & (np.abs(relaxed - np.round(relaxed)) <= 1e-6)
    assert 0 < kept.sum() == int(0.5 * decided.sum())
    assert reduced[kept].min() >= reduced[decided & ~kept].max()
    relax_and_fix(looking, 1e-3, lambda: 10.0)
    while looking.kept.any() and looking.passes(1e-3, lambda _: False, lambda: bool(looking.kept.any())):
        if looking.kept.any():
            assert (looking.x[kept] == np.round(relaxed[kept])).all()
    assert looking.best is not None
    assert not looking.kept.any()


@pytest.mark.parametrize("seed", range(1, 5))
def test_parts_in_which_a_plan_loses_are_solved_again_the_worst_first(seed: int) -> None:
    matrix, layout, loose = laid_out(towns(seed)[0], 16)
    _, relaxed = optimum(matrix, integer=False)
    highs = matrix.highs(integer=False)
    highs.run()
    y = np.array(highs.getSolution().row_dual)
    pool = Counting(StopSwitch())
    looking = RegionSearch(matrix, layout, loose, np.zeros_like(loose), pool, relaxed, y, balanced=True)
    kept = everything_kept(matrix)
    looking.x = looking.totals.settle(kept)
    assert looking.offer(looking.x)
    before = looking.value
    looking.parts_again(np.array([0.0, 2.0, 1.0, -1.0]), 1e-9, lambda: True)
    assert pool.columns == [4 * OPTIONS, 4 * OPTIONS]
    assert looking.value < before
    unchanged = np.repeat([True, False, False, True], 4 * OPTIONS)
    assert looking.best is not None
    assert (looking.best[: 16 * OPTIONS][unchanged] == kept[: 16 * OPTIONS][unchanged]).all()
    looking.parts_again(np.ones(4), 1e-9, lambda: False)
    assert len(pool.columns) == 2


class Counting(InProcess):
    """Notes how large the programs are that it searches."""

    def __init__(self, stop: StopSwitch) -> None:
        super().__init__(stop)
        self.columns: list[int] = []

    def run[T](self, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]) -> list[T | None]:
        self.columns += [call[1].size for call in calls]
        return super().run(function, calls)
