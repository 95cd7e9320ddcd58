"""Tables of equality: what the plan means for groups of people in each ward, and how unequally distances are spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from estate_opt.domain.travel import FloatArray
from estate_opt.results.equality import NOTE, Equality, Impact, Inequality
from estate_opt.results.places import ratio
from estate_opt.results.tables.columns import Column, Format, frame, frame_of
from estate_opt.results.withheld import LEAST_SHOWN, Mask

FEW = f"Counts of 1 to {LEAST_SHOWN - 1} people of a group are withheld."

EQUALITY: tuple[Column, ...] = (
    Column("ward_id", Format.TEXT, f"Ward; empty for the whole area. {NOTE}"),
    Column("ward", Format.TEXT, "Its name."),
    Column("service_id", Format.TEXT, "Public service."),
    Column("service", Format.TEXT, "Its name."),
    Column("standard", Format.TEXT, "Distance or time within which people count as covered."),
    Column("standard_from", Format.TEXT, "Rule of the plan file that it comes from; empty for the default band."),
    Column("group_id", Format.TEXT, "population, a group column, or a national tenth of deprivation (01 the most)."),
    Column("group", Format.TEXT, "Its name. Groups of whom nobody lives in the ward have no row."),
    Column("people", Format.NUMBER, "People of the group in the ward."),
    Column("share_of_people", Format.SHARE, "The group's share of all people in the ward."),
    Column("covered_today", Format.NUMBER, "People of the group within the standard today."),
    Column("covered_plan", Format.NUMBER, "The same in the plan."),
    Column("share_today", Format.SHARE, "Share of the group within the standard today."),
    Column("share_plan", Format.SHARE, "The same in the plan."),
    Column("losing_cover", Format.NUMBER, "People of the group within the standard today and not in the plan."),
    Column("gaining_cover", Format.NUMBER, "People of the group within the standard in the plan and not today."),
    Column("share_of_losing", Format.SHARE, "The group's share of all who lose cover; beside its share of all people."),
    Column("farther", Format.NUMBER, "People of the group whose way to the nearest outlet is longer in the plan."),
    Column("nearer", Format.NUMBER, "People of the group whose way is shorter in the plan."),
    Column("stranded", Format.NUMBER, "Of those with a longer way: with a known way today and none in the plan."),
    Column("share_farther", Format.SHARE, "Share of the group whose way is longer."),
    Column("share_of_farther", Format.SHARE, "The group's share of all whose way is longer."),
    Column("mean_today_km", Format.KM, "Mean distance to the nearest outlet today, of those who have one both times."),
    Column("mean_plan_km", Format.KM, "The same in the plan."),
    Column("mean_extra_km", Format.KM, "The mean in the plan less the mean today."),
    Column("worst_extra_km", Format.KM, "Greatest increase of any neighbourhood where people of the group live."),
    Column("withheld", Format.TEXT, f"Which figures are withheld, so that nobody can be picked out. {FEW}"),
)  # fmt: skip

INEQUALITY: tuple[Column, ...] = (
    Column("service_id", Format.TEXT, f"Public service. {NOTE}"),
    Column("service", Format.TEXT, "Its name."),
    Column("people", Format.NUMBER, "People with a known way to an outlet today and in the plan."),
    Column("gini_today", Format.NUMBER, "Gini coefficient of their distances today: 0 where all are alike."),
    Column("gini_plan", Format.NUMBER, "The same in the plan."),
    Column("ranked_people", Format.NUMBER, "Of these people, those whose neighbourhood has a deprivation rank."),
    Column("concentration_today", Format.NUMBER, "Concentration index of their distances by deprivation today: above "
           "0 the more deprived live nearer, below 0 farther."),
    Column("concentration_plan", Format.NUMBER, "The same in the plan."),
    Column("reading", Format.TEXT, "What the figures say."),
)  # fmt: skip

PEOPLE, COVER, WAYS = "people", "cover", "longer and shorter ways"
"""What is withheld, in the words of the table."""
ALIKE = 0.005
"""Indices that differ by less are called alike."""


def equality_table(equality: Equality) -> pd.DataFrame:
    """One row for each group in each ward and in the whole area, by public service; columns :data:`EQUALITY`."""
    parts = [_service(impact, equality) for impact in equality.impacts]
    return frame_of({c.name: [value for part in parts for value in part[c.name]] for c in EQUALITY}, EQUALITY)


def _service(impact: Impact, equality: Equality) -> Mapping[str, Sequence[Any]]:
    """Rows of one service as columns: place by place, the groups of whom somebody lives there."""
    standard, service = impact.standard, equality.estate.service_by_id[impact.standard.service_id]
    place, group = (position.tolist() for position in np.nonzero(impact.people.T > 0))
    areas, groups = [equality.places.names[p] for p in place], [equality.groups[g] for g in group]
    same = {
        "service_id": service.service_id,
        "service": service.name,
        "standard": standard.words,
        "standard_from": standard.policy_id,
    }
    return {
        "ward_id": [area_id for area_id, _ in areas],
        "ward": [name for _, name in areas],
        **{column: [text] * len(place) for column, text in same.items()},
        "group_id": [g.group_id for g in groups],
        "group": [g.name for g in groups],
        **{column: values[group, place].tolist() for column, values in impact_figures(impact).items()},
        "withheld": [withheld_words(impact, g, p) for g, p in zip(group, place, strict=True)],
    }


def impact_figures(impact: Impact) -> Mapping[str, FloatArray]:
    """Every figure of an impact by column of :data:`EQUALITY`, not-a-number where withheld, (groups, places) each."""
    extra = impact.mean_after_km - impact.mean_before_km
    everybody = impact.people[0]
    people = {
        "people": impact.people,
        "share_of_people": ratio(impact.people, np.broadcast_to(everybody, impact.people.shape)),
        "mean_today_km": impact.mean_before_km,
        "mean_plan_km": impact.mean_after_km,
        "mean_extra_km": extra,
        "worst_extra_km": impact.worst_extra_km,
    }
    cover = {
        "covered_today": impact.covered_before,
        "covered_plan": impact.covered_after,
        "share_today": ratio(impact.covered_before, impact.people),
        "share_plan": ratio(impact.covered_after, impact.people),
        "losing_cover": impact.losing,
        "gaining_cover": impact.gaining,
        "share_of_losing": _of_all(impact.losing),
    }
    ways = {
        "farther": impact.farther,
        "nearer": impact.nearer,
        "stranded": impact.stranded,
        "share_farther": ratio(impact.farther, impact.people),
        "share_of_farther": _of_all(impact.farther),
    }
    return {
        **_hide(people, impact.people_withheld),
        **_hide(cover, impact.cover_withheld),
        **_hide(ways, impact.farther_withheld),
    }


def _of_all(counts: FloatArray) -> FloatArray:
    """Share of each group in the count of everybody in the place; not-a-number where there is nobody."""
    return ratio(counts, np.broadcast_to(counts[0], counts.shape))


def _hide(figures: Mapping[str, FloatArray], mask: Mask) -> dict[str, FloatArray]:
    return {column: np.where(mask, np.nan, values) for column, values in figures.items()}


def withheld_words(impact: Impact, group: int, place: int) -> str:
    """Say which figures of a group in a place are withheld; empty where none is."""
    if impact.people_withheld[group, place]:
        return "all figures"
    masks = ((COVER, impact.cover_withheld), (WAYS, impact.farther_withheld))
    return " and ".join(words for words, mask in masks if mask[group, place])


def inequality_table(equality: Equality) -> pd.DataFrame:
    """One row for each public service; columns :data:`INEQUALITY`."""
    return frame(
        (
            {
                "service_id": found.service_id,
                "service": equality.estate.service_by_id[found.service_id].name,
                "people": found.people,
                "gini_today": found.gini_before,
                "gini_plan": found.gini_after,
                "ranked_people": found.ranked_people,
                "concentration_today": found.concentration_before,
                "concentration_plan": found.concentration_after,
                "reading": reading(found),
            }
            for found in equality.inequalities
        ),
        INEQUALITY,
    )


def reading(found: Inequality) -> str:
    """Say in words what the indices of a service say, a change below half a hundredth being none."""
    if np.isnan(found.gini_before) or np.isnan(found.gini_after):
        return "Nobody has a known way to an outlet both today and in the plan, or all live at one."
    spread = {0: "as today", 1: "more unequally than today", -1: "more evenly than today"}
    said = f"Distances are spread {spread[_sign(found.gini_after - found.gini_before)]}."
    if np.isnan(found.concentration_before) or np.isnan(found.concentration_after):
        return f"{said} How they go with deprivation is not known."
    side = {0: "about as near as others", 1: "nearer than others", -1: "farther away than others"}
    trend = {0: "the balance is as today", 1: "the balance moves in their favour", -1: "the balance moves against them"}
    return (
        f"{said} The more deprived live {side[_sign(found.concentration_after)]}; "
        f"{trend[_sign(found.concentration_after - found.concentration_before)]}."
    )


def _sign(figure: float) -> int:
    return 0 if abs(figure) < ALIKE else 1 if figure > 0 else -1
