"""Solving a location problem: plans from above, bounds from below, sites decided in between, HiGHS for the rest.

- Set covering without a limit is reduced by dominance and solved part by part.
- Where each customer has one cost (covered or not), a linear program gives the multipliers.
- Else (distances) the multipliers climb along subgradients, which needs no linear program at all.

Either way interchange makes good plans of what the relaxation opens; regions are solved to the end with all
else as it is; sites that no better plan opens, or shuts, are taken out; HiGHS finishes what is left. Steps and
rounds are counted, not timed, so that a seed gives one answer; the clock only ends a search that is too long.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from estate_opt.domain.travel import IntArray
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.special.branch import Node, branch
from estate_opt.solving.special.cover import by_parts, is_cover
from estate_opt.solving.special.finish import finish, service_prices
from estate_opt.solving.special.interchange import Interchange
from estate_opt.solving.special.lagrangean import Ascent, Relaxed, decided, relax
from estate_opt.solving.special.location import BoolArray, Location, merged
from estate_opt.solving.special.starts import filled, flat_multipliers, likeliest, region, target

STEPS, ROUNDS = 60, 25
"""Subgradient steps between two looks at plans and decided sites, and how many such rounds at most."""
EXCHANGES, EXCHANGES_AT_ONCE = 5_000, 50
"""Exchanges from one start at most, and between two looks at the clock."""
SHRINK = 0.9
"""The problem is made smaller when no more than this share of its sites is left in question."""
REGION_SITES = 60
"""Sites that are free when a region is solved."""
REGIONS_IN_VAIN, REGIONS_OVER = 60, 4
"""Regions in a row that may bring nothing before that ends: at most, and times over all sites."""
REGION_SECONDS = 5.0
NODES = 3_000
"""Nodes of branch and bound before HiGHS is asked instead."""
LARGEST_SWAP_TABLE = 20_000_000
"""Sites × open sites beyond which no interchange is made: its table would not fit in memory."""

Reporter = Callable[[float, float], None]
"""Told value and bound whenever one of them is better."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a search found.

    Parameters
    ----------
    is_open
        Open sites of the best plan, shape (sites,); ``None`` where there is no plan.
    value, bound
        Its cost, and the least that any plan costs as far as is proven; both infinite where there can be no plan.
    shut, opened
        Sites that are so in every plan that costs less, shape (sites,), boolean.
    """

    is_open: BoolArray | None
    value: float
    bound: float
    shut: BoolArray
    opened: BoolArray


@dataclass(eq=False)
class Search:
    """One search.

    Parameters
    ----------
    whole
        The problem.
    gap, allowed
        Relative and absolute gap at which to end, either; with 0 the answer is optimal.
    shift
        What is added to a cost before the relative gap is taken.
    enough
        A cost that need not be bettered.
    seconds
        Time allowed.
    seed
        For regions and for HiGHS.
    stop
        Ends the search when it is set.
    report
        Told of each better value or bound.
    """

    whole: Location
    gap: float
    seconds: float
    seed: int = 1
    stop: StopSwitch = field(default_factory=StopSwitch)
    report: Reporter = lambda _value, _bound: None
    allowed: float = 0.0
    shift: float = 0.0
    enough: float = -math.inf

    def __post_init__(self) -> None:
        self.deadline = time.perf_counter() + self.seconds
        self.is_open: BoolArray | None = None
        self.value, self.bound = math.inf, -math.inf
        self._left_out = math.inf
        self.shut = np.zeros(self.whole.sites, dtype=bool)
        self.opened = np.zeros(self.whole.sites, dtype=bool)

    def run(self) -> Answer:
        """Search until the gap is closed or the time is up."""
        too_few = self.whole.most is not None and int(self.whole.must_open.sum()) > self.whole.most
        if too_few or not math.isfinite(self.whole.constant):
            return Answer(None, math.inf, math.inf, self.shut, self.opened)
        if is_cover(self.whole):
            is_open, bound = by_parts(self.whole, lambda: self.left, self.seed, self.stop)
            self._try(is_open)
            self._prove(bound)
        else:
            self._relax_and_finish()
        return Answer(self.is_open, self.value, self.bound, self.shut, self.opened)

    @property
    def left(self) -> float:
        """Seconds left."""
        return 0.0 if self.stop.is_set else self.deadline - time.perf_counter()

    @property
    def is_done(self) -> bool:
        """Whether the gap asked for is reached, or the time is over."""
        return self.left <= 0 or self.value <= self.enough or self.value - self.bound <= self._allowed

    @property
    def _allowed(self) -> float:
        if not math.isfinite(self.value):
            return 0.0
        return max(self.gap * abs(self.value + self.shift), self.allowed, 1e-9 * max(1.0, abs(self.value)))

    # -- plans and bounds ------------------------------------------------------------------------

    def _try(self, is_open: BoolArray) -> bool:
        """Keep a plan where it is the best."""
        value = self.whole.value(is_open)
        if not value < self.value:
            return False
        self.is_open, self.value = is_open.copy(), value
        self.report(self.value, self.bound)
        return True

    def _prove(self, bound: float) -> None:
        """Keep a bound where it is the best; of plans that were left out it is known that they cost so much."""
        bound = min(self.whole.raised(min(bound, self._left_out)), self.value)
        if bound > self.bound:
            self.bound = bound
            self.report(self.value, self.bound)

    @property
    def _below(self) -> float:
        """Cost that a plan must stay below to be of interest."""
        return self.value - max(self._allowed, 0.999 * self.whole.grain) if math.isfinite(self.value) else math.inf

    # -- everything else -------------------------------------------------------------------------

    def _relax_and_finish(self) -> None:
        if self.whole.has_one_level:
            left = self._by_linear_program()
        else:
            left = self._by_subgradients()
            if not self.is_done and math.isfinite(self.value):
                ended = branch(left, below=lambda: self._below, offer=self._offer, nodes=NODES, is_over=self._is_over)
                if ended:
                    self._prove(self._below)
        if not self.is_done:
            self._finish(left.problem, left.sites)

    def _is_over(self) -> bool:
        return self.left <= 0

    def _by_linear_program(self) -> Node:
        """Bound and plans from the multipliers of the linear program; from subgradients where that takes too long."""
        problem, sites = self.whole, np.arange(self.whole.sites)
        prices = service_prices(problem, self.left / 2, self.stop)
        if prices is None:
            ascent = Ascent(problem, flat_multipliers(problem))
            while self.left > 0 and not ascent.is_over:
                ascent.run(STEPS, target(problem, self.value))
            prices = ascent.best_multipliers
        relaxed = relax(problem, prices)
        self._prove(relaxed.bound)
        self._interchange(problem, sites, filled(problem, relaxed))
        if not self.is_done and self.is_open is not None:
            self._solve_regions()
        return self._shrunk(Node(problem, sites, prices), relaxed)

    def _by_subgradients(self) -> Node:
        """Climb, look for plans, take out what is decided; again until nothing is left to gain."""
        problem, sites = self.whole, np.arange(self.whole.sites)
        ascent = Ascent(problem, flat_multipliers(problem))
        tried: set[bytes] = set()
        for _ in range(ROUNDS):
            relaxed = ascent.best
            for is_open in (filled(problem, relaxed), likeliest(problem, ascent.average)):
                if is_open.tobytes() not in tried:
                    tried.add(is_open.tobytes())
                    self._interchange(problem, sites, is_open)
            self._prove(relaxed.bound)
            if self.is_done or ascent.is_over or problem.must_open.all():
                break
            smaller = self._shrunk(Node(problem, sites, ascent.best_multipliers), relaxed)
            if smaller.problem is not problem:
                problem, sites = smaller.problem, smaller.sites
                ascent = Ascent(problem, smaller.multipliers)
                tried.clear()
            ascent.run(STEPS, target(problem, self.value))
        return self._shrunk(Node(problem, sites, ascent.best_multipliers), ascent.best, always=True)

    def _shrunk(self, node: Node, relaxed: Relaxed, *, always: bool = False) -> Node:
        """The problem without the sites that are decided in every plan that is cheaper than the one at hand."""
        problem = node.problem
        if not math.isfinite(self.value):
            return node
        shut, opened = decided(problem, relaxed, self._below)
        in_question = int((~problem.must_open).sum())
        if in_question - int((shut | opened).sum()) > SHRINK * in_question and not always:
            return node
        self._left_out = min(self._left_out, self._below)
        self.shut[node.sites[shut]] = True
        self.opened[node.sites[opened]] = True
        smaller, left, customers = problem.without(shut, opened)
        return Node(smaller, node.sites[left], np.minimum(node.multipliers[customers], smaller.cap))

    def _offer(self, sites: IntArray) -> None:
        """Take a plan as the positions of its open sites."""
        is_open = np.zeros(self.whole.sites, dtype=bool)
        is_open[sites] = True
        self._try(is_open)

    def _interchange(self, problem: Location, sites: IntArray, is_open: BoolArray) -> None:
        if problem.sites * int(is_open.sum()) > LARGEST_SWAP_TABLE:
            found = is_open
        else:
            exchange, done = Interchange(problem, is_open), 0
            while exchange.improves and done < EXCHANGES and (self.left > 0 or done == 0):
                exchange.run(EXCHANGES_AT_ONCE)
                done += EXCHANGES_AT_ONCE
            found = exchange.is_open
        self._offer(sites[found])

    # -- regions and the rest --------------------------------------------------------------------

    def _solve_regions(self) -> None:
        """Solve one region after another to its end, with everything outside it as it is."""
        draw = np.random.default_rng(self.seed)
        patience = min(REGIONS_IN_VAIN, REGIONS_OVER * self.whole.sites // REGION_SITES)
        in_vain = 0
        while in_vain < patience and not self.is_done:
            assert self.is_open is not None
            centre = int(draw.choice(np.flatnonzero(self.is_open)))
            free = region(self.whole, centre, REGION_SITES)
            better = self._solve_with(free, self.is_open)
            in_vain = 0 if better else in_vain + 1

    def _solve_with(self, free: BoolArray, is_open: BoolArray) -> bool:
        """Solve with only some sites free; whether the plan is better."""
        small, left, _ = self.whole.without(~free & ~is_open, ~free & is_open)
        seconds = min(REGION_SECONDS, self.left)
        step = max(1e-9 * abs(self.value), self.whole.grain * (1 - 1e-6))
        found = finish(
            merged(small), below=self.value - step, seconds=seconds, gap=0.0, seed=self.seed, stop=self.stop,
        )  # fmt: skip
        if found.is_open is None:
            return False
        everywhere = np.zeros(self.whole.sites, dtype=bool)
        everywhere[left[found.is_open]] = True
        return self._try(everywhere)

    def _finish(self, problem: Location, sites: IntArray) -> None:
        """Give HiGHS what is left; what was taken out holds no plan below the one at hand."""
        below = self._below
        found = finish(
            merged(problem), below=below, seconds=self.left, gap=self._allowed, seed=self.seed,
            stop=self.stop,
        )  # fmt: skip
        if found.is_open is not None:
            self._offer(sites[found.is_open])
        self._prove(min(below, found.bound))


def solve_location(
    problem: Location, *, gap: float, seconds: float, seed: int = 1, stop: StopSwitch | None = None,
    report: Reporter = lambda _value, _bound: None, allowed: float = 0.0, shift: float = 0.0,
    enough: float = -math.inf,
) -> Answer:  # fmt: skip
    """Solve a location problem; see :class:`Search` for the parameters."""
    stop = stop or StopSwitch()
    return Search(problem, gap, seconds, seed, stop, report, allowed, shift, enough).run()
