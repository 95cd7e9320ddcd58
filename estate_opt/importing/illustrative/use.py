"""Made-up activity beside what is known of use: hours where a service is known but not how much, never too much."""

from __future__ import annotations

import pandas as pd

from estate_opt.domain.service import Activity
from estate_opt.importing.illustrative.known import Known, number
from estate_opt.inputs.cells import write_number
from estate_opt.inputs.manifest import ACTIVITIES
from estate_opt.inputs.synthetic.activities import MINIMUM, MOST_USE

SMALL_SERVICE_HOURS = 5.0
"""Space-hours a week of a service of which nothing else is known."""


def fill_activities(known: Known, register: pd.DataFrame, drawn: list[Activity]) -> pd.DataFrame:
    """Put drawn activities beside known ones.

    Parameters
    ----------
    known
        What is known: a building with hours of any service keeps just its services, and hours that are missing
        there are filled within what room is left.
    register
        The filled register, with each building's capacity.
    drawn
        The generator's activities of every building.

    Returns
    -------
    DataFrame
        Rows of the table ``activities`` as text, those with known hours left out.
    """
    room = dict(zip(register["building_id"], MOST_USE * register["capacity_hours_per_week"].astype(float), strict=True))
    rows = known.activities.assign(hours=number(known.activities["hours_per_week"]))
    used = rows.groupby("building_id")["hours"].sum(min_count=1).dropna().to_dict()
    made = {activity.key: activity for activity in drawn if activity.building_id not in used}
    filled = [_row(a.building_id, a.service_id, a.hours_per_week, a.visits_per_year) for a in made.values()]
    load = {str(building): float(hours) for building, hours in used.items()}
    for activity in made.values():
        load[activity.building_id] = load.get(activity.building_id, 0.0) + activity.hours_per_week
    unknown = rows[rows["hours"].isna()]
    for building, service in zip(unknown["building_id"], unknown["service_id"], strict=True):
        if (building, service) in made:
            continue
        left = max(0.0, room.get(building, 0.0) - load.get(building, 0.0))
        hours = round(min(MINIMUM.get(service, SMALL_SERVICE_HOURS), left), 1)
        load[building] = load.get(building, 0.0) + hours
        filled.append(_row(building, service, hours, None))
    return pd.DataFrame(filled, columns=list(ACTIVITIES.column_names), dtype=object)


def _row(building: str, service: str, hours: float, visits: float | None) -> dict[str, str]:
    return {
        "building_id": building,
        "service_id": service,
        "hours_per_week": write_number(float(hours)),
        "visits_per_year": "" if visits is None else write_number(float(visits)),
    }
