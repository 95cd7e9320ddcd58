"""Relax and fix: one part after another gets whole decisions near the relaxation's, with all others as they stand.

What the relaxation decides is kept (about six decisions in seven). Parts whose turn has not come stand as they are
today, where that is a plan: then each part can be decided whatever the others are, and the whole is a plan all along.
Else they stand as the relaxation has them, which a relaxation piece by piece may leave without any whole decisions
next to it. Parts that share no row but the totals are solved at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray, IntArray
from estate_opt.solving.regions.losses import decided
from estate_opt.solving.regions.search import RegionSearch

LEAST_SECONDS, MOST_SECONDS = 8.0, 20.0
"""Time for a part: a guard, and the least that is given where time is short: without a plan there is nothing to
better."""
TURNS = ((True, 1.0), (True, 4.0), (False, 4.0))
TURNS_FROM_TODAY = ((True, 1.0), (False, 1.0))
"""What is tried in turn, each in the parts in which nothing was found before: whether what the relaxation decides is
kept, and how many times as long is looked."""


def relax_and_fix(
    search: RegionSearch, gap: float, seconds_left: Callable[[], float], today: FloatArray | None = None
) -> None:
    """Give every part whole decisions.

    Parameters
    ----------
    search
        Where it stands: at a solution of the relaxation. Afterwards at whole decisions, which become its best plan
        where they are one; what could not be decided in time stays as the relaxation has it.
    gap
        Gap asked for, in the objective's unit.
    seconds_left
        Time for what is still to do: it is shared out among the parts.
    today
        The estate as it is, shape (columns,), where that is a plan but for the totals.
    """
    turns = _Turns(search, gap, seconds_left, search.x)
    if today is not None:
        search.x = search.totals.settle(today)
        search.offer(search.x)
        turns.undecided[:] = False
    parts = np.arange(len(turns.around))
    for keep, more in TURNS if today is None else TURNS_FROM_TODAY:
        parts = turns.take(parts, more, keep=keep, start=today is not None and not keep)
    search.x = search.totals.settle(search.x)
    search.offer(search.x)


@dataclass(eq=False)
class _Turns:
    """Turns of the parts.

    Parameters
    ----------
    search, gap, seconds_left
        As for :func:`relax_and_fix`.
    relaxed
        The relaxation's solution, shape (columns,).

    Attributes
    ----------
    undecided
        Whole columns that stand as the relaxation has them and may be relaxed still, shape (columns,).
    """

    search: RegionSearch
    gap: float
    seconds_left: Callable[[], float]
    relaxed: FloatArray
    undecided: BoolArray = field(init=False)

    def __post_init__(self) -> None:
        places, self.part = self.search.places, self.search.layout.part
        self.whole = self.search.matrix.whole
        self.undecided = self.whole.copy()
        self.decided = decided(self.search.matrix, self.relaxed)
        of_building = self.search.layout.building_part
        self.around = [
            places.around(of_building == part, whole=True) & ~self.search.loose
            for part in range(int(of_building.max()) + 1)
        ]

    def take(self, parts: IntArray, more: float, *, keep: bool, start: bool) -> IntArray:
        """Decide some parts; the numbers of those in which nothing was found."""
        failed = list[int]()
        left = parts.size
        for together in self.search.places.apart([self.around[p] for p in parts], self.search.together):
            seconds = float(np.clip(2 * self.seconds_left() / max(1, left), LEAST_SECONDS, MOST_SECONDS))
            failed += self._decide([int(parts[k]) for k in together], more * seconds, keep=keep, start=start)
            left -= len(together)
        return np.array(failed, dtype=np.int64)

    def _decide(self, parts: Sequence[int], seconds: float, *, keep: bool, start: bool) -> list[int]:
        """Decide parts that share no row, and give the numbers of those in which nothing was found.

        With ``keep``, what the relaxation decides is kept; with ``start``, each begins at what stands there.
        """
        search, priced, base = self.search, self.search.totals.priced, self.search.x
        asked, jobs = base.copy(), []
        for part in parts:
            own = self.whole & (self.part == part)
            kept = own & self.decided if keep else np.zeros_like(own)
            asked[kept] = np.round(self.relaxed[kept])
            free = self.around[part] & (~self.whole | (own & ~kept) | (self.undecided & ~own))
            jobs.append((replace(priced, whole=own), free))
        search.x = asked
        answers = search.solve(jobs, self.gap, seconds, start=start)
        search.x, failed = base.copy(), list[int]()
        for part, (own, free), answer in zip(parts, ((job.whole, free) for job, free in jobs), answers, strict=True):
            if answer is None or answer.x is None:
                failed.append(part)
                continue
            search.x[own] = asked[own]
            search.x[free] = answer.x
            search.x[own] = np.round(search.x[own])
            self.undecided[own] = False
        return failed
