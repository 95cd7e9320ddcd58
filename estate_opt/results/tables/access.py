"""Tables of access: each line of the access rules, and the cover of every public service in every ward."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from estate_opt.domain.travel import FloatArray
from estate_opt.policies import Access
from estate_opt.policies.scope import WHOLE
from estate_opt.results.equality import Equality, Impact
from estate_opt.results.facts import Facts
from estate_opt.results.groups import GroupKind
from estate_opt.results.measures import Measure
from estate_opt.results.places import WHOLE_AREA, Places, ratio
from estate_opt.results.tables.columns import Column, Format, Row, frame
from estate_opt.results.tables.equality import impact_figures

ACCESS: tuple[Column, ...] = (
    Column("policy_id", Format.TEXT, "Rule of the plan file."),
    Column("kind", Format.TEXT, "must or aim."),
    Column("area_id", Format.TEXT, "Area the line holds for; empty for the whole area."),
    Column("area", Format.TEXT, "Its name."),
    Column("service_id", Format.TEXT, "Service."),
    Column("service", Format.TEXT, "Its name."),
    Column("group", Format.TEXT, "People counted: population, or a group."),
    Column("standard", Format.TEXT, "Distance or time of the standard."),
    Column("people", Format.NUMBER, "People of the group in the area."),
    Column("covered_today", Format.NUMBER, "People within the standard today."),
    Column("covered_plan", Format.NUMBER, "People within the standard in the plan."),
    Column("share_today", Format.SHARE, "Share of people within the standard today."),
    Column("share_plan", Format.SHARE, "Share of people within the standard in the plan."),
    Column("target_people", Format.NUMBER, "People who are to be within it."),
    Column("target_share", Format.SHARE, "The same as a share of all people."),
    Column("met", Format.FLAG, "Whether the plan meets the line."),
)  # fmt: skip

COVERAGE: tuple[Column, ...] = (
    Column("ward_id", Format.TEXT, "Ward; empty for the whole area."),
    Column("ward", Format.TEXT, "Its name."),
    Column("service_id", Format.TEXT, "Public service."),
    Column("service", Format.TEXT, "Its name."),
    Column("standard", Format.TEXT, "Distance or time by which cover is shown."),
    Column("standard_from", Format.TEXT, "Rule of the plan file that it comes from; empty for the default band."),
    Column("people", Format.NUMBER, "People in the ward."),
    Column("covered_today", Format.NUMBER, "People within the standard today."),
    Column("covered_plan", Format.NUMBER, "People within the standard in the plan."),
    Column("share_today", Format.SHARE, "Share of people within the standard today; empty where nobody lives."),
    Column("share_plan", Format.SHARE, "Share of people within the standard in the plan."),
    Column("mean_today_km", Format.KM, "Mean distance of people to the nearest outlet today; empty where none."),
    Column("mean_plan_km", Format.KM, "The same in the plan."),
)  # fmt: skip


def access_table(facts: Facts) -> pd.DataFrame:
    """One row for each line of the access rules; columns :data:`ACCESS`."""
    return frame((_line(m, m.policy, facts) for m in facts.result.measures if isinstance(m.policy, Access)), ACCESS)


def _line(measure: Measure, policy: Access, facts: Facts) -> Row:
    estate = facts.result.estate
    line = measure.requirement
    people = float(policy.people(line.subject, facts.result.context).sum())
    return {
        "policy_id": policy.id,
        "kind": policy.kind.value,
        "area_id": line.subject,
        "area": WHOLE_AREA if line.subject == WHOLE else estate.area_by_id[line.subject].name,
        "service_id": policy.service,
        "service": estate.service_by_id[policy.service].name,
        "group": policy.group,
        "standard": policy.standard,
        "people": people,
        "covered_today": measure.today,
        "covered_plan": measure.planned,
        "share_today": measure.shown_today.value,
        "share_plan": measure.shown.value,
        "target_people": line.target,
        "target_share": measure.shown.target,
        "met": measure.met,
    }


def coverage_columns(groups: tuple[str, ...]) -> tuple[Column, ...]:
    """Columns of the coverage table: :data:`COVERAGE`, and three for each group of people."""
    return COVERAGE + tuple(
        Column(
            f"{stem}_{group}",
            Format.NUMBER,
            f"{meaning} ({group.replace('_', ' ')}); empty where it is withheld, as in the equality table.",
        )
        for group in groups
        for stem, meaning in (
            ("people", "People of the group in the ward"),
            ("covered_today", "Of them within the standard today"),
            ("covered_plan", "Of them within the standard in the plan"),
        )
    )


def coverage_table(facts: Facts, equality: Equality) -> pd.DataFrame:
    """One row for each public service in each ward and in the whole area; see :func:`coverage_columns`."""
    rows = (row for impact in equality.impacts for row in _service(impact, equality))
    return frame(rows, coverage_columns(facts.result.estate.groups))


def _service(impact: Impact, equality: Equality) -> Iterator[Row]:
    """Rows of one service."""
    standard, service = impact.standard, equality.estate.service_by_id[impact.standard.service_id]
    figures = _figures(impact, equality)
    for position, (area_id, name) in enumerate(equality.places.names):
        yield {
            "ward_id": area_id,
            "ward": name,
            "service_id": service.service_id,
            "service": service.name,
            "standard": standard.words,
            "standard_from": standard.policy_id,
            **{column: values[position] for column, values in figures.items()},
        }


def _figures(impact: Impact, equality: Equality) -> Mapping[str, FloatArray]:
    """Every figure of a service by column, shape (wards + 1,) each."""
    places, everybody = equality.places, equality.estate.population
    figures = {"people": impact.people[0]}
    for when, covered, km in zip(
        ("today", "plan"), (impact.covered_before, impact.covered_after), equality.km(impact.standard), strict=True
    ):
        figures[f"covered_{when}"] = covered[0]
        figures[f"share_{when}"] = ratio(covered[0], impact.people[0])
        figures[f"mean_{when}_km"] = _mean(km, everybody, places)
    shown = impact_figures(impact)
    for g, group in enumerate(equality.groups):
        if group.kind is GroupKind.COLUMN:
            for stem in ("people", "covered_today", "covered_plan"):
                figures[f"{stem}_{group.group_id}"] = shown[stem][g]
    return figures


def _mean(km: FloatArray, people: FloatArray, places: Places) -> FloatArray:
    """Mean distance of those who live somewhere; not said where some of them have no outlet at all."""
    reached = np.isfinite(km)
    mean = ratio(places.total(people * np.where(reached, km, 0.0)), places.total(people))
    return np.where(places.total(people * ~reached) > 0, np.nan, mean)
