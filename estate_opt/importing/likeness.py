"""How surely two names of columns, or of types, mean the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

SPELT_ALIKE = 0.9
"""Names that are so alike when written in one word are spellings of one name."""
SLIP = 0.8
"""Words that are so alike are one word with a slip of the keyboard."""
NEUTRAL = frozenset(("asset", "assets", "property", "building", "site", "premises", "council", "la"))
"""Words that add nothing to a name in a register of assets."""

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_EMPTY_WORDS = frozenset(("of", "the", "and", "or", "both", "a", "an", "s"))


def likeness(words: Sequence[str], alias: Sequence[str]) -> float:
    """How surely two names mean the same, 0 to 1.

    Parameters
    ----------
    words, alias
        Words as :func:`plain_words` gives them. Order does not matter; a word may be misspelt, but another word is
        another word: a ward's name is no road's name, however many letters they share.
    """
    if sorted(words) == sorted(alias):
        return 1.0
    together = fuzz.ratio("".join(words), "".join(alias)) / 100
    extra = set(words) - set(alias)
    within = 0.0
    if alias and set(alias) < set(words):
        within = 0.9 if extra <= NEUTRAL else 0.9 * (len(alias) / len(words)) ** 0.5
    return max(0.95 * _word_by_word(words, alias), together if together >= SPELT_ALIKE else 0.0, within)


def _word_by_word(words: Sequence[str], alias: Sequence[str]) -> float:
    """Share of the words of the longer name that the other has too, give or take a slip of the keyboard."""
    longer, shorter = sorted((list(words), list(alias)), key=len, reverse=True)
    best = (max((fuzz.ratio(word, other) / 100 for other in shorter), default=0.0) for word in longer)
    return sum(found for found in best if found >= SLIP) / max(len(longer), 1)


def plain_words(name: str) -> list[str]:
    """Words of a column's name in small letters: ``UniqueAssetID`` and ``unique_asset_id`` are the same."""
    parted = _CAMEL.sub(" ", name.replace("'", "").replace("’", ""))
    words = [word.casefold() for word in _WORD.findall(parted)]
    return [word for word in words if word not in _EMPTY_WORDS] or words
