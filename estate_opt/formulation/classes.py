"""Neighbourhoods grouped by the outlets that they have in reach, in arrays.

A set of buildings is known by the sum of its members' keys, 64-bit numbers drawn once. Two sets with
one sum are as good as never different, and where they are (it is checked) other keys are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from estate_opt.domain.travel import FloatArray, IntArray, Reach

NOBODY, ALWAYS = -1, -2
"""In place of a group: no outlet is in reach, or one that always is one."""


@dataclass(frozen=True, eq=False)
class Groups:
    """Neighbourhoods with the same outlets in reach.

    Parameters
    ----------
    of
        Group of each neighbourhood, or :data:`NOBODY` or :data:`ALWAYS`, shape (neighbourhoods,).
    starts, counts
        Where the outlets of each neighbourhood stand in ``outlets``, shapes (neighbourhoods,).
    outlets
        Outlets in reach, each neighbourhood's nearest first, shape (pairs,).
    first
        The first neighbourhood of each group, shape (groups,); groups are in this order.
    """

    of: IntArray
    starts: IntArray
    counts: IntArray
    outlets: IntArray
    first: IntArray

    def members(self, group: int) -> IntArray:
        """Outlets of a group, nearest first."""
        d = self.first[group]
        return self.outlets[self.starts[d] : self.starts[d] + self.counts[d]]


def group(
    reach: Reach, neighbourhoods: int, usable: NDArray[np.bool_], always: NDArray[np.bool_], *, merge: bool
) -> Groups:
    """Group neighbourhoods.

    Parameters
    ----------
    reach
        Pairs (neighbourhood, building) within the limit.
    neighbourhoods
        How many there are.
    usable, always
        Which buildings may be outlets, and which always are, shapes (buildings,).
    merge
        Whether neighbourhoods with the same outlets make one group; else each is one.
    """
    safe = np.zeros(neighbourhoods, dtype=bool)
    safe[reach.origin[always[reach.destination]]] = True
    wanted = usable[reach.destination] & ~safe[reach.origin]
    origin, outlets = reach.origin[wanted], reach.destination[wanted]
    counts = np.bincount(origin, minlength=neighbourhoods)
    starts = np.cumsum(counts) - counts
    of = np.where(safe, ALWAYS, NOBODY)
    some = np.flatnonzero(counts)
    if not merge:
        of[some] = np.arange(len(some))
        return Groups(of, starts, counts, outlets, some)
    for seed in count():
        sums = _sums(outlets, starts[some], len(usable), seed)
        _, first, inverse = np.unique(sums, return_index=True, return_inverse=True)
        rank = np.argsort(np.argsort(first))  # numbered as their first neighbourhoods come
        of[some] = rank[inverse]
        groups = Groups(of, starts, counts, outlets, some[np.sort(first)])
        if _same(groups, some, origin):
            return groups
    raise AssertionError  # pragma: no cover - the count has no end


def _sums(outlets: IntArray, starts: IntArray, buildings: int, seed: int) -> NDArray[np.uint64]:
    keys = np.random.default_rng(seed).integers(0, 2**64, buildings, dtype=np.uint64)
    return np.add.reduceat(keys[outlets], starts) if len(starts) else np.zeros(0, np.uint64)


def _same(groups: Groups, some: IntArray, origin: IntArray) -> bool:
    """Whether the outlets of each neighbourhood are those of the first of its group."""
    width = 1 + groups.outlets.max(initial=0)
    ordered = np.sort(origin * width + groups.outlets) % width
    first = groups.first[groups.of[some]]
    if (groups.counts[some] != groups.counts[first]).any():
        return False
    return bool((ordered == ordered[spans(groups.starts[first], groups.counts[some])]).all())


def spans(starts: IntArray, counts: IntArray) -> IntArray:
    """Positions ``starts[n], starts[n] + 1, …`` of each span, one span after another."""
    ends = np.cumsum(counts)
    shift = np.repeat(starts - (ends - counts), counts)
    result: IntArray = shift + np.arange(int(ends[-1]) if len(ends) else 0)
    return result


def weights(groups: Groups, people: FloatArray) -> tuple[FloatArray, float]:
    """People of each group, shape (groups,), and of the neighbourhoods that always have an outlet."""
    placed = groups.of >= 0
    each = np.bincount(groups.of[placed], people[placed], minlength=len(groups.first))
    return each, float(people[groups.of == ALWAYS].sum())
