"""The page of a frontier: the plot whose points open their plans, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence

from estate_opt.pages import asset, page
from estate_opt.studies.frontier.answer import Frontier
from estate_opt.studies.frontier.chart import OWN, Panel
from estate_opt.studies.frontier.svg import PACKAGE, svg
from estate_opt.studies.frontier.words import description, sentences, status, title


def frontier_page(frontier: Frontier, panels: Sequence[Panel]) -> str:
    """Write a frontier as one page that needs no network; only its links lead to other files.

    Parameters
    ----------
    frontier
        What is shown.
    panels
        Its plot, with links.
    """
    about = title(frontier)
    rows = [
        {
            "number": n,
            "href": panels[0].marks[n - 1].href,
            "figures": [axis.shown(cost) for axis, cost in zip(frontier.axes, point.costs, strict=True)],
            "knee": frontier.knee == n - 1,
            "status": status(point),
            "proven": point.proven,
        }
        for n, point in enumerate(frontier.points, start=1)
    ]
    own = {
        "label": OWN,
        "href": panels[0].own.href,
        "figures": [axis.shown(cost) for axis, cost in zip(frontier.axes, frontier.own, strict=True)],
    }
    plan_file = frontier.result.plan_file
    return page(
        "frontier.html.j2",
        PACKAGE,
        styles=[asset(PACKAGE, "frontier.css")],
        scripts=[],
        about=about,
        scenario=plan_file.title or plan_file.scenario,
        estate=frontier.result.estate,
        axes=frontier.axes,
        plots=[
            svg(panel, f"{panel.x.label} against {panel.y.label}", description(frontier), f"plot-{n}")
            for n, panel in enumerate(panels, start=1)
        ],
        rows=rows,
        own=own,
        sentences=sentences(frontier),
        held=[*frontier.holding.sentences(), *(axis.note for axis in frontier.axes if axis.note)],
        losses=frontier.losses,
    )
