"""From the equality figures of a plan to the table of groups, whole area only; wards stand in the run's files."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from estate_opt.mapping.view import EqualityView, GroupView
from estate_opt.policies import Unit
from estate_opt.results.equality import NOTE, Equality, Impact
from estate_opt.results.facts import Facts
from estate_opt.results.figures import change, figure, number
from estate_opt.results.groups import unknown_groups
from estate_opt.results.tables.equality import impact_figures, reading
from estate_opt.results.withheld import MARK

HEADINGS: Mapping[str, str] = {
    "people": "People",
    "share_of_people": "Share of all people",
    "near_today": "Near today",
    "near_planned": "Near in the plan",
    "mean_extra": "Change of the mean distance",
    "worst_extra": "Greatest change of any neighbourhood",
    "farther": "People with a longer way",
    "share_of_farther": "Share of all with a longer way",
}
"""Columns of the table of groups by field of :class:`~estate_opt.mapping.view.GroupView`."""
COLUMNS: Mapping[str, tuple[str, str]] = {
    "people": ("people", "people"),
    "share_of_people": ("share_of_people", Unit.SHARE),
    "near_today": ("share_today", Unit.SHARE),
    "near_planned": ("share_plan", Unit.SHARE),
    "mean_extra": ("mean_extra_km", "change in km"),
    "worst_extra": ("worst_extra_km", "change in km"),
    "farther": ("farther", "people"),
    "share_of_farther": ("share_of_farther", Unit.SHARE),
}
"""Where each figure stands in the equality table, and how it is written."""
NO_FIGURE = "–"


def equality_view(facts: Facts) -> EqualityView:
    """Gather who is affected in the whole area, by service and group."""
    equality = Equality.of(facts)
    return EqualityView(
        note=NOTE,
        unknown=unknown_groups(equality.estate),
        groups=tuple(group for impact in equality.impacts for group in _groups(impact, equality)),
        spread=tuple(_spread(equality)),
    )


def _groups(impact: Impact, equality: Equality) -> Iterator[GroupView]:
    figures = impact_figures(impact)
    for g, group in enumerate(equality.groups):
        if impact.people[g, -1] == 0:
            continue
        hidden = {
            "people": impact.people_withheld[g, -1],
            "share_today": impact.cover_withheld[g, -1],
            "share_plan": impact.cover_withheld[g, -1],
            "farther": impact.farther_withheld[g, -1],
            "share_of_farther": impact.farther_withheld[g, -1],
        }
        values = {name: float(figures[column][g, -1]) for name, (column, _) in COLUMNS.items()}
        texts = {
            name: MARK if hidden.get(column, hidden["people"]) else _text(values[name], unit)
            for name, (column, unit) in COLUMNS.items()
        }
        yield GroupView(
            service_id=impact.standard.service_id,
            group=group.name,
            **texts,
        )


def _text(value: float, unit: str) -> str:
    if math.isnan(value):
        return NO_FIGURE
    if unit == "people":
        return number(value, 0)
    return change(value, "km") if unit == "change in km" else figure(value, unit)


def _spread(equality: Equality) -> Iterator[str]:
    """A sentence a service: in words, and the coefficients for those who know them."""
    for found in equality.inequalities:
        name = equality.estate.service_by_id[found.service_id].name
        said = f"{name}: {reading(found)}"
        figures = [
            f"{what} {number(before, 3)} today, {number(after, 3)} in the plan"
            for what, before, after in (
                ("Gini coefficient", found.gini_before, found.gini_after),
                ("concentration index by deprivation", found.concentration_before, found.concentration_after),
            )
            if math.isfinite(before) and math.isfinite(after)
        ]
        yield f"{said} ({'; '.join(figures)}.)" if figures else said
