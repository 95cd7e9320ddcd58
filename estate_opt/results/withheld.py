"""Small counts are withheld, and so are others from which they could be worked out.

A count of 1 to 9 people of a group in a ward might point at persons. It is withheld (primary suppression). Where it
could be had back by subtracting the rows that are shown from a total that is shown, further rows of that sum are
withheld too, the smallest first, until what is withheld adds up to nobody or to ten people or more (complementary
suppression). Sums that are looked at: the wards of a group, and the deprivation groups of a ward. Counts of everybody
are shown as they are.

Where all these sums together would still give a small count away (:mod:`estate_opt.results.pinned`), more is
withheld, so far as there are further counts above 0. It is a guard against subtraction; it does not claim that no
bounds, and no other publication, could narrow a figure down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.results.groups import Group, GroupKind
from estate_opt.results.pinned import bridges

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
    sensitive = mask.copy()
    bands = [g for g, group in enumerate(groups) if group.kind is GroupKind.DEPRIVATION]
    guarding = True
    while guarding:  # what one sum withholds may leave another open
        guarding = False
        for parts, total in lines:
            guarding |= _guard(counts, mask, parts, total)
        guarding = guarding or _unpin(counts, mask, sensitive, bands)
    return mask


def _unpin(counts: FloatArray, mask: Mask, sensitive: Mask, bands: Sequence[int]) -> bool:
    """Withhold one more cell where all sums together give a sensitive one away; tell whether one was."""
    cells = [(g, place) for g in bands for place in np.flatnonzero(mask[g]).tolist()]
    places = {place: len(mask) + place for place in range(mask.shape[1])}  # nodes after those of the groups
    for position, side in bridges([(g, places[place]) for g, place in cells]):
        g, place = cells[position]
        if not sensitive[g, place]:
            continue
        column = int(np.argmax(is_small(counts[:, g, place])))
        linking = [
            (counts[column, h, p], h, p)
            for h in bands
            for p, node in places.items()
            if not mask[h, p]
            and counts[column, h, p] > 0
            and (h in side) != (node in side)
            and _known(mask, h, p, bands)
        ]
        if linking:
            _, h, p = min(linking)
            mask[h, p] = True
            return True
    return False


def _known(mask: Mask, group: int, place: int, bands: Sequence[int]) -> bool:
    """Whether something else is withheld in a cell's row and in its column, so that it closes a cycle."""
    return bool(mask[group].any() and mask[bands, place].any())


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
