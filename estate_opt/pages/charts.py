"""Charts as plain data, drawn as inline SVG by a template; every chart stands beside a table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LABEL, WIDTH, FIGURE = 220, 620, 90
"""Width of the labels, of the whole drawing, and of the figures at the right."""
BAR, GAP = 14, 16
"""Height of a bar, and the space between two pairs."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A pair of bars: today above, the plan below."""

    label: str
    y: int
    today: float
    plan: float
    today_text: str
    plan_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Pairs of bars, one below another; lengths are in units of the drawing."""

    key: str
    title: str
    left: int
    bar: int
    width: int
    height: int
    bars: tuple[Bar, ...]


def bars(key: str, title: str, pairs: Sequence[tuple[str, float, float, str, str]]) -> Bars:
    """Pairs of bars.

    Parameters
    ----------
    key
        Its name among the ids of the page.
    title
        What the chart shows.
    pairs
        Label, figure today, figure in the plan, and both figures as text; figures of at least 0.
    """
    most = max((max(today, plan) for _, today, plan, *_ in pairs), default=0.0) or 1.0
    room = WIDTH - LABEL - FIGURE
    step = 2 * BAR + GAP
    return Bars(
        key=key,
        title=title,
        left=LABEL,
        bar=BAR,
        width=WIDTH,
        height=step * len(pairs),
        bars=tuple(
            Bar(label, k * step, round(today / most * room, 1), round(plan / most * room, 1), today_text, plan_text)
            for k, (label, today, plan, today_text, plan_text) in enumerate(pairs)
        ),
    )
