"""Totals while plans are looked for: priced, so that places far apart can change at once, and kept in balance.

Many neighbourhoods that are solved at once would all spend the same slack of a total, and one alone sees it as free
up to the limit and dear beyond. At a price every place weighs it alike. The price of a total moves after each round:
up where the plan misses it, down where there is something to spare, never above what its shortfall costs.
"""

from __future__ import annotations

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
RISE = 1.05
"""Factor on a price after each round that misses the total."""
HELD_RISE = 1.3
"""Factor on the price of a held shortfall after each round that has more of it than is held; a square root of it
lowers the price where there is some to spare."""
LEAST_HELD = 1.0
"""Least price of a held shortfall."""
FIRST_SHARE = 0.1
"""First price of a total that the relaxation meets for nothing: this share of what its shortfall costs."""


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

    def adjust(self, x: FloatArray, step: float = 1.0) -> None:
        """Move the price by how a plan stands to it; ``step`` is the part of a full round that was searched."""
        reached = dot(self.cost, x)
        if reached > self.most:
            self.price *= HELD_RISE**step
        elif reached < self.most * (1 - SPARE_FROM):
            self.price = max(LEAST_HELD, self.price / HELD_RISE ** (step / 2))


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
        self.least, self.most = self._limits()
        self.price = np.clip(self.price, self.least, self.most)

    def weigh(self, cost: FloatArray) -> None:
        """Another objective, shape (columns,): a price stays the share it was of what the shortfall costs."""
        least, most = self.least, self.most
        self.matrix = self.matrix.minimising(cost, self.matrix.offset)
        self.least, self.most = self._limits()
        before, now = np.where(self.price < 0, least, most), np.where(self.price < 0, self.least, self.most)
        scaled = np.isfinite(before) & np.isfinite(now) & (before != 0)
        self.price = self.price * np.where(scaled, now / np.where(scaled, before, 1.0), 1.0)
        self.price = np.clip(self.price, self.least, self.most)

    def _limits(self) -> tuple[FloatArray, FloatArray]:
        """Lowest and highest price of each total: none is worth more than its shortfall costs."""
        m = self.matrix
        cost = m.cost[self.loose]
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

    def adjust(self, x: FloatArray, step: float = 1.0) -> None:
        """Move the prices by how a settled plan stands to the totals.

        Parameters
        ----------
        x
            The plan, shape (columns,).
        step
            Part of a full round that was searched since: prices that move faster than places can follow overshoot.
        """
        m = self.matrix
        others = x.copy()
        others[self.loose] = 0.0
        used = self.a @ others
        low, high = m.row_low[self.rows], m.row_high[self.rows]
        size = np.maximum(1.0, np.abs(np.where(np.isfinite(high), high, np.where(np.isfinite(low), low, 0.0))))
        over, under = (used - high) / size, (low - used) / size
        rise = RISE**step
        self.price = np.where(
            self.price > 0,
            self._moved(self.price, under, self.most, rise),
            -self._moved(-self.price, over, -self.least, rise),
        )
        self.price = np.where((self.price == 0) & (under > MISSED_FROM), FIRST_SHARE * self.most, self.price)
        self.price = np.where((self.price == 0) & (over > MISSED_FROM), FIRST_SHARE * self.least, self.price)

    @staticmethod
    def _moved(price: FloatArray, missed: FloatArray, most: FloatArray, rise: float) -> FloatArray:
        """Prices, all positive, after a round; those of 0 stay."""
        factor = np.where(missed > MISSED_FROM, rise, np.where(missed < -SPARE_FROM, 1 / rise, 1.0))
        moved: FloatArray = np.where(price > 0, np.minimum(np.maximum(price, 0.0) * factor, most), 0.0)
        return moved


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
