"""The plot as SVG: text as text, a title and a description, and each point a link to its plan."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from estate_opt.pages import environment
from estate_opt.studies.frontier.chart import Mark, Panel, Scale

PACKAGE = "estate_opt.studies.frontier"
WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 84, 24, 20, 64
INK, QUIET, LINE, POINT, KNEE, PLAN = "#1b2a33", "#4a5a63", "#c3cdd2", "#0b5394", "#b84e00", "#1c5e2c"
COLOURS = {"ink": INK, "quiet": QUIET, "line": LINE, "point": POINT, "knee": KNEE, "plan": PLAN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A mark in the units of the drawing."""

    mark: Mark
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A panel in the units of the drawing; ``x_ticks`` and ``y_ticks`` are (place, text)."""

    panel: Panel
    marks: tuple[Placed, ...]
    own: Placed
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]


def svg(panel: Panel, title: str, description: str, name: str = "frontier") -> Markup:
    """Draw a panel.

    Parameters
    ----------
    panel
        What to draw.
    title, description
        For those who do not see it.
    name
        Beginning of the ids in it, unique on a page.

    Returns
    -------
    Markup
        An element; the same panel gives the same text.
    """
    text = environment(PACKAGE).get_template("frontier.svg.j2").render(
        drawing=_drawing(panel),
        title=title,
        description=description,
        name=name,
        colour=COLOURS,
        size={"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
    )  # fmt: skip
    return Markup(text)  # rendered with escaping


def _drawing(panel: Panel) -> Drawing:
    def x(figure: float) -> float:
        return round(LEFT + _share(figure, panel.x) * (WIDTH - LEFT - RIGHT), 1)

    def y(figure: float) -> float:
        return round(HEIGHT - BOTTOM - _share(figure, panel.y) * (HEIGHT - TOP - BOTTOM), 1)

    def placed(mark: Mark) -> Placed:
        return Placed(mark=mark, x=x(mark.x), y=y(mark.y))

    return Drawing(
        panel=panel,
        marks=tuple(placed(mark) for mark in panel.marks),
        own=placed(panel.own),
        x_ticks=tuple((x(at), text) for at, text in panel.x.ticks),
        y_ticks=tuple((y(at), text) for at, text in panel.y.ticks),
    )


def _share(figure: float, scale: Scale) -> float:
    return (figure - scale.low) / (scale.high - scale.low)
