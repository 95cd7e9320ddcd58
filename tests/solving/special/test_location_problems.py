"""Every method on location problems small enough to try every plan."""

from __future__ import annotations

import numpy as np
import pytest

from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.special.branch import Node, branch
from estate_opt.solving.special.cover import parts, reduced
from estate_opt.solving.special.finish import finish, service_prices
from estate_opt.solving.special.interchange import Interchange
from estate_opt.solving.special.lagrangean import Ascent, decided, relax
from estate_opt.solving.special.location import merged
from estate_opt.solving.special.search import Search, solve_location
from estate_opt.solving.special.starts import region
from tests.solving.special.draw import KINDS, best, cost_of, draw

SEEDS = range(8)
PRICED = [kind for kind in KINDS if kind not in ("set covering", "served by few")]
cases = pytest.mark.parametrize("seed", SEEDS)
kinds = pytest.mark.parametrize("kind", KINDS)


@kinds
@cases
def test_the_optimum_is_found_and_proven(kind, seed):
    problem = draw(kind, seed)
    optimum = best(problem)
    found = solve_location(problem, gap=0.0, seconds=60)
    assert found.value == pytest.approx(optimum, abs=1e-6)
    assert found.bound == pytest.approx(optimum, abs=1e-6)
    if np.isfinite(optimum):
        assert cost_of(problem, found.is_open) == pytest.approx(optimum, abs=1e-6)
        assert problem.most is None or found.is_open.sum() <= problem.most
        assert found.is_open[problem.must_open].all()


@kinds
@cases
def test_a_plan_within_a_gap_is_within_it(kind, seed):
    problem = draw(kind, seed)
    optimum = best(problem)
    found = solve_location(problem, gap=0.2, seconds=60)
    if np.isfinite(optimum):
        assert optimum - 1e-6 <= found.value <= optimum + 0.2 * abs(found.value) + 1e-6
        assert found.bound <= optimum + 1e-6


@kinds
@cases
def test_no_multipliers_give_a_bound_above_the_optimum(kind, seed):
    problem = draw(kind, seed)
    optimum, rng = best(problem), np.random.default_rng(seed)
    for scale in (0.0, 1.0, 10.0, 100.0):
        multipliers = np.minimum(rng.random(problem.customers) * scale, problem.cap)
        assert relax(problem, multipliers).bound <= optimum + 1e-9


@kinds
@cases
def test_ascent_raises_the_bound_and_stays_below_the_optimum(kind, seed):
    problem = draw(kind, seed)
    optimum = best(problem)
    ascent = Ascent(problem, np.zeros(problem.customers))
    before = ascent.best.bound
    ascent.run(200, optimum if np.isfinite(optimum) else 1000.0)
    assert before <= ascent.best.bound <= optimum + 1e-9


@kinds
@cases
def test_decided_sites_are_so_in_every_better_plan(kind, seed):
    problem = draw(kind, seed)
    optimum = best(problem)
    if not np.isfinite(optimum):
        return
    ascent = Ascent(problem, np.zeros(problem.customers))
    ascent.run(100, optimum)
    for beyond in (optimum + 0.001, optimum + 5.0):
        shut, opened = decided(problem, ascent.best, beyond)
        smaller, _, _ = problem.without(shut, opened)
        assert best(smaller) == pytest.approx(optimum)


@kinds
@cases
def test_taking_sites_out_leaves_the_cost_of_the_others(kind, seed):
    problem = draw(kind, seed)
    rng = np.random.default_rng(seed)
    shut = (rng.random(problem.sites) < 0.3) & ~problem.must_open
    opened = (rng.random(problem.sites) < 0.3) & ~shut
    smaller, left, _ = problem.without(shut, opened)
    for _ in range(10):
        is_open = (rng.random(smaller.sites) < 0.5) | smaller.must_open
        whole = np.zeros(problem.sites, dtype=bool)
        whole[left[is_open]] = True
        expected = cost_of(problem, whole)
        for form in (smaller, merged(smaller)):
            assert form.value(is_open) == pytest.approx(expected)
            assert cost_of(form, is_open) == pytest.approx(expected)


@kinds
@cases
def test_interchange_keeps_its_savings_right(kind, seed):
    problem = draw(kind, seed)
    rng = np.random.default_rng(seed)
    is_open = problem.must_open.copy()
    is_open[rng.integers(problem.sites)] |= problem.most is None or is_open.sum() < problem.most
    search = Interchange(problem, is_open)
    price = np.where(np.isfinite(problem.cap), problem.cap, search.cap)

    def cost(plan):
        return cost_of(problem, plan) if np.isfinite(problem.cap).all() else _priced(problem, plan, price)

    before = cost(is_open)
    for _ in range(20):
        saving, _, _ = search._best()
        after = Interchange.run(search, 1)
        now = cost(after)
        if saving <= 1e-9 * before:
            assert now == pytest.approx(before)
            break
        assert before - now == pytest.approx(saving)
        before = now
    anew = Interchange(problem, search.is_open)
    assert anew._best()[0] == pytest.approx(search._best()[0], abs=1e-6)
    for opening, shutting in _exchanges(problem, search.is_open):
        other = search.is_open.copy()
        other[shutting] = False
        other[opening] = True
        assert cost(other) >= before - 1e-6 * abs(before)


