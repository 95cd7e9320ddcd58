"""Reductions of set covering: customers and sites that others make superfluous, and parts that do not touch.

- A customer is superfluous where every site that serves another one serves it too: covering that other
  one covers it (row dominance).
- A site is superfluous where another, no dearer, serves all of its customers (column dominance).
- What shares neither sites nor customers is solved apart.

The first two go back and forth until nothing more falls away (Toregas and ReVelle 1973; Balas and Ho 1980).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from estate_opt.domain.travel import IntArray
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.special.finish import finish
from estate_opt.solving.special.location import BoolArray, Location

ROUNDS = 20
"""Times that customers and sites are looked through at most."""
MOST_OF_ALL = 0.5
"""Share of the sites from which on a part may take all the time that is left."""
BLOCK = 2_000
"""Rows of a product at a time, so that memory stays bounded."""


def is_cover(problem: Location) -> bool:
    """Whether every customer must be served, all at the same cost, and nothing limits how many sites open."""
    return problem.most is None and bool(np.isinf(problem.cap).all()) and not problem.cost.any()


def by_parts(problem: Location, left: Callable[[], float], seed: int, stop: StopSwitch) -> tuple[BoolArray, float]:
    """Solve a covering problem part by part, the smallest first.

    Parameters
    ----------
    problem
        A covering problem that some set of sites satisfies.
    left
        Gives the seconds left; a part for which there is no time keeps all of its sites.
    seed, stop
        For HiGHS, and to end it.

    Returns
    -------
    tuple of BoolArray and float
        The open sites, shape (sites,), and the bound of all parts together.
    """
    is_open = problem.must_open | (problem.site_cost < 0)
    bound = problem.constant + float(problem.site_cost[is_open].sum())
    small, position = reduced(problem.without(np.zeros(problem.sites, dtype=bool), is_open)[0])
    for part, sites in sorted(parts(small), key=lambda piece: piece[0].sites):
        seconds = left() if part.sites > MOST_OF_ALL * small.sites else left() / 2
        found = finish(part, below=math.inf, seconds=seconds, gap=0.0, seed=seed, stop=stop)
        chosen = sites if found.is_open is None else sites[found.is_open]
        is_open[position[chosen]] = True
        bound += max(0.0, part.raised(found.bound))
    return is_open, bound


def reduced(problem: Location) -> tuple[Location, IntArray]:
    """A covering problem without what is superfluous, and its sites' positions in the problem.

    Sites that cost nothing or less are left to the caller: there is no reason to shut them.
    """
    left = np.arange(problem.sites)
    for _ in range(ROUNDS):
        before = (problem.sites, problem.customers)
        problem = _with_customers(problem, ~_includes_another(_matrix(problem)))
        problem, kept, _ = problem.without(_dominated_sites(problem), np.zeros(problem.sites, dtype=bool))
        left = left[kept]
        if (problem.sites, problem.customers) == before:
            break
    return problem, left


def parts(problem: Location) -> list[tuple[Location, IntArray]]:
    """Parts of a problem that share nothing, with their sites' positions; sites of no customer are left out."""
    n, m = problem.customers, problem.sites
    links = csr_matrix((np.ones(len(problem.site)), (problem.customer, n + problem.site)), shape=(n + m, n + m))
    _, label = connected_components(links, directed=False)
    order = np.argsort(label[:n], kind="stable")
    found = []
    for customers in np.split(order, np.flatnonzero(np.diff(label[:n][order])) + 1):
        if len(customers):
            part = _with_customers(problem, np.isin(np.arange(n), customers))
            sites = np.unique(part.site)
            shut = np.ones(m, dtype=bool)
            shut[sites] = False
            found.append((replace(part, constant=0.0).without(shut, np.zeros(m, dtype=bool))[0], sites))
    return found


def _matrix(problem: Location) -> csr_matrix:
    """Customers × sites: 1 where a site serves a customer."""
    shape = (problem.customers, problem.sites)
    return csr_matrix((np.ones(len(problem.site), dtype=np.int32), problem.site, problem.start), shape=shape)


def _includes_another(matrix: csr_matrix) -> BoolArray:
    """Which rows contain all of another row's ones; of equal rows the first is kept."""
    sizes = np.diff(matrix.indptr)
    found = np.zeros(matrix.shape[0], dtype=bool)
    transposed = matrix.T.tocsr()
    for begin in range(0, matrix.shape[0], BLOCK):
        common = (matrix[begin : begin + BLOCK] @ transposed).tocoo()
        row, other = common.row + begin, common.col
        inside = (common.data == sizes[row]) & (row != other)
        inside &= (sizes[row] < sizes[other]) | (row < other)
        found[other[inside]] = True
    return found


def _dominated_sites(problem: Location) -> BoolArray:
    """Sites whose customers another site serves all, at no more cost; of equals the first is kept."""
    matrix = _matrix(problem).T.tocsr()
    sizes, cost = np.diff(matrix.indptr), problem.site_cost
    found: BoolArray = (sizes == 0) & (cost >= 0) & ~problem.must_open
    transposed = matrix.T.tocsr()
    for begin in range(0, matrix.shape[0], BLOCK):
        common = (matrix[begin : begin + BLOCK] @ transposed).tocoo()
        row, other = common.row + begin, common.col
        inside = (common.data == sizes[row]) & (row != other) & (cost[other] <= cost[row])
        equal = (sizes[row] == sizes[other]) & (cost[row] == cost[other])
        inside &= ~equal | (other < row)
        found[row[inside & ~problem.must_open[row]]] = True
    return found


def _with_customers(problem: Location, chosen: BoolArray) -> Location:
    pairs = chosen[problem.customer]
    counts = np.diff(problem.start)[chosen]
    return replace(
        problem,
        start=np.concatenate([[0], np.cumsum(counts)]),
        site=problem.site[pairs],
        cost=problem.cost[pairs],
        cap=problem.cap[chosen],
    )
