"""A proven bound for the whole from whole decisions in its parts.

The relaxation's prices of every row are at hand. Rows that cross parts are paid for at these prices, and each part
is then bounded by itself, with whole decisions: the sum can only be above the relaxation's bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.prices import Relaxation, Shipped
from estate_opt.solving.regions.work import Effort, relax, search

NODES, SECONDS = 200, 120.0
"""How far a part is searched for its bound; the seconds are a guard."""
SHARE_OF_GAP = 0.25
"""A part is searched to this part of the gap asked for, in proportion to its buildings."""
TOGETHER = 8
LP_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound for the whole.

    Parameters
    ----------
    value
        No plan costs less.
    parts
        Parts that were bounded by whole decisions; the others count by their relaxation.
    """

    value: float
    parts: int


def bound_by_parts(
    shipped: Shipped,
    pool: Pool,
    cost: FloatArray,
    offset: float,
    relaxation: Relaxation,
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
        Its prices pay for the rows across parts.
    buildings
        Number of buildings of each part, shape (parts,).
    gap
        Gap asked for, in the objective's unit.
    go_on
        Asked now and then with the bound so far; no further parts are searched when it says no.
    """
    split = shipped.split
    y = split.prices(relaxation.y)
    reduced = split.reduced(cost, y)
    calls = [(h, reduced[c], None, LP_SECONDS) for h, c in zip(shipped.handles, split.columns, strict=True)]
    values = np.array([-np.inf if a is None else a.value for a in pool.run(relax, calls)])
    constant = offset + split.constant(reduced, y)
    done = 0
    order = np.argsort(-buildings, kind="stable")
    for first in range(0, len(order), TOGETHER):
        if not go_on(constant + float(values.sum())):
            break
        some = order[first : first + TOGETHER]
        answers = pool.run(
            search,
            [
                (
                    shipped.handles[k],
                    reduced[split.columns[k]],
                    None,
                    Effort(max(gap * SHARE_OF_GAP * buildings[k] / buildings.sum(), 1e-12), NODES, SECONDS),
                )
                for k in some
            ],
        )
        for k, answer in zip(some, answers, strict=True):
            if answer is not None:
                values[k] = max(values[k], answer.bound)
                done += 1
    return Bound(max(relaxation.bound, constant + float(values.sum())), done)
