"""Places put on streets: each goes to the nearest point on a way, and how far that is counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.importing.travel.streets.network import Network


@dataclass(frozen=True, eq=False)
class Snapped:
    """Places on a network.

    Parameters
    ----------
    stretch
        Stretch that each place was put on; -1 where no way is near enough, shape (places,).
    along
        Metres from the stretch's first vertex to it, shape (places,).
    metres
        Metres from the place to the way, shape (places,); infinite where no way is near enough.
    """

    stretch: IntArray
    along: FloatArray
    metres: FloatArray

    @property
    def found(self) -> np.ndarray:
        """Whether each place is on the network, shape (places,), boolean."""
        return self.stretch >= 0


def snap(network: Network, xy: FloatArray, limit_m: float) -> Snapped:
    """Put places on the nearest point of the nearest way.

    Parameters
    ----------
    network
        The streets.
    xy
        Places in metres (EPSG:27700), shape (places, 2).
    limit_m
        Places further from every way than this are not put on any.
    """
    stretch = np.full(len(xy), -1, dtype=np.int64)
    along, metres = np.zeros(len(xy)), np.full(len(xy), np.inf)
    known = np.flatnonzero(np.isfinite(xy).all(axis=1))
    if len(known) and len(network.lines):
        points = np.asarray(shapely.points(xy[known]))
        (place, line), distance = network.tree.query_nearest(
            points, max_distance=limit_m, return_distance=True, all_matches=False
        )
        at = known[place]
        stretch[at], metres[at] = line, distance
        along[at] = np.clip(shapely.line_locate_point(network.lines[line], points[place]), 0.0, network.metres[line])
    return Snapped(stretch, along, metres)
