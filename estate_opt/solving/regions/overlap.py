"""Relaxing a component of thousands of buildings piece by piece: each part with what lies around it.

The relaxation of such a component takes longer than all others together, and prices of the rows across its parts could
be sought only one round after another. But what a building is worth depends on what is near: so each part is
relaxed together with the buildings around it, at prices of the totals, and what it says of its own rows and columns
is believed. At first, rows that reach beyond a piece stand in it in proportion; then each piece is relaxed again with
these rows paid for at what the others have said of them, which brings the pieces to agree. Any prices bound the whole
(see :mod:`estate_opt.solving.regions.split`); those of two such sweeps are within 0.02 % of the whole relaxation's on a
tenth of England, and their cost grows with the buildings and not faster.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray, IntArray, Matrix
from estate_opt.solving.regions.layout import Layout
from estate_opt.solving.regions.places import NOWHERE
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.prices import Relaxation, Shipped, relax_each, relax_parts, settle_prices
from estate_opt.solving.regions.split import Split, scaled

AROUND = 2.0
"""Buildings around a part in its piece, as a share of its own."""
SWEEPS = 2
"""How often pieces are relaxed with the rows across their borders paid for."""
STILL = 0.01
"""Prices of totals that move by no more than this share of the greatest are good enough."""
ROUNDED = 1e-9
INSIDE = 0.5
"""Share of a row, by its coefficients, that must be in a piece for the row to stand in it."""


class Pieces:
    """The parts of a split, each with what lies around it.

    Parameters
    ----------
    split
        The program and its parts.
    layout
        Where its columns lie.

    Attributes
    ----------
    columns, rows
        Columns and rows of each piece.
    """

    def __init__(self, split: Split, layout: Layout) -> None:
        self.split = split
        m = split.matrix
        size = abs(m.a)
        every = size @ np.ones(m.cost.size)
        kept = np.append(~layout.totals, np.zeros(m.a.shape[0] - layout.totals.size, dtype=bool))
        self.columns: list[IntArray] = []
        self.rows: list[IntArray] = []
        self.shares: list[FloatArray] = []
        self.source = np.full((m.a.shape[0], 2), NOWHERE)
        """Piece, and row of it, that says what each row is worth, shape (rows, 2)."""
        best = np.zeros(m.a.shape[0])
        for number, members in enumerate(_members(layout, len(split.columns))):
            inside = (split.part == number) | ((layout.building != NOWHERE) & members[layout.building])
            share = (size @ inside.astype(float)) / np.maximum(every, 1e-300)
            rows = np.flatnonzero(kept & (share >= INSIDE))
            own = share[rows] + 2.0 * self._holds(split.rows[number])[rows]
            better = own > best[rows]
            self.source[rows[better], 0] = number
            self.source[rows[better], 1] = np.flatnonzero(better)
            best[rows] = np.maximum(best[rows], own)
            self.columns.append(np.flatnonzero(inside))
            self.rows.append(rows)
            self.shares.append(share[rows])

    def _holds(self, rows: IntArray) -> BoolArray:
        found = np.zeros(self.split.matrix.a.shape[0], dtype=bool)
        found[rows] = True
        return found

    @cached_property
    def programs(self) -> tuple[Matrix, ...]:
        """The program of each piece; rows that reach beyond it in proportion."""
        m = self.split.matrix
        return tuple(
            replace(
                m,
                cost=m.cost[columns],
                offset=0.0,
                low=m.low[columns],
                high=m.high[columns],
                whole=m.whole[columns],
                a=csr_array(m.a[rows][:, columns]),
                row_low=scaled(m.row_low[rows], share),
                row_high=scaled(m.row_high[rows], share),
            )
            for columns, rows, share in zip(self.columns, self.rows, self.shares, strict=True)
        )

    @cached_property
    def closed(self) -> Closed:
        """The pieces without the rows that reach beyond them."""
        return Closed(self)

    def gather(self, pieces: list[FloatArray]) -> FloatArray:
        """What each piece says of its part's columns; 0 for columns in no part."""
        x = np.zeros(self.split.part.size)
        for number, (columns, values) in enumerate(zip(self.columns, pieces, strict=True)):
            own = self.split.part[columns] == number
            x[columns[own]] = values[own]
        return x

    def prices(self, pieces: list[FloatArray], y: FloatArray) -> FloatArray:
        """What the pieces say of the rows, shape (rows,); ``y`` of those that stand in none."""
        every = y.copy()
        for number, values in enumerate(pieces):
            rows = np.flatnonzero(self.source[:, 0] == number)
            every[rows] = values[self.source[rows, 1]]
        return every


