"""The shortest ways along a network, from some places to others, by Dijkstra's algorithm (scipy)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.importing.travel.streets.network import Network
from estate_opt.importing.travel.streets.snap import Snapped

BATCH_BYTES = 64_000_000
"""What the distances from one batch of places may take: all vertices of a city, from some dozens of places."""


@dataclass(frozen=True, eq=False)
class Routable:
    """A network with places on it as vertices of their own.

    Parameters
    ----------
    graph
        Metres between neighbouring vertices, both ways, shape (vertices, vertices).
    vertex
        Vertex of each place; -1 where it is on no way, shape (places,).
    """

    graph: csr_array
    vertex: IntArray


def with_places(network: Network, places: Snapped) -> Routable:
    """Split the stretches where places were put on them.

    The place nearest to the beginning of a stretch takes the stretch's first part, and so on to
    the end; places in one spot share a vertex.
    """
    on_network = np.flatnonzero(places.found)
    spots, spot_of = np.unique(
        np.column_stack([places.stretch[on_network].astype(np.float64), places.along[on_network]]),
        axis=0,
        return_inverse=True,
    )
    vertex = np.full(len(places.stretch), -1, dtype=np.int64)
    vertex[on_network] = network.vertices + spot_of.ravel()
    stretch, along = spots[:, 0].astype(np.int64), spots[:, 1]
    every = np.arange(len(network.ends))
    # each stretch as a chain of its first vertex, the spots on it in order, and its last vertex
    of = np.concatenate([every, stretch, every])
    at = np.concatenate([np.full(len(every), -1.0), along, np.full(len(every), np.inf)])
    name = np.concatenate([network.ends[:, 0], network.vertices + np.arange(len(spots)), network.ends[:, 1]])
    metres = np.concatenate([np.zeros(len(every)), along, network.metres])
    order = np.lexsort((at, of))
    of, name, metres = of[order], name[order], metres[order]
    links = np.flatnonzero(of[:-1] == of[1:])
    return Routable(
        _graph(name[links], name[links + 1], metres[links + 1] - metres[links], network.vertices + len(spots)), vertex
    )


def _graph(start: IntArray, end: IntArray, metres: FloatArray, vertices: int) -> csr_array:
    """Links both ways; of several between two vertices the shortest. One without length keeps its zero."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    order = np.lexsort((metres, high, low))
    low, high, metres = low[order], high[order], metres[order]
    first = np.ones(len(low), dtype=bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    chosen = first & (low != high)
    low, high, metres = low[chosen], high[chosen], metres[chosen]
    both = (np.concatenate([metres, metres]), (np.concatenate([low, high]), np.concatenate([high, low])))
    return csr_array(both, shape=(vertices, vertices))


def shortest(
    routable: Routable, sources: IntArray, targets: IntArray, limit_m: float
) -> Iterator[tuple[IntArray, IntArray, FloatArray]]:
    """Shortest ways from some vertices to others.

    Parameters
    ----------
    routable
        The network.
    sources, targets
        Vertices.
    limit_m
        Longer ways are not looked for.

    Yields
    ------
    tuple
        Positions among the sources, positions among the targets, and metres, of a batch of sources.
    """
    vertices = routable.graph.shape[0]
    batch = max(1, BATCH_BYTES // (8 * max(1, vertices)))
    for begin in range(0, len(sources), batch):
        some = sources[begin : begin + batch]
        metres = dijkstra(routable.graph, directed=True, indices=some, limit=limit_m)[:, targets]
        source, target = np.nonzero(np.isfinite(metres))
        yield source + begin, target, metres[source, target]
