"""Numbers of things in sentences."""

from __future__ import annotations


def number_of(count: int, thing: str, things: str = "") -> str:
    """A number with its noun: "1 row", "2,000 rows"."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"
