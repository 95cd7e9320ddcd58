"""The frontier of a plan in its site: the chart from which one opens each plan, and a page for each of those plans."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from markupsafe import Markup

from estate_opt.domain.travel import FloatArray
from estate_opt.errors import InputError, Problem
from estate_opt.pages.tables import Cell, Heading, TableView
from estate_opt.publishing.beside import Difference, PlanBeside, difference, plan_beside
from estate_opt.publishing.overview import Headline, headlines, targets_table
from estate_opt.publishing.subject import Subject
from estate_opt.studies.frontier.axes import Axis
from estate_opt.studies.frontier.chart import OWN, panels
from estate_opt.studies.frontier.choose import LEAST_POINTS, chosen_axes
from estate_opt.studies.frontier.svg import svg
from estate_opt.studies.frontier.words import description, title
from estate_opt.studies.frontier.written import JSON

FOLDER = "frontier"
"""The folder of the site in which the chart and its plans lie."""
FIRST = "index.html"


@dataclass(frozen=True, eq=False, kw_only=True)
class ShownPoint:
    """A plan of the frontier: its folder, its costs along the axes, and what is proven of it."""

    folder: str
    subject: Subject
    costs: FloatArray
    proven: bool
    status: str


@dataclass(frozen=True, eq=False, kw_only=True)
class ShownFrontier:
    """A frontier that was written, with its plans.

    Parameters
    ----------
    axes, points, own, knee
        As of :class:`~estate_opt.studies.frontier.Frontier`.
    says
        What was found, in sentences.
    """

    axes: tuple[Axis, ...]
    points: tuple[ShownPoint, ...]
    own: FloatArray
    knee: int | None
    says: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path, own: Subject, opened: Callable[[Path], Subject]) -> ShownFrontier | None:
        """The frontier of a run, its plans opened one by one; ``None`` where none was made.

        Raises
        ------
        InputError
            Where what was written cannot be read.
        """
        path = folder / JSON
        if not path.is_file():
            return None
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            names = [measure["measure"] for measure in data["measures"]]
            told = [(point["folder"], bool(point["proven"]), str(point["status"])) for point in data["points"]]
            knee = None if data["knee"] is None else int(data["knee"]) - 1
            says = tuple(str(sentence) for sentence in data["says"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError([_unreadable(path, error)]) from error
        axes = chosen_axes(names, LEAST_POINTS, own.result)
        points = tuple(_point(folder, name, proven, status, axes, opened) for name, proven, status in told)
        return cls(axes=axes, points=points, own=_costs(axes, own), knee=knee, says=says)


def _unreadable(path: Path, error: Exception) -> Problem:
    return Problem(str(path), f"The frontier cannot be read ({error}).", "Run 'estate-opt frontier' again.")


def _point(
    folder: Path, name: str, proven: bool, status: str, axes: tuple[Axis, ...], opened: Callable[[Path], Subject]
) -> ShownPoint:
    subject = opened(folder / Path(name).name)  # a plan of this frontier, whatever the file says
    return ShownPoint(
        folder=Path(name).name, subject=subject, costs=_costs(axes, subject), proven=proven, status=status
    )


def _costs(axes: tuple[Axis, ...], subject: Subject) -> FloatArray:
    return np.array([axis.cost(subject.result.after) for axis in axes], dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontierPage:
    """What the page of the chart shows."""

    title: str
    plots: tuple[Markup, ...]
    table: TableView
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointPage:
    """What the page of one of its plans shows."""

    title: str
    status: str
    plan: PlanBeside
    headlines: tuple[Headline, ...]
    targets: TableView
    difference: Difference


def frontier_page(frontier: ShownFrontier) -> FrontierPage:
    """The page of the chart: each point opens its plan, the diamond the plan of the site."""
    drawn = [
        replace(panel, own=replace(panel.own, href=f"../{FIRST}"))
        for panel in panels(frontier, FIRST)
    ]  # fmt: skip
    return FrontierPage(
        title=title(frontier),
        plots=tuple(
            svg(panel, f"{panel.x.label} against {panel.y.label}", description(frontier), f"plot-{n}")
            for n, panel in enumerate(drawn, start=1)
        ),
        table=_table(frontier),
        says=frontier.says,
    )


def _table(frontier: ShownFrontier) -> TableView:
    own = (Cell(OWN, href=f"../{FIRST}"), *_figures(frontier.axes, frontier.own), Cell(""))
    return TableView(
        key="points",
        caption="Plans of which none is better than another in every measure",
        headings=(
            Heading("Plan"),
            *(Heading(axis.label, figures=True) for axis in frontier.axes),
            Heading("What is proven"),
        ),
        rows=(
            *(
                (
                    Cell(f"Point {n}{' (knee)' if frontier.knee == n - 1 else ''}", n, f"{point.folder}/{FIRST}"),
                    *_figures(frontier.axes, point.costs),
                    Cell(point.status),
                )
                for n, point in enumerate(frontier.points, start=1)
            ),
            own,
        ),
    )


def _figures(axes: tuple[Axis, ...], costs: FloatArray) -> Iterator[Cell]:
    for axis, cost in zip(axes, costs, strict=True):
        yield Cell(axis.shown(float(cost)), float(axis.sign * cost))


def point_pages(frontier: ShownFrontier, own: Subject) -> Mapping[str, PointPage]:
    """A page for each plan of the frontier, by its file."""
    return {
        f"{FOLDER}/{point.folder}/{FIRST}": _point_page(n, point, frontier, own)
        for n, point in enumerate(frontier.points, start=1)
    }


def _point_page(number: int, point: ShownPoint, frontier: ShownFrontier, own: Subject) -> PointPage:
    name = f"Point {number}"
    return PointPage(
        title=f"{name}: {', '.join(axis.shown(float(c)) for axis, c in zip(frontier.axes, point.costs, strict=True))}",
        status=point.status,
        plan=plan_beside(number - 1, name, point.subject),
        headlines=headlines(point.subject),
        targets=replace(targets_table(point.subject), file=""),
        difference=_without_files(difference(("the plan of this site", own), (name, point.subject), "other")),
    )


def _without_files(found: Difference) -> Difference:
    return replace(found, tables=tuple(replace(table, file="") for table in found.tables))
