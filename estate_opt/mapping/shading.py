"""How wards are shaded: classes of the share of people covered, and of its change, with colours and words.

The colours are ColorBrewer's sequential greens and diverging brown–teal, lightened so that symbols
stand out on them; both keep their order for people who do not see red and green apart
(Harrower and Brewer 2003).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Classes between edges: class *k* runs from ``edges[k - 1]`` up to, not including, ``edges[k]``."""

    edges: tuple[float, ...]
    colours: tuple[str, ...]
    labels: tuple[str, ...]

    def class_of(self, value: float) -> int:
        """Class of a value, from 0."""
        return bisect_right(self.edges, value)


ROUNDING = 1e-9
NO_PEOPLE = "#d9d9d9"
NO_PEOPLE_LABEL = "Nobody lives here, or not known"

SHARE = Scale(
    edges=tuple(edge - ROUNDING for edge in (0.25, 0.50, 0.75, 0.90)),
    colours=("#fbfdf6", "#dff0d5", "#b9dfb4", "#8cc893", "#5fae75"),
    labels=("Less than 25%", "25% to 50%", "50% to 75%", "75% to 90%", "90% or more"),
)
"""Share of a ward's people who are covered."""

CHANGE = Scale(
    edges=(-0.20, -0.05, -0.005, 0.005 + ROUNDING, 0.05 + ROUNDING, 0.20 + ROUNDING),
    colours=("#bf812d", "#dfc27d", "#f6e8c3", "#f7f7f7", "#cdeae5", "#93d2c8", "#4fa89d"),
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
