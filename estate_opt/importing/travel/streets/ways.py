"""Ways as corners: what every reader of streets gives, and what a network is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.errors import Problem
from estate_opt.inputs.coordinates import to_metres


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the world that is looked at, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, longitude: FloatArray, latitude: FloatArray) -> bool:
        """Tell whether the box around some corners meets the window."""
        return bool(
            longitude.max() >= self.west
            and longitude.min() <= self.east
            and latitude.max() >= self.south
            and latitude.min() <= self.north
        )


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways that can be walked.

    Parameters
    ----------
    xy
        Eastings and northings (EPSG:27700) of the nodes in metres, shape (nodes, 2).
    corner
        Node of each corner, way after way, shape (corners,). Ways meet where they share a node.
    start
        Where each way's corners start in ``corner``, and their number at the end, shape (ways + 1,).
    not_walkable
        Number of ways that cannot be walked, and were left aside.
    problems
        Warnings of the file.
    """

    xy: FloatArray
    corner: IntArray
    start: IntArray
    not_walkable: int = 0
    problems: Sequence[Problem] = field(default=())

    @classmethod
    def of(
        cls,
        longitude: FloatArray,
        latitude: FloatArray,
        corner: IntArray,
        lengths: IntArray,
        not_walkable: int,
        problems: Sequence[Problem] = (),
    ) -> Ways:
        """Ways from nodes in degrees, and the number of corners of each way."""
        xy = np.column_stack(to_metres(longitude, latitude)) if len(longitude) else np.empty((0, 2))
        start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return cls(xy, corner, start, not_walkable, problems)

    def __len__(self) -> int:
        return len(self.start) - 1
