"""The plot as PNG, for reports: drawn by Matplotlib, the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from estate_opt.studies.frontier.chart import Panel
from estate_opt.studies.frontier.svg import INK, KNEE, LINE, PLAN, POINT

DOTS_PER_INCH = 150
INCHES = (7.6, 4.6)


def write_png(panels: Sequence[Panel], title: str, path: Path) -> None:
    """Draw panels one below another and write them."""
    from matplotlib.figure import Figure  # slow to import, and needed here only

    figure = Figure(figsize=(INCHES[0], INCHES[1] * len(panels)), dpi=DOTS_PER_INCH, layout="constrained")
    figure.suptitle(title, fontsize=11, color=INK)
    for axes, panel in zip(figure.subplots(len(panels), squeeze=False)[:, 0], panels, strict=True):
        _draw(axes, panel)
    figure.savefig(path, format="png", metadata={"Software": None})


def _draw(axes: Any, panel: Panel) -> None:
    xs, ys = [mark.x for mark in panel.marks], [mark.y for mark in panel.marks]
    axes.grid(color=LINE)
    axes.set_axisbelow(True)
    axes.plot(xs, ys, linestyle="--" if panel.joined else "none", color=POINT, linewidth=1)
    for mark in panel.marks:
        axes.plot(mark.x, mark.y, "o", color=POINT, markerfacecolor=POINT if mark.proven else "white")
        if mark.knee:
            axes.plot(mark.x, mark.y, "o", markersize=14, markerfacecolor="none", color=KNEE, markeredgewidth=2)
        label = f"{mark.name} knee" if mark.knee else mark.name
        axes.annotate(label, (mark.x, mark.y), (7, 6), textcoords="offset points", color=INK)
    axes.plot(panel.own.x, panel.own.y, "D", markersize=10, markerfacecolor="none", color=PLAN, markeredgewidth=1.5)
    axes.annotate(
        panel.own.name, (panel.own.x, panel.own.y), (0, -18), textcoords="offset points", ha="center", color=PLAN
    )
    for scale, set_ticks, set_limits, set_label in (
        (panel.x, axes.set_xticks, axes.set_xlim, axes.set_xlabel),
        (panel.y, axes.set_yticks, axes.set_ylim, axes.set_ylabel),
    ):
        set_ticks([at for at, _ in scale.ticks], [text for _, text in scale.ticks])
        set_limits(scale.low, scale.high)
        set_label(scale.label)