def _priced(problem, plan, price):
    return problem.constant + problem.site_cost[plan].sum() + np.minimum(problem.least_costs(plan), price).sum()


def _exchanges(problem, is_open):
    free = np.flatnonzero(is_open & ~problem.must_open)
    shut = np.flatnonzero(~is_open)
    yield from (([i], [r]) for i in shut for r in free)
    yield from (([], [r]) for r in free)
    if problem.most is None or is_open.sum() < problem.most:
        yield from (([i], []) for i in shut)


@kinds
@cases
def test_highs_finishes_what_is_left(kind, seed):
    problem = draw(kind, seed)
    optimum = best(problem)
    asked = {"seconds": 60.0, "gap": 0.0, "seed": 1, "stop": StopSwitch()}
    found = finish(problem, below=np.inf, **asked)
    assert found.bound == pytest.approx(optimum, abs=1e-6)
    if np.isfinite(optimum):
        assert problem.value(found.is_open) == pytest.approx(optimum, abs=1e-6)
        nothing_better = finish(problem, below=optimum - 0.01, **asked)
        assert nothing_better.is_open is None or problem.value(nothing_better.is_open) >= optimum - 1e-6
        assert nothing_better.bound >= optimum - 0.01 - 1e-6


@pytest.mark.parametrize("kind", PRICED)
@cases
def test_branch_and_bound_comes_to_the_optimum(kind, seed):
    problem = draw(kind, seed)
    offered = [problem.must_open.copy()]

    def offer(sites):
        offered.append(np.isin(np.arange(problem.sites), sites))

    def below():
        return min(problem.value(plan) for plan in offered) - 1e-7

    root = Node(problem, np.arange(problem.sites), np.zeros(problem.customers))
    assert branch(root, below=below, offer=offer, nodes=5_000, is_over=lambda: False)
    assert below() == pytest.approx(best(problem), abs=1e-6)


def test_branch_and_bound_that_runs_out_of_nodes_says_so():
    problem = draw("fixed costs", 1)
    root = Node(problem, np.arange(problem.sites), np.zeros(problem.customers))
    assert not branch(root, below=lambda: np.inf, offer=lambda _: None, nodes=0, is_over=lambda: False)
    assert not branch(root, below=lambda: np.inf, offer=lambda _: None, nodes=9, is_over=lambda: True)


@cases
def test_dominance_and_parts_leave_the_optimum_of_covering(seed):
    problem = draw("set covering", seed, customers=16)
    opened = problem.must_open
    problem = problem.without(np.zeros(problem.sites, dtype=bool), opened)[0]
    small, left = reduced(problem)
    fixed = float(problem.site_cost[problem.must_open].sum()) + problem.constant
    assert len(left) == small.sites
    assert fixed + sum(best(part) for part, _ in parts(small)) == pytest.approx(best(problem))


@cases
def test_covering_without_time_keeps_every_site_that_matters(seed):
    problem = draw("set covering", seed, customers=16)
    stop = StopSwitch()
    stop.set()
    found = solve_location(problem, gap=0.0, seconds=60, stop=stop)
    assert found.bound <= best(problem) + 1e-9 <= found.value + 2e-9
    assert found.value == pytest.approx(cost_of(problem, found.is_open))


@cases
def test_prices_of_the_linear_program_prove_what_it_proves(seed):
    problem = draw("maximal covering", seed)
    if not problem.customers:
        return
    prices = service_prices(problem, 60.0, StopSwitch())
    bound = relax(problem, prices).bound
    ascent = Ascent(problem, np.zeros(problem.customers))
    ascent.run(400, best(problem))
    assert ascent.best.bound <= bound + 1e-4
    assert bound <= best(problem) + 1e-6


def test_prices_that_are_not_waited_for_are_none():
    stop = StopSwitch()
    stop.set()
    assert service_prices(draw("maximal covering", 1, sites=80, customers=400), 60.0, stop) is None


def test_a_region_is_the_sites_that_share_customers():
    problem = draw("maximal covering", 3, sites=30, customers=60)
    start, order = problem.by_site
    mine = set(problem.customer[order[start[4] : start[5]]].tolist())
    chosen = region(problem, 4, 5)
    assert chosen[4]
    assert chosen.sum() == 5
    for k in np.flatnonzero(chosen):
        assert mine & set(problem.customer[order[start[k] : start[k + 1]]].tolist())


def test_whole_numbers_are_seen_and_raise_a_bound():
    problem = draw("p-median", next(s for s in SEEDS if draw("p-median", s).grain))
    assert problem.raised(problem.constant + 3.2 * problem.grain) == problem.constant + 4 * problem.grain
    assert problem.raised(problem.constant + 3 * problem.grain) == problem.constant + 3 * problem.grain


def test_too_few_allowed_and_nobody_to_serve_from_are_no_plan():
    problem = draw("p-median", 2)
    few = Search(problem.without(np.zeros(problem.sites, dtype=bool), np.ones(problem.sites, dtype=bool))[0], 0.0, 9.0)
    assert few.run().is_open is None


def test_the_same_seed_gives_the_same_plan():
    problem = draw("maximal covering", 5, sites=60, customers=200)
    plans = [solve_location(problem, gap=0.0, seconds=60, seed=4).is_open for _ in range(2)]
    assert (plans[0] == plans[1]).all()
