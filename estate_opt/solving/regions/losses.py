"""Where a plan loses against the relaxation, and which of the relaxation's decisions are surest.

The relaxation's prices say exactly where a plan loses against the bound,

    cost of x − bound = Σ_columns d_j (x_j − bound it should be at) + Σ_rows y_r (a_r x − limit of r)

and what it would cost at least to decide otherwise than it does: d_j.
"""

from __future__ import annotations

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray, IntArray, Matrix
from estate_opt.solving.regions.layout import Layout
from estate_opt.solving.regions.places import NOWHERE

DECIDED = 1e-6
"""How near to 0 or 1 a relaxed decision counts as decided."""


def decided(program: Matrix, x: FloatArray) -> BoolArray:
    """Whole columns that a relaxation's solution has at a whole number, shape (columns,)."""
    found: BoolArray = program.whole & (np.abs(x - np.round(x)) <= DECIDED)
    return found


def losses(program: Matrix, layout: Layout, x: FloatArray, y: FloatArray) -> FloatArray:
    """What a plan loses at each building, shape (buildings,).

    Parameters
    ----------
    program
        With the objective that counts.
    layout
        Where its columns lie.
    x
        The plan, shape (columns,); decisions that are relaxed still count more than all else.
    y
        Prices of all rows, shape (rows,).
    """
    building = layout.building
    d = program.cost - program.a.T @ y
    columns = np.where(d > 0, d * (x - program.low), d * (x - np.where(np.isfinite(program.high), program.high, x)))
    activity = program.a @ x
    limit = np.where(y > 0, program.row_low, program.row_high)
    used = (y != 0) & np.isfinite(limit) & ~layout.totals
    rows = np.zeros(activity.size)
    rows[used] = y[used] * (activity[used] - limit[used])
    # the loss of a row lies evenly on the columns that it has
    columns = columns + program.pattern.T @ (rows / np.maximum(1, np.diff(program.a.indptr)))
    known = building != NOWHERE
    at = np.bincount(building[known], weights=columns[known], minlength=len(layout.xy))
    fractional = program.whole & ~decided(program, x) & known
    at += np.bincount(building[fractional], minlength=len(at)) * np.abs(at).sum()
    loss: FloatArray = np.maximum(at, DECIDED**2)
    return loss


def surest(program: Matrix, x: FloatArray, y: FloatArray, share: float) -> IntArray:
    """Columns of the relaxation's whole decisions that would cost most to change.

    Parameters
    ----------
    program
        With the objective of the relaxation.
    x, y
        Its solution, shape (columns,), and its prices of all rows, shape (rows,).
    share
        How many of the decisions.
    """
    columns = np.flatnonzero(decided(program, x))
    reduced = np.abs(program.cost - program.a.T @ y)[columns]
    found: IntArray = columns[np.argsort(-reduced, kind="stable")[: int(share * columns.size)]]
    return found
