"""A proven bound for the whole from whole decisions in its parts.

The relaxation's prices of every row are at hand. Rows that cross parts are paid for at these prices, and each part
is then bounded by itself, with whole decisions: the sum can only be above the relaxation's bound. Plans of the parts
are mixed as relaxations are, and so the prices of the totals become those that prove most for whole decisions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.backends import PROVING
from estate_opt.solving.matrix import BoolArray
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.prices import LP_SECONDS, Master, Shipped
from estate_opt.solving.regions.split import Split
from estate_opt.solving.regions.work import Effort, Found, Options, relax, search

NODES, SECONDS = 200, 120.0
"""How far a part is searched for its bound; the seconds are a guard."""
SHARE_OF_GAP = 0.25
"""A part is searched to this part of the gap asked for, in proportion to its buildings."""
STEP = 0.1
"""How far a price may move in a round, as a share of itself. Few plans of the parts are known, so the mix of them draws
the prices far past where they prove most: on a tenth of England four rounds proved 0.1340 with this step, and no more
than the first (0.1319) with one of 1."""
ROUNDS = 12
"""How often the prices of the totals are bettered: a solution of the relaxation needs other prices than whole ones."""
MOST_IN_VAIN, LEAST_GAIN = 2, 0.1
"""Rounds one after another that may bring less than this part of the gap asked for."""


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
    even
        What a round that went equally far in all parts proved at these prices.
    answers
        What is known of each part at these prices; none before there was a round.
    """

    value: float
    rounds: int
    y: FloatArray
    plans: tuple[FloatArray, ...] = ()
    even: float = -np.inf
    answers: tuple[Found, ...] = ()


def bound_by_parts(
    shipped: Shipped[Split],
    pool: Pool,
    cost: FloatArray,
    offset: float,
    before: Bound,
    totals: BoolArray,
    buildings: FloatArray,
    gap: float,
    go_on: Callable[[float], bool],
    seconds: float = SECONDS,
    options: Options = (),
    plan: FloatArray | None = None,
    rounds: int = ROUNDS,
    nodes: int = NODES,
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
    before
        What is to be bettered: a bound of the same stage, at first that of a relaxation. Its prices of the rows across
        parts stay, those of the totals are bettered.
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
    plan
        The best plan so far, shape (columns,): what it has in a part is where the part's search begins, so that HiGHS
        need not look for plans.
    rounds
        Rounds at most, with those before.
    nodes
        Nodes for each part.
    """
    split = shipped.split
    if plan is not None:
        options = (*PROVING.items(), *options)
    efforts = [Effort(float(each), nodes, seconds, options) for each in _shares(gap, buildings)]
    best, in_vain = before, 0
    while best.rounds < rounds and in_vain < MOST_IN_VAIN and go_on(best.value):
        y = _next(split, cost, offset, best, totals, plan) if best.plans else split.prices(best.y)
        reduced = split.reduced(cost, y)
        calls = [
            (handle, reduced[columns], None if plan is None else plan[columns], effort)
            for handle, columns, effort in zip(shipped.handles, split.columns, efforts, strict=True)
        ]
        answers = _all_bounded(pool, calls, pool.run(search, calls))
        if answers is None:
            break
        value = offset + split.constant(reduced, y) + sum(answer.bound for answer in answers)
        in_vain = in_vain + 1 if value < best.even + LEAST_GAIN * gap else 0
        if value > best.even:
            best = replace(best, even=value, y=y, answers=tuple(answers))
        best = replace(best, value=max(value, best.value), rounds=best.rounds + 1)
        found = [
            x
            for answer, call in zip(answers, calls, strict=True)
            if (x := call[2] if answer.x is None else answer.x) is not None
        ]
        if len(found) < len(answers):
            break
        best = replace(best, plans=(*best.plans, split.gather(found)))
    return best


def deepened(
    shipped: Shipped[Split],
    pool: Pool,
    cost: FloatArray,
    offset: float,
    bound: Bound,
    buildings: FloatArray,
    gap: float,
    effort: Callable[[int], Effort],
) -> Bound:
    """Search the parts that are still open further, at the same prices: they are few, and much is open in them.

    Parameters
    ----------
    bound
        What is to be bettered, with its answers.
    effort
        How far a part is searched, where so many are open; its gap is set here.
    shipped, pool, cost, offset, buildings, gap
        As for :func:`bound_by_parts`.
    """
    split, answers = shipped.split, list(bound.answers)
    shares = _shares(gap, buildings)
    wide = [k for k, answer in enumerate(answers) if answer.value - answer.bound > shares[k]]
    reduced, far = split.reduced(cost, bound.y), effort(len(wide))
    calls = [
        (
            shipped.handles[k],
            reduced[split.columns[k]],
            answers[k].x,
            replace(far, gap=float(shares[k]), options=(*PROVING.items(), *far.options)),
        )
        for k in wide
    ]
    for k, further in zip(wide, pool.run(search, calls), strict=True):
        if further is not None and further.bound > answers[k].bound:
            answers[k] = replace(further, value=min(further.value, answers[k].value))
    value = offset + split.constant(reduced, bound.y) + sum(answer.bound for answer in answers)
    return replace(bound, value=max(value, bound.value), answers=tuple(answers))


def _shares(gap: float, buildings: FloatArray) -> FloatArray:
    """The gap to which each part is searched."""
    shares: FloatArray = np.maximum(gap * SHARE_OF_GAP * buildings / buildings.sum(), 1e-12)
    return shares


def _all_bounded(
    pool: Pool, calls: list[tuple[object, FloatArray, FloatArray | None, Effort]], answers: list[Found | None]
) -> list[Found] | None:
    """What the parts' searches found; ``None`` where they were stopped.

    A part of which no search proved anything in time is bounded by its relaxation.
    """
    searched = [answer for answer in answers if answer is not None]
    if len(searched) < len(calls):
        return None
    open_ = [k for k, answer in enumerate(searched) if not np.isfinite(answer.bound)]
    relaxed = pool.run(relax, [(calls[k][0], calls[k][1], None, LP_SECONDS) for k in open_])
    for k, answer in zip(open_, relaxed, strict=True):
        if answer is None:
            return None
        searched[k] = replace(searched[k], bound=answer.value)
    return searched


def _next(
    split: Split, cost: FloatArray, offset: float, best: Bound, totals: BoolArray, plan: FloatArray | None
) -> FloatArray:
    """The next prices: those of the totals by a mix of the parts' plans, near the best so far; the others stay."""
    across = np.where(totals, 0.0, best.y)
    master = Master(split, split.reduced(cost, across), offset, split.priced & totals)
    for found in (*best.plans, *(() if plan is None else (plan,))):
        master.add(found)
    prices = master.mix(best.y, STEP)[2]
    return across + np.where(totals, split.prices(prices), 0.0)
