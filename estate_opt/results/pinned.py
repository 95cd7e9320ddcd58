"""Which withheld cells of a table with totals are given away by all its sums together.

Every withheld cell lies in one row (its wards add up to the whole area) and one column (the groups of a place add up to
everybody). Take rows and columns as the nodes of a graph and each withheld cell as an edge between its two. What is
shown settles the edge's figure exactly where the edge lies on no cycle: on a cycle one may add to a cell, take from
the next, add to the next again, and every sum still holds. An edge on no cycle is a bridge (D. Gusfield, "A graph
theoretic approach to statistical data security", SIAM Journal on Computing 17, 1988, 552-571).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

Edge = tuple[int, int]
"""Positions of two nodes."""


def bridges(edges: Sequence[Edge]) -> Iterator[tuple[int, frozenset[int]]]:
    """Find the edges of a graph that lie on no cycle, by depth-first search (R. E. Tarjan, 1974).

    Parameters
    ----------
    edges
        The edges, none of them twice.

    Yields
    ------
    tuple
        Position of the edge, and the nodes on its far side.
    """
    near: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for position, (u, v) in enumerate(edges):
        near[u].append((v, position))
        near[v].append((u, position))
    order: dict[int, int] = {}
    for root in near:
        if root not in order:
            yield from _bridges_from(root, near, order)


def _bridges_from(
    root: int, near: dict[int, list[tuple[int, int]]], order: dict[int, int]
) -> Iterator[tuple[int, frozenset[int]]]:
    """Bridges of the part of the graph that a root lies in; ``order`` takes in the nodes as they are met."""
    met: list[int] = []
    low: dict[int, int] = {}
    stack = [(root, -1, iter(near[root]))]
    order[root] = low[root] = len(order)
    met.append(root)
    while stack:
        node, by, others = stack[-1]
        for other, edge in others:
            if edge == by:
                continue
            if other not in order:
                order[other] = low[other] = len(order)
                met.append(other)
                stack.append((other, edge, iter(near[other])))
                break
            low[node] = min(low[node], order[other])
        else:
            stack.pop()
            if stack:
                before = stack[-1][0]
                low[before] = min(low[before], low[node])
                if low[node] > order[before]:
                    yield by, frozenset(n for n in met if order[n] >= order[node])
