"""Which of the changes that places propose are made: those that together are best for the whole.

Places are solved apart at the prices of the totals. Where prices are a little off, all of them save too much of a total
or too little, and to make every change would be to overshoot. So a small *master* program decides,

    minimise  Σ_k (cost of change k) z_k + cost of what the totals then miss,   z_k = 1 where change k is made,

    totals and held shortfalls as they are;  z_k + z_l ≤ 1 where k and l share a row,

and nothing is made that makes the plan worse. Changes that had to wait are proposed again as long as nothing around
them has changed. The duals of its relaxation say at which prices the totals would have come out even: the next prices
are sought there (Dantzig and Wolfe 1960, with whole plans of places as columns).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy.sparse import csr_array, hstack, triu

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray, IntArray, Matrix
from estate_opt.solving.regions.balance import Held, Totals
from estate_opt.solving.stages import HELD_SCALE

NODES = 500
"""How far the master is searched: its relaxation is all but whole, for there are more changes than totals."""
DECIDES = 1e3
"""Worth of a decision that is relaxed so far and whole after a change."""
HELD_ROUNDING = 1e-8
"""By how much less than is allowed a held shortfall is asked for: the master's solver rounds."""
LITTLE = 1e-4
"""By how much a total may be missed when its price is sought, as a share of its limit where that is above 1."""
GAIN = 1e-9
"""Changes that gain less than this are none."""


@dataclass(frozen=True, eq=False)
class Change:
    """New values for some columns, good for everything but totals.

    Parameters
    ----------
    columns, values
        Which columns change, and to what.
    rows
        Rows other than totals in which they stand.
    decided
        Decisions that are relaxed so far and whole afterwards.
    """

    columns: IntArray
    values: FloatArray
    rows: IntArray
    decided: int


@dataclass(frozen=True, eq=False)
class Choice:
    """What the master says.

    Parameters
    ----------
    made
        Which changes are made, shape (changes,).
    prices
        Duals of the totals in its relaxation, shape (totals,).
    held
        Duals of the held shortfalls: what the objective gains with a unit more of each.
    """

    made: BoolArray
    prices: FloatArray
    held: FloatArray


def choose(totals: Totals, cost: FloatArray, held: Sequence[Held], x: FloatArray, changes: Sequence[Change]) -> Choice:
    """The changes that are best together.

    Parameters
    ----------
    totals
        The totals of the program.
    cost
        The objective without prices, shape (columns,).
    held
        Shortfalls that are kept.
    x
        Where the search stands, settled, shape (columns,).
    changes
        What is proposed.
    """
    steps = [(change.columns, change.values - x[change.columns]) for change in changes]
    master = _program(totals, cost, held, x, steps, changes)
    start = np.append(np.zeros(len(changes)), x[totals.loose])
    prices, dual = _duals(master, totals.price, np.array([each.price for each in held]))
    highs = master.highs(
        integer=True, threads=1, mip_max_nodes=NODES, mip_rel_gap=0.0, mip_abs_gap=GAIN, mip_heuristic_effort=0.0
    )
    solution = highspy.HighsSolution()
    solution.col_value = list(start)
    highs.setSolution(solution)
    highs.run()
    found = highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    z = np.array(highs.getSolution().col_value)[: len(changes)] if found else start[: len(changes)]
    return Choice(z > 0.5, prices, dual)


def _program(
    totals: Totals,
    cost: FloatArray,
    held: Sequence[Held],
    x: FloatArray,
    steps: Sequence[tuple[IntArray, FloatArray]],
    changes: Sequence[Change],
) -> Matrix:
    """Columns: a choice for each change, then the totals' own columns. Rows: totals, held shortfalls, conflicts."""
    m, loose = totals.matrix, totals.loose
    others = x.copy()
    others[loose] = 0.0
    a, count = totals.a.tocsc(), len(steps)
    uses = [a[:, columns] @ by for columns, by in steps]
    use = np.column_stack(uses) if uses else np.zeros((totals.rows.size, 0))
    used = totals.a @ others
    worth = np.array([cost[columns] @ by for columns, by in steps])
    worth -= DECIDES * np.array([change.decided for change in changes], dtype=np.float64)
    kept = [
        HELD_SCALE * np.concatenate([[each.cost[columns] @ by for columns, by in steps], each.cost[loose]])
        for each in held
    ]
    room = [HELD_SCALE * (each.most - HELD_ROUNDING - float(each.cost @ others)) for each in held]
    conflicts = _conflicts(changes, m.a.shape[0])
    both = csr_array(
        (np.ones(2 * len(conflicts)), (np.repeat(np.arange(len(conflicts)), 2), conflicts.ravel())),
        shape=(len(conflicts), count + loose.size),
    )
    rows = [np.hstack([use, totals.own]), *(row.reshape(1, -1) for row in kept), both.toarray()]
    return Matrix(
        cost=np.append(worth, cost[loose]),
        offset=0.0,
        low=np.append(np.zeros(count), m.low[loose]),
        high=np.append(np.ones(count), m.high[loose]),
        whole=np.append(np.ones(count, dtype=bool), np.zeros(loose.size, dtype=bool)),
        a=csr_array(np.vstack(rows)),
        row_low=np.concatenate([m.row_low[totals.rows] - used, np.full(len(held) + len(conflicts), -np.inf)]),
        row_high=np.concatenate([m.row_high[totals.rows] - used, room, np.ones(len(conflicts))]),
    )


def _duals(master: Matrix, prices: FloatArray, held: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Duals of the totals and of the held shortfalls in the master's relaxation: of several, those nearest to prices.

    Each row may have a little more or less at the price that it has, so that only what the changes say moves it.
    """
    rows = prices.size + held.size
    price = np.append(prices, -held / HELD_SCALE)
    limit = np.where(np.isfinite(master.row_high[:rows]), master.row_high[:rows], master.row_low[:rows])
    little = LITTLE * np.maximum(1.0, np.abs(limit))
    more = csr_array((np.ones(rows), (np.arange(rows), np.arange(rows))), shape=(master.a.shape[0], rows))
    relaxed = replace(
        master,
        cost=np.append(master.cost, price),
        low=np.append(master.low, -little),
        high=np.append(master.high, little),
        whole=np.append(master.whole, np.zeros(rows, dtype=bool)),
        a=csr_array(hstack([master.a, more], format="csr")),
    )
    highs = relaxed.highs(integer=False, solver="simplex", threads=1)
    highs.run()
    y = np.array(highs.getSolution().row_dual)
    return y[: prices.size], -HELD_SCALE * y[prices.size : rows]


def _conflicts(changes: Sequence[Change], rows: int) -> IntArray:
    """Pairs of changes that share a row, shape (pairs, 2)."""
    lengths = [change.rows.size for change in changes]
    stand = csr_array(
        (
            np.ones(sum(lengths)),
            np.concatenate([change.rows for change in changes]) if changes else np.zeros(0, dtype=np.int64),
            np.concatenate([[0], np.cumsum(lengths)]),
        ),
        shape=(len(changes), rows),
    )
    pairs = triu(stand @ stand.T, k=1).tocoo()
    found: IntArray = np.column_stack([pairs.row, pairs.col]).astype(np.int64).reshape(-1, 2)
    return found
