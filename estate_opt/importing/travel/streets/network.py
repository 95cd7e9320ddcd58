"""Ways as a network: vertices where ways meet or end, and the stretches of way between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.importing.travel.streets.ways import Ways


@dataclass(frozen=True, eq=False)
class Network:
    """Streets as stretches between vertices; a stretch can be walked both ways.

    Parameters
    ----------
    vertices
        Number of vertices.
    ends
        First and last vertex of each stretch, shape (stretches, 2).
    metres
        Length of each stretch, shape (stretches,).
    lines
        Shape of each stretch in metres (EPSG:27700), shape (stretches,), LineStrings.
    dropped
        Stretches that were left out, because they belong to a piece of the network too small to lead anywhere.
    """

    vertices: int
    ends: IntArray
    metres: FloatArray
    lines: np.ndarray
    dropped: int = 0

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The stretches, for finding the nearest."""
        return shapely.STRtree(self.lines)

    @cached_property
    def pieces(self) -> IntArray:
        """Number of the connected piece that each stretch belongs to, shape (stretches,)."""
        graph = coo_array((np.ones(len(self.ends)), (self.ends[:, 0], self.ends[:, 1])), shape=(self.vertices,) * 2)
        _, piece = connected_components(graph.tocsr(), directed=False)
        result: IntArray = piece.astype(np.int64)[self.ends[:, 0]]
        return result

    def without_small_pieces(self, least_km: float) -> Network:
        """Leave out pieces with less than so many km of way; whoever was put on one could get nowhere."""
        if not len(self.ends):
            return self
        km = np.bincount(self.pieces, weights=self.metres) / 1000
        kept = km[self.pieces] >= least_km
        if kept.all():
            return self
        return Network(self.vertices, self.ends[kept], self.metres[kept], self.lines[kept], int((~kept).sum()))


def build_network(ways: Ways) -> Network:
    """Cut ways where they meet.

    A node that two ways share, that a way passes twice or at which a way ends becomes a vertex;
    all others only give a stretch its shape. Stretches without length are left out.
    """
    if not len(ways):
        return Network(0, np.empty((0, 2), np.int64), np.empty(0), np.empty(0, dtype=object))
    is_vertex = np.bincount(ways.corner, minlength=len(ways.xy)) > 1
    is_vertex[ways.corner[ways.start[:-1]]] = True
    is_vertex[ways.corner[ways.start[1:] - 1]] = True
    cut = np.flatnonzero(is_vertex[ways.corner])
    last_of_way = np.isin(cut, ways.start[1:] - 1)
    first, last = cut[:-1][~last_of_way[:-1]], cut[1:][~last_of_way[:-1]]
    number = np.cumsum(is_vertex) - 1
    lines = _lines(ways, first, last)
    metres = shapely.length(lines)
    real = metres > 0
    ends = np.column_stack([number[ways.corner[first]], number[ways.corner[last]]])
    return Network(int(is_vertex.sum()), ends[real].astype(np.int64), metres[real], lines[real])


def _lines(ways: Ways, first: IntArray, last: IntArray) -> np.ndarray:
    """Shapes of the stretches from one corner to another; a corner where two meet belongs to both."""
    corners = last - first + 1
    stretch = np.repeat(np.arange(len(first)), corners)
    place = np.arange(corners.sum()) - np.repeat(np.cumsum(corners) - corners, corners) + np.repeat(first, corners)
    shapes: np.ndarray = shapely.linestrings(ways.xy[ways.corner[place]], indices=stretch)
    return shapes
