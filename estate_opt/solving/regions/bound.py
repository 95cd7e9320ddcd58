"""A proven bound for the whole from whole decisions in its parts.

The relaxation's prices of every row are at hand. Rows that cross parts are paid for at these prices, and each part
is then bounded by itself, with whole decisions: the sum can only be above the relaxation's bound. Plans of the parts
are mixed as relaxations are, and so the prices of the totals become those that prove most for whole decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.prices import Master, Relaxation, Shipped
from estate_opt.solving.regions.split import Split
from estate_opt.solving.regions.work import Effort, Options, search

NODES, SECONDS = 200, 120.0
"""How far a part is searched for its bound; the seconds are a guard."""
SHARE_OF_GAP = 0.25
"""A part is searched to this part of the gap asked for, in proportion to its buildings."""
STEP = 1.0
"""How far a price may move in a round, as a share of itself: rounds are dear, and whole plans of parts hold it."""
ROUNDS = 12
"""How often the prices of the totals are bettered: a solution of the relaxation needs other prices than whole ones."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound for the whole.

    Parameters
    ----------
    value
        No plan costs less.
    rounds
        How often every part was bounded by whole decisions.
    y
        Prices of all rows that prove it, shape (rows,).
    plans
        Whole decisions of all parts together, one for each round that found some in every part.
    """

    value: float
    rounds: int
    y: FloatArray
    plans: tuple[FloatArray, ...] = ()


def bound_by_parts(
    shipped: Shipped,
    pool: Pool,
    cost: FloatArray,
    offset: float,
    relaxation: Relaxation,
    starts: Sequence[FloatArray],
    totals: BoolArray,
    buildings: FloatArray,
    gap: float,
    go_on: Callable[[float], bool],
    seconds: float = SECONDS,
    options: Options = (),
    before: Bound | None = None,
    rounds: int = ROUNDS,
) -> Bound:
    """Bound the whole by its parts.

    Parameters
    ----------
    shipped
        The program split into parts.
    pool
        Where they are solved.
    cost, offset
        The objective, shape (columns,), and its constant.
    relaxation
        Its bound holds where whole decisions prove no more.
    starts
        Prices of all rows to try first, each of shape (rows,). The best of them go on paying for the rows across
        parts, and those of the totals are bettered.
    totals
        Which rows are totals, shape (rows,).
    buildings
        Number of buildings of each part, shape (parts,).
    gap
        Gap asked for, in the objective's unit.
    go_on
        Asked before each round with the bound so far; there is no further round when it says no.
    seconds, options
        Time for a part, and options of HiGHS.
    before
        A bound of the same stage that is to be bettered: ``starts`` are not tried again.
    rounds
        Rounds at most, with those before.
    """
    split = shipped.split
    gaps = np.maximum(gap * SHARE_OF_GAP * buildings / buildings.sum(), 1e-12)
    efforts = [Effort(float(each), NODES, seconds, options) for each in gaps]
    best = before or Bound(relaxation.bound, 0, relaxation.y)
    waiting = [] if best.plans else [split.prices(start) for start in starts]
    proven, centre = (best.value, best.y) if best.plans else (-np.inf, waiting[0])
    while best.rounds < rounds and (waiting or best.plans) and go_on(best.value):
        y = waiting.pop(0) if waiting else _next(split, cost, offset, centre, totals, best.plans)
        reduced = split.reduced(cost, y)
        calls = [
            (handle, reduced[columns], None, effort)
            for handle, columns, effort in zip(shipped.handles, split.columns, efforts, strict=True)
        ]
        answers = [answer for answer in pool.run(search, calls) if answer is not None]
        if len(answers) < len(calls):
            break
        value = offset + split.constant(reduced, y) + sum(answer.bound for answer in answers)
        if value > proven:
            proven, centre = value, y
        found = [answer.x for answer in answers if answer.x is not None]
        plans = (*best.plans, split.gather(found)) if len(found) == len(answers) else best.plans
        best = Bound(max(value, best.value), best.rounds + 1, centre, plans)
    return best


def _next(
    split: Split, cost: FloatArray, offset: float, centre: FloatArray, totals: BoolArray, plans: Sequence[FloatArray]
) -> FloatArray:
    """The next prices: those of the totals by a mix of the parts' plans, near the best so far; the others stay."""
    across = np.where(totals, 0.0, centre)
    master = Master(split, split.reduced(cost, across), offset, split.priced & totals)
    for plan in plans:
        master.add(plan)
    prices = master.mix(centre, STEP)[2]
    return across + np.where(totals, split.prices(prices), 0.0)
