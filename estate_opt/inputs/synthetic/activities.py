"""What happens in the buildings: which services each hosts today and how many space-hours a week they take."""

from __future__ import annotations

import numpy as np
import pandas as pd

from estate_opt.domain.service import Activity
from estate_opt.domain.snapshot import WEEKS_PER_YEAR
from estate_opt.domain.travel import FloatArray
from estate_opt.inputs.synthetic.catalogue import SERVICES, TYPE_BY_NAME, BuildingType
from estate_opt.inputs.synthetic.register import profile
from estate_opt.inputs.synthetic.streams import stream

USE_OF_ESTATE = 0.43
"""Activity ÷ capacity over the council's buildings: councils speak of 40 to 45 % in opening hours."""
LEAST_USE, MOST_USE = 0.08, 0.96
SPREAD_OF_USE = 0.45
ROUNDING = 0.1
"""Hours are recorded to a tenth."""
MINIMUM = {s.service_id: s.min_hours_per_week for s in SERVICES}
NEEDS = {s.service_id: s.needs for s in SERVICES}
VISITS_PER_SPACE_HOUR = {
    "library": 7.0, "family_hub": 5.0, "room_hire": 9.0, "leisure": 14.0, "museum": 10.0, "depot": 0.0, "advice": 2.5,
}  # fmt: skip


def draw_use(register: pd.DataFrame, seed: int) -> FloatArray:
    """Draw each building's use in opening hours, more where more people live near; shape (buildings,).

    The draws are scaled until the estate as a whole is used as much as councils say of theirs.
    """
    rng = stream(seed, "use")
    near = np.log1p(register["people_near"].to_numpy(dtype=np.float64))
    pull = (near - near.mean()) / (near.std() or 1.0)
    hosts = profile(register, "main_share") > 0
    capacity = np.where(hosts, register["capacity_hours_per_week"], 0.0)
    raw = np.exp(SPREAD_OF_USE * (0.4 * pull + 0.92 * rng.normal(0, 1, len(register))))
    level = USE_OF_ESTATE
    use = np.clip(level * raw, LEAST_USE, MOST_USE)
    for _ in range(40):
        level *= USE_OF_ESTATE * capacity.sum() / (use * capacity).sum()
        use = np.clip(level * raw, LEAST_USE, MOST_USE)
    result: FloatArray = use
    return result


def draw_activities(register: pd.DataFrame, seed: int) -> list[Activity]:
    """Draw the services hosted by each council building and part its use among them.

    A service is hosted only where it gets the hours that make an outlet viable; the main service
    of a building that is too small for that gets as much as there is room for.
    """
    rng = stream(seed, "services")
    hours = draw_use(register, seed) * register["capacity_hours_per_week"].to_numpy(dtype=np.float64)
    room = MOST_USE * register["capacity_hours_per_week"].to_numpy(dtype=np.float64)
    activities = []
    columns = (register["building_id"], register["type"], register["known_services"])
    for k, (building_id, kind, known) in enumerate(zip(*columns, strict=True)):
        for service, load in _part(rng, TYPE_BY_NAME[kind], known, hours[k], room[k]).items():
            visits = round(float(load * WEEKS_PER_YEAR * VISITS_PER_SPACE_HOUR[service] * rng.lognormal(0, 0.3)), -1)
            activities.append(
                Activity(
                    building_id=building_id, service_id=service, hours_per_week=round(float(load), 1),
                    visits_per_year=visits or None,
                )
            )  # fmt: skip
    return sorted(activities, key=lambda activity: activity.key)


def _part(
    rng: np.random.Generator, kind: BuildingType, known: frozenset[str], hours: float, room: float
) -> dict[str, float]:
    """Space-hours of each service at one building; services known to be there always get their minimum."""
    chance = rng.random(len(kind.others))
    tilt = rng.lognormal(0, 0.3, len(kind.others))
    if kind.main is None:
        return {}
    hosted = [(s, t) for (s, p), c, t in zip(kind.others.items(), chance, tilt, strict=True) if c < p or s in known]
    total = min(max(hours, sum(MINIMUM[s] + ROUNDING for s in (kind.main, *known))), room)
    weight = {s: (1 - kind.main_share) / len(kind.others) * t * 1.6 for s, t in hosted}
    whole = kind.main_share + sum(weight.values())
    spare = total - MINIMUM[kind.main] - ROUNDING
    loads: dict[str, float] = {}
    for service in sorted(weight, key=lambda s: s not in known):
        load = total * weight[service] / whole
        if service in known:
            load = max(load, MINIMUM[service] + ROUNDING)
        if service in known or MINIMUM[service] + ROUNDING <= load <= spare:
            loads[service] = load
            spare -= load
    loads[kind.main] = total - sum(loads.values())
    return loads


def features_needed(register: pd.DataFrame, activities: list[Activity]) -> list[frozenset[str]]:
    """Features that the services hosted by each building need, in the register's order."""
    needed: dict[str, frozenset[str]] = {}
    for activity in activities:
        needed[activity.building_id] = needed.get(activity.building_id, frozenset()) | NEEDS[activity.service_id]
    return [needed.get(building_id, frozenset()) for building_id in register["building_id"]]
