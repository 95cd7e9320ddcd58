"""The known word that somebody probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """Find the known word most like another, ignoring case; empty where none is alike."""
    by_case = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), by_case, n=1)
    return by_case[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Offer the nearest known word in a sentence; empty where none is alike."""
    guess = nearest(word, known)
    return f"Did you mean {guess!r}?" if guess else ""
