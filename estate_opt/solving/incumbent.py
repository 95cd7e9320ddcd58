"""The best plan so far, which both sides of the search look at and better."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import Matrix, dot

SAME = 1e-7
"""Objectives of a stage that differ by less are the same, and the objective behind it decides."""
ROW_TOLERANCE = 1e-5
"""By how much a row may be broken, as a share of its largest coefficient or limit: a solver's rounding."""


@dataclass(eq=False)
class Incumbent:
    """The best plan of a stage, safe to share between threads.

    Parameters
    ----------
    matrix
        The program with the stage's objective.
    behind
        Coefficients of what decides between plans of the same objective, shape (columns,).
    x
        The plan, shape (columns,); ``None`` before there is one.
    value
        The stage's objective of it.
    """

    matrix: Matrix
    behind: FloatArray
    x: FloatArray | None = None
    value: float = np.inf
    version: int = 0
    refused: int = 0
    _behind: float = np.inf
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def offer(self, x: FloatArray) -> bool:
        """Take a plan where it holds every row and is better; tell whether it was taken.

        Whole columns are rounded first. A plan that then breaks a row is refused, whatever a solver says of it.
        """
        x = np.where(self.matrix.whole, np.round(x), x)
        if self.matrix.broken(x) > ROW_TOLERANCE:
            self.refused += 1
            return False
        value, behind = self.matrix.value(x), dot(self.behind, x)
        with self._lock:
            better = value < self.value - SAME or (value < self.value + SAME and behind < self._behind - SAME)
            if better:
                self.x, self.value, self._behind = x, value, behind
                self.version += 1
        return better