class Closed:
    """Pieces without the rows that reach beyond them.

    Parameters
    ----------
    pieces
        The pieces.

    Attributes
    ----------
    columns, rows
        Columns and rows of each piece.
    """

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self.columns = pieces.columns
        self.rows = [rows[share >= 1.0 - ROUNDED] for rows, share in zip(pieces.rows, pieces.shares, strict=True)]

    @cached_property
    def programs(self) -> tuple[Matrix, ...]:
        """The program of each piece."""
        m = self.pieces.split.matrix
        return tuple(
            replace(
                m,
                cost=m.cost[columns],
                offset=0.0,
                low=m.low[columns],
                high=m.high[columns],
                whole=m.whole[columns],
                a=csr_array(m.a[rows][:, columns]),
                row_low=m.row_low[rows],
                row_high=m.row_high[rows],
            )
            for columns, rows in zip(self.columns, self.rows, strict=True)
        )

    def costs(self, cost: FloatArray, y: FloatArray) -> list[FloatArray]:
        """Costs of the columns of each piece when all rows but its own are paid for."""
        a = self.pieces.split.matrix.a
        every = self.pieces.split.reduced(cost, y)
        return [
            every[columns] + a[rows][:, columns].T @ y[rows]
            for columns, rows in zip(self.columns, self.rows, strict=True)
        ]

    def prices(self, answers: list[FloatArray], y: FloatArray) -> FloatArray:
        """What the pieces say of the rows that they are asked about, shape (rows,); ``y`` of the others."""
        every = y.copy()
        for number, (rows, values) in enumerate(zip(self.rows, answers, strict=True)):
            own = self.pieces.source[rows, 0] == number
            every[rows[own]] = values[own]
        return every


def relax_pieces(
    pieces: Shipped[Pieces],
    closed: Shipped[Closed],
    parts: Shipped[Split],
    pool: Pool,
    cost: FloatArray,
    offset: float,
    totals: BoolArray,
    gap: float,
    first: FloatArray,
    go_on: Callable[[], bool],
    rounds: int,
) -> Relaxation | None:
    """Relax the whole by pieces: prices of the totals, and of the rows across parts.

    Parameters
    ----------
    pieces, closed, parts
        The pieces, the same without the rows that reach beyond them, and the parts that they are made around.
    pool
        Where they are relaxed.
    cost, offset
        The objective, shape (columns,), and its constant.
    totals
        Which rows are totals, shape (rows,).
    gap, first, go_on, rounds
        As for :func:`estate_opt.solving.regions.prices.relax_whole`.

    Returns
    -------
    Relaxation
        With a solution that holds across parts but for what their pieces do not agree on, and the bound that its
        prices prove; ``None`` where it was stopped before there was one.
    """
    around, split = pieces.split, parts.split

    def relaxed(y: FloatArray) -> tuple[float, FloatArray, FloatArray] | None:
        reduced = split.reduced(cost, y)
        answers = relax_parts(pieces, pool, reduced)
        if answers is None:
            return None
        x = around.gather([answer.x for answer in answers])
        every = around.prices([answer.y for answer in answers], y)
        return offset + split.without_rows(cost, every), x, every

    found = settle_prices(split, cost, offset, split.priced & totals, gap, first, relaxed, go_on, rounds, STILL)
    if found is None:
        return None
    every = _agreed(closed, pool, cost, found.y)
    if every is None:
        return None
    y = split.prices(every)
    reduced = split.reduced(cost, y)
    answers = relax_parts(parts, pool, reduced)
    if answers is None:
        return None
    bound = offset + split.constant(reduced, y) + sum(answer.value for answer in answers)
    return replace(found, bound=bound, y=every)


def _agreed(closed: Shipped[Closed], pool: Pool, cost: FloatArray, y: FloatArray) -> FloatArray | None:
    """Prices of all rows when the pieces have been relaxed again at what the others say of the rows between them."""
    for _ in range(SWEEPS):
        answers = relax_each(closed, pool, closed.split.costs(cost, y))
        if answers is None:
            return None
        y = closed.split.prices([answer.y for answer in answers], y)
    return y


def _members(layout: Layout, parts: int) -> list[BoolArray]:
    """Which buildings each piece has: those of a part, and the nearest to them in the same block."""
    found = []
    block = _block_of_parts(layout)
    of_building = block[layout.building_part]
    for part in range(parts):
        members = layout.building_part == part
        near = np.flatnonzero((of_building == block[part]) & ~members)
        if near.size:
            away = cKDTree(layout.xy[members]).query(layout.xy[near])[0]
            more = near[np.argsort(away, kind="stable")[: round(AROUND * members.sum())]]
            members = members.copy()
            members[more] = True
        found.append(members)
    return found


def _block_of_parts(layout: Layout) -> IntArray:
    """Block of each part: parts are pieces of blocks."""
    block = np.full(int(layout.building_part.max()) + 1, NOWHERE)
    known = (layout.part != NOWHERE) & (layout.block != NOWHERE)
    block[layout.part[known]] = layout.block[known]
    return block
