"""Prices of the totals: what a building, a pound, a tonne is worth, so that the parts can be relaxed apart.

The parts are relaxed at some prices; a *master* mixes the answers so that the totals hold, and its prices ask the
parts for better ones (Dantzig and Wolfe 1960). Prices may move only so far from the best so far, else they swing
(the boxstep method: Marsten, Hogan and Blankenship 1975), and begin at those of a sample. At the end the mix is a
solution of the whole relaxation, and the prices prove how good it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from scipy.sparse import csr_array

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray, IntArray, Matrix
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.split import Split
from estate_opt.solving.regions.work import Relaxed, Statuses, relax

STEP, LEAST_STEP = 0.3, 0.1
"""How far a price may move in a round, as a share of itself; and of what share of the greatest price at least."""
ROUNDS = 60
LP_SECONDS = 600.0
"""Time for one relaxation: a guard, not a budget."""


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The relaxation of the whole.

    Parameters
    ----------
    bound
        Proven lower bound.
    value
        Cost of ``x``; infinite where the totals could not be met.
    x
        A solution, shape (columns,).
    y
        Prices of all rows at the best bound, shape (rows,).
    rounds
        How often the parts were relaxed.
    """

    bound: float
    value: float
    x: FloatArray
    y: FloatArray
    rounds: int


class Taken(Protocol):
    """A program taken apart: columns and rows of each part, and its program."""

    @property
    def columns(self) -> Sequence[IntArray]:
        """Columns of each part."""

    @property
    def rows(self) -> Sequence[IntArray]:
        """Rows of each part."""

    @property
    def programs(self) -> Sequence[Matrix]:
        """The program of each part."""


@dataclass(eq=False)
class Shipped[T: Taken]:
    """A split whose programs have been sent to where they are solved, with where each relaxation ended last."""

    split: T
    handles: list[object]
    bases: list[tuple[Statuses, Statuses] | None] = field(default_factory=list)

    @classmethod
    def to(cls, pool: Pool, split: T) -> Shipped[T]:
        """Send a split's programs ahead."""
        return cls(split, pool.ship(split.programs), [None] * len(split.programs))

    @classmethod
    def again(cls, before: Shipped[T] | None, pool: Pool, split: T) -> Shipped[T]:
        """What was sent before, where the program has only got more rows across its parts; else sent anew.

        Each relaxation then goes on from where the last one ended.
        """
        if before is None or any(a.size != b.size for a, b in zip(before.split.rows, split.rows, strict=True)):
            return cls.to(pool, split)
        return replace(before, split=split)


def relax_whole(
    shipped: Shipped[Split],
    pool: Pool,
    cost: FloatArray,
    offset: float,
    gap: float,
    first: FloatArray,
    go_on: Callable[[], bool] = lambda: True,
    rounds: int = ROUNDS,
) -> Relaxation | None:
    """Relax the whole by its parts.

    Parameters
    ----------
    shipped
        The program and its parts.
    pool
        Where they are relaxed.
    cost, offset
        The objective, shape (columns,), and its constant.
    gap
        Difference between mix and bound at which the prices are good enough.
    first
        Prices to begin with, shape (rows,).
    go_on
        Asked after each round; the prices are good enough when it says no.
    rounds
        Rounds at most: with one, the prices are those to begin with.

    Returns
    -------
    Relaxation
        ``None`` where it was stopped before there was one, or nothing is possible.
    """
    split = shipped.split

    def relaxed(y: FloatArray) -> tuple[float, FloatArray, FloatArray] | None:
        reduced = split.reduced(cost, y)
        answers = relax_parts(shipped, pool, reduced)
        if answers is None:
            return None
        value = offset + split.constant(reduced, y) + sum(answer.value for answer in answers)
        return value, split.gather([answer.x for answer in answers]), _all_prices(split, y, answers)

    return settle_prices(split, cost, offset, split.priced, gap, first, relaxed, go_on, rounds)


def settle_prices(
    split: Split,
    cost: FloatArray,
    offset: float,
    rows: BoolArray,
    gap: float,
    first: FloatArray,
    relaxed: Callable[[FloatArray], tuple[float, FloatArray, FloatArray] | None],
    go_on: Callable[[], bool],
    rounds: int,
    still: float = 0.0,
) -> Relaxation | None:
    """Find the prices of some rows at which the relaxations of the parts, mixed, meet them.

    Parameters
    ----------
    rows
        Which rows, shape (rows,); all others are the parts' own business.
    relaxed
        Relaxes the parts at prices of these rows: what that proves, its solution, and prices of all rows.
    still
        The prices are good enough when they move by no more than this share of the greatest.
    split, cost, offset, gap, first, go_on, rounds
        As for :func:`relax_whole`.
    """
    master = Master(split, cost, offset, rows)
    best: Relaxation | None = None
    prices = best_prices = first
    for number in range(1, rounds + 1):
        y = np.where(rows, split.prices(prices), 0.0)
        answer = relaxed(y)
        if answer is None:
            return best
        bound, x, every = answer
        if best is None or bound > best.bound:
            best_prices = y
            best = Relaxation(bound, np.inf, x, every, number)
        if not rows.any():
            return Relaxation(bound, bound, x, every, number)
        master.add(x)
        value, x, prices = master.mix(best_prices)
        best = Relaxation(best.bound, value, x, best.y, number)
        moved = np.abs(prices - y)[rows].max()
        if value - best.bound <= gap or moved <= still * np.abs(y[rows]).max() or not go_on():
            break
    return best


