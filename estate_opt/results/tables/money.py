"""Tables of money, of the terms of the preferences, and of what was assumed."""

from __future__ import annotations

import pandas as pd

from estate_opt.policies import Unit
from estate_opt.results.facts import Facts
from estate_opt.results.tables.columns import Column, Format, frame
from estate_opt.results.totals import as_lines, totals

MONEY: tuple[Column, ...] = (
    Column("line", Format.TEXT, "Name of the total."),
    Column("label", Format.TEXT, "What it is."),
    Column("unit", Format.TEXT, "£ a year, or £ once."),
    Column("today_gbp", Format.GBP, "Today."),
    Column("plan_gbp", Format.GBP, "In the plan."),
    Column("change_gbp", Format.GBP, "Plan less today."),
)  # fmt: skip

TERMS: tuple[Column, ...] = (
    Column("term", Format.TEXT, "Term of the preferences."),
    Column("unit", Format.TEXT, "Unit of the figure; less is better."),
    Column("figure", Format.NUMBER, "Figure in the plan."),
    Column("scale", Format.NUMBER, "What the figure is divided by."),
    Column("weight", Format.NUMBER, "Weight in the plan file."),
    Column("contribution", Format.NUMBER, "What it adds to the objective: weight × figure ÷ scale."),
)  # fmt: skip

ASSUMPTIONS: tuple[Column, ...] = (
    Column("table", Format.TEXT, "Table in which the value is missing."),
    Column("record", Format.TEXT, "Id of the record."),
    Column("column", Format.TEXT, "Column."),
    Column("assumed", Format.TEXT, "What is used in its place."),
    Column("basis", Format.TEXT, "Why that value."),
    Column("decision", Format.TEXT, "What the plan decides about the building, where it is one."),
)  # fmt: skip


def money_table(facts: Facts) -> pd.DataFrame:
    """Every total in pounds, today and in the plan; columns :data:`MONEY`."""
    after = dict(as_lines(totals(facts.result.after)))
    return frame(
        (
            {
                "line": line.name,
                "label": line.label,
                "unit": line.unit,
                "today_gbp": before,
                "plan_gbp": after[line],
                "change_gbp": after[line] - before,
            }
            for line, before in as_lines(totals(facts.result.before))
            if line.unit in (Unit.GBP, Unit.GBP_PER_YEAR)
        ),
        MONEY,
    )


def terms_table(facts: Facts) -> pd.DataFrame:
    """Every term of the preferences; columns :data:`TERMS`."""
    return frame(
        (
            {
                "term": term.name,
                "unit": term.unit,
                "figure": term.raw,
                "scale": term.scale,
                "weight": term.weight,
                "contribution": term.contribution,
            }
            for term in facts.result.terms
        ),
        TERMS,
    )


def assumptions_table(facts: Facts) -> pd.DataFrame:
    """Everything that was assumed, by table, record and column; columns :data:`ASSUMPTIONS`."""
    estate, after = facts.result.estate, facts.result.after
    return frame(
        (
            {
                "table": a.table,
                "record": a.record,
                "column": a.column,
                "assumed": a.assumed,
                "basis": a.basis,
                "decision": after.decision[estate.building_index[a.record]].value
                if a.table == "buildings" and a.record in estate.building_index
                else "",
            }
            for a in sorted(estate.all_assumptions)
        ),
        ASSUMPTIONS,
    )
