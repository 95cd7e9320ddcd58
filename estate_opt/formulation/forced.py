"""Decisions that the musts leave no choice about, found by arithmetic before solving.

Each must is a row  Σ a·x ≤ b  over variables within bounds. With everything else at its best, the least that the
row can be is m; a variable that would add more than b − m is fixed (activity-based bound tightening:
Savelsbergh 1994). What is fixed may fix more, through "one option each" and "an offer needs an option
that can host it". Rows that a further move may enter later take no part, so that what is fixed stays
right when moves are added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.formulation.table import VariableTable

ROUNDS = 20
TOLERANCE = 1e-6
"""A bound on a 0–1 variable is moved where it is crossed by more than this."""


@dataclass(frozen=True, slots=True)
class Forced:
    """A decision about a building that is no decision any more.

    Parameters
    ----------
    building_id, building
        The building and its name.
    options
        Names of the options that are left to it.
    """

    building_id: str
    building: str
    options: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What is forced, in words."""
        left = " or ".join(repr(option) for option in self.options)
        return f"{self.building} ({self.building_id}) can only be run as {left}: the musts leave nothing else."


def settle_forced(table: VariableTable, rows: Sequence[int]) -> tuple[Forced, ...]:
    """Fix options and offers that some rows leave no choice about; contradictory rows fix nothing.

    Parameters
    ----------
    table
        The formulation; bounds of its 0–1 variables are moved.
    rows
        Positions of the rows that are looked at.

    Returns
    -------
    tuple of Forced
        Buildings that have fewer options left than they had.
    """
    decisions = [*table.run.values(), *table.offers.values()]
    columns = np.array([variable.id for variable in decisions], dtype=np.int64)
    low, high = np.zeros(table.program.shape[1]), table.program.upper_bounds()
    before = high[columns] - low[columns]
    if not tightened(table, np.array(sorted(rows), dtype=np.int64), columns, low, high):
        return ()
    for variable, column, width in zip(decisions, columns.tolist(), before.tolist(), strict=True):
        if width > 0 and low[column] == high[column]:
            variable.bounds(low[column], low[column])
    return tuple(_forced(table))


def tightened(table: VariableTable, rows: IntArray, columns: IntArray, low: FloatArray, high: FloatArray) -> bool:
    """Move the bounds of 0–1 columns as far as rows force them, in place; ``False`` where rows contradict."""
    least, most = table.program.row_limits()
    a = table.program.matrix()[rows]
    # both sides of a row as ≤
    both = sparse.vstack([a[np.isfinite(most[rows])], -a[np.isfinite(least[rows])]]).tocsr()
    limit = np.concatenate([most[rows][np.isfinite(most[rows])], -least[rows][np.isfinite(least[rows])]])
    row = np.repeat(np.arange(len(limit)), np.diff(both.indptr))
    column, coefficient = both.indices, both.data
    whole = np.zeros(len(low), dtype=bool)
    whole[columns] = True
    binary = whole[column]
    for _ in range(ROUNDS):
        with np.errstate(invalid="ignore"):
            at_best = np.where(coefficient > 0, coefficient * low[column], coefficient * high[column])
        room = limit - np.bincount(row, at_best, minlength=len(limit))
        if (room < -TOLERANCE).any():
            return False
        crossed = binary & (np.abs(coefficient) > room[row] + TOLERANCE) & (low[column] < high[column])
        if not crossed.any():
            return True
        down = column[crossed & (coefficient > 0)]
        up = column[crossed & (coefficient < 0)]
        if np.intersect1d(down, up).size:
            return False
        high[down], low[up] = 0.0, 1.0
    return True


def _forced(table: VariableTable) -> list[Forced]:
    """Buildings with an option that is ruled out."""
    found = []
    for k, building in enumerate(table.estate.buildings):
        ways = table.runs(k)
        left = tuple(option.name for option, chosen in ways if chosen.upBound > 0)
        if len(left) < len(ways):
            found.append(Forced(building.building_id, building.name, left))
    return found
