"""Buildings that two plans decide about otherwise."""

from __future__ import annotations

import pandas as pd

from estate_opt.results.result import Result
from estate_opt.results.tables.columns import Column, Format, frame

COLUMNS: tuple[Column, ...] = (
    Column("building_id", Format.TEXT, "Id of the building."),
    Column("name", Format.TEXT, "Its name."),
    Column("ward_id", Format.TEXT, "Ward it lies in."),
    Column("ward", Format.TEXT, "Name of the ward."),
    Column("decision_a", Format.TEXT, "Decision in A."),
    Column("option_a", Format.TEXT, "Option chosen in A."),
    Column("decision_b", Format.TEXT, "Decision in B."),
    Column("option_b", Format.TEXT, "Option chosen in B."),
    Column("hosted_today_hours_per_week", Format.HOURS, "Activity there today."),
    Column("hosted_a_hours_per_week", Format.HOURS, "Activity there in A."),
    Column("hosted_b_hours_per_week", Format.HOURS, "Activity there in B."),
)  # fmt: skip


def differing(a: Result, b: Result) -> pd.DataFrame:
    """One row for each building whose option differs, in the order of the estate; columns :data:`COLUMNS`."""
    estate = a.estate
    return frame(
        (
            {
                "building_id": building.building_id,
                "name": building.name,
                "ward_id": building.ward_code,
                "ward": estate.area_by_id[building.ward_code].name if building.ward_code in estate.area_by_id else "",
                "decision_a": a.after.decision[k].value,
                "option_a": a.after.option[k].name,
                "decision_b": b.after.decision[k].value,
                "option_b": b.after.option[k].name,
                "hosted_today_hours_per_week": a.before.hosted_hours[k],
                "hosted_a_hours_per_week": a.after.hosted_hours[k],
                "hosted_b_hours_per_week": b.after.hosted_hours[k],
            }
            for k, building in enumerate(estate.buildings)
            if a.after.option[k] is not b.after.option[k]
        ),
        COLUMNS,
    )
