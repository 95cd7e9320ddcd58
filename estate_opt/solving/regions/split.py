"""A program split into parts: the rows inside each part are kept, all others are priced.

    L(y) = Σ_{priced r} y_r · limit_r + Σ_{j in no part} min_{l ≤ x_j ≤ u} d_j x_j
         + Σ_parts min { d·x : the part's own rows }
    with d = c − Aᵀy over the priced rows, limit_r the lower limit where y_r > 0 and else the upper one

is a lower bound on the program for any prices y (Lagrange; Geoffrion 1974). Where the minima of the parts are
over whole decisions it can be better than the linear relaxation, and it is never worse with the relaxation's prices.

A row across parts can be kept in each of them besides, in part: there its columns may add no more than its limit leaves
when all others add as little as they can (an activity that may go to buildings of two parts is not moved wholly to
each). Every plan does that, so nothing is lost, and the parts promise less that cannot be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, vstack

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray, IntArray, Matrix
from estate_opt.solving.regions.places import NOWHERE

BINDS, ROUNDING = 1e-6, 1e-9
"""By how much a row kept in part must say more than the bounds of its columns; and what its limit is widened by."""


class Split:
    """A program and its parts.

    Parameters
    ----------
    matrix
        The program; every column has finite bounds (see :func:`with_finite_bounds`).
    part
        Part of each column, :data:`NOWHERE` for those in none, shape (columns,).
    partly
        Which rows, of those across parts, are kept in part by each of them, shape (rows,); none where ``None``.

    Attributes
    ----------
    columns
        Columns of each part.
    rows
        Rows of each part: those whose columns are all in it.
    priced
        Which rows are in no part, shape (rows,).
    """

    def __init__(self, matrix: Matrix, part: IntArray, partly: BoolArray | None = None) -> None:
        self.matrix = matrix
        self.part = part
        parts = int(part.max(initial=NOWHERE)) + 1
        self.columns = _members(part, parts)
        row_part = self._row_parts()
        self.rows = _members(row_part, parts)
        self.priced: BoolArray = row_part == NOWHERE
        self.partly = np.flatnonzero(self.priced & (False if partly is None else partly))
        self.free = np.flatnonzero(part == NOWHERE)

    def _row_parts(self) -> IntArray:
        """Part of each row, :data:`NOWHERE` where its columns are of several parts or of none."""
        a = self.matrix.a
        label = self.part[a.indices]
        filled = np.flatnonzero(np.diff(a.indptr))
        least, most = np.full(a.shape[0], NOWHERE), np.full(a.shape[0], NOWHERE)
        least[filled] = np.minimum.reduceat(label, a.indptr[filled])
        most[filled] = np.maximum.reduceat(label, a.indptr[filled])
        return np.where(least == most, least, NOWHERE)

    @cached_property
    def programs(self) -> tuple[Matrix, ...]:
        """The program of each part, with the whole program's costs of its columns; rows kept in part come last."""
        m = self.matrix
        across = m.a[self.partly]
        least, most = _range(across, m.low, m.high)
        programs = []
        for columns, rows in zip(self.columns, self.rows, strict=True):
            low, high = m.low[columns], m.high[columns]
            own = csr_array(across[:, columns])
            own_least, own_most = _range(own, low, high)
            row_low = m.row_low[self.partly] - (most - own_most)
            row_high = m.row_high[self.partly] - (least - own_least)
            binds = np.flatnonzero((row_low > own_least + BINDS) | (row_high < own_most - BINDS))
            programs.append(
                replace(
                    m,
                    cost=m.cost[columns],
                    offset=0.0,
                    low=low,
                    high=high,
                    whole=m.whole[columns],
                    a=csr_array(vstack([m.a[rows][:, columns], own[binds]])),
                    row_low=np.append(m.row_low[rows], row_low[binds] - ROUNDING),
                    row_high=np.append(m.row_high[rows], row_high[binds] + ROUNDING),
                )
            )
        return tuple(programs)

    def prices(self, y: FloatArray) -> FloatArray:
        """Prices that may be used: of priced rows only, and of no side on which a row has no limit."""
        usable = np.where(y > 0, np.isfinite(self.matrix.row_low), np.isfinite(self.matrix.row_high))
        return np.where(self.priced & usable, y, 0.0)

    def reduced(self, cost: FloatArray, y: FloatArray) -> FloatArray:
        """Costs of the columns when the priced rows are paid for, shape (columns,)."""
        reduced: FloatArray = cost - self.matrix.a.T @ y
        return reduced

    def constant(self, reduced: FloatArray, y: FloatArray) -> float:
        """What the bound has beside the parts' minima (the objective's offset is not in it)."""
        limit = np.where(y > 0, self.matrix.row_low, self.matrix.row_high)
        used = y != 0
        free = self.free
        d = reduced[free]
        return float(y[used] @ limit[used] + np.minimum(d * self.matrix.low[free], d * self.matrix.high[free]).sum())

    def without_rows(self, cost: FloatArray, y: FloatArray) -> float:
        """What prices of all rows prove by themselves (the objective's offset is not in it)."""
        m = self.matrix
        y = np.where(np.where(y > 0, np.isfinite(m.row_low), np.isfinite(m.row_high)), y, 0.0)
        used, d = y != 0, self.reduced(cost, y)
        limit = np.where(y > 0, m.row_low, m.row_high)
        return float(y[used] @ limit[used] + np.minimum(d * m.low, d * m.high).sum())

    def gather(self, parts: Sequence[FloatArray]) -> FloatArray:
        """Values of the parts' columns as one vector; 0 for columns in no part."""
        x = np.zeros(self.part.size)
        for columns, values in zip(self.columns, parts, strict=True):
            x[columns] = values
        return x


