"""Branch and bound with the Lagrangean relaxation as its bound (Christofides and Beasley 1982).

Where few sites are left in question but the relaxation's gap is wide, as with few sites to open, a node
costs milliseconds here and a large linear program in a general solver. Sites are decided by reduced
cost in every node.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.solving.special.lagrangean import Ascent, decided
from estate_opt.solving.special.location import BoolArray, Location

STEPS = 30
"""Subgradient steps in a node."""
FACTOR = 0.5
"""First factor on the step in a node: its multipliers begin near the best."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A problem that is left, its sites' positions in the whole, and multipliers to begin with."""

    problem: Location
    sites: IntArray
    multipliers: FloatArray


def branch(
    root: Node,
    *,
    below: Callable[[], float],
    offer: Callable[[IntArray], object],
    nodes: int,
    is_over: Callable[[], bool],
) -> bool:
    """Look through every plan that is cheaper than the best, depth first.

    Parameters
    ----------
    root
        Where to start.
    below
        What a plan must cost less than, at present.
    offer
        Takes the positions of the open sites of a plan that may be better.
    nodes
        Most nodes to look at.
    is_over
        Whether to give up.

    Returns
    -------
    bool
        Whether it came to an end: then no plan costs less than ``below()``.
    """
    stack = [root]
    for _ in range(nodes):
        if not stack:
            return True
        if is_over():
            return False
        stack += _children(stack.pop(), below, offer)
    return not stack


def _children(node: Node, below: Callable[[], float], offer: Callable[[IntArray], object]) -> list[Node]:
    """The two problems that a node falls into; none where no plan in it can be better."""
    ascent = Ascent(node.problem, node.multipliers, factor=FACTOR)
    ascent.run(STEPS, below())
    problem, relaxed = node.problem, ascent.best
    if problem.value(relaxed.is_open) < below():
        offer(node.sites[relaxed.is_open])
    if relaxed.bound >= below():
        return []
    shut, opened = decided(problem, relaxed, below())
    problem, left, customers = problem.without(shut, opened)
    sites, multipliers = node.sites[left], np.minimum(ascent.best_multipliers[customers], problem.cap)
    opened_now = int(problem.must_open.sum())
    if problem.most is not None and opened_now > problem.most:
        return []
    free = np.flatnonzero(~problem.must_open)
    if problem.customers == 0 or not len(free) or opened_now == problem.most:
        is_open = problem.must_open | ((problem.site_cost < 0) & (problem.most is None))
        offer(sites[is_open])
        return []
    site = int(free[np.argmax(ascent.average[left][free])])
    return [
        Node(*_part(problem, sites, multipliers, site, shut=True)),
        Node(*_part(problem, sites, multipliers, site, shut=False)),
    ]


def _part(
    problem: Location, sites: IntArray, multipliers: FloatArray, site: int, *, shut: bool
) -> tuple[Location, IntArray, FloatArray]:
    """The problem with one site shut or open for good."""
    one: BoolArray = np.zeros(problem.sites, dtype=bool)
    one[site] = True
    nothing = np.zeros(problem.sites, dtype=bool)
    part, left, customers = problem.without(one, nothing) if shut else problem.without(nothing, one)
    return part, sites[left], np.minimum(multipliers[customers], part.cap)
