"""Totals while plans are looked for: priced, so that places far apart can change at once, and kept in balance.

Many neighbourhoods that are solved at once would all spend the same slack of a total, and one alone sees it as free
up to the limit and dear beyond. At a price every place weighs it alike. After each round the price of a total moves
towards the one at which what the places proposed would have come out even (:mod:`estate_opt.solving.regions.choose`),
never above what its shortfall costs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, hstack

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray, Matrix, dot

MISSED = 1e4
"""Cost of missing a total that must hold, while plans are looked for."""
MISSED_FROM, SPARE_FROM = 1e-7, 1e-4
"""By how much a total is missed, or has to spare, before its price moves, as a share of its limit where that is
above 1."""
RATE, HELD_RATE = 0.05, 0.2
"""How far the price of a total, and that of a held shortfall, may move in a round, as a share of itself."""
LEAST_HELD = 1.0
"""Least price of a held shortfall."""
FIRST_SHARE = 0.1
"""First price of a total that is missed and has none: this share of what its shortfall costs."""
HALFWAY = 0.5
"""How far a price moves towards one at which what is proposed comes out even."""


@dataclass(eq=False)
class Held:
    """A shortfall that is held at what an earlier stage reached.

    Parameters
    ----------
    cost
        Its coefficients, shape (columns,).
    most
        What it may be.
    price
        What a unit of it counts in the search at present.
    """

    cost: FloatArray
    most: float
    price: float

    def kept(self, x: FloatArray) -> bool:
        """Whether a plan keeps to it."""
        return dot(self.cost, x) <= self.most

    def towards(self, target: float, step: float = 1.0) -> None:
        """Move the price towards another; ``step`` is the part of a full round that was searched."""
        far = HELD_RATE * step * self.price
        self.price = max(LEAST_HELD, self.price + min(max(target - self.price, -far), far))


class Totals:
    """The totals of a program, for a search.

    Parameters
    ----------
    matrix
        The program with its objective and columns that miss totals (see :func:`elastic`).
    rows
        Which rows are totals, shape (rows,).
    loose
        Columns that stand in totals only, shape (columns,).
    y
        The relaxation's prices of all rows, shape (rows,).
    """

    def __init__(self, matrix: Matrix, rows: BoolArray, loose: BoolArray, y: FloatArray) -> None:
        self.matrix = matrix
        self.rows = np.flatnonzero(rows)
        self.loose = np.flatnonzero(loose)
        self.a = matrix.a[self.rows]
        self.own = self.a[:, self.loose].toarray()
        self.price = y[self.rows].copy()
        kept = ~rows
        self._local = replace(
            matrix, a=matrix.a[np.flatnonzero(kept)], row_low=matrix.row_low[kept], row_high=matrix.row_high[kept]
        )
        self.least, self.most = self._limits(matrix.cost)
        self.price = np.clip(self.price, self.least, self.most)

    def weigh(self, cost: FloatArray) -> None:
        """Another objective, shape (columns,): a price stays the share it was of what the shortfall costs."""
        least, most = self.least, self.most
        self.matrix = self.matrix.minimising(cost, self.matrix.offset)
        self.least, self.most = self._limits(cost)
        before, now = np.where(self.price < 0, least, most), np.where(self.price < 0, self.least, self.most)
        scaled = np.isfinite(before) & np.isfinite(now) & (before != 0)
        self.price = self.price * np.where(scaled, now / np.where(scaled, before, 1.0), 1.0)
        self.price = np.clip(self.price, self.least, self.most)

    def _limits(self, objective: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Lowest and highest price of each total: none is worth more than its shortfall costs in an objective."""
        m = self.matrix
        cost = objective[self.loose]
        with np.errstate(divide="ignore"):
            worth = cost / np.where(self.own == 0, np.nan, self.own)
        most = np.nanmin(np.where(self.own > 0, worth, np.inf), axis=1, initial=np.inf)
        least = np.nanmax(np.where(self.own < 0, worth, -np.inf), axis=1, initial=-np.inf)
        most = np.where(np.isfinite(m.row_low[self.rows]), most, 0.0)
        least = np.where(np.isfinite(m.row_high[self.rows]), least, 0.0)
        return np.minimum(least, 0.0), np.maximum(most, 0.0)

    @property
    def priced(self) -> Matrix:
        """The program without totals, their prices paid by its columns."""
        cost = self.matrix.cost - self.a.T @ self.price
        cost[self.loose] = 0.0
        return self._local.minimising(cost, 0.0)

    def settle(self, x: FloatArray) -> FloatArray:
        """The same decisions with the columns of totals set as the objective asks."""
        m, loose = self.matrix, self.loose
        others = x.copy()
        others[loose] = 0.0
        used = self.a @ others
        program = Matrix(
            cost=m.cost[loose],
            offset=0.0,
            low=m.low[loose],
            high=m.high[loose],
            whole=np.zeros(loose.size, dtype=bool),
            a=csr_array(self.own),
            row_low=m.row_low[self.rows] - used,
            row_high=m.row_high[self.rows] - used,
        )
        highs = program.highs(integer=False, threads=1)
        highs.run()
        others[loose] = highs.getSolution().col_value
        return others

    def sought(self, prices: FloatArray, cost: FloatArray) -> Callable[[], FloatArray]:
        """Prices of another objective as those of the one that counts by then: the same shares of what shortfalls cost.

        Parameters
        ----------
        prices
            Shape (totals,).
        cost
            The objective that they belong to, shape (columns,).

        Returns
        -------
        Callable
            Asked after :meth:`weigh`; a total whose shortfall the other objective does not count keeps its price.
        """
        least, most = self._limits(cost)
        limit = np.where(prices < 0, least, most)
        shared = np.isfinite(limit) & (limit != 0)
        share = np.where(shared, prices / np.where(shared, limit, 1.0), 0.0)
        counted = (least != 0) | (most != 0)

        def now() -> FloatArray:
            target = np.where(shared, share * np.where(prices < 0, self.least, self.most), prices)
            return np.where(counted, target, self.price)

        return now

    def drift(self, x: FloatArray, step: float) -> None:
        """Move the prices by how a plan stands to the totals: up where it misses one, down where it has some to spare.

        Parameters
        ----------
        x
            The plan, settled, shape (columns,).
        step
            Part of a full round that was searched since.
        """
        m = self.matrix
        others = x.copy()
        others[self.loose] = 0.0
        used = self.a @ others
        low, high = m.row_low[self.rows], m.row_high[self.rows]
        size = np.maximum(1.0, np.abs(np.where(np.isfinite(high), high, np.where(np.isfinite(low), low, 0.0))))
        missed = np.where(self.price > 0, low - used, used - high) / size
        factor = np.where(missed > MISSED_FROM, 1 + RATE * step, np.where(missed < -SPARE_FROM, 1 - RATE * step, 1.0))
        first = np.where(used - high > MISSED_FROM * size, self.least, 0.0)
        first = np.where(low - used > MISSED_FROM * size, self.most, first)
        self.price = np.where(self.price == 0, FIRST_SHARE * first, self.price * factor)
        self.price = np.clip(self.price, self.least, self.most)

    def towards(self, target: FloatArray, step: float = 1.0) -> None:
        """Move the prices towards others, no faster than places can follow.

        A price at which some proposals would be made and others not is nearly right. At a limit,
        or at nothing, it only tells the direction: the total is missed, or has something to spare, whatever is made.

        Parameters
        ----------
        target
            Shape (totals,).
        step
            Part of a full round that was searched since.
        """
        between = (target != 0) & (target > self.least) & (target < self.most)
        slow = RATE * step * np.maximum(np.abs(self.price), np.abs(target))
        far = np.where(between, np.maximum(slow, HALFWAY * np.abs(target - self.price)), slow)
        self.price = np.clip(self.price + np.clip(target - self.price, -far, far), self.least, self.most)


def elastic(matrix: Matrix, totals: BoolArray) -> Matrix:
    """The same program with columns more, by which totals may be missed at a heavy price."""
    rows = np.flatnonzero(totals)
    more = 2 * rows.size
    miss = csr_array(
        (np.repeat([1.0, -1.0], rows.size), (np.tile(rows, 2), np.arange(more))), shape=(matrix.a.shape[0], more)
    )
    return replace(
        matrix,
        cost=np.append(matrix.cost, np.full(more, MISSED)),
        low=np.append(matrix.low, np.zeros(more)),
        high=np.append(matrix.high, np.full(more, np.inf)),
        whole=np.append(matrix.whole, np.zeros(more, dtype=bool)),
        a=csr_array(hstack([matrix.a, miss], format="csr")),
    )
