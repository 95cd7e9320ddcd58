"""The days that an export is about, without a stray booking years off."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def period_of(counts: NDArray[np.int64], first: int, gap: int = 60, share: float = 0.005) -> tuple[int, int]:
    """First and last day of the bookings, without strays.

    Parameters
    ----------
    counts
        Bookings that begin on each day, shape (days,).
    first
        Day of the first of them, in days since 1970.
    gap
        Days without any booking that make those beyond them strays,
    share
        where they are less than this share of all.
    """
    days = np.flatnonzero(counts)
    begins, ends = _runs(days, gap)
    sizes: Sequence[int] = [int(counts[days[b] : days[e - 1] + 1].sum()) for b, e in zip(begins, ends, strict=True)]
    low, high, total = 0, len(sizes) - 1, sum(sizes)
    while low < high and sizes[low] < share * total:
        low += 1
    while high > low and sizes[high] < share * total:
        high -= 1
    return first + int(days[begins[low]]), first + int(days[ends[high] - 1])


def _runs(days: NDArray[np.int64], gap: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Begins and ends (not counted) of runs of days that lie no more than a gap apart."""
    breaks = np.flatnonzero(np.diff(days) > gap) + 1
    return np.concatenate([[0], breaks]), np.concatenate([breaks, [len(days)]])
