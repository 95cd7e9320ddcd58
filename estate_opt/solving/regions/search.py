"""Better plans for the whole, neighbourhood by neighbourhood.

The buildings around the greatest loss against the relaxation's prices (:mod:`estate_opt.solving.regions.losses`) are
freed and solved again.

Totals are priced meanwhile (:mod:`estate_opt.solving.regions.balance`). Neighbourhoods that share no other row are
solved at once, and of what they propose the changes are made that are best together
(:mod:`estate_opt.solving.regions.choose`). How many are solved together does not depend on the number of workers, so
neither does the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.incumbent import ROW_TOLERANCE
from estate_opt.solving.matrix import BoolArray, IntArray, Matrix
from estate_opt.solving.regions.balance import Held, Totals
from estate_opt.solving.regions.choose import Change, Choice, choose
from estate_opt.solving.regions.layout import Layout
from estate_opt.solving.regions.losses import DECIDED, losses, surest
from estate_opt.solving.regions.neighbourhoods import MOST, Neighbourhoods
from estate_opt.solving.regions.places import NOWHERE
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.work import Effort, Found, Options, search

FEWEST_TOGETHER, BUILDINGS_EACH = 8, 150
"""Neighbourhoods that are solved at once: one for so many buildings, and at least so many."""
SIZE, WIDER, CORE = 60, 1.3, 0.6
"""Buildings of a neighbourhood at first; how much wider it gets after a pass that brought little; and the share of
them, in its middle, that need no neighbourhood of their own in the same pass."""
FIRST_SIZE, KEPT = 30, 0.5
"""Buildings of a neighbourhood in the first pass, and the share of the relaxation's decisions, those of the greatest
reduced cost, that stay in it: it takes a tenth of the time of the next and brings half as much."""
A_PASS = 0.9
"""Share of the buildings that were tried when a pass is over: the last ones lie too scattered to keep workers busy."""
LITTLE = 0.1
"""Part of the gap asked for that a pass over all buildings must bring, or the next is over wider neighbourhoods."""
MOST_WAITING = 100
"""Changes at most that wait until the totals have room for them."""
NODES, SECONDS = 60, 10.0
"""How far a neighbourhood is searched; the seconds are a guard."""
PART_NODES, PART_SECONDS = 200, 30.0
"""How far a whole part is."""
FROM_A_PLAN: Options = (("mip_heuristic_run_rens", False), ("mip_heuristic_run_rins", False))
"""Searches of HiGHS that are off where it begins at a plan: they take a quarter of the time and find nothing."""
SHARE_OF_GAP = 0.4
"""A neighbourhood is searched to this part of the gap asked for, in proportion to its buildings."""


@dataclass(eq=False)
class RegionSearch:
    """A search for plans of the whole.

    Parameters
    ----------
    matrix
        The program with its objective; the last columns may miss totals, at a price.
    layout
        Its parts, of the same columns.
    loose
        Columns that stand in totals only, shape (columns,).
    amounts
        Columns without a limit of their own: loads, excesses, shortfalls; shape (columns,).
    pool
        Where parts are solved.
    x
        Where it stands: the relaxation's solution before there is a plan, shape (columns,).
    y
        The relaxation's prices of the rows, shape (rows,).
    held
        Shortfalls that a plan must keep to.
    guard
        Seconds that one program may take, of those that are thought right for it.
    options
        Options of HiGHS.

    Attributes
    ----------
    best
        The best plan so far, shape (columns,); ``None`` before there is one.
    value
        Its cost.
    size
        Buildings of a neighbourhood at present.
    exact
        Whether neighbourhoods see the totals as they are, and not at prices.
    balanced
        Whether of what is proposed only what is best together is made. Until all places have been looked at once,
        everything is: what a total lacks now, places that have not been looked at will bring.
    kept
        Columns that stay as the relaxation has them, where they still are: some in the first pass, none later.
    waiting
        Changes that the totals had no room for, and around which nothing has changed since.
    """

    matrix: Matrix
    layout: Layout
    loose: BoolArray
    amounts: BoolArray
    pool: Pool
    x: FloatArray
    y: FloatArray
    held: Sequence[Held] = ()
    guard: Callable[[float], float] = float
    options: Options = ()
    best: FloatArray | None = None
    value: float = np.inf
    balanced: bool = False
    searched: int = field(default=0, init=False)
    size: float = field(default=SIZE, init=False)
    exact: bool = field(default=False, init=False)
    waiting: list[Change] = field(default_factory=list, init=False)
    _began_at: float = field(default=np.inf, init=False)

    def __post_init__(self) -> None:
        self.totals = Totals(
            self.matrix.minimising(self._weighed(), self.matrix.offset), self.layout.totals, self.loose, self.y
        )
        self.places = Neighbourhoods(self.matrix, self.layout, self.amounts & ~self.loose)
        buildings = len(self.layout.xy)
        self.together = max(FEWEST_TOGETHER, buildings // BUILDINGS_EACH)
        self.tried = np.zeros(buildings, dtype=bool)
        self.kept = np.zeros(self.matrix.cost.size, dtype=bool)
        self._relaxed = self.x
        if not self.balanced:
            self.size = FIRST_SIZE
            self.kept[surest(self.matrix, self.x, self.y, KEPT)] = True
        self.missing = np.zeros(self.matrix.cost.size, dtype=bool)
        self.missing[self.missing.size - 2 * int(self.layout.totals.sum()) :] = True

    def _weighed(self) -> FloatArray:
        """Coefficients of the objective with the held shortfalls at their prices, shape (columns,)."""
        cost = self.matrix.cost.copy()
        for held in self.held:
            cost += held.price * held.cost
        return cost

    def offer(self, x: FloatArray) -> bool:
        """Take a plan as the best so far where it is one and better; tell whether it is."""
        x = self.totals.settle(x)
        whole = x[self.matrix.whole]
        is_plan = (np.abs(whole - np.round(whole)) <= DECIDED).all() and (x[self.missing] <= DECIDED).all()
        keeps = is_plan and all(held.kept(x) for held in self.held)
        better = keeps and self.matrix.value(x) < self.value and self.matrix.broken(x) <= ROW_TOLERANCE
        if better:
            self.best, self.value = x, self.matrix.value(x)
        return bool(better)

    # -- neighbourhoods ----------------------------------------------------------------------------

    def improve(self, gap: float, near_enough: Callable[[float], bool], go_on: Callable[[], bool]) -> None:
        """Solve neighbourhoods again, until the plan is near enough, or time is up, or nothing is left to try."""
        while go_on() and not near_enough(self.value) and self.passes(gap, near_enough, go_on):
            pass

    def passes(self, gap: float, near_enough: Callable[[float], bool], go_on: Callable[[], bool]) -> bool:
        """Go over all buildings until a pass brings little; tell whether something is left to try.

        The next pass is then over wider neighbourhoods. The last ones, and those where no plan holds the totals yet,
        see the totals as they are.
        """
        while go_on() and not near_enough(self.value):
            if not self.tried.any():
                self._began_at = self.matrix.value(self.x)
            if self._round(round(min(self.size, MOST)), gap, exact=self.exact):
                continue
            self.tried[:] = False
            if self.kept.any():
                self.kept[:], self.size = False, SIZE
                continue
            if not self.balanced and self.best is not None:
                self.balanced, self.x = True, self.best
                continue
            if self._began_at - self.matrix.value(self.x) < LITTLE * gap:
                if self.exact and self.size >= MOST:
                    return False
                last = self.size >= MOST or self.best is None
                self.size, self.exact = (SIZE, True) if last and not self.exact else (self.size * WIDER, self.exact)
                if self.best is not None:
                    return True
        return True

    def parts_again(self, losses: FloatArray, gap: float, go_on: Callable[[], bool]) -> None:
        """Solve whole parts again, those first in which a plan loses most against what is known to be possible there.

        Parameters
        ----------
        losses
            By how much each part might cost less, shape (parts,).
        gap
            Gap asked for, in the objective's unit.
        go_on
            Asked before each round.
        """
        order = [p for p in np.argsort(-losses, kind="stable") if losses[p] > 0]
        sets = [self.places.around(self.layout.building_part == p) & ~self.loose for p in order]
        for together in self.places.apart(sets, self.together):
            if not go_on():
                return
            self._take_priced([sets[k] for k in together], gap, PART_NODES, PART_SECONDS)
            self.searched += len(together)

    def _round(self, size: int, gap: float, *, exact: bool) -> bool:
        """Solve the worst neighbourhoods that were not tried; tell whether the pass goes on."""
        loss = self.loss()
        loss[self.tried] = 0.0
        chosen = self.places.worst(loss, size, FEWEST_TOGETHER if exact else self.together)
        for neighbourhood in chosen:
            self.tried[neighbourhood.members[: max(1, round(CORE * size))]] = True
        if exact:
            self._take_exact([n.free | self.loose for n in chosen], gap)
        elif chosen:
            stay = self.kept & (np.abs(self.x - self._relaxed) <= DECIDED)
            self._take_priced([n.free & ~stay for n in chosen], gap)
        self.searched += len(chosen)
        return bool(chosen and self.tried.mean() < A_PASS)

    def _take_priced(self, sets: list[BoolArray], gap: float, nodes: int = NODES, seconds: float = SECONDS) -> None:
        """Solve neighbourhoods with the totals at prices, make the changes that are best together, and price anew."""
        priced = self.totals.priced
        answers = self.solve([(priced, free) for free in sets], gap, seconds, start=True, nodes=nodes)
        changes = [*self.waiting]
        for free, answer in zip(sets, answers, strict=True):
            if answer is not None and answer.x is not None:
                changes += self._change(priced.cost, np.flatnonzero(free), answer.x)
        step = len(sets) / self.together
        if not self.balanced:
            self._make(changes, np.ones(len(changes), dtype=bool))
            self.totals.drift(self.x, step)
            return
        choice = choose(self.totals, self.matrix.cost, self.held, self.x, changes)
        self._make(changes, choice.made)
        self._price(choice, step)

    def _change(self, priced: FloatArray, columns: IntArray, found: FloatArray) -> list[Change]:
        """What a neighbourhood proposes, where that is any better than what stands there."""
        whole, old = self.matrix.whole[columns], self.x[columns]
        found = np.where(whole, np.round(found), found)
        decided = int((np.abs(old - np.round(old))[whole] > DECIDED).sum())
        if not decided and priced[columns] @ (found - old) >= 0:
            return []
        moved = np.abs(found - old) > 0
        return [Change(columns[moved], found[moved], self.places.rows_of_columns(columns[moved]), decided)]

    def _make(self, changes: Sequence[Change], made: BoolArray) -> None:
        """Make some changes; others wait as long as nothing around them has changed."""
        touched = np.zeros(self.places.local.shape[0], dtype=bool)
        self.x = self.x.copy()
        for change in (change for change, is_made in zip(changes, made, strict=True) if is_made):
            self.x[change.columns] = change.values
            touched[change.rows] = True
        wait = [change for change, is_made in zip(changes, made, strict=True) if not is_made]
        self.waiting = [change for change in wait if not touched[change.rows].any()][-MOST_WAITING:]
        self.x = self.totals.settle(self.x)
        self.offer(self.x)

    def _price(self, choice: Choice, step: float) -> None:
        """Move the prices to where what was proposed would have come out even."""
        worth = self.matrix.cost.copy()
        for held, dual in zip(self.held, choice.held, strict=True):
            worth += dual * held.cost
            held.towards(float(dual), step)
        sought = self.totals.sought(choice.prices, worth)
        self.totals.weigh(self._weighed())
        self.totals.towards(sought(), step)

    def _take_exact(self, sets: list[BoolArray], gap: float) -> None:
        """Solve neighbourhoods with the totals as they are, and take those that are better with what was taken."""
        program = self.totals.matrix
        self.waiting = []
        if self.best is not None:
            self.x = self.best
        calls = []
        for free in sets:
            smaller, columns = program.without(~free, self.x)
            calls.append((smaller, smaller.cost, self.x[columns], self._effort(columns, gap, SECONDS)))
        for free, answer in zip(sets, self.pool.run(search, calls), strict=True):
            if answer is not None and answer.x is not None:
                found = self.x.copy()
                found[free] = np.where(self.matrix.whole[free], np.round(answer.x), answer.x)
                found = self.totals.settle(found)
                if self.offer(found) or (self.best is None and program.value(found) < program.value(self.x)):
                    self.x = found

    def prices(self) -> FloatArray:
        """Prices of all rows as they are now: those of the totals have moved, shape (rows,)."""
        y = self.y.copy()
        y[self.totals.rows] = self.totals.price
        return y

    def loss(self) -> FloatArray:
        """What the plan loses against the relaxation's prices at each building, shape (buildings,)."""
        program = self.matrix.minimising(self.totals.matrix.cost, self.matrix.offset)
        return losses(program, self.layout, self.x, self.prices())

    # -- what both need ----------------------------------------------------------------------------

    def solve(
        self, jobs: list[tuple[Matrix, BoolArray]], gap: float, seconds: float, *, start: bool, nodes: int = NODES
    ) -> list[Found | None]:
        """Solve programs without totals with all but some columns fixed, from where it stands with ``start``."""
        calls = []
        for program, free in jobs:
            smaller, columns = self.places.cut(program, free, self.x)
            effort = self._effort(columns, gap, seconds, nodes)
            if start:
                effort = replace(effort, options=(*FROM_A_PLAN, *effort.options))
            calls.append((smaller, smaller.cost, self.x[columns] if start else None, effort))
        return self.pool.run(search, calls)

    def _effort(self, columns: IntArray, gap: float, seconds: float, nodes: int = NODES) -> Effort:
        """How far a program of some columns is searched: to its share of the gap."""
        at = self.layout.building[columns]
        share = np.unique(at[at != NOWHERE]).size / len(self.tried)
        return Effort(max(gap * share * SHARE_OF_GAP, 1e-12), nodes, self.guard(seconds), self.options)
