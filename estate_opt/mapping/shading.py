"""How wards and neighbourhoods are shaded: classes of a figure, with colours and words.

The colours are ColorBrewer's sequential greens and oranges and its diverging brown–teal, lightened so that symbols
stand out on them; all keep their order for people who do not see red and green apart
(Harrower and Brewer 2003).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from estate_opt.domain.travel import ROUNDING, Unit
from estate_opt.results.figures import number


@dataclass(frozen=True, slots=True)
class Scale:
    """Classes between edges: class *k* runs from ``edges[k - 1]`` up to, not including, ``edges[k]``."""

    edges: tuple[float, ...]
    colours: tuple[str, ...]
    labels: tuple[str, ...]

    def class_of(self, value: float) -> int:
        """Class of a value, from 0."""
        return bisect_right(self.edges, value)

    def mark_of(self, value: float) -> str:
        """Class of a value as one letter of a text; :data:`NO_CLASS` where there is no figure."""
        return str(self.class_of(value)) if math.isfinite(value) else NO_CLASS


NO_CLASS = "-"
"""The letter of a place without a figure."""
NO_PEOPLE = "#d9d9d9"
NO_PEOPLE_LABEL = "Nobody lives here, or not known"
NO_WAY_LABEL = "Nobody lives here, or none in reach"

GREENS = ("#fbfdf6", "#dff0d5", "#b9dfb4", "#8cc893", "#5fae75")
ORANGES = ("#fffcf5", "#fdead0", "#fbd0a0", "#f2b074", "#dd8a50")
BROWN_TEAL = ("#bf812d", "#dfc27d", "#f6e8c3", "#f7f7f7", "#cdeae5", "#93d2c8", "#4fa89d")

SHARE = Scale(
    edges=tuple(edge - ROUNDING for edge in (0.25, 0.50, 0.75, 0.90)),
    colours=GREENS,
    labels=("Less than 25%", "25% to 50%", "50% to 75%", "75% to 90%", "90% or more"),
)
"""Share of a ward's people who are covered."""

CHANGE = Scale(
    edges=(-0.20, -0.05, -0.005, 0.005 + ROUNDING, 0.05 + ROUNDING, 0.20 + ROUNDING),
    colours=BROWN_TEAL,
    labels=(
        "Down by more than 20 points",
        "Down by 5 to 20 points",
        "Down by up to 5 points",
        "About the same",
        "Up by up to 5 points",
        "Up by 5 to 20 points",
        "Up by more than 20 points",
    ),
)
"""Difference of that share, the plan less today."""

REACHED = Scale(edges=(0.5,), colours=(GREENS[0], GREENS[4]), labels=("Not near", "Near"))
"""Whether a neighbourhood is covered, as 0 or 1."""

GAINED = Scale(
    edges=(-0.5, 0.5),
    colours=(BROWN_TEAL[0], BROWN_TEAL[3], BROWN_TEAL[6]),
    labels=("Near today, not in the plan", "As today", "Near in the plan, not today"),
)
"""Difference of the same, the plan less today."""


def distance_scale(limit: float, unit: Unit) -> Scale:
    """Classes of the distance to the nearest outlet: half the standard's limit, the limit, one and a half, twice."""
    edges = [round(limit * share, 2) for share in (0.5, 1.0, 1.5, 2.0)]
    words = [number(edge, 2) for edge in edges]
    return Scale(
        edges=tuple(edge * (1 + ROUNDING) for edge in edges),
        colours=ORANGES,
        labels=(
            f"Up to {words[0]} {unit.value}",
            *(f"{low} to {high} {unit.value}" for low, high in pairwise(words)),
            f"More than {words[-1]} {unit.value}",
        ),
    )


def extra_scale(limit: float, unit: Unit) -> Scale:
    """Classes of the extra distance in the plan: a thirty-second of the limit goes unnoticed, an eighth, half of it."""
    near, little, much = (round(limit * share, 2) for share in (1 / 32, 1 / 8, 1 / 2))
    low, high = number(little, 2), number(much, 2)
    steps = [f"More than {high} {unit.value}", f"{low} to {high} {unit.value}", f"Up to {low} {unit.value}"]
    return Scale(
        edges=(-much, -little, -near, near + ROUNDING, little + ROUNDING, much + ROUNDING),
        colours=BROWN_TEAL[::-1],
        labels=(
            *(f"{step} nearer" for step in steps),
            "About the same",
            *(f"{step} further" for step in reversed(steps)),
        ),
    )
