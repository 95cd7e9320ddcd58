"""The primal side: good plans, quickly, from the relaxation.

At a city's size the root bound is within a percent of the truth after seconds; what a solver lacks
is good plans. So all that the relaxation decides is fixed (about six decisions in seven) and the
small program that is left is solved. From there a *neighbourhood* at a time is freed and solved
again (large neighbourhood search: Shaw 1998):

- the buildings around one with trouble, where activity ends or an aim is missed by more than in
  the relaxation, and then around those where plan and relaxation differ most;
- a *kernel*, wherever it lies: the columns on which plan and relaxation differ, and those that the
  relaxation would change at the least cost (Angelelli, Mansini and Speranza 2010).

Which kind comes next is drawn by what each has brought for its work (Ropke and Pisinger 2006). A
neighbourhood ends by its nodes, so that the same seed searches the same neighbourhoods on any machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.ground import Ground
from estate_opt.solving.incumbent import Incumbent
from estate_opt.solving.interrupt import interruptible
from estate_opt.solving.matrix import BoolArray, IntArray, Matrix
from estate_opt.solving.relaxation import Relaxed

DECIDED = 1e-6
"""How near to 0 or 1 a relaxed decision counts as decided."""
NODES = 50
"""Nodes of the tree of a neighbourhood."""
FIRST_NODES = 50
FIRST_GAP, GAP = 3e-2, 1e-4
"""Relative gaps at which the first plan and a neighbourhood are good enough."""
FIRST_FIXED = (0.75, 0.5, 0.0)
"""Share of the decided columns that are fixed for the first plan, those of the greatest reduced cost first: where no
plan is left, fewer are."""
FEWEST, MOST = 6, 120
"""Buildings that a neighbourhood frees: at least, at most."""
AROUND = 120
"""Whole columns that a neighbourhood frees at first, about."""
KERNEL = 120
"""Whole columns that a kernel frees at first."""
WIDER, NARROWER = 1.4, 0.7
"""A neighbourhood searched to its end in vain is followed by a wider one, one cut off in vain by a narrower one."""
DOUBT = 0.5
"""Columns of little reduced cost in a kernel, for each on which plan and relaxation differ."""
REACH = 2
"""Moves of so many times as many buildings as a neighbourhood frees may change with it."""
FADING = 0.8
"""How much of what a kind of neighbourhood has brought before still counts."""
HIGHS = {"threads": 1, "mip_pscost_minreliable": 0, "mip_heuristic_effort": 0.2}

FULL = highspy.HighsModelStatus.kOptimal
FOUND = highspy.SolutionStatus.kSolutionStatusFeasible


@dataclass(eq=False)
class Kind:
    """A kind of neighbourhood: how large it is now, and what it has brought for its work."""

    size: float
    least: float
    most: float
    score: float = 1.0

    def learn(self, gained: float, work: float, *, too_much: bool) -> None:
        """Change size and score after a neighbourhood."""
        self.score = FADING * self.score + (1 - FADING) * gained / max(work, 1.0)
        if too_much or gained <= 0:
            factor = NARROWER if too_much else WIDER
            self.size = float(np.clip(self.size * factor, self.least, self.most))


@dataclass(eq=False)
class PrimalSearch:
    """A search for good plans of one stage.

    Parameters
    ----------
    matrix
        The program; its objective leads the search (that of the stage, and what comes after it behind).
    ground
        Where the columns lie.
    relaxed
        The relaxation that guides it.
    incumbent
        Where plans go to, and come from.
    seed
        Of the draw of neighbourhoods.
    ended
        Whether the search shall end.
    told
        Called when the first plan is there, and when it gets better while the solver still runs.
    """

    matrix: Matrix
    ground: Ground
    relaxed: Relaxed
    incumbent: Incumbent
    seed: int
    ended: Callable[[], bool]
    seconds_each: float = np.inf
    told: Callable[[], None] | None = None
    work: int = 0
    in_vain: int = 0
    tried: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        buildings = float(self.ground.neighbours.shape[1])
        columns = float(self.matrix.whole.sum())
        self.random = np.random.default_rng(self.seed)
        size = AROUND * len(self.ground.neighbours) / max(columns, 1.0)
        self.around = Kind(min(max(FEWEST, size), buildings), min(FEWEST, buildings), min(MOST, buildings))
        self.kernel = Kind(min(KERNEL, columns), min(KERNEL / 4, columns), columns)

    def first(self) -> bool:
        """Look for a first plan near the relaxation; tell whether there is one."""
        for fixed in self._decided():
            x = np.round(self.relaxed.x)
            self._solve(fixed, x, nodes=FIRST_NODES, gap=FIRST_GAP, start=None, told=self.told)
            if self.incumbent.x is not None or self.ended():
                break
        return self.incumbent.x is not None

    def _decided(self) -> Iterator[BoolArray]:
        """Columns to fix as the relaxation decides them: all that it does, and fewer where that leaves no plan."""
        x, whole, ending = self.relaxed.x, self.matrix.whole, self.ground.weight > 0
        decided = whole & (np.minimum(x, 1 - x) <= DECIDED)
        yield decided
        if (decided & ending).any():  # activity that moves as a whole may not fit where the relaxation parts it
            yield decided & (self.ground.running | ((x < 0.5) & ~ending))
        columns = np.flatnonzero(decided & ~ending)
        by_cost = columns[np.argsort(-np.abs(self.relaxed.reduced_cost[columns]), kind="stable")]
        for share in FIRST_FIXED:
            fixed = np.zeros(len(x), dtype=bool)
            fixed[by_cost[: int(share * len(by_cost))]] = True
            yield fixed

    def again(self, x: FloatArray, forced: IntArray) -> bool:
        """Make a plan of other bounds good again: only what lies around some buildings changes; tell whether it is."""
        free = ~self.matrix.whole
        for building in forced:
            free |= self._around(int(building))
        self._solve(~free, x, nodes=FIRST_NODES, gap=FIRST_GAP, start=None)
        return self.incumbent.x is not None

    def step(self) -> bool:
        """Free one neighbourhood and solve it; tell whether the plan is better for it."""
        assert self.incumbent.x is not None
        x = self.incumbent.x
        kind, free = self._neighbourhood(x)
        before = self.matrix.value(x)
        work, to_its_end = self._solve(~free, x, nodes=NODES, gap=GAP, start=x)
        gained = before - self.matrix.value(self.incumbent.x)
        kind.learn(gained, work, too_much=not to_its_end or work > self.relaxed.work)
        self.work += 1
        self.in_vain = 0 if gained > 0 else self.in_vain + 1
        if gained > 0:
            self.tried.clear()
        return gained > 0

    # -- neighbourhoods --------------------------------------------------------------------------

    def _neighbourhood(self, x: FloatArray) -> tuple[Kind, BoolArray]:
        """The next neighbourhood: its kind, and the columns that it frees."""
        beyond = x - self.relaxed.x
        centre = self._trouble(beyond)
        if centre is not None:
            return self.around, self._around(centre)
        scores = np.array([self.around.score, self.kernel.score]) + 1e-12
        if self.random.random() < max(0.1, min(0.9, scores[0] / scores.sum())):
            return self.around, self._around(self._most_different(beyond))
        return self.kernel, self._kernel(x, beyond)

    def _trouble(self, beyond: FloatArray) -> int | None:
        """The building with the most trouble that was not tried since the plan got better."""
        trouble = self.ground.trouble(beyond)
        trouble[list(self.tried)] = 0.0
        if trouble.max(initial=0.0) <= DECIDED:
            return None
        return self._try(int(trouble.argmax()))

    def _most_different(self, beyond: FloatArray) -> int:
        """A building drawn by how much plan and relaxation differ around it."""
        near = self.ground.neighbours[:, : round(self.around.size)]
        difference = self.ground.difference(beyond, self.matrix.whole)[near].sum(axis=1) + DECIDED
        return int(self.random.choice(len(near), p=difference / difference.sum()))

    def _try(self, centre: int) -> int:
        self.tried.add(centre)
        return centre

    def _around(self, centre: int) -> BoolArray:
        """Whole columns of the nearest buildings, and moves of some more."""
        size = round(self.around.size)
        inner = self.ground.columns_of(self.ground.neighbours[centre, :size])
        outer = self.ground.columns_of(self.ground.neighbours[centre, : REACH * size])
        elsewhere = self.ground.owner < 0
        return np.where(self.matrix.whole, inner, outer | elsewhere)

    def _kernel(self, x: FloatArray, beyond: FloatArray) -> BoolArray:
        """Whole columns nearest to a building of those that the relaxation has otherwise, or might at little cost."""
        doubtful = self.matrix.whole & (np.abs(beyond) > DECIDED)
        cost = np.where(self.matrix.whole & ~doubtful, np.abs(self.relaxed.reduced_cost), np.inf)
        cost *= self.random.uniform(0.5, 1.5, len(x))
        more = min(1 + round(DOUBT * doubtful.sum()), int(np.isfinite(cost).sum()) - 1)
        doubtful[np.argpartition(cost, more)[:more]] = True
        near = self.ground.nearness(self._most_different(beyond))
        candidates = np.flatnonzero(doubtful)
        chosen: IntArray = candidates[np.argsort(near[candidates], kind="stable")[: round(self.kernel.size)]]
        free = ~self.matrix.whole
        free[chosen] = True
        return free

    # -- one small program -----------------------------------------------------------------------

    def _solve(
        self,
        fixed: BoolArray,
        x: FloatArray,
        *,
        nodes: int,
        gap: float,
        start: FloatArray | None,
        told: Callable[[], None] | None = None,
    ) -> tuple[float, bool]:
        """Solve with some columns fixed and offer what is found: at once where somebody is to be told.

        Returns
        -------
        tuple
            Work in iterations of the simplex, and whether the solver searched to the end.
        """
        smaller, free = self.matrix.without(fixed, x)
        options: dict[str, Any] = {**HIGHS, "mip_max_nodes": nodes, "mip_rel_gap": gap, "random_seed": self.seed}
        if np.isfinite(self.seconds_each):
            options["time_limit"] = self.seconds_each

        def offer(values: FloatArray) -> bool:
            found = np.where(fixed, x, 0.0)
            found[free] = values
            return self.incumbent.offer(found)

        def tell(values: FloatArray) -> None:
            if told is not None and offer(values):
                told()

        highs = smaller.highs(integer=True, **options)
        interruptible(highs, self.ended, None if told is None else tell)
        if start is not None:
            highs.setSolution(len(free), np.arange(len(free), dtype=np.int32), start[free])
        highs.run()
        info = highs.getInfo()
        if info.primal_solution_status == FOUND:
            offer(np.array(highs.getSolution().col_value))
        return float(info.simplex_iteration_count), highs.getModelStatus() == FULL
