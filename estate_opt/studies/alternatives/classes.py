"""For every building: in every plan within the limit, in none, or in some but not in others; each by proof.

The run's plan settles one side of each building, so one question is left: is there a plan within the
limit in which it is the other way about? Four answers, the cheapest first:

- its options leave it no other way;
- a plan that was found for another question has it otherwise: one plan is a *witness* for all buildings
  at once (the pool of solutions of Danna et al. 2007);
- the relaxation with the other way forced is already beyond the limit, or has no solution;
- a search ends as soon as there is such a plan, or the proof that there is none.

What none of them answers in its time stays open, with the bound reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """Where a building stands among the plans within the limit."""

    IN_EVERY = "in every"
    IN_NONE = "in none"
    SWING = "swing"
    OPEN = "open"

    @property
    def proven(self) -> bool:
        """Whether it is an answer."""
        return self is not Standing.OPEN


LABELS = {
    Standing.IN_EVERY: "In every such plan",
    Standing.IN_NONE: "In none",
    Standing.SWING: "In some, not in others",
    Standing.OPEN: "Not decided in its time",
}
"""What a class is called on pages and screens."""


class How(StrEnum):
    """What answered the question of a building."""

    OPTIONS = "its options"
    WITNESS = "a plan found for another question"
    RELAXATION = "the relaxation"
    SEARCH = "a search of its own"
    NOTHING = "nothing in its time"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingClass:
    """A building and its standing.

    Parameters
    ----------
    building_id
        Which.
    standing
        Its class. *In* means that the council runs it.
    how
        What proved it.
    stays_in_best
        Whether the council runs it in the run's plan.
    least_otherwise
        Least preferences, as far as is proven, of plans in which it is not as in the run's plan: beyond the limit
        for ``in every`` and ``in none``, infinite where no plan is possible, minus infinity where nothing is known.
    best_otherwise
        Preferences of the best plan found in which it is not as in the run's plan; ``None`` where none was.
    kept_in
        In how many of the plans found the council runs it.
    """

    building_id: str
    standing: Standing
    how: How
    stays_in_best: bool
    least_otherwise: float
    best_otherwise: float | None
    kept_in: int


def beyond(stays: bool) -> Standing:
    """The class of a building that is never otherwise than in the run's plan."""
    return Standing.IN_EVERY if stays else Standing.IN_NONE
