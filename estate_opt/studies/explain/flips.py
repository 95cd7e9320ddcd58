"""The least change of a figure that would flip a decision.

Each plan that is known can be measured in any world. So the plans known of both sides say at which step the opposite is
first as good, as far as they know. Then both sides are solved again in the worlds that matter: at that step, whether
the decision has a better plan than is known; one step before it, whether the opposite has one that is as good. What is
found is known from then on, and the step is looked for again, until nothing new comes (a parametric search by the
plans themselves; Geoffrion and Nauss 1977). The step is proven where the bounds of both solves prove it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import PREFERENCES
from estate_opt.studies.explain.flip import Flip, Found
from estate_opt.studies.explain.levers import Lever
from estate_opt.studies.explain.opposite import Opposite
from estate_opt.studies.explain.standing import SAME, Comparison, Level, Standing, Verdict, best_of, compare
from estate_opt.studies.explain.world import Asker, Side, World

ROUNDS = 12
"""Most re-solves of a side for one lever."""


@dataclass(eq=False)
class Pool:
    """Plans that are known of both sides."""

    same: list[Decisions]
    opposite: list[Decisions]

    def of(self, *, opposite: bool) -> list[Decisions]:
        """Those of one side."""
        return self.opposite if opposite else self.same


@dataclass(eq=False)
class FlipSearch:
    """One lever's search.

    Parameters
    ----------
    lever
        What changes.
    opposite
        The two sides.
    pool
        Plans that are known; what is found joins them for this lever only.
    asker
        Makes the asker of a world; ``None`` where nothing is to be solved.
    deadline, seconds
        When the search ends, by the clock of ``time.perf_counter``, and time for one re-solve.
    """

    lever: Lever
    opposite: Opposite
    pool: Pool
    asker: Callable[[World], Asker] | None
    deadline: float
    seconds: float
    solved: int = 0
    _worlds: dict[int, World] = field(default_factory=dict)
    _askers: dict[int, Asker] = field(default_factory=dict)
    _measured: dict[tuple[int, int], Standing | None] = field(default_factory=dict)
    _proven: dict[tuple[int, bool], Side] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pool = Pool(list(self.pool.same), list(self.pool.opposite))

    def run(self, today: Comparison) -> Flip:
        """Search, beginning with how the sides stand today."""
        if today.as_good:
            return self._flip(0, Found.ALREADY)
        end = len(self.lever.values)
        while True:
            step = self._first_known(end)
            if not self._more():
                break
            if step is None:
                if (end, True) in self._proven or not self._solve(end, opposite=True):
                    break
                continue
            news = False
            if (step, False) not in self._proven:
                news = self._solve(step, opposite=False)
            if not news and step > 1 and (step - 1, True) not in self._proven and self._more():
                news = self._solve(step - 1, opposite=True)
            if not news:
                break
        return self._answer(step, end, today)

    # -- what the plans at hand say ----------------------------------------------------------------

    def _first_known(self, end: int) -> int | None:
        """The first step at which a known plan with the opposite is as good as every known one with the decision."""
        if not self._as_good(end):
            return None
        low, high = 0, end  # as good at high, not at low
        while high - low > 1:
            middle = self._guess(low, high)
            low, high = (low, middle) if self._as_good(middle) else (middle, high)
        return high

    def _guess(self, low: int, high: int) -> int:
        """Where the lines through both ends cross, a step away from either end at least; else the middle."""
        first, last = self._known(low), self._known(high)
        if first is None or last is None or first.stage != last.stage or first.found <= last.found:
            return (low + high) // 2
        at = low + (high - low) * first.found / (first.found - last.found)
        if not low < at < high:
            return (low + high) // 2
        near = int(at) if self._lopsided(low, high) else int(at) + 1
        return min(max(near, low + 1), high - 1)

    @staticmethod
    def _lopsided(low: int, high: int) -> bool:
        """Turn about, so that both ends come nearer."""
        return (low + high) % 2 == 0

    def _as_good(self, step: int) -> bool:
        """Whether a plan at hand with the opposite is as good; also where none with the decision is known to hold."""
        if self._best(step, opposite=True) is None:
            return False
        known = self._known(step)
        return known is None or known.as_good

    def _known(self, step: int) -> Comparison | None:
        """How the plans at hand stand at a step; ``None`` where one side has none."""
        opposite, same = self._best(step, opposite=True), self._best(step, opposite=False)
        if opposite is None or same is None:
            return None
        return compare(opposite[1], same[1], self._world(step).slack)

    def _best(self, step: int, *, opposite: bool) -> tuple[Decisions, Standing] | None:
        """The best plan at hand of a side in the world of a step."""
        plans = self.pool.of(opposite=opposite)
        standing = [(plan, found) for plan in plans if (found := self._measure(step, plan)) is not None]
        return standing[best_of([s for _, s in standing], self._world(step).slack)] if standing else None

    def _measure(self, step: int, plan: Decisions) -> Standing | None:
        key = (step, id(plan))
        if key not in self._measured:
            self._measured[key] = self._world(step).measured(plan)
        return self._measured[key]

    def _world(self, step: int) -> World:
        if step not in self._worlds:
            self._worlds[step] = self.lever.world(self.lever.at(step))
        return self._worlds[step]

    # -- solving again -----------------------------------------------------------------------------

    def _more(self) -> bool:
        """Whether there is an asker, and time and rounds are left."""
        return self.asker is not None and self.solved < ROUNDS and time.perf_counter() < self.deadline

    def _solve(self, step: int, *, opposite: bool) -> bool:
        """Solve a side in the world of a step; tell whether a plan better than those at hand was found."""
        assert self.asker is not None
        if step not in self._askers:
            self._askers[step] = self.asker(self._world(step))
        before, other = self._best(step, opposite=opposite), self._best(step, opposite=not opposite)
        options = self.opposite.opposite if opposite else self.opposite.same
        start = (before or other or (None,))[0]
        self.solved += 1
        side = self._askers[step].ask(
            {self.opposite.building_id: options},
            start,
            seconds=max(0.5, min(self.seconds, self.deadline - time.perf_counter())),
            gap=0.0,
            decided_at=None if other is None else self._decided_at(other[1], opposite=opposite),
        )
        self._proven[step, opposite] = side
        if side.best is None:
            return False
        self.pool.of(opposite=opposite).append(side.best.plan.decisions)
        self._measured[step, id(side.best.plan.decisions)] = side.best.standing
        return before is None or compare(side.best.standing, before[1]).found < -SAME

    def _decided_at(self, other: Standing, *, opposite: bool) -> float:
        """Value of the preferences at which the opposite is as good, or the decision is better."""
        value = other[-1].value
        return value if opposite else value - SAME * max(1.0, abs(value))

    # -- the answer --------------------------------------------------------------------------------

    def _answer(self, step: int | None, end: int, today: Comparison) -> Flip:
        if step is None:
            never = self._verdict(end) in (Verdict.WORSE, Verdict.IMPOSSIBLE)
            return self._flip(None, Found.NEVER if never else Found.NOT_FOUND)
        flips = self._verdict(step) is Verdict.AS_GOOD
        short = today.verdict if step == 1 else self._verdict(step - 1)
        stays = short in (Verdict.WORSE, Verdict.IMPOSSIBLE)
        return self._flip(
            step,
            Found.PROVEN if flips and stays else Found.ABOUT,
            least=self.lever.at(step - 1) if stays else None,
            most=self.lever.at(step) if flips else None,
        )

    def _verdict(self, step: int) -> Verdict:
        """What is proven at a step."""
        opposite, same = self._proven.get((step, True)), self._proven.get((step, False))
        if opposite is not None and opposite.impossible:
            return Verdict.IMPOSSIBLE
        if same is not None and same.impossible:
            return Verdict.AS_GOOD if self._best(step, opposite=True) else Verdict.OPEN
        theirs, ours = self._standing(step, opposite=True), self._standing(step, opposite=False)
        if theirs is None or ours is None:
            return Verdict.OPEN
        return compare(theirs, ours, self._world(step).slack).verdict

    def _standing(self, step: int, *, opposite: bool) -> Standing | None:
        """A side at a step: the value of its best plan at hand, and the bound of its solve."""
        best = self._best(step, opposite=opposite)
        if best is None:
            return None
        side = self._proven.get((step, opposite))
        bounds = {} if side is None or side.best is None else {lv.stage: lv.bound for lv in side.best.standing}
        return tuple(
            Level(lv.stage, lv.value, min(lv.value, bounds.get(lv.stage, 0.0 if lv.stage != PREFERENCES else lv.bound)))
            for lv in best[1]
        )

    def _flip(self, step: int | None, found: Found, least: float | None = None, most: float | None = None) -> Flip:
        lever = self.lever
        end = lever.at(len(lever.values))
        value = None if step is None else lever.at(step)
        return Flip(
            key=lever.key,
            what=lever.what,
            unit=lever.unit,
            today=lever.today,
            value=value,
            end=end,
            found=found,
            least=least,
            most=most,
            solved=self.solved,
            said_today=lever.said(lever.today),
            said=lever.said(end if value is None else value),
            said_least="" if least is None else lever.said(least),
            said_most="" if most is None else lever.said(most),
        )
