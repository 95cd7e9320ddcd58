"""Policies, totals and hours of two plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from estate_opt.domain.snapshot import Snapshot
from estate_opt.results.result import Result
from estate_opt.results.tables.columns import Column, Format, frame
from estate_opt.results.tables.policies import status
from estate_opt.results.totals import as_lines, totals

POLICIES: tuple[Column, ...] = (
    Column("policy_id", Format.TEXT, "Rule of the plan file that both are held against."),
    Column("line", Format.TEXT, "The line within the rule."),
    Column("sentence", Format.TEXT, "What is asked."),
    Column("kind", Format.TEXT, "must or aim."),
    Column("unit", Format.TEXT, "Unit of the next four figures."),
    Column("target", Format.NUMBER, "What is asked."),
    Column("a", Format.NUMBER, "Figure in A."),
    Column("b", Format.NUMBER, "Figure in B."),
    Column("change", Format.NUMBER, "B less A."),
    Column("met_a", Format.FLAG, "Whether A meets it."),
    Column("met_b", Format.FLAG, "Whether B meets it."),
    Column("status_a", Format.TEXT, "met, or by how much A misses it."),
    Column("status_b", Format.TEXT, "met, or by how much B misses it."),
)  # fmt: skip

TOTALS: tuple[Column, ...] = (
    Column("total", Format.TEXT, "Name of the total."),
    Column("label", Format.TEXT, "What it is."),
    Column("unit", Format.TEXT, "Its unit."),
    Column("a", Format.NUMBER, "In A."),
    Column("b", Format.NUMBER, "In B."),
    Column("change", Format.NUMBER, "B less A."),
)  # fmt: skip

HOURS: tuple[Column, ...] = (
    Column("service_id", Format.TEXT, "Service."),
    Column("service", Format.TEXT, "Its name."),
    Column("hosted_a_hours_per_week", Format.HOURS, "Activity that A hosts, partner venues included."),
    Column("hosted_b_hours_per_week", Format.HOURS, "Activity that B hosts."),
    Column("moved_a_hours_per_week", Format.HOURS, "Of it at another building than today in A."),
    Column("moved_b_hours_per_week", Format.HOURS, "The same in B."),
    Column("ended_a_hours_per_week", Format.HOURS, "Activity that finds no home in A."),
    Column("ended_b_hours_per_week", Format.HOURS, "Activity that finds no home in B."),
)  # fmt: skip


def policies(a: Result, b: Result) -> pd.DataFrame:
    """One row for each line of each policy, in the order of the plan file; columns :data:`POLICIES`."""
    return frame(
        (
            {
                "policy_id": in_a.policy.id,
                "line": in_a.requirement.key,
                "sentence": in_a.requirement.sentence,
                "kind": in_a.policy.kind.value,
                "unit": in_a.shown.unit.value,
                "target": in_a.shown.target,
                "a": in_a.shown.value,
                "b": in_b.shown.value,
                "change": in_b.shown.value - in_a.shown.value,
                "met_a": in_a.met,
                "met_b": in_b.met,
                "status_a": status(in_a),
                "status_b": status(in_b),
            }
            for in_a, in_b in zip(a.measures, b.measures, strict=True)
        ),
        POLICIES,
    )


def totals_of(a: Result, b: Result) -> pd.DataFrame:
    """One row for each total of the estate; columns :data:`TOTALS`."""
    return frame(
        (
            {
                "total": line.name,
                "label": line.label,
                "unit": line.unit,
                "a": in_a,
                "b": in_b,
                "change": in_b - in_a,
            }
            for (line, in_a), (_, in_b) in zip(as_lines(totals(a.after)), as_lines(totals(b.after)), strict=True)
        ),
        TOTALS,
    )


def hours_of(a: Result, b: Result) -> pd.DataFrame:
    """One row for each service, in table order; columns :data:`HOURS`."""
    kinds = {letter: _hours(result.after) for letter, result in (("a", a), ("b", b))}
    return frame(
        (
            {
                "service_id": service.service_id,
                "service": service.name,
                **{
                    f"{kind}_{letter}_hours_per_week": found[kind].get(service.service_id, 0.0)
                    for letter, found in kinds.items()
                    for kind in ("hosted", "moved", "ended")
                },
            }
            for service in a.estate.services
        ),
        HOURS,
    )


def _hours(snapshot: Snapshot) -> Mapping[str, Mapping[str, float]]:
    """Hours hosted, moved and ended, by service each."""
    found: dict[str, dict[str, float]] = {kind: defaultdict(float) for kind in ("hosted", "moved", "ended")}
    for move in snapshot.decisions.moves:
        load = snapshot.estate.hours_today[move.from_building, move.service_id] * move.share
        found["hosted"][move.service_id] += load
        if not move.stays:
            found["moved"][move.service_id] += load
    for (_, service), load in snapshot.ended.items():
        found["ended"][service] += load
    return found
