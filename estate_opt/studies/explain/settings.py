"""How far an explanation goes."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS, FLIP_SECONDS, PROBE_SECONDS = 20.0, 6.0, 2.0
"""Time for the opposite (which ends by itself where it is proven to the plan file's gap), for all flips of a building
together, and for one re-solve among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How far an explanation goes.

    Parameters
    ----------
    seconds
        Time for solving the opposite.
    flip_seconds
        Time for re-solves that look for flips, all together; 0 to work them out from the plans at hand only.
    policies
        Ids of the rules whose values are looked at; where ``None`` the reduction, and those that the opposite breaks
        or mends.
    own
        Whether the building's own data are looked at.
    """

    seconds: float = SECONDS
    flip_seconds: float = FLIP_SECONDS
    policies: tuple[str, ...] | None = None
    own: bool = True
