"""Which points are nearest to which."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from estate_opt.domain.travel import FloatArray, IntArray


def nearest(points: FloatArray, at: FloatArray) -> IntArray:
    """Position of the point nearest to each place, shape (places,).

    Parameters
    ----------
    points, at
        Shapes (points, 2) and (places, 2).
    """
    return nearest_few(points, at, 1)[1][:, 0]


def nearest_few(points: FloatArray, at: FloatArray, count: int) -> tuple[FloatArray, IntArray]:
    """Distances to the few points nearest to each place and their positions, shapes (places, count).

    Where there are fewer points than asked for, all of them.
    """
    few = list(range(1, min(count, len(points)) + 1))
    distance, position = cKDTree(points).query(at, k=few)
    return np.asarray(distance, dtype=np.float64), np.asarray(position, dtype=np.int64)
