"""Small programs of towns that share totals, made at random: what the parts are tried on."""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import csr_array

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import IntArray, Matrix

OPTIONS = 3


def towns(seed: int, towns: int = 4, buildings: int = 4, totals: int = 2) -> tuple[Matrix, IntArray]:
    """A choice of one option a building, a floor in each town, totals with a shortfall that costs; and the towns.

    Columns: options (whole) town by town, then a shortfall for each total. Rows: choices, floors, totals.
    """
    rng = np.random.default_rng(seed)
    places = towns * buildings
    columns = places * OPTIONS + totals
    town = np.append(np.repeat(np.arange(towns), buildings * OPTIONS), np.full(totals, -1))
    rows, low, high = [], [], []
    for k in range(places):
        row = np.zeros(columns)
        row[k * OPTIONS : (k + 1) * OPTIONS] = 1.0
        rows.append(row)
        low.append(1.0)
        high.append(1.0)
    for t in range(towns):
        row = np.where(town == t, rng.integers(0, 5, columns), 0).astype(float)
        rows.append(row)
        low.append(0.6 * buildings * 4 * rng.random())
        high.append(np.inf)
    for k in range(totals):
        row = np.where(town >= 0, rng.integers(0, 9, columns), 0).astype(float)
        row[places * OPTIONS + k] = -1.0
        rows.append(row)
        low.append(-np.inf)
        high.append(2.5 * places)
    cost = np.append(rng.integers(1, 30, places * OPTIONS), np.full(totals, 4)).astype(float)
    matrix = Matrix(
        cost=cost,
        offset=3.0,
        low=np.zeros(columns),
        high=np.append(np.ones(places * OPTIONS), np.full(totals, np.inf)),
        whole=np.append(np.ones(places * OPTIONS, dtype=bool), np.zeros(totals, dtype=bool)),
        a=csr_array(np.array(rows)),
        row_low=np.array(low),
        row_high=np.array(high),
    )
    return matrix, town


def optimum(matrix: Matrix, *, integer: bool) -> tuple[float, FloatArray]:
    """What HiGHS says of the program as one."""
    highs = matrix.highs(integer=integer, mip_rel_gap=0.0, mip_abs_gap=0.0)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return highs.getInfo().objective_function_value, np.array(highs.getSolution().col_value)
