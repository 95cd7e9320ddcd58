"""Words of the map page that are not figures: dates, types of building, columns, and how well a plan is proven."""

from __future__ import annotations

import math
from datetime import date

from estate_opt.domain.plan import PREFERENCES, Outcome, Plan
from estate_opt.results.figures import number, percent, pounds
from estate_opt.results.summary import HAND_MADE

PROVEN_BEST = 1e-4
"""Gap below which a plan is called the best possible."""

_UNITS = (
    "_gbp_per_year",
    "_kgco2e_per_year",
    "_hours_per_week",
    "_per_week",
    "_per_year",
    "_gbp_per_hour",
    "_gbp",
    "_m2",
)

_COLUMNS = {"gia_m2": "floor area", "uprn": "UPRN", "hire_gbp_per_hour": "hire price"}

_ENDINGS = {
    Outcome.OPTIMAL: "",
    Outcome.TIME_LIMIT: " The search was stopped at its time limit.",
    Outcome.INTERRUPTED: " The search was stopped by hand.",
    Outcome.CHOSEN: " It was not chosen as the best plan but by a study, beside it.",
}


def proof_words(plan: Plan) -> str:
    """Say how good a plan is proven to be: against its aims first, where they are missed, then among its equals."""
    if plan.outcome is Outcome.HAND_MADE:
        return HAND_MADE
    aims = max((stage.gap for stage in plan.proof if stage.stage != PREFERENCES), default=0.0)
    last = max((stage.gap for stage in plan.proof if stage.stage == PREFERENCES), default=math.inf)
    return _proven(aims, last) + _ENDINGS.get(plan.outcome, "")


def _proven(aims: float, last: float) -> str:
    if not (math.isfinite(aims) and math.isfinite(last)):
        return "How close this plan is to the best possible is not proven."
    if aims > PROVEN_BEST:
        return (
            f"No plan can cut what is missed of the aims by more than {percent(aims)}; among plans that miss no more, "
            f"this one is proven to be within {percent(last, 2)} of the best."
        )
    if last > PROVEN_BEST:
        return f"This plan is proven to be within {percent(last, 2)} of the best possible under its rules."
    return "This plan is proven to be the best possible under its rules."


def short_pounds(value: float) -> str:
    """Write pounds for a headline: millions with one decimal from a million on."""
    if abs(value) < 1_000_000:
        return pounds(value)
    return f"{'−' if value < 0 else ''}£{number(abs(value) / 1_000_000, 1)} million"


def date_words(day: date) -> str:
    """Write a day as British readers do: 3 May 2026."""
    return f"{day.day} {day:%B %Y}"


def plain_words(name: str) -> str:
    """Write an id of our own as words: ``access-family_hub`` is about access to the family hub."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def type_words(type_id: str) -> str:
    """Write a building type for people: ``childrens_centre`` is a children's centre."""
    return plain_words(type_id.replace("childrens", "children’s"))


def column_words(column: str) -> str:
    """Write a column's name for people, without its unit."""
    if column in _COLUMNS:
        return _COLUMNS[column]
    for unit in _UNITS:
        if column.endswith(unit):
            column = column.removesuffix(unit)
            break
    return column.replace("_", " ")
