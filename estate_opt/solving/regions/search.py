"""Good plans for the whole, found part by part.

1. *Relax and fix*: from the relaxation of the whole, one part after another gets whole decisions, with everything
   around it as it stands.
2. *Neighbourhoods*: the relaxation's prices say exactly where a plan loses against the bound,

       cost of x − bound = Σ_columns d_j (x_j − bound it should be at) + Σ_rows y_r (a_r x − limit of r)

   so the buildings around the greatest loss are freed and solved again, with every row of the whole as it is.

Parts and neighbourhoods that share no row are solved at once. How many are tried together does not depend on the
number of workers, so neither does the plan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack
from scipy.spatial import cKDTree

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray, IntArray, Matrix
from estate_opt.solving.regions.layout import Layout
from estate_opt.solving.regions.places import NOWHERE, SHORT_ROW
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.work import Effort, Found, search

DECIDED = 1e-6
"""How near to 0 or 1 a relaxed decision counts as decided."""
TOGETHER = 8
"""Parts or neighbourhoods that are solved at once."""
NEIGHBOURS, CORE = 60, 20
"""Buildings that a neighbourhood frees, and those in its middle that need no neighbourhood of their own then."""
LITTLE = 0.1
"""Part of the gap asked for that a pass over all buildings must bring for another one to begin."""
MISSED = 1e4
"""Cost of missing a total that must hold, while plans are looked for."""
NODES, SECONDS = 100, 20.0
"""How far one part or neighbourhood is searched; the seconds are a guard."""
SHARE_OF_GAP = 0.2
"""A neighbourhood is searched to this part of the gap asked for, in proportion to its buildings."""


@dataclass(eq=False)
class RegionSearch:
    """A search for plans of the whole.

    Parameters
    ----------
    matrix
        The program with its objective; the last columns may miss totals, at a price (see :func:`elastic`).
    layout
        Its parts, of the same columns.
    loose
        Columns that only totals hold, which every neighbourhood may change, shape (columns,).
    amounts
        Columns without a limit of their own: loads, excesses, shortfalls; shape (columns,).
    pool
        Where parts are solved.
    x
        The plan so far, or the relaxation's solution before there is one, shape (columns,).
    y
        The relaxation's prices of the rows, shape (rows,).
    """

    matrix: Matrix
    layout: Layout
    loose: BoolArray
    amounts: BoolArray
    pool: Pool
    x: FloatArray
    y: FloatArray

    def __post_init__(self) -> None:
        m = self.matrix
        kept = ~self.layout.totals
        self.local = replace(m, a=m.a[np.flatnonzero(kept)], row_low=m.row_low[kept], row_high=m.row_high[kept])
        self.by_column = self.local.a.tocsc()
        self.row_length = np.diff(self.local.a.indptr)
        buildings = len(self.layout.xy)
        _, near = cKDTree(self.layout.xy).query(self.layout.xy, k=min(NEIGHBOURS, buildings))
        self.near = near.reshape(buildings, -1)
        self.tried = np.zeros(len(self.layout.xy), dtype=bool)
        self.open = np.zeros(m.cost.size, dtype=bool)

    @property
    def is_plan(self) -> bool:
        """Whether every whole decision is whole and no total is missed that must hold."""
        whole = self.x[self.matrix.whole]
        return bool((np.abs(whole - np.round(whole)) <= DECIDED).all() and (self.x[self.missing] <= DECIDED).all())

    @property
    def missing(self) -> BoolArray:
        """Columns that miss totals."""
        missing = np.zeros(self.matrix.cost.size, dtype=bool)
        missing[missing.size - 2 * int(self.layout.totals.sum()) :] = True
        return missing

    @property
    def value(self) -> float:
        """Cost of the plan so far."""
        return self.matrix.value(self.x)

    # -- relax and fix -----------------------------------------------------------------------------

    def relax_and_fix(self, gap: float) -> None:
        """Give every part whole decisions, some that share no row but the totals at once."""
        parts = int(self.layout.building_part.max()) + 1
        around = [self._around(self.layout.building_part == p, whole=True) for p in range(parts)]
        self.open = self.matrix.whole.copy()
        for together in self._apart(around):
            self._fix([(around[p] | self.loose, self.layout.part == p) for p in together], gap)
            self.settle()

    def _fix(self, tasks: list[tuple[BoolArray, BoolArray]], gap: float) -> None:
        """Give some parts whole decisions; what the relaxation decides is kept, unless nothing is possible with it.

        Decisions of parts that are still open stay relaxed.
        """
        for keep in (np.abs(self.x - np.round(self.x)) <= DECIDED, np.zeros(self.x.size, dtype=bool)):
            jobs = []
            for around, own in tasks:
                whole = self.matrix.whole & own
                free = around & (~self.matrix.whole | (whole & ~keep) | (self.open & ~own))
                jobs.append((replace(self.matrix, whole=whole), free))
            answers = self._solve(jobs, gap, start=False)
            again = []
            for task, (_, free), answer in zip(tasks, jobs, answers, strict=True):
                if answer is None or answer.x is None:
                    again.append(task)
                    continue
                self.x[free] = answer.x
                whole = task[1] & self.matrix.whole
                self.x[whole] = np.round(self.x[whole])
                self.open[whole] = False
            tasks = again

    def settle(self) -> None:
        """Set what the totals alone decide (their shortfalls) as the rest asks."""
        (answer,) = self._solve([(self.matrix, self.loose)], 0.0, start=False)
        if answer is not None and answer.x is not None:
            self.x[self.loose] = answer.x

    # -- neighbourhoods ----------------------------------------------------------------------------

    def improve(self, gap: float, near_enough: Callable[[float], bool], go_on: Callable[[], bool]) -> None:
        """Solve neighbourhoods again, until the plan is near enough, little comes of it any more, or time is up."""
        self.tried[:] = False
        a_pass = math.ceil(len(self.tried) / (CORE * TOGETHER)) + 1
        values: list[float] = []
        while go_on() and not (self.is_plan and near_enough(self.value)):
            values.append(self.value)
            little = len(values) > a_pass and values[-1 - a_pass] - values[-1] < LITTLE * gap
            around = self._centres()
            if not around or (little and self.is_plan):
                return
            free = [self._around(members) | self.loose for _, members in around]
            answers = self._solve([(self.matrix, f) for f in free], gap, start=True)
            for (centre, members), freed, answer in zip(around, free, answers, strict=True):
                if answer is not None and self._take(freed, answer):
                    self.tried[members] = False
                self.tried[self.near[centre, :CORE]] = True

    def _take(self, free: BoolArray, answer: Found) -> bool:
        """Take an answer over where the whole is better with it, seen together with those taken before."""
        if answer.x is None:
            return False
        before, value = self.x.copy(), self.value
        self.x[free] = answer.x
        self.settle()
        rows = self.matrix.a @ self.x
        slack = 1e-6 * np.maximum(1.0, np.abs(rows))
        holds = bool(((rows >= self.matrix.row_low - slack) & (rows <= self.matrix.row_high + slack)).all())
        if holds and self.value < value - 1e-9 * abs(value):
            return True
        self.x = before
        return False

    def loss(self) -> FloatArray:
        """What the plan loses against the relaxation's prices at each building, shape (buildings,)."""
        m, building = self.matrix, self.layout.building
        d = m.cost - m.a.T @ self.y
        columns = np.where(d > 0, d * (self.x - m.low), d * (self.x - np.where(np.isfinite(m.high), m.high, self.x)))
        activity = m.a @ self.x
        limit = np.where(self.y > 0, m.row_low, m.row_high)
        used = (self.y != 0) & np.isfinite(limit) & ~self.layout.totals
        rows = np.zeros(activity.size)
        rows[used] = self.y[used] * (activity[used] - limit[used])
        known = building != NOWHERE
        at = np.bincount(building[known], weights=columns[known], minlength=len(self.tried))
        # the loss of a row lies evenly on the columns that it has
        spread_out = csr_array((np.ones(m.a.nnz), m.a.indices, m.a.indptr), shape=m.a.shape).T @ (
            rows / np.maximum(1, np.diff(m.a.indptr))
        )
        at += np.bincount(building[known], weights=spread_out[known], minlength=len(self.tried))
        loss: FloatArray = np.maximum(at, 0.0)
        return loss

    def _centres(self) -> list[tuple[int, BoolArray]]:
        """Centres of the next neighbourhoods, the greatest loss first, and the buildings in each."""
        loss = self.loss()
        fractional = (
            self.matrix.whole & (np.abs(self.x - np.round(self.x)) > DECIDED) & (self.layout.building != NOWHERE)
        )
        loss += np.bincount(self.layout.building[fractional], minlength=loss.size) * loss.sum()
        loss[self.tried] = 0.0
        near = self.near
        score = np.where(loss > 0, loss[near].sum(axis=1), 0.0)
        chosen: list[tuple[int, BoolArray]] = []
        taken = np.zeros(loss.size, dtype=bool)
        for centre in np.argsort(-score, kind="stable"):
            if score[centre] <= DECIDED**2 or len(chosen) == TOGETHER:
                break
            if not taken[near[centre]].any():
                members = np.zeros(loss.size, dtype=bool)
                members[near[centre]] = True
                taken |= members
                chosen.append((int(centre), members))
        return chosen

    # -- what both need ----------------------------------------------------------------------------

    def _around(self, members: BoolArray, *, whole: bool = False) -> BoolArray:
        """Columns of some buildings, and the shares and amounts that stand in a short row with one of them.

        With ``whole``, the whole decisions that stand there too.
        """
        label = self.layout.building
        free: BoolArray = (label != NOWHERE) & members[label]
        rows = np.unique(_entries(self.by_column, np.flatnonzero(free)))
        rows = rows[self.row_length[rows] <= SHORT_ROW]
        beside = np.unique(_entries(self.local.a, rows))
        free[beside if whole else beside[~self.matrix.whole[beside]]] = True
        # what is an amount of something free (a load, an excess, a shortfall) is free with it
        more = True
        while more:
            rows = np.unique(_entries(self.by_column, np.flatnonzero(free)))
            beside = np.unique(_entries(self.local.a, rows))
            amounts = beside[self.amounts[beside] & ~free[beside]]
            free[amounts] = True
            more = bool(amounts.size)
        return free

    def _apart(self, free: list[BoolArray]) -> Iterator[list[int]]:
        """Numbers of sets of columns, in groups of which no two stand in the same row."""
        rows = [np.unique(_entries(self.by_column, np.flatnonzero(f))) for f in free]
        waiting = list(range(len(free)))
        while waiting:
            used = np.zeros(self.local.a.shape[0], dtype=bool)
            group = list[int]()
            for p in waiting:
                if len(group) < TOGETHER and not used[rows[p]].any():
                    used[rows[p]] = True
                    group.append(p)
            yield group
            waiting = [p for p in waiting if p not in set(group)]

    def _solve(self, jobs: list[tuple[Matrix, BoolArray]], gap: float, *, start: bool) -> list[Found | None]:
        """Solve programs with all but some columns fixed."""
        calls = []
        for program, free in jobs:
            smaller, columns = program.without(~free, self.x)
            at = self.layout.building[columns]
            share = np.unique(at[at != NOWHERE]).size / len(self.tried)
            effort = Effort(max(gap * share * SHARE_OF_GAP, 1e-12), NODES, SECONDS)
            calls.append((smaller, smaller.cost, self.x[columns] if start else None, effort))
        return self.pool.run(search, calls)


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


def _entries(matrix: csr_array | csc_array, lines: IntArray) -> IntArray:
    """Indices that stand in some rows of a matrix by rows (or columns of one by columns)."""
    starts, lengths = matrix.indptr[lines], np.diff(matrix.indptr)[lines]
    ends = np.cumsum(lengths)
    at = np.arange(ends[-1] if ends.size else 0) + np.repeat(starts - (ends - lengths), lengths)
    entries: IntArray = matrix.indices[at]
    return entries
