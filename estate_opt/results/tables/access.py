"""Tables of access: each line of the access rules, and the cover of every public service in every ward."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from estate_opt.domain.place import AreaKind
from estate_opt.domain.snapshot import neighbourhood_mask
from estate_opt.domain.travel import FloatArray
from estate_opt.policies import Access
from estate_opt.policies.scope import WHOLE
from estate_opt.results.facts import Facts, Standard
from estate_opt.results.measures import Measure
from estate_opt.results.tables.columns import Column, Format, Row, frame

SUPPRESSED_BELOW = 10
"""Counts of people of a group from 1 to below this are left empty, so that nobody can be picked out."""
WHOLE_AREA = "the whole area"

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
            f"{meaning} ({group.replace('_', ' ')}); empty from 1 to {SUPPRESSED_BELOW - 1}.",
        )
        for group in groups
        for stem, meaning in (
            ("people", "People of the group in the ward"),
            ("covered_today", "Of them within the standard today"),
            ("covered_plan", "Of them within the standard in the plan"),
        )
    )


def coverage_table(facts: Facts) -> pd.DataFrame:
    """One row for each public service in each ward and in the whole area; see :func:`coverage_columns`."""
    estate = facts.result.estate
    wards = [(w.area_id, w.name, neighbourhood_mask(estate, w.area_id)) for w in estate.areas_of(AreaKind.WARD)]
    places = [*wards, (WHOLE, WHOLE_AREA, np.ones(len(estate.neighbourhoods), dtype=bool))]
    rows = (row for standard in facts.standards for row in _service(standard, places, facts))
    return frame(rows, coverage_columns(estate.groups))


def _service(standard: Standard, places: list[tuple[str, str, np.ndarray]], facts: Facts) -> Iterator[Row]:
    """Rows of one service; distances are worked out once for all wards."""
    result, estate = facts.result, facts.result.estate
    snapshots = {"today": result.before, "plan": result.after}
    ask = (standard.service_id, standard.limit, standard.unit, standard.outlets)
    within = {when: snapshot.covered(*ask) for when, snapshot in snapshots.items()}
    km = {
        when: snapshot.distance(standard.service_id, outlets=standard.outlets) for when, snapshot in snapshots.items()
    }
    counted = {group: estate.people(group) for group in estate.groups}
    for area_id, name, inside in places:
        people = estate.population * inside
        yield {
            "ward_id": area_id,
            "ward": name,
            "service_id": standard.service_id,
            "service": estate.service_by_id[standard.service_id].name,
            "standard": standard.words,
            "standard_from": standard.policy_id,
            "people": float(people.sum()),
            **{f"covered_{when}": float(people[near].sum()) for when, near in within.items()},
            **{f"share_{when}": _share(people, near) for when, near in within.items()},
            **{f"mean_{when}_km": _mean(people, distance) for when, distance in km.items()},
            **_groups(counted, inside, within),
        }


def _groups(counted: dict[str, FloatArray], inside: np.ndarray, within: dict[str, np.ndarray]) -> Row:
    cells: dict[str, float | None] = {}
    for group, everyone in counted.items():
        people = everyone * inside
        cells[f"people_{group}"] = _suppressed(float(people.sum()))
        for when, near in within.items():
            cells[f"covered_{when}_{group}"] = _suppressed(float(people[near].sum()))
    return cells


def _suppressed(count: float) -> float | None:
    return None if 0 < count < SUPPRESSED_BELOW else count


def _share(people: FloatArray, near: np.ndarray) -> float | None:
    everyone = float(people.sum())
    return float(people[near].sum()) / everyone if everyone > 0 else None


def _mean(people: FloatArray, distance: FloatArray) -> float | None:
    """Mean distance of those who live somewhere; not said where some of them have no outlet at all."""
    lived_in = people > 0
    if not lived_in.any() or not np.isfinite(distance[lived_in]).all():
        return None
    return float(np.average(distance[lived_in], weights=people[lived_in]))
