"""Small counts are withheld, and so are others from which they could be worked out.

A count of 1 to 9 people of a group in a ward might point at persons. It is withheld (primary suppression). Where it
could be had back by subtracting the rows that are shown from a total that is shown, further rows of that sum are
withheld too, the smallest first, until what is withheld adds up to nobody or to ten people or more (complementary
suppression). Sums that are looked at: the wards of a group, and the deprivation groups of a ward. Counts of everybody
are shown as they are.

It is a guard against subtraction, one sum at a time; it does not claim that no combination of several sums and of
other publications could narrow a figure down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.results.groups import Group, GroupKind

LEAST_SHOWN = 10
"""Counts of people of a group from 1 to below this are withheld."""
MARK = "withheld"
"""What stands for a withheld figure."""

Mask = NDArray[np.bool_]


def is_small(counts: FloatArray) -> Mask:
    """Whether counts are so small that they are withheld; none is not."""
    small: Mask = (counts > 0) & (counts < LEAST_SHOWN)
    return small


def withheld(counts: FloatArray, groups: Sequence[Group], already: Mask | None = None) -> Mask:
    """Find the cells that are withheld.

    Parameters
    ----------
    counts
        Counts that are shown or withheld together, shape (counts, groups, places), the whole area the last place.
    groups
        The groups; everybody is always shown.
    already
        Cells that are withheld for other reasons, shape (groups, places).

    Returns
    -------
    array
        Shape (groups, places), boolean.
    """
    mask: Mask = is_small(counts).any(axis=0)
    if already is not None:
        mask |= already
    mask[[group.kind is GroupKind.EVERYBODY for group in groups]] = False
    lines = list(_lines(groups, mask.shape))
    guarding = True
    while guarding:  # what one sum withholds may leave another open
        guarding = False
        for parts, total in lines:
            guarding |= _guard(counts, mask, parts, total)
    return mask


def _lines(groups: Sequence[Group], shape: tuple[int, ...]) -> Iterator[tuple[IntArray, int]]:
    """Sums: positions (in the flat table of groups × places) of the parts, and of their total."""
    cells = np.arange(shape[0] * shape[1]).reshape(shape)
    kinds = [group.kind for group in groups]
    for g, kind in enumerate(kinds):
        if kind is not GroupKind.EVERYBODY:
            yield cells[g, :-1], int(cells[g, -1])
    bands = [g for g, kind in enumerate(kinds) if kind is GroupKind.DEPRIVATION]
    if bands:
        for place in range(shape[1]):
            yield cells[bands, place], int(cells[kinds.index(GroupKind.EVERYBODY), place])


def _guard(counts: FloatArray, mask: Mask, parts: IntArray, total: int) -> bool:
    """Withhold one more part of a sum where what is withheld could be worked out; tell whether one was."""
    flat, hidden_of = counts.reshape(len(counts), -1), mask.reshape(-1)
    hidden = hidden_of[parts]
    if hidden_of[total]:
        exposed = not hidden.any()  # the total is the sum of what is shown
        wanted = flat[:, total] > 0
    else:
        left = flat[:, parts[hidden]].sum(axis=1)
        unsafe = is_small(left)
        exposed = bool(hidden.any() and (unsafe.any() or hidden.sum() == 1))
        wanted = unsafe if unsafe.any() else left > 0
    if not exposed:
        return False
    column = int(np.argmax(wanted))
    candidates = parts[~hidden & (flat[column, parts] > 0)]
    if not len(candidates):
        return False
    hidden_of[candidates[np.argmin(flat[column, candidates])]] = True
    return True
