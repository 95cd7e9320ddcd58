"""The table of policies: every line that the plan must or should meet, and by how much it misses it."""

from __future__ import annotations

import pandas as pd

from estate_opt.policies import Unit
from estate_opt.results.facts import Facts
from estate_opt.results.figures import figure, points
from estate_opt.results.measures import Measure
from estate_opt.results.tables.columns import Column, Format, frame

MET = "met"

COLUMNS: tuple[Column, ...] = (
    Column("policy_id", Format.TEXT, "Rule of the plan file."),
    Column("policy", Format.TEXT, "Kind of rule."),
    Column("line", Format.TEXT, "The line within the rule, unique in a plan."),
    Column("sentence", Format.TEXT, "What is asked."),
    Column("kind", Format.TEXT, "must or aim."),
    Column("weight", Format.NUMBER, "Weight of the aim."),
    Column("tier", Format.COUNT, "Tier of the aim: lower ones first."),
    Column("set_by", Format.TEXT, "Who set the rule."),
    Column("area_id", Format.TEXT, "Area of the line, where it has one."),
    Column("service_id", Format.TEXT, "Service of the line, where it has one."),
    Column("unit", Format.TEXT, "Unit of the next three figures."),
    Column("today", Format.NUMBER, "Figure today."),
    Column("plan", Format.NUMBER, "Figure in the plan."),
    Column("target", Format.NUMBER, "What is asked."),
    Column("met", Format.FLAG, "Whether the plan meets the line."),
    Column("shortfall", Format.NUMBER, "By how much it misses, in the unit in which it is weighed; 0 where met."),
    Column("shortfall_unit", Format.TEXT, "That unit."),
    Column("status", Format.TEXT, "met, or by how much not, in words."),
)  # fmt: skip


def policies_table(facts: Facts) -> pd.DataFrame:
    """One row for each line of each policy, in the order of the plan file; columns :data:`COLUMNS`."""
    return frame(
        (
            {
                "policy_id": m.policy.id,
                "policy": m.policy.name,
                "line": m.requirement.key,
                "sentence": m.requirement.sentence,
                "kind": m.policy.kind.value,
                "weight": m.policy.weight,
                "tier": m.policy.tier,
                "set_by": m.policy.set_by,
                "area_id": m.requirement.area_id,
                "service_id": m.requirement.service_id,
                "unit": m.shown.unit.value,
                "today": m.shown_today.value,
                "plan": m.shown.value,
                "target": m.shown.target,
                "met": m.met,
                "shortfall": 0.0 if m.met else m.shortfall,
                "shortfall_unit": m.requirement.unit.value,
                "status": status(m),
            }
            for m in facts.result.measures
        ),
        COLUMNS,
    )


def status(measure: Measure) -> str:
    """Say "met", or by how much a line is missed."""
    if measure.met:
        return MET
    shown = measure.shown
    return missed(abs(shown.value - shown.target), shown.unit, measure.shortfall, measure.requirement.unit)


def missed(difference: float, unit: Unit, shortfall: float, weighed_in: Unit) -> str:
    """Say by how much a line is missed, as people read it and in the unit in which it is weighed."""
    if unit is Unit.DECISIONS:
        return "not as asked"
    text = points(difference) if unit is Unit.SHARE else figure(difference, unit)
    return f"missed by {text}" if unit is weighed_in else f"missed by {text} ({figure(shortfall, weighed_in)})"
