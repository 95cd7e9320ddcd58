"""The grid of a frontier: the ranges of its payoff table, what counts as different in them, and the boxes over them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.studies.frontier.axes import Axis
from estate_opt.studies.frontier.cells import Cells

CAREFUL = 0.25
"""Gap of a solve and weight of what the slack earns, as a share of what one resolution of the first measure is."""
ROUNDED = 1e-6


@dataclass(eq=False)
class Grid:
    """Ranges, resolution and boxes.

    Parameters
    ----------
    span, resolution
        Range of each axis, and the difference in it from which two figures count as different, shape (axes,).
    first, others
        The axis that is optimised, and those that are limited.
    cells
        Boxes of the limits.
    weights
        Of each cost in what is minimised, shape (axes,).
    enough
        Gap of it at which a solve is good enough.
    need
        Least difference, as a share of a range, that counts.
    """

    span: FloatArray
    resolution: FloatArray
    first: int
    others: list[int]
    cells: Cells
    weights: FloatArray
    enough: float
    need: float


def finest(axes: Sequence[Axis]) -> FloatArray:
    """The least difference of each axis that can be told apart, shape (axes,)."""
    return np.array([axis.finest for axis in axes])


def grid_of(axes: Sequence[Axis], payoff: FloatArray, tolerance: float, points: int) -> Grid | None:
    """The grid over the ranges of a payoff table; ``None`` where there is nothing to trade.

    Parameters
    ----------
    axes
        The measures. The one with the most steps in its range is optimised, the others are limited.
    payoff
        Costs of the ends, shape (axes, axes).
    tolerance
        Share of a range from which figures count as different.
    points
        Points asked for.
    """
    span = payoff.max(axis=0) - payoff.min(axis=0)
    if np.all(span < finest(axes) * (1 - ROUNDED)):
        return None
    resolution = np.array([_resolution(axis, tolerance * r) for axis, r in zip(axes, span, strict=True)])
    span = np.maximum(span, resolution)
    first = int(np.argmax(span / resolution))
    others = [m for m in range(len(span)) if m != first]
    number = points - 1 if len(others) == 1 else max(2, round(math.sqrt(points)))
    edges = [_edges(axes[m], payoff[:, m], resolution[m], number) for m in others]
    worst = (payoff.max(axis=0) + resolution)[others]
    enough = CAREFUL * float(resolution[first] / span[first])
    return Grid(
        span=span,
        resolution=resolution,
        first=first,
        others=others,
        cells=Cells(edges, resolution[others], span[others], worst),
        weights=np.array([1.0 if m == first else enough / len(others) for m in range(len(span))]) / span,
        enough=enough,
        need=float((resolution / span).min()),
    )


def _resolution(axis: Axis, wanted: float) -> float:
    """The difference from which figures count as different: what is wanted, in whole steps, no finer than can be."""
    least = max(axis.finest, wanted)
    return math.ceil(least / axis.step - 1e-9) * axis.step if axis.step else least


def _edges(axis: Axis, costs: FloatArray, resolution: float, number: int) -> list[float]:
    """Edges of the grid along an axis: its range in equal parts, in whole steps, no narrower than the resolution.

    With three measures a point may be worse than all ends in one, so that there is a part beyond the range.
    """
    low, high = float(costs.min()), float(costs.max())
    parts = max(1, min(number, math.floor((high - low) / resolution + 1e-9)))
    edges = [low + (high - low) * k / parts for k in range(parts)]
    if axis.step:
        edges = [low + round((edge - low) / axis.step) * axis.step for edge in edges]
    return [*edges, high + resolution, math.inf]
