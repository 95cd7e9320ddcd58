"""A proven bound for the whole from whole decisions in its parts.

The relaxation's prices of every row are at hand. Rows that cross parts are paid for at these prices, and each part
is then bounded by itself, with whole decisions: the sum can only be above the relaxation's bound. Plans of the parts
are mixed as relaxations are, and so the prices of the totals become those that prove most for whole decisions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.prices import Master, Relaxation, Shipped
from estate_opt.solving.regions.work import Effort, search

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
    """

    value: float
    rounds: int


def bound_by_parts(
    shipped: Shipped,
    pool: Pool,
    cost: FloatArray,
    offset: float,
    relaxation: Relaxation,
    totals: BoolArray,
    buildings: FloatArray,
    gap: float,
    go_on: Callable[[float], bool],
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
        Its prices pay for the rows across parts; those of the totals are where the search for better ones begins.
    totals
        Which rows are totals, shape (rows,).
    buildings
        Number of buildings of each part, shape (parts,).
    gap
        Gap asked for, in the objective's unit.
    go_on
        Asked before each round with the bound so far; there is no further round when it says no.
    """
    split = shipped.split
    y = centre = split.prices(relaxation.y)
    across = np.where(totals, 0.0, y)
    limit = np.where(across > 0, split.matrix.row_low, split.matrix.row_high)
    paid = float(across[across != 0] @ limit[across != 0])
    master = Master(split, split.reduced(cost, across), offset + paid, split.priced & totals)
    best = Bound(relaxation.bound, 0)
    efforts = [Effort(max(gap * SHARE_OF_GAP * b / buildings.sum(), 1e-12), NODES, SECONDS) for b in buildings]
    while best.rounds < ROUNDS and go_on(best.value):
        reduced = split.reduced(cost, y)
        calls = [
            (handle, reduced[columns], None, effort)
            for handle, columns, effort in zip(shipped.handles, split.columns, efforts, strict=True)
        ]
        answers = [answer for answer in pool.run(search, calls) if answer is not None]
        if len(answers) < len(calls):
            break
        value = offset + split.constant(reduced, y) + sum(answer.bound for answer in answers)
        if value > best.value or not best.rounds:
            centre = y
        best = Bound(max(value, best.value), best.rounds + 1)
        plans = [answer.x for answer in answers if answer.x is not None]
        if len(plans) < len(answers):
            break
        master.add(split.gather(plans))
        mixed, _, prices = master.mix(centre, STEP)
        if mixed - best.value <= gap * SHARE_OF_GAP:
            break
        y = across + np.where(totals, split.prices(prices), 0.0)
    return best
