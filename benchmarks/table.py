"""The table on the screen: ratios to ours first, then what they come from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.record import Record

BUILDING = ("build", "objective")
"""Phases that write the program down."""
OTHERS = ("import", "synthesise", "load", *BUILDING, "starting plan", "verify", "publish")
"""Phases with a name of their own; all others are stages."""


def about(facts: Mapping[str, Any], warning: str | None) -> str:
    """The machine in two lines, and a warning where it is busy."""
    packages = ", ".join(f"{name} {version}" for name, version in facts["packages"].items() if version)
    lines = [
        f"{facts['cpu']}, {facts['cores']} cores, {facts['memory_gb']} GB, {facts['system']}, "
        f"load average {facts['load_average'][0]}",
        f"revision {facts['revision'] or 'unknown'}, Python {facts['python']}, {packages}",
        "× time: seconds to the proven goal, as a multiple of ours; > where the goal was not reached. "
        "× CPU: processor time of the whole run. × memory: peak resident memory.",
    ]
    return "\n".join([*lines, f"WARNING: {warning}"] if warning else lines)


def header() -> str:
    """Names of the columns."""
    return " ".join(name.rjust(width) for name, width, _ in COLUMNS)


def line(record: Record, ours: Record) -> str:
    """One run as a line; what was not run says why."""
    if record.skipped:
        return f"{record.size.rjust(24)} {record.who.rjust(14)}   skipped: {record.skipped}"
    return " ".join(cell(record, ours).rjust(width) for _, width, cell in COLUMNS)


def _time_ratio(record: Record, ours: Record) -> str:
    if ours.goal_seconds is None or record.goal is None:
        return "–"
    if record.goal_seconds is None:
        return f">{record.solve_seconds / ours.goal_seconds:.1f}"
    return f"{record.goal_seconds / ours.goal_seconds:.1f}"


def _cpu_ratio(record: Record, ours: Record) -> str:
    if not record.cpu_seconds or not ours.cpu_seconds:
        return "–"
    return f"{record.cpu_seconds / ours.cpu_seconds:.1f}"


def _memory_ratio(record: Record, ours: Record) -> str:
    if not record.peak_mb or not ours.peak_mb:
        return "–"
    return f"{record.peak_mb / ours.peak_mb:.1f}"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _share(value: float | None) -> str:
    return "–" if value is None or not math.isfinite(value) else f"{value:.2%}"


def _gaps(record: Record) -> str:
    """Gap of each stage, in their order."""
    return " ".join(_share(stage.gap) for stage in record.stages) or "–"


def _stages(record: Record) -> float:
    return sum(seconds for name, seconds in record.phases.items() if name not in OTHERS)


def _building(record: Record) -> float:
    return sum(record.phases.get(name, 0.0) for name in BUILDING)


def _phase(name: str) -> Callable[[Record, Record], str]:
    return lambda record, _: _seconds(record.phases.get(name))


COLUMNS: tuple[tuple[str, int, Callable[[Record, Record], str]], ...] = (
    ("size", 24, lambda r, _: r.size),
    ("who", 14, lambda r, _: r.who),
    ("× time", 7, _time_ratio),
    ("× CPU", 7, _cpu_ratio),
    ("× memory", 8, _memory_ratio),
    ("verified", 8, lambda r, _: {None: "–", True: "yes", False: "NO"}[r.verified]),
    ("gaps by stage", 16, lambda r, _: _gaps(r)),
    ("incumbent", 9, lambda r, _: _seconds(r.first_incumbent_seconds)),
    ("first plan", 10, lambda r, _: _seconds(r.first_plan_seconds)),
    ("to 1 %", 7, lambda r, _: _seconds(r.gap_seconds.get("0.01"))),
    ("to 0.1 %", 8, lambda r, _: _seconds(r.gap_seconds.get("0.001"))),
    ("to goal", 8, lambda r, _: _seconds(r.goal_seconds)),
    ("load", 6, _phase("load")),
    ("build", 6, lambda r, _: _seconds(_building(r))),
    ("start", 6, _phase("starting plan")),
    ("stages", 7, lambda r, _: _seconds(_stages(r))),
    ("publish", 7, _phase("publish")),
    ("total", 7, lambda r, _: _seconds(r.total)),
    ("CPU", 7, lambda r, _: _seconds(r.cpu_seconds)),
    ("MB", 6, lambda r, _: "–" if not r.peak_mb else f"{r.peak_mb:.0f}"),
    ("rows", 8, lambda r, _: "–" if r.rows is None else f"{r.rows}"),
    ("columns", 8, lambda r, _: "–" if r.variables is None else f"{r.variables}"),
    ("binary", 7, lambda r, _: "–" if r.binaries is None else f"{r.binaries}"),
    ("nonzeros", 9, lambda r, _: "–" if r.nonzeros is None else f"{r.nonzeros}"),
    ("shortfall", 9, lambda r, _: _figure(r.shortfall)),
    ("preferences", 11, lambda r, _: _figure(r.preferences)),
    ("objective", 14, lambda r, _: "–" if r.objective is None else f"{r.objective:.6g}"),
)
