"""Location problems from a seed, and their optima by trying every set of sites."""

from __future__ import annotations

import itertools

import numpy as np

from estate_opt.solving.special.location import Location, location

KINDS = ("p-median", "fixed costs", "maximal covering", "set covering", "fixed costs and a limit", "served by few")


def draw(kind: str, seed: int, sites: int = 9, customers: int = 12) -> Location:
    """A problem of a kind; whole numbers or broken ones, some sites open for good, some customers near nothing."""
    rng = np.random.default_rng([KINDS.index(kind), seed])
    whole = bool(rng.random() < 0.5)
    at, home = rng.random((sites, 2)) * 10, rng.random((customers, 2)) * 10
    people = rng.integers(1, 6, customers).astype(float)
    km = np.linalg.norm(home[:, None] - at[None], axis=2)
    km = np.rint(km) if whole else km
    must_open = (rng.random(sites) < 0.1) & (np.arange(sites) < 3)
    most: int | None = (
        int(rng.integers(max(1, must_open.sum()), 5)) if kind not in ("fixed costs", "set covering") else None
    )
    fixed = np.zeros(sites)
    if kind in ("fixed costs", "fixed costs and a limit", "served by few"):
        fixed = rng.integers(-3, 15, sites).astype(float) if whole else rng.random(sites) * 12 - 2
    if kind == "set covering":
        fixed = np.ones(sites) if whole else 0.5 + rng.random(sites)
    customer, site = np.nonzero(km <= (4.0 if "covering" in kind else 8.0))
    cost = people[customer] * km[customer, site]
    cap = people * 8.0
    if kind == "maximal covering":
        cost, cap = np.zeros(len(customer)), people
    if kind in ("set covering", "served by few"):
        cap = np.where(np.bincount(customer, minlength=customers) > 0, np.inf, 3.0)
    if kind == "set covering":
        cost = np.zeros(len(customer))
    return location(
        site_cost=fixed, most=most, must_open=must_open, customer=customer, site=site, cost=cost, cap=cap, constant=2.0
    )


def best(problem: Location) -> float:
    """The least cost of all plans; infinite where none serves whom it must."""
    least = np.inf
    for bits in itertools.product((False, True), repeat=problem.sites):
        is_open = np.array(bits)
        allowed = problem.most is None or is_open.sum() <= problem.most
        if allowed and is_open[problem.must_open].all():
            least = min(least, cost_of(problem, is_open))
    return least


def cost_of(problem: Location, is_open: np.ndarray) -> float:
    """Cost of a plan, customer by customer."""
    total = problem.constant + problem.site_cost[is_open].sum()
    for d in range(problem.customers):
        pairs = range(problem.start[d], problem.start[d + 1])
        total += min([problem.cap[d], *(problem.cost[j] for j in pairs if is_open[problem.site[j]])])
    return float(total)
