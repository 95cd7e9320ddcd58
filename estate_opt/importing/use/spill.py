"""Bookings put away by room without holding them: in memory while they are few, on disk beyond."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np
from numpy.typing import NDArray

BUCKETS = 64
SPILL_BYTES = 1 << 19
"""Bytes of a bucket that stay in memory."""
BOOKING = np.dtype(
    [("room", np.int32), ("service", np.int16), ("start", np.int64), ("minutes", np.int32), ("people", np.float32),
     ("line", np.int32)]
)  # fmt: skip
"""``people`` is not-a-number where not known."""


class Spill:
    """Bookings by bucket; closed by leaving its context."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._files = [tempfile.SpooledTemporaryFile(max_size=SPILL_BYTES) for _ in range(BUCKETS)]  # noqa: SIM115
        for file in self._files:
            self._stack.callback(file.close)

    def __enter__(self) -> Spill:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def add(self, bookings: NDArray[np.void]) -> None:
        """Put bookings away."""
        bucket = bookings["room"] % BUCKETS
        order = np.argsort(bucket, kind="stable")
        bounds = np.searchsorted(bucket[order], np.arange(BUCKETS + 1))
        for k in np.flatnonzero(np.diff(bounds)):
            self._files[k].write(bookings[order[bounds[k] : bounds[k + 1]]].tobytes())

    def buckets(self) -> Iterator[NDArray[np.void]]:
        """Bookings of each bucket."""
        for file in self._files:
            file.seek(0)
            yield np.frombuffer(file.read(), dtype=BOOKING)