def with_finite_bounds(matrix: Matrix) -> Matrix:
    """The same program with upper bounds on amounts that have none.

    An amount that costs nothing or more need not be greater than what the rows that it helps can
    ask of it at most. So some best plan keeps these bounds, and no price makes a part unbounded.
    Amounts that depend on others (a shortfall on excesses, an excess on loads) come after them.

    Raises
    ------
    ValueError
        Where a column has no lower bound or amounts depend on one another, which those of a formulation do not.
    """
    if not np.isfinite(matrix.low).all():
        raise ValueError("every column needs a lower bound")
    high = matrix.high.copy()
    while (open_ := np.flatnonzero(~np.isfinite(high))).size:
        least, most = _range(matrix.a, matrix.low, high)
        of = matrix.a[:, open_].tocoo()
        up, size = of.data > 0, np.abs(of.data)
        low, high_ = matrix.row_low[of.row], matrix.row_high[of.row]
        others = np.where(up, least[of.row], -most[of.row])
        helped, hurt = np.where(up, low, -high_), np.where(up, high_, -low)
        asked, allowed = np.zeros(open_.size), np.full(open_.size, np.inf)
        np.maximum.at(asked, of.col, _beyond(helped, others, 0.0) / size)
        np.minimum.at(allowed, of.col, _beyond(hurt, others, np.inf) / size)
        most_used = np.minimum(asked, allowed)
        if not np.isfinite(most_used).any():
            raise ValueError("some amounts have no greatest value that could be needed")
        high[open_] = matrix.low[open_] + most_used
    return replace(matrix, high=high)


def _range(rows: csr_array, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The least and the most that rows can be by the bounds of their columns, each of shape (rows,)."""
    up, down = rows.maximum(0.0), rows.minimum(0.0)
    return up @ low + down @ high, up @ high + down @ low


def scaled(limit: FloatArray, share: FloatArray) -> FloatArray:
    """Limits of rows of which only a share is there, shape (rows,); none stays none."""
    there = np.isfinite(limit)
    found: FloatArray = np.where(there, np.where(there, limit, 0.0) * share, limit)
    return found


def _beyond(limit: FloatArray, others: FloatArray, without: float) -> FloatArray:
    """What a row's other columns leave of its limit, not below 0; ``without`` where there is no limit."""
    there = np.isfinite(limit)
    left: FloatArray = np.where(there, np.maximum(np.where(there, limit, 0.0) - others, 0.0), without)
    return left


def _members(label: IntArray, labels: int) -> tuple[IntArray, ...]:
    """Positions of each label, in order."""
    order = np.argsort(label, kind="stable")
    starts = np.searchsorted(label[order], np.arange(labels + 1))
    return tuple(order[starts[k] : starts[k + 1]] for k in range(labels))
