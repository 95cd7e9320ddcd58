"""A frontier on disk: a table, the same as JSON, the plot, and the page whose points open their plans."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from estate_opt.errors import OutputError
from estate_opt.studies.frontier.answer import Frontier, Point
from estate_opt.studies.frontier.chart import OWN, folder_name, panels
from estate_opt.studies.frontier.page import frontier_page
from estate_opt.studies.frontier.png import write_png
from estate_opt.studies.frontier.svg import svg
from estate_opt.studies.frontier.words import description, sentences, status, title

FOLDER = "frontier"
JSON, CSV, PNG, PAGE = "frontier.json", "frontier.csv", "frontier.png", "frontier.html"


def folder_of(run: Path) -> Path:
    """Folder of a run's frontier."""
    return run / "studies" / FOLDER


def svg_names(number: int) -> tuple[str, ...]:
    """Names of the plots as SVG, of so many panels."""
    return ("frontier.svg",) if number == 1 else tuple(f"frontier-{n}.svg" for n in range(1, number + 1))


def as_data(frontier: Frontier) -> dict[str, Any]:
    """A frontier as data for scripts; a gap that is not known is ``None``."""
    return {
        "measures": [
            {
                "measure": axis.key,
                "label": axis.label,
                "unit": axis.unit,
                "more_is_better": axis.more,
                "best": _figure(axis.sign * best),
                "worst": _figure(axis.sign * worst),
                "resolution": float(resolution),
                "note": axis.note,
            }
            for axis, best, worst, resolution in zip(frontier.axes, *frontier.ranges, frontier.resolution, strict=True)
        ],
        "payoff": [_figures(frontier, row) for row in frontier.payoff],
        "points": [_point(frontier, n, point) for n, point in enumerate(frontier.points, start=1)],
        "run": _figures(frontier, frontier.own),
        "knee": None if frontier.knee is None else frontier.knee + 1,
        "exact": frontier.exact,
        "complete": frontier.complete,
        "stopped": frontier.stopped,
        "unanswered": frontier.unanswered,
        "musts": list(frontier.holding.musts),
        "held": list(frontier.holding.held),
        "let_go": list(frontier.holding.let_go),
        "says": [*sentences(frontier), *frontier.holding.sentences(), *frontier.losses],
        "seconds": frontier.seconds,
    }


def write_frontier(frontier: Frontier, folder: Path, *, linked: bool) -> Path:
    """Write table, plot and page.

    Parameters
    ----------
    frontier
        What was found.
    folder
        Where to; made where it is missing. The plans of its points stand in ``01``, ``02`` … in it.
    linked
        Whether each plan has a map page that its point opens.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        drawn = panels(frontier, "map.html" if linked else "")
        _replace(folder / JSON, json.dumps(as_data(frontier), ensure_ascii=False, indent=2) + "\n")
        _replace(folder / CSV, _csv(frontier))
        for name, panel in zip(svg_names(len(drawn)), drawn, strict=True):
            _replace(folder / name, f"{svg(panel, title(frontier), description(frontier))}\n")
        write_png(drawn, title(frontier), folder / PNG)
        _replace(folder / PAGE, frontier_page(frontier, drawn))
    except OSError as error:
        raise OutputError(
            f"The frontier cannot be written to {folder}: {error.strerror or error}. Free some space, or make the "
            "folder writable."
        ) from error
    return folder / PAGE


def _replace(path: Path, text: str) -> None:
    """Write a file, all of it or nothing."""
    unfinished = path.with_name(f".{path.name}")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(path)


def _csv(frontier: Frontier) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["point", *(axis.key for axis in frontier.axes), "knee", "proven", "gap", "seconds", "folder"])
    for n, point in enumerate(frontier.points, start=1):
        data = _point(frontier, n, point)
        figures = (data["figures"][axis.key] for axis in frontier.axes)
        gap = "" if data["gap"] is None else data["gap"]
        writer.writerow([n, *figures, data["knee"], point.proven, gap, round(point.seconds, 1), data["folder"]])
    own = _figures(frontier, frontier.own)
    writer.writerow([OWN, *(own[axis.key] for axis in frontier.axes), "", "", "", "", ""])
    return text.getvalue()


def _point(frontier: Frontier, n: int, point: Point) -> dict[str, Any]:
    return {
        "point": n,
        "figures": _figures(frontier, point.costs),
        "knee": frontier.knee == n - 1,
        "proven": point.proven,
        "status": status(point),
        "gap": point.gap if math.isfinite(point.gap) else None,
        "preference_gap": point.by_preference if math.isfinite(point.by_preference) else None,
        "seconds": point.seconds,
        "folder": folder_name(n),
    }


def _figures(frontier: Frontier, costs: Any) -> Mapping[str, float]:
    return {axis.key: _figure(axis.sign * cost) for axis, cost in zip(frontier.axes, costs, strict=True)}


def _figure(value: float) -> float:
    """A figure without the digits that rounding left."""
    return float(round(value, 6)) + 0.0
