"""First prices of the totals, by a sample of the components for which the totals' limits hold in proportion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.regions.places import NOWHERE
from estate_opt.solving.regions.prices import LP_SECONDS
from estate_opt.solving.regions.split import Split, scaled
from estate_opt.solving.regions.work import relax

SAMPLE_BUILDINGS = 400
"""Buildings in the sample of components from which the first prices come."""


def sample_prices(split: Split, cost: FloatArray, buildings: FloatArray) -> FloatArray:
    """Prices of the priced rows by a sample of the parts, for which the rows' limits hold in proportion.

    Parameters
    ----------
    split
        The program taken apart as far as it goes.
    cost
        The objective, shape (columns,).
    buildings
        Number of buildings of each part, shape (parts,).
    """
    m, parts = split.matrix, len(split.columns)
    order = np.random.default_rng(0).permutation(parts)
    order = order[buildings[order] <= SAMPLE_BUILDINGS / 4]
    chosen = order[: np.searchsorted(np.cumsum(buildings[order]), SAMPLE_BUILDINGS) + 1]
    columns = np.concatenate([*(split.columns[k] for k in chosen), split.free])
    priced = np.flatnonzero(split.priced)
    rows = np.concatenate([*(split.rows[k] for k in chosen), priced])
    inside = np.zeros(split.part.size)
    inside[columns] = 1.0
    inside[split.free] = 0.0
    size = abs(m.a[priced])
    every = size @ (split.part != NOWHERE).astype(float)
    share = np.ones(m.a.shape[0])
    share[priced] = (size @ inside) / np.maximum(every, 1e-12)
    sample = replace(
        m,
        cost=cost[columns],
        low=m.low[columns],
        high=m.high[columns],
        whole=m.whole[columns],
        a=m.a[rows][:, columns],
        row_low=scaled(m.row_low, share)[rows],
        row_high=scaled(m.row_high, share)[rows],
    )
    found = relax(sample, sample.cost, None, LP_SECONDS)
    y = np.zeros(m.a.shape[0])
    if np.isfinite(found.value):
        y[priced] = found.y[-priced.size :]
    return y
