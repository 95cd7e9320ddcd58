"""Neighbourhoods: the columns around some buildings, and such as share no row, so that they can be solved at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csc_array, csr_array
from scipy.spatial import cKDTree

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray, IntArray, Matrix
from estate_opt.solving.regions.layout import Layout
from estate_opt.solving.regions.places import NOWHERE, SHORT_ROW

MOST = 150
"""Most buildings of a neighbourhood."""
WIDE = 2
"""Times as many buildings around a centre as a neighbourhood has are in no other that is solved at once."""
LOOKS = 8
"""Centres that are looked at for each neighbourhood that is wanted, before fewer have to do."""


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """A neighbourhood.

    Parameters
    ----------
    members
        Its buildings, the nearest to its centre first.
    free
        Which columns it may change, shape (columns,).
    """

    members: IntArray
    free: BoolArray


class Neighbourhoods:
    """Neighbourhoods of a program.

    Parameters
    ----------
    matrix
        The program.
    layout
        Where its columns lie.
    amounts
        Columns without a limit of their own: loads, excesses, shortfalls; shape (columns,).
    """

    def __init__(self, matrix: Matrix, layout: Layout, amounts: BoolArray) -> None:
        kept = np.flatnonzero(~layout.totals)
        self.building = layout.building
        self.whole = matrix.whole
        self.amounts = amounts
        self.local = matrix.a[kept]
        self.by_column = self.local.tocsc()
        self.row_length = np.diff(self.local.indptr)
        buildings = len(layout.xy)
        near = cKDTree(layout.xy).query(layout.xy, k=min(MOST, buildings))[1]
        self.near: IntArray = near.reshape(buildings, -1)

    def around(self, members: BoolArray, *, whole: bool = False) -> BoolArray:
        """Columns of some buildings, and the shares and amounts that stand in a short row with one of them.

        With ``whole``, the whole decisions that stand there too.
        """
        free: BoolArray = (self.building != NOWHERE) & members[self.building]
        rows = self.rows_of(free)
        beside = entries(self.local, rows[self.row_length[rows] <= SHORT_ROW])
        free[beside if whole else beside[~self.whole[beside]]] = True
        # what is an amount of something free (a load, an excess, a shortfall) is free with it
        seen, more = np.zeros(self.local.shape[0], dtype=bool), np.flatnonzero(free)
        while more.size:
            rows = self.rows_of_columns(more)
            rows = rows[~seen[rows]]
            seen[rows] = True
            beside = entries(self.local, rows)
            more = np.unique(beside[self.amounts[beside] & ~free[beside]])
            free[more] = True
        return free

    def rows_of(self, columns: BoolArray) -> IntArray:
        """Rows, but for totals, in which some columns stand."""
        return self.rows_of_columns(np.flatnonzero(columns))

    def rows_of_columns(self, columns: IntArray) -> IntArray:
        """Rows, but for totals, in which columns of these numbers stand."""
        stands = np.zeros(self.local.shape[0], dtype=bool)  # quicker than to sort as many as there are
        stands[entries(self.by_column, columns)] = True
        return np.flatnonzero(stands)

    def worst(self, loss: FloatArray, size: int, most: int) -> list[Neighbourhood]:
        """Neighbourhoods of so many buildings with the greatest loss, no two of which share a row.

        Parameters
        ----------
        loss
            Loss at each building, shape (buildings,); around a building without any there is no neighbourhood.
        size
            Buildings of each.
        most
            Most neighbourhoods.
        """
        near, wide = self.near[:, :size], self.near[:, : WIDE * size]
        score = np.where(loss > 0, loss[near].sum(axis=1), 0.0)
        found: list[Neighbourhood] = []
        taken = np.zeros(loss.size, dtype=bool)
        used = np.zeros(self.local.shape[0], dtype=bool)
        refused = np.zeros(loss.size, dtype=bool)
        looks = LOOKS * most
        for centre in np.argsort(-score, kind="stable"):
            if score[centre] <= 0 or len(found) == most or not looks:
                break
            if refused[centre] or taken[wide[centre]].any():  # too near to another one: it would share rows with it
                continue
            looks -= 1
            members = np.zeros(loss.size, dtype=bool)
            members[near[centre]] = True
            free = self.around(members)
            rows = self.rows_of(free)
            if used[rows].any():
                refused[near[centre, : size // 2]] = True
                continue
            used[rows] = True
            taken |= members
            found.append(Neighbourhood(near[centre], free))
        return found

    def apart(self, sets: Sequence[BoolArray], most: int) -> Iterator[list[int]]:
        """Numbers of sets of columns, in groups of at most so many of which no two stand in the same row."""
        rows = [self.rows_of(columns) for columns in sets]
        waiting = list(range(len(sets)))
        while waiting:
            used = np.zeros(self.local.shape[0], dtype=bool)
            group = list[int]()
            for k in waiting:
                if len(group) < most and not used[rows[k]].any():
                    used[rows[k]] = True
                    group.append(k)
            yield group
            waiting = [k for k in waiting if k not in set(group)]

    def cut(self, matrix: Matrix, free: BoolArray, x: FloatArray) -> tuple[Matrix, IntArray]:
        """What is left of a program without totals when all but some columns are fixed, and which columns it has.

        The rows that matter are found by the columns, so the rest of a large program costs nothing.
        """
        columns = np.flatnonzero(free)
        rows = self.rows_of(free)
        a = self.local[rows]
        settled = a @ np.where(free, 0.0, x)
        smaller = replace(
            matrix,
            cost=matrix.cost[columns],
            offset=0.0,
            low=matrix.low[columns],
            high=matrix.high[columns],
            whole=matrix.whole[columns],
            a=a[:, columns],
            row_low=matrix.row_low[rows] - settled,
            row_high=matrix.row_high[rows] - settled,
        )
        return smaller, columns


def entries(matrix: csr_array | csc_array, lines: IntArray) -> IntArray:
    """Indices that stand in some rows of a matrix by rows (or columns of one by columns)."""
    starts = matrix.indptr[lines]
    lengths = matrix.indptr[lines + 1] - starts
    ends = np.cumsum(lengths)
    at = np.arange(ends[-1] if ends.size else 0) + np.repeat(starts - (ends - lengths), lengths)
    found: IntArray = matrix.indices[at]
    return found
