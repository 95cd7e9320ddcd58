"""Which offers and moves can exist at all, before there is any variable.

Whatever is left out here is left out of the answer, so each rule says what it costs:

- a building can host a service when its features under some option include all that the service
  needs; a service that is there today may stay, whatever the register says of the features;
- an activity moves only within the service's limit, and only to the *nearest* so many buildings
  that could host it (``policies.relocation.nearest``). What that leaves out is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.domain.service import Service
from estate_opt.policies import Context, Relocation

Key = tuple[int, str]
"""A building's position and a service's id."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """What may be decided.

    Parameters
    ----------
    activities
        Council activity in space-hours a week by (building, service); at partner venues nothing
        is decided.
    moves
        Receiving buildings of each activity other than its own, nearest first, with km.
    hosts
        Options under which a service can be offered, by (building, service).
    resident
        Hours of a partner venue's own activity, which stays where it is, by (building, service).
    left_out
        Number of moves within the limit that were left out to stay at the nearest so many.
    """

    activities: Mapping[Key, float]
    moves: Mapping[Key, tuple[tuple[int, float], ...]]
    hosts: Mapping[Key, tuple[Option, ...]]
    resident: Mapping[Key, float]
    left_out: int


def find_candidates(context: Context, relocation: Relocation, shut: frozenset[int]) -> Candidates:
    """Find what may be decided.

    Parameters
    ----------
    context
        The estate.
    relocation
        Limits of moves.
    shut
        Buildings that some must closes, so that nothing can be moved there.
    """
    estate = context.estate
    activities: dict[Key, float] = {}
    resident: dict[Key, float] = {}
    for activity in estate.activities:
        key = (estate.building_index[activity.building_id], activity.service_id)
        whose = activities if context.is_council(activity.building_id) else resident
        whose[key] = activity.hours_per_week
    hosts = _hosts(estate, set(activities) | set(resident))
    moves: dict[Key, tuple[tuple[int, float], ...]] = {}
    left_out = 0
    for service in estate.services:
        origins = sorted(k for k, s in activities if s == service.service_id)
        receivers = {k for k, s in hosts if s == service.service_id} - shut
        found, more = _nearest(estate, service, relocation, origins, receivers)
        left_out += more
        moves |= {(i, service.service_id): to for i, to in found.items()}
    return Candidates(activities, moves, hosts, resident, left_out)


def _hosts(estate: Estate, there_today: set[Key]) -> dict[Key, tuple[Option, ...]]:
    """Options under which each building can offer each service; pairs without any are left out."""
    result: dict[Key, tuple[Option, ...]] = {}
    for k, building in enumerate(estate.buildings):
        usable = [
            (o, o.features(building))
            for o in estate.options_of(building)
            if o.gives_access and o.capacity_hours(building) > 0
        ]
        for service in estate.services:
            grandfathered = (k, service.service_id) in there_today
            able = tuple(o for o, features in usable if grandfathered or service.needs <= features)
            if able:
                result[k, service.service_id] = able
    return result


def _nearest(
    estate: Estate, service: Service, relocation: Relocation, origins: list[int], receivers: set[int]
) -> tuple[dict[int, tuple[tuple[int, float], ...]], int]:
    """The nearest receiving buildings of each origin, and how many further ones were left out."""
    reach = estate.travel.between_buildings(relocation.limit_km(service))
    wanted = np.isin(reach.origin, origins) & np.isin(reach.destination, sorted(receivers))
    found: dict[int, list[tuple[int, float]]] = {i: [] for i in origins}
    left_out = 0
    for i, k, km in zip(reach.origin[wanted], reach.destination[wanted], reach.distance[wanted], strict=True):
        near = found[int(i)]
        if len(near) < relocation.nearest:
            near.append((int(k), float(km)))
        else:
            left_out += 1
    return {i: tuple(near) for i, near in found.items()}, left_out
