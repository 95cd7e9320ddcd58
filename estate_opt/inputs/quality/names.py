"""Names of buildings as they are compared: what tells one from another, and how alike two are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz import fuzz, process, utils

LEAST_COMMON = 3
"""A word that so many names have (library, centre, hall …) does not tell one building from another."""
ALIKE = 88.0
"""Two names whose words are as alike as this, in % of their letters and whatever their order, are near the same …"""
SAME_WORD = 85.0
"""… where each telling word has one in the other that is as alike as this: a slip in a long word, none in a short."""
WORTH_A_LOOK = 75
"""Names whose telling words are less alike than this, in % of their letters, are not looked at any further."""
CHUNK = 2_000
"""Names that are held against all others at once, so that a register of ten thousand fits in memory."""
_DIGITS = re.compile(r"\d+")
_SAINT = re.compile(r"\bsaints?\b")
_SMALL_WORDS = frozenset({"the", "a", "of", "and", "at", "in"})
_POSSESSIVE = re.compile(r"['’`´]s?\b")


def _plain(name: str) -> str:
    joined = _SAINT.sub("st", _POSSESSIVE.sub("", name.casefold().replace("&", " ")))
    return " ".join(word for word in utils.default_process(joined).split() if word not in _SMALL_WORDS)


def _pair_up(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether each word of either has one like it in the other."""
    return len(one) == len(other) and all(
        any(fuzz.ratio(word, like) >= SAME_WORD for like in there)
        for here, there in ((one, other), (other, one))
        for word in here
    )


@dataclass(frozen=True, eq=False)
class Names:
    """Names to be compared.

    Parameters
    ----------
    names
        As written.
    """

    names: Sequence[str]

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """In small letters, without punctuation and small words; ``Saint`` is ``st``, a possessive loses its s."""
        return tuple(map(_plain, self.names))

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The words, in alphabetical order, that few other names have; all of them where that leaves none."""
        words = Counter(word for name in self.plain for word in set(name.split()))
        common = {word for word, times in words.items() if times >= max(LEAST_COMMON, 0.03 * len(self.names))}
        own = (sorted(word for word in name.split() if word not in common) for name in self.plain)
        return tuple(
            " ".join(kept) or " ".join(sorted(name.split())) for kept, name in zip(own, self.plain, strict=True)
        )

    def alike(self, a: int, b: int) -> bool:
        """Tell whether two names are near the same; numbers in them have to agree (Depot 1 is not Depot 2)."""
        one, other = self.plain[a], self.plain[b]
        if not one or not other or sorted(_DIGITS.findall(one)) != sorted(_DIGITS.findall(other)):
            return False
        words = self.telling[a].split(), self.telling[b].split()
        return one == other or (fuzz.token_set_ratio(one, other) >= ALIKE and _pair_up(*words))

    def pairs(self) -> list[tuple[int, int]]:
        """Every two names that are near the same, the first one before the second."""
        found = []
        for begin in range(0, len(self.names), CHUNK):
            scores = process.cdist(
                self.telling[begin : begin + CHUNK],
                self.telling,
                scorer=fuzz.ratio,
                score_cutoff=WORTH_A_LOOK,
                dtype=np.uint8,
            )
            for a, b in zip(*np.nonzero(scores), strict=True):
                if begin + a < b and self.alike(begin + int(a), int(b)):
                    found.append((begin + int(a), int(b)))
        return found
