"""A flip: the least change of one figure at which a decision goes the other way, and what is proven of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Found(StrEnum):
    """What is known of a flip."""

    PROVEN = "proven"
    """At the value the opposite is at least as good, and one step short of it it is not: both proven."""
    ABOUT = "about"
    """At the value a plan with the opposite is as good as any known with the decision; not proven on both sides."""
    NEVER = "never"
    """Proven: at the end of the range the opposite is still worse."""
    NOT_FOUND = "not found"
    """No plan with the opposite was found that is as good, up to the end of the range; not proven."""
    ALREADY = "already"
    """Nothing needs to change: a plan with the opposite is as good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """The least change of one figure at which the opposite decision is as good.

    Parameters
    ----------
    key, what, unit
        The figure.
    today
        Its value as it is.
    value
        The value at which the decision flips; ``None`` where none is known.
    end
        The last value looked at.
    found
        What is known.
    least, most
        Between which values it flips as far as is proven: at ``least`` the opposite is still worse, at ``most`` it is
        as good; ``None`` where nothing is proven.
    solved
        Whether the sides were solved again with the changed figure; else it was worked out from the plans at hand.
    said_today, said, said_least, said_most
        The values in words: for ``said`` the end of the range where there is no value; empty where nothing is proven.
    """

    key: str
    what: str
    unit: str
    today: float
    value: float | None
    end: float
    found: Found
    least: float | None
    most: float | None
    solved: int
    said_today: str
    said: str
    said_least: str = ""
    said_most: str = ""
