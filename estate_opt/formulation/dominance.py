"""Where everybody must be covered, neighbourhoods that are covered whenever another one is.

If all outlets of one class are in reach of another, whoever covers the first covers the second, and a rule
that both must be covered is the rule for the first alone (Toregas and ReVelle 1972). That is so only
where *all* must be covered: where some may be left out, leaving out the first says nothing of the second,
and its people count; such rules keep all their classes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from estate_opt.domain.travel import IntArray


def minimal(sets: Sequence[IntArray]) -> list[int]:
    """Positions of the sets that contain no other one (of equal sets the first), rising.

    A set is looked up under its rarest member only, so that each set is held against few others.
    """
    size = 1 + max((int(members.max()) for members in sets if len(members)), default=0)
    often = np.zeros(size, dtype=np.int64)
    for array in sets:
        often[array] += 1
    under: dict[int, list[frozenset[int]]] = {}
    kept = []
    for n in sorted(range(len(sets)), key=lambda n: len(sets[n])):
        members = frozenset(sets[n].tolist())
        if any(smaller <= members for k in members for smaller in under.get(k, ())):
            continue
        kept.append(n)
        if members:
            under.setdefault(int(sets[n][often[sets[n]].argmin()]), []).append(members)
    return sorted(kept)
