"""Relax and fix: from the relaxation of the whole, one part after another gets whole decisions.

What the relaxation decides is kept (about six decisions in seven), everything around a part stays as it stands, and
decisions of parts that are still open stay relaxed. Parts that share no row but the totals are solved at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from estate_opt.solving.matrix import BoolArray
from estate_opt.solving.regions.search import DECIDED, RegionSearch

LEAST_SECONDS, MOST_SECONDS = 8.0, 20.0
"""Time for a part: a guard, and the least that is given where time is short: without a plan there is nothing to
better."""
MORE_TIME = 4.0
"""Times as long is looked for decisions of a part in which none were found."""


def relax_and_fix(search: RegionSearch, gap: float, seconds_left: Callable[[], float]) -> None:
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
    """
    layout = search.layout
    parts = int(layout.building_part.max()) + 1
    around = [search.places.around(layout.building_part == p, whole=True) & ~search.loose for p in range(parts)]
    undecided = search.matrix.whole.copy()
    for together in search.places.apart(around, search.together):
        each = float(np.clip(2 * seconds_left() / max(1, parts), LEAST_SECONDS, MOST_SECONDS))
        _fix(search, undecided, [(around[p], layout.part == p) for p in together], gap, each)
        parts -= len(together)
    search.offer(search.x)


def _fix(
    search: RegionSearch, undecided: BoolArray, tasks: list[tuple[BoolArray, BoolArray]], gap: float, seconds: float
) -> None:
    """Give some parts whole decisions: with the relaxation's kept, with more time, and with none of them kept."""
    whole, priced = search.matrix.whole, search.totals.priced
    decided = np.abs(search.x - np.round(search.x)) <= DECIDED
    for keep, more in ((decided, 1.0), (decided, MORE_TIME), (np.zeros_like(decided), MORE_TIME)):
        jobs = []
        for around, own in tasks:
            free = around & (~whole | (whole & own & ~keep) | (undecided & ~own))
            jobs.append((replace(priced, whole=whole & own), free))
        answers = search.solve(jobs, gap, more * seconds, start=False)
        again = []
        for task, (_, free), answer in zip(tasks, jobs, answers, strict=True):
            if answer is None or answer.x is None:
                again.append(task)
                continue
            search.x[free] = answer.x
            done = task[1] & whole
            search.x[done] = np.round(search.x[done])
            undecided[done] = False
        tasks = again
