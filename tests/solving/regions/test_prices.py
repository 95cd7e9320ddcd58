"""Prices of totals: by parts the relaxation is what it is as one, and whole decisions in the parts prove more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from estate_opt.solving.matrix import Matrix
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.regions.bound import Bound, bound_by_parts, deepened
from estate_opt.solving.regions.pool import InProcess
from estate_opt.solving.regions.prices import Relaxation, Shipped, relax_whole
from estate_opt.solving.regions.split import Split, with_finite_bounds
from estate_opt.solving.regions.work import Effort, Found, search
from tests.solving.regions.programs import optimum, towns

FOUR = np.full(4, 4.0)
"""Buildings of each town."""


def relaxed(seed: int) -> tuple[Shipped[Split], InProcess, Relaxation]:
    matrix, town = towns(seed)
    pool = InProcess(StopSwitch())
    shipped = Shipped.to(pool, Split(with_finite_bounds(matrix), town))
    found = relax_whole(shipped, pool, matrix.cost, matrix.offset, 1e-6, np.zeros(matrix.a.shape[0]))
    assert found is not None
    return shipped, pool, found


def bounded(matrix: Matrix, shipped: Shipped[Split], pool: InProcess, found: Relaxation) -> Bound:
    """The bound by whole decisions in the towns, from the relaxation's prices and as far as it goes."""
    before, rows = Bound(found.bound, 0, found.y), shipped.split.priced
    return bound_by_parts(shipped, pool, matrix.cost, matrix.offset, before, rows, FOUR, 1e-9, lambda _: True)


@pytest.mark.parametrize("seed", range(10))
def test_by_parts_as_by_one(seed: int) -> None:
    matrix, _ = towns(seed)
    shipped, _, found = relaxed(seed)
    as_one, _ = optimum(matrix, integer=False)
    assert found.bound == pytest.approx(as_one, abs=1e-4)
    assert found.value == pytest.approx(as_one, abs=1e-4)
    rows = matrix.a @ found.x
    assert (rows >= matrix.row_low - 1e-6).all()
    assert (rows <= matrix.row_high + 1e-6).all()
    assert matrix.value(found.x) == pytest.approx(found.value)
    assert shipped.split.priced.sum() == 2


@pytest.mark.parametrize("seed", range(10))
def test_the_bound_by_parts_lies_between_relaxation_and_optimum(seed: int) -> None:
    matrix, _ = towns(seed)
    best, _ = optimum(matrix, integer=True)
    shipped, pool, found = relaxed(seed)
    by_parts = bounded(matrix, shipped, pool, found)
    assert found.bound - 1e-9 <= by_parts.value <= best + 1e-6
    assert by_parts.rounds >= 1


def test_whole_decisions_prove_more_than_the_relaxation() -> None:
    more = []
    for seed in range(10):
        matrix, _ = towns(seed)
        shipped, pool, found = relaxed(seed)
        by_parts = bounded(matrix, shipped, pool, found)
        more.append(by_parts.value > found.bound + 1e-3)
    assert any(more)


def test_a_stop_before_anything_is_known_gives_nothing() -> None:
    matrix, town = towns(1)
    stop = StopSwitch()
    stop.set()
    pool = InProcess(stop)
    shipped = Shipped.to(pool, Split(with_finite_bounds(matrix), town))
    assert relax_whole(shipped, pool, matrix.cost, matrix.offset, 1e-6, np.zeros(matrix.a.shape[0])) is None


class Doubtful(InProcess):
    """Says of one part's search that it proved nothing."""

    def run[T](self, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]) -> list[T | None]:
        answers = super().run(function, calls)
        if function is search:
            answers[0] = Found(np.inf, -np.inf, None, finished=False)  # type: ignore[assignment]
        return answers


@pytest.mark.parametrize("seed", range(4))
def test_a_part_of_which_nothing_was_proven_is_bounded_by_its_relaxation(seed: int) -> None:
    matrix, _ = towns(seed)
    best, plan = optimum(with_finite_bounds(matrix), integer=True)
    shipped, _, found = relaxed(seed)
    before = Bound(found.bound, 0, found.y)
    rows = shipped.split.priced
    by_parts = bound_by_parts(
        shipped, Doubtful(StopSwitch()), matrix.cost, matrix.offset, before, rows, FOUR, 1e-9, lambda _: True, plan=plan
    )
    assert by_parts.rounds > 1
    assert found.bound - 1e-6 <= by_parts.value <= best + 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_parts_that_stayed_open_are_searched_further_and_no_others(seed: int) -> None:
    """At the same prices the bound is then what it would have been, had they been searched so far at once."""
    matrix, _ = towns(seed)
    shipped, pool, found = relaxed(seed)
    closed = bounded(matrix, shipped, pool, found)
    less = np.array([0.0, 0.5, 0.0, 0.25])
    open_ = replace(
        closed,
        value=found.bound,
        answers=tuple(replace(a, bound=a.bound - by) for a, by in zip(closed.answers, less, strict=True)),
    )
    asked = list[int]()

    def effort(parts: int) -> Effort:
        asked.append(parts)
        return Effort(0.0, 1000, 60.0)

    deeper = deepened(shipped, pool, matrix.cost, matrix.offset, open_, FOUR, 1e-9, effort)
    assert asked == [2]
    assert deeper.value == pytest.approx(max(closed.even, found.bound))
    assert [a.bound for a in deeper.answers] == pytest.approx([a.bound for a in closed.answers])
    nothing = deepened(shipped, pool, matrix.cost, matrix.offset, open_, FOUR, 1e-9, lambda _: Effort(0.0, 1000, 0.0))
    assert found.bound - 1e-9 <= nothing.value <= deeper.value + 1e-9


def test_rounds_keep_the_answers_at_the_prices_that_prove_most() -> None:
    for seed in range(10):
        matrix, _ = towns(seed)
        shipped, pool, found = relaxed(seed)
        bound = bounded(matrix, shipped, pool, found)
        split = shipped.split
        reduced = split.reduced(matrix.cost, bound.y)
        proven = matrix.offset + split.constant(reduced, bound.y) + sum(answer.bound for answer in bound.answers)
        assert proven == pytest.approx(bound.even)
        assert bound.value == pytest.approx(max(bound.even, found.bound))
