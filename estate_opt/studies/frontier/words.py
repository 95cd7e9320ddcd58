"""A frontier in sentences, for the terminal, the page and the plot's description."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from estate_opt.results.figures import count, listed, percent
from estate_opt.studies.frontier.answer import Frontier, Point
from estate_opt.studies.frontier.chart import Drawn, says

PROVEN, NOT_PROVEN = "proven", "not proven non-dominated"


def title(frontier: Drawn) -> str:
    """What is set against what."""
    first, *rest = (axis.label for axis in frontier.axes)
    return f"{first} against {listed([label[:1].lower() + label[1:] for label in rest])}"


def status(point: Point) -> str:
    """What is proven of a point."""
    if point.proven:
        return PROVEN
    # a gap of more than the range says nothing but that: the ends that were found may lie next to each other
    gap = f"gap {percent(point.gap)} of the range" if point.gap < 1 else "gap unknown"
    return f"{NOT_PROVEN}, {gap}"


def sentences(frontier: Frontier) -> tuple[str, ...]:
    """What the frontier says and how well it is proven."""
    return tuple(_sentences(frontier))


def description(frontier: Drawn) -> str:
    """The plot for those who do not see it: its points, one after another."""
    points = "; ".join(f"{n}: {says(frontier, p.costs)}" for n, p in enumerate(frontier.points, start=1))
    knee = "" if frontier.knee is None else f" Point {frontier.knee + 1} is the knee."
    return (
        f"{count(len(frontier.points), 'point')}. {points}.{knee} The plan of the run: {says(frontier, frontier.own)}."
    )


def _sentences(frontier: Frontier) -> Iterator[str]:
    if len(frontier.points) == 1 and frontier.complete:
        yield (
            "There is nothing to trade: one plan is the best in every measure, with what is held. "
            "Hold fewer aims to see what they cost."
        )
    for before, point in zip(frontier.points, frontier.points[1:], strict=False):
        if len(frontier.axes) == 2:
            yield _trade(frontier, before, point)
    if frontier.knee is not None:
        yield (
            f"The knee is point {frontier.knee + 1} ({says(frontier, frontier.points[frontier.knee].costs)}): farthest "
            "from the line between the ends, so that on either side of it more is given up than gained."
        )
    yield _proof(frontier)
    yield _completeness(frontier)
    if frontier.unanswered:
        limits = count(frontier.unanswered, "limit")
        yield f"{limits} could not be answered in the time given: points may be missing there."
    if frontier.stopped:
        yield "Stopped before the end: these are the points found until then."


def _trade(frontier: Frontier, before: Point, point: Point) -> str:
    """What the step from a point to the next costs and brings."""
    one, other = frontier.axes
    signs = np.array([one.sign, other.sign])
    step = signs * (point.costs - before.costs)
    parts = [
        f"{axis.shown(axis.sign * abs(difference))} {'more' if difference > 0 else 'less'} ({axis.label.lower()})"
        for axis, difference in zip(frontier.axes, step, strict=True)
    ]
    number = frontier.points.index(before) + 1
    return f"From point {number} to point {number + 1}: {parts[0]}, {parts[1]}."


def _proof(frontier: Frontier) -> str:
    different = listed(
        [axis.shown(axis.sign * r) for axis, r in zip(frontier.axes, frontier.resolution, strict=True)], 3
    )
    if frontier.exact:
        return (
            "Exact: of each point it is proven that no plan is better in one measure and no worse in the others, for "
            f"differences of {different} or more."
        )
    open_ = sum(not point.proven for point in frontier.points)
    return (
        f"{count(open_, 'point')} of {len(frontier.points)} not proven non-dominated in the time given: a plan may be "
        "better in one measure and no worse in the others, by no more than the gap stated."
    )


def _completeness(frontier: Frontier) -> str:
    if frontier.complete:
        return "Complete: there is no further point, to those differences."
    return "There may be further points between these."
