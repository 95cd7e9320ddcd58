"""What of the limits has been looked at: boxes of limits that may still hide a point (Kirlik and Sayin 2014).

The grid of the augmented ε-constraint method (Mavrotas and Florios 2013) parts the ranges of all
measures but the first into boxes. A solve under the limits *u* that finds a point *p* has answered
every box between the two, and one that finds nothing has answered every box below *u*: those cells
are bypassed. Boxes that *p* lies across are parted there, so that in the end no point can hide.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray

ROUNDED = 1e-9


@dataclass(frozen=True, eq=False)
class Box:
    """Costs from ``low`` to below ``high``, shape (measures but the first,) each."""

    low: FloatArray
    high: FloatArray


class Cells:
    """Boxes that may still hide a point.

    Parameters
    ----------
    edges
        Edges of the grid for each dimension, rising.
    narrow
        Boxes narrower than this in some dimension are not looked at, shape (dimensions,).
    scale
        By what widths are divided to compare them, shape (dimensions,).
    worst
        End of the range in each dimension, shape (dimensions,); boxes beyond come last.
    """

    def __init__(
        self, edges: Sequence[Sequence[float]], narrow: FloatArray, scale: FloatArray, worst: FloatArray
    ) -> None:
        self.narrow, self.scale, self.worst = narrow, scale, worst
        self.boxes: list[Box] = []
        for corners in itertools.product(*(list(itertools.pairwise(along)) for along in edges)):
            low, high = np.array(corners).T
            self._add(low, high)
        within = [box.high for box in self.boxes if np.all(np.isfinite(box.high))]
        self.corners = sorted((tuple(high.tolist()) for high in within), reverse=True)

    def _add(self, low: FloatArray, high: FloatArray) -> None:
        if np.all(high - low >= self.narrow * (1 - ROUNDED)):
            self.boxes.append(Box(low, high))

    def open_at(self, corner: FloatArray) -> bool:
        """Whether a box with this upper corner is left."""
        return any(np.array_equal(box.high, corner) for box in self.boxes)

    def part(self, point: FloatArray) -> None:
        """Part the boxes that a point lies across."""
        for m, at in enumerate(point):
            boxes, self.boxes = self.boxes, []
            for box in boxes:
                if not box.low[m] < at < box.high[m]:
                    self.boxes.append(box)
                    continue
                below, above = box.high.copy(), box.low.copy()
                below[m] = above[m] = at
                self._add(box.low, below)
                self._add(above, box.high)

    def answered(self, corner: FloatArray, point: FloatArray | None) -> None:
        """Take out what a solve below a corner has answered: down to the point it found, or everything."""
        self.boxes = [
            box
            for box in self.boxes
            if not (np.all(box.high <= corner) and (point is None or np.all(box.low >= point - ROUNDED * self.scale)))
        ]

    def widest(self) -> FloatArray | None:
        """Upper corner of the half of the largest box that is nearer to the best, parted off it; ``None`` at the end.

        A box too narrow to be halved is looked at as a whole.
        """
        if not self.boxes:
            return None
        largest = max(self.boxes, key=lambda box: (float(np.prod(self._widths(box))), *-box.high))
        widths = self._widths(largest)
        m = int(np.argmax(widths))
        parts = np.floor(widths[m] * self.scale[m] / self.narrow[m] + ROUNDED)
        if parts < 2 or widths.min() <= 0:
            return largest.high
        middle = float(largest.low[m] + self.narrow[m] * np.floor(parts / 2))
        self.part_one(largest, m, middle)
        corner = largest.high.copy()
        corner[m] = middle
        return corner

    def _widths(self, box: Box) -> FloatArray:
        """Widths of a box within the ranges, as shares of them, shape (dimensions,)."""
        widths: FloatArray = (np.minimum(box.high, self.worst) - np.minimum(box.low, self.worst)) / self.scale
        return widths

    def part_one(self, box: Box, m: int, at: float) -> None:
        """Part one box in one dimension."""
        self.boxes = [other for other in self.boxes if other is not box]
        below, above = box.high.copy(), box.low.copy()
        below[m] = above[m] = at
        self._add(box.low, below)
        self._add(above, box.high)
