"""What a plot of a frontier shows, as plain data: panels with marks, whatever draws them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from estate_opt.policies import Unit
from estate_opt.results.figures import number
from estate_opt.studies.frontier.axes import Axis

TICKS = 6
MARGIN = 0.08
"""Room beside the outermost marks, as a share of their range."""
OWN = "Plan of the run"


class DrawnPoint(Protocol):
    """A point as far as it is drawn."""

    @property
    def costs(self) -> np.ndarray:
        """Its cost of each axis, shape (axes,)."""

    @property
    def proven(self) -> bool:
        """Whether it is proven."""


class Drawn(Protocol):
    """A frontier as far as it is drawn, whether it was just found or read back."""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The measures."""

    @property
    def points(self) -> Sequence[DrawnPoint]:
        """From the best to the worst in the first measure."""

    @property
    def own(self) -> np.ndarray:
        """Costs of the run's own plan, shape (axes,)."""

    @property
    def knee(self) -> int | None:
        """Position of the knee."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point of a panel: where, what it is called, what it says, and the page that it opens (empty: none)."""

    x: float
    y: float
    name: str
    text: str
    href: str = ""
    knee: bool = False
    proven: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One direction of a panel: its label, its ends, and its ticks as (figure, text)."""

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Two measures against each other.

    ``joined`` says whether the marks lie on one curve.
    """

    x: Scale
    y: Scale
    marks: tuple[Mark, ...]
    own: Mark
    joined: bool


def folder_name(number_: int) -> str:
    """Folder of a point's plan, by its number from 1."""
    return f"{number_:02d}"


def says(frontier: Drawn, costs: np.ndarray) -> str:
    """Costs as people read them."""
    return ", ".join(axis.shown(cost) for axis, cost in zip(frontier.axes, costs, strict=True))


def panels(frontier: Drawn, page: str = "") -> tuple[Panel, ...]:
    """Every pair of measures as a panel.

    Parameters
    ----------
    frontier
        What is drawn.
    page
        Name of the page in each point's folder that its mark opens; no links where empty.
    """
    pairs = itertools.combinations(range(len(frontier.axes)), 2)
    return tuple(_panel(frontier, x, y, page) for x, y in pairs)


def _panel(frontier: Drawn, x: int, y: int, page: str) -> Panel:
    axes = frontier.axes
    signs = np.array([axis.sign for axis in axes])
    marks = tuple(
        Mark(
            x=float(signs[x] * point.costs[x]),
            y=float(signs[y] * point.costs[y]),
            name=str(n),
            text=f"Point {n}: {says(frontier, point.costs)}",
            href=f"{folder_name(n)}/{page}" if page else "",
            knee=frontier.knee == n - 1,
            proven=point.proven,
        )
        for n, point in enumerate(frontier.points, start=1)
    )
    own = Mark(
        x=float(signs[x] * frontier.own[x]),
        y=float(signs[y] * frontier.own[y]),
        name=OWN,
        text=f"{OWN}: {says(frontier, frontier.own)}",
        href=f"../../{page}" if page else "",
    )
    return Panel(
        x=_scale(axes[x], [mark.x for mark in (*marks, own)]),
        y=_scale(axes[y], [mark.y for mark in (*marks, own)]),
        marks=marks,
        own=own,
        joined=len(axes) == 2,
    )


def _scale(axis: Axis, figures: Sequence[float]) -> Scale:
    low, high = min(figures), max(figures)
    room = MARGIN * (high - low) or MARGIN * max(1.0, abs(high))
    low, high = low - room, high + room
    step = _nice((high - low) / TICKS, whole=axis.unit == Unit.BUILDINGS)
    first = math.ceil(low / step)
    ticks = [k * step for k in range(first, math.floor(high / step) + 1)]
    words = f"{axis.label} ({_unit(axis, high)})"
    return Scale(label=words, low=low, high=high, ticks=tuple((t, _tick(t, axis, high, step)) for t in ticks))


def _nice(step: float, *, whole: bool) -> float:
    """The next of the figures 1, 2, 5 and their tenfolds."""
    power = 10.0 ** math.floor(math.log10(step))
    found = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step * (1 - 1e-9))
    return max(1.0, found) if whole else found


def _divisor(axis: Axis, high: float) -> float:
    if axis.unit in (Unit.GBP, Unit.GBP_PER_YEAR) and abs(high) >= 1e6:
        return 1e6
    return 1e3 if axis.unit == Unit.CARBON else 1.0


def _unit(axis: Axis, high: float) -> str:
    if _divisor(axis, high) == 1.0:
        return axis.unit
    return axis.unit.replace("£", "£ million") if axis.unit != Unit.CARBON else "tonnes CO₂e a year"


def _tick(figure: float, axis: Axis, high: float, step: float) -> str:
    divisor = _divisor(axis, high)
    digits = max(0, -math.floor(math.log10(step / divisor) + 1e-9))
    return number(figure / divisor, digits)
