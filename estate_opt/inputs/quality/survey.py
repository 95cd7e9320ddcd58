"""What to survey first: missing values by how much money hangs on them.

For a missing sum of money (backlog, income, receipt …) that is how far the assumed one is typically off, from what
buildings of the same type have, per m² times the floor area where that is known: their median where £0 is assumed, else
the distance between their quartiles. For a missing quality (condition, floor area, flexibility …) it is what the
building costs a year, the money about which the decision is. Made-up values count as missing. It needs no plan; what a
plan depends on is told by ``estate-opt stress --survey-first``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.inputs.checks.register import ASSUMED
from estate_opt.inputs.quality.completeness import LEASED, ONLY_LEASED
from estate_opt.inputs.quality.register import Register

SUMS = ("backlog_gbp", "receipt_central_gbp", "exit_cost_gbp", "disposal_cost_gbp", "income_gbp_per_year")
"""Sums of money of which one that is missing is assumed. Of the three receipts one is looked at: they come together."""
QUALITIES = ("condition", "gia_m2", "flexibility", "local_importance", "carbon_kgco2e_per_year")
"""What a decision is made by, beside sums of money."""
MADE_UP = "the made-up figure"
NOTHING = "£0"
"""What is assumed of a sum that no record mentions."""
ENOUGH = 5
"""Known sums of a type from which it is told how far they differ; where there are fewer, those of all types."""


@dataclass(frozen=True, slots=True)
class SurveyColumn:
    """A column, of how many buildings it is missing, and how much hangs on it, in pounds."""

    column: str
    missing: int
    of: int
    at_stake_gbp: float
    assumed: str


@dataclass(frozen=True, slots=True)
class SurveyBuilding:
    """A building, what is missing of it, what most hangs on, and how much in all, in pounds."""

    building_id: str
    name: str
    type: str
    missing: tuple[str, ...]
    at_stake_gbp: float


@dataclass(frozen=True, slots=True)
class Survey:
    """What to survey first, by column and by building, most first."""

    columns: tuple[SurveyColumn, ...]
    buildings: tuple[SurveyBuilding, ...]


def survey(register: Register) -> Survey:
    """Rank what is missing of the council's buildings by how much money hangs on it."""
    stake = {column: _sum_at_stake(register, column) for column in SUMS}
    cost = np.nan_to_num(register.numbers("running_cost_gbp_per_year"))
    stake |= dict.fromkeys(QUALITIES, cost)
    lacking = {column: [row for row in register.council if _lacks(register, row, column)] for column in stake}
    columns = [
        SurveyColumn(
            column, len(rows), len(register.council), float(stake[column][rows].sum()), _instead(register, column, rows)
        )
        for column, rows in lacking.items()
        if rows
    ]
    buildings = []
    for row in register.council:
        own = sorted((c for c, rows in lacking.items() if row in rows), key=lambda c: -stake[c][row])
        if own:
            total = float(sum(stake[c][row] for c in own))
            buildings.append(
                SurveyBuilding(register.ids[row], register.names[row], register.types[row], tuple(own), total)
            )
    return Survey(
        tuple(sorted(columns, key=lambda c: (-c.at_stake_gbp, c.column))),
        tuple(sorted(buildings, key=lambda b: (-b.at_stake_gbp, b.building_id))),
    )


def _instead(register: Register, column: str, rows: list[int]) -> str:
    """What is taken where a value is not known: what is assumed, or the figure that was made up."""
    made_up = sum(register.is_made_up(row, column) for row in rows)
    if made_up == len(rows):
        return MADE_UP
    return f"{ASSUMED[column]}; {MADE_UP} of {made_up:,}" if made_up else ASSUMED[column]


def _lacks(register: Register, row: int, column: str) -> bool:
    if column in ONLY_LEASED and LEASED not in str(register.value(row, "tenure") or "").casefold():
        return False
    return not register.knows(row, column)


def _sum_at_stake(register: Register, column: str) -> FloatArray:
    """How far a missing sum may be off at each building, in pounds, shape (rows,)."""
    sums, area = register.numbers(column), register.numbers("gia_m2")
    known = np.isfinite(register.known_numbers(column))
    if not known.any():  # made-up sums say better than nothing in which region the true ones may be
        known = np.isfinite(sums)
    sized = known & (area > 0)
    types = np.array(register.types, dtype=object)
    off = _median if ASSUMED[column] == NOTHING else _quartiles_apart
    result = np.zeros(len(register))
    for kind in sorted(set(register.types)):
        own = types == kind
        per_m2 = off(sums[sized & own] / area[sized & own], sums[sized] / area[sized])
        plain = off(sums[known & own], sums[known])
        result[own] = np.where(area[own] > 0, per_m2 * np.nan_to_num(area[own]), plain)
    return result


def _median(own: FloatArray, every: FloatArray) -> float:
    pool = own if len(own) >= ENOUGH else every
    return float(np.median(pool)) if len(pool) else 0.0


def _quartiles_apart(own: FloatArray, every: FloatArray) -> float:
    pool = own if len(own) >= ENOUGH else every
    return float(np.subtract(*np.percentile(pool, [75, 25]))) if len(pool) else 0.0
