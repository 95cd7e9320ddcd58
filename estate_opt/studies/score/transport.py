"""The transport problem: as many hours as can be find a place with room, with the least hours × km.

    min Σ hours[a] · (km[a,k] − PLACED_KM) · x[a,k]   s. t.   Σ_k x[a,k] ≤ 1,   Σ_a hours[a] · x[a,k] ≤ room[k],   x ≥ 0

a linear program, solved by HiGHS as scipy brings it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from estate_opt.domain.travel import FloatArray

PLACED_KM = 10_000.0
"""What an hour that finds a place is worth in km: more than any way costs, so that none is left for being far."""


def transport(ways: Sequence[tuple[int, str, float]], hours: FloatArray, room: Mapping[str, float]) -> FloatArray:
    """Place activities.

    Parameters
    ----------
    ways
        Activity (by position), building that could take it in, and km.
    hours
        Space-hours a week of each activity, shape (activities,).
    room
        Space-hours a week that are free, by building.

    Returns
    -------
    array
        Share of the activity that goes each way, 0 to 1, shape (ways,).
    """
    if not ways:
        return np.zeros(0)
    buildings = {building: k for k, building in enumerate(sorted({building for _, building, _ in ways}))}
    count = len(ways)
    activity = np.array([a for a, _, _ in ways], dtype=np.int64)
    place = np.array([buildings[building] for _, building, _ in ways], dtype=np.int64)
    km = np.array([km for _, _, km in ways])
    rows = np.concatenate([activity, len(hours) + place])
    columns = np.concatenate([np.arange(count), np.arange(count)])
    values = np.concatenate([np.ones(count), hours[activity]])
    limits = csr_array((values, (rows, columns)), shape=(len(hours) + len(buildings), count))
    found = linprog(  # type: ignore[call-overload]  # takes a sparse matrix, which its stubs do not know
        hours[activity] * (km - PLACED_KM),
        A_ub=limits,
        b_ub=np.concatenate([np.ones(len(hours)), [max(0.0, room[building]) for building in buildings]]),
        bounds=(0.0, 1.0),
        method="highs",
    )
    shares: FloatArray = np.clip(np.asarray(found.x, dtype=np.float64), 0.0, 1.0)
    return shares