def relax_parts[T: Taken](shipped: Shipped[T], pool: Pool, reduced: FloatArray) -> list[Relaxed] | None:
    """Relax what was shipped at costs of all columns, shape (columns,); ``None`` where that was stopped."""
    return relax_each(shipped, pool, [reduced[columns] for columns in shipped.split.columns])


def relax_each[T: Taken](shipped: Shipped[T], pool: Pool, costs: Sequence[FloatArray]) -> list[Relaxed] | None:
    """The same with each part's own costs."""
    calls = [
        (handle, cost, basis, LP_SECONDS)
        for handle, cost, basis in zip(shipped.handles, costs, shipped.bases, strict=True)
    ]
    answers = [answer for answer in pool.run(relax, calls) if answer is not None and np.isfinite(answer.value)]
    if len(answers) < len(calls):
        return None
    shipped.bases = [answer.basis for answer in answers]
    return answers


def _all_prices(split: Split, y: FloatArray, answers: Sequence[Relaxed]) -> FloatArray:
    """Prices of the priced rows, and those that the parts' relaxations give to their own."""
    every = y.copy()
    for rows, answer in zip(split.rows, answers, strict=True):
        every[rows] = answer.y[: rows.size]
    return every


class Master:
    """Mixes the answers of each part, so that some priced rows hold at the least cost.

    A row may be missed, or held with something to spare, at the highest and lowest price that it may have next.
    """

    def __init__(self, split: Split, cost: FloatArray, offset: float, rows: BoolArray) -> None:
        self.split = split
        self.cost = cost
        self.offset = offset
        self.rows = np.flatnonzero(rows)
        self.a = split.matrix.a[self.rows]
        self.solutions: list[FloatArray] = []
        self.parts_cost: list[FloatArray] = []
        self.parts_use: list[FloatArray] = []

    def add(self, x: FloatArray) -> None:
        """Take another answer of every part."""
        columns = self.split.columns
        self.solutions.append(x)
        self.parts_cost.append(np.array([self.cost[c] @ x[c] for c in columns]))
        self.parts_use.append(np.column_stack([self.a[:, c] @ x[c] for c in columns]))

    def mix(self, centre: FloatArray, step: float = STEP) -> tuple[float, FloatArray, FloatArray]:
        """Cost, solution and next prices of the best mix; the cost is infinite where a price is at its limit."""
        centre = centre[self.rows]
        most = step * (np.abs(centre) + LEAST_STEP * np.abs(centre).max(initial=1.0))
        split, parts, times = self.split, len(self.split.columns), len(self.solutions)
        free, priced = split.free, self.rows.size
        costs = np.concatenate([*self.parts_cost, self.cost[free], centre + most, most - centre])
        use = np.hstack([*self.parts_use, self.a[:, free].toarray(), np.eye(priced), -np.eye(priced)])
        one = np.hstack([np.tile(np.eye(parts), times), np.zeros((parts, free.size + 2 * priced))])
        mixes = parts * times
        program = Matrix(
            cost=costs,
            offset=self.offset,
            low=np.concatenate([np.zeros(mixes), split.matrix.low[free], np.zeros(2 * priced)]),
            high=np.concatenate([np.ones(mixes), split.matrix.high[free], np.full(2 * priced, np.inf)]),
            whole=np.zeros(costs.size, dtype=bool),
            a=csr_array(np.vstack([use, one])),
            row_low=np.concatenate([split.matrix.row_low[self.rows], np.ones(parts)]),
            row_high=np.concatenate([split.matrix.row_high[self.rows], np.ones(parts)]),
        )
        highs = program.highs(integer=False, solver="simplex", threads=1, presolve="off")
        highs.run()
        solution = highs.getSolution()
        values = np.array(solution.col_value)
        weight = values[:mixes].reshape(times, parts)
        x = np.zeros(split.part.size)
        for part, columns in enumerate(split.columns):
            for k in np.flatnonzero(weight[:, part] > 0):
                x[columns] += weight[k, part] * self.solutions[k][columns]
        x[free] = values[mixes : mixes + free.size]
        missed = values[mixes + free.size :].sum() > 1e-6
        prices = np.zeros(split.priced.size)
        prices[self.rows] = np.array(solution.row_dual)[:priced]
        return (np.inf if missed else highs.getInfo().objective_function_value), x, prices
