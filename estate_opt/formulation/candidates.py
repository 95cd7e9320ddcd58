"""Which offers and moves can exist at all, before there is any variable.

Whatever is left out here is left out of the answer, so each rule says what it costs:

- a building can host a service when its features under some option include all that the service
  needs; a service that is there today may stay, whatever the register says of the features;
- an activity moves only within the service's limit, and only to the *nearest* so many buildings
  that could host it (``policies.relocation.nearest``). What that leaves out is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.domain.service import Service
from estate_opt.domain.travel import IntArray, Reach
from estate_opt.policies import Context, Relocation

Key = tuple[int, str]
"""A building's position and a service's id."""
ORIGINS_AT_A_TIME = 500
"""So that moves without any limit of distance need no memory for all pairs of a nation."""


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
    shut
        Buildings that some must closes, so that nothing can be moved there.
    receivers
        Outlets that some move goes to, of these or of those that were left out.
    left_out
        Number of moves within the limit that were left out to stay at the nearest so many.
    """

    activities: Mapping[Key, float]
    moves: Mapping[Key, tuple[tuple[int, float], ...]]
    hosts: Mapping[Key, tuple[Option, ...]]
    resident: Mapping[Key, float]
    shut: frozenset[int]
    receivers: frozenset[Key]
    left_out: int

    def of_building(self, k: int) -> Sequence[tuple[Key, float]]:
        """Council activities at a building, with their hours."""
        return self._of_building.get(k, ())

    @cached_property
    def _of_building(self) -> Mapping[int, Sequence[tuple[Key, float]]]:
        found: dict[int, list[tuple[Key, float]]] = {}
        for key, hours in self.activities.items():
            found.setdefault(key[0], []).append((key, hours))
        return found

    @cached_property
    def resident_hours(self) -> Mapping[int, float]:
        """Hours of a partner venue's own activities together, by building."""
        total: dict[int, float] = {}
        for (k, _), hours in self.resident.items():
            total[k] = total.get(k, 0.0) + hours
        return total


def find_candidates(
    context: Context, relocation: Relocation, shut: frozenset[int], *, further: bool = False
) -> Candidates:
    """Find what may be decided.

    Parameters
    ----------
    context
        The estate.
    relocation
        Limits of moves.
    shut
        Buildings that some must closes, so that nothing can be moved there.
    further
        Whether outlets that only moves that are left out go to count as receivers too, so that such
        moves can be added later.
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
    receivers: set[Key] = set()
    left_out = 0
    for service in estate.services:
        name, limit = service.service_id, relocation.limit_km(service)
        origins, able = _ends(name, activities, hosts, shut)
        reach, more = estate.travel.nearest_of(origins, able, limit, relocation.nearest)
        left_out += more
        moves |= {(i, name): to for i, to in _by_origin(reach, origins).items()}
        reached = reach.destination
        if further and more:
            reached = able if np.isinf(limit) else estate.travel.between(origins, able, limit).destination
        receivers |= {(k, name) for k in np.unique(reached).tolist()}
    return Candidates(activities, moves, hosts, resident, shut, frozenset(receivers), left_out)


def left_out_moves(estate: Estate, relocation: Relocation, candidates: Candidates, service: Service) -> Iterator[Reach]:
    """Moves of a service that the nearest so many leave out, some origins at a time, as pairs with km."""
    origins, able = _ends(service.service_id, candidates.activities, candidates.hosts, candidates.shut)
    for start in range(0, len(origins), ORIGINS_AT_A_TIME):
        reach = estate.travel.between(origins[start : start + ORIGINS_AT_A_TIME], able, relocation.limit_km(service))
        rank = np.arange(len(reach.origin)) - np.searchsorted(reach.origin, reach.origin)
        beyond = rank >= relocation.nearest
        yield Reach(reach.origin[beyond], reach.destination[beyond], reach.distance[beyond])


def _ends(
    service: str, activities: Mapping[Key, float], hosts: Mapping[Key, tuple[Option, ...]], shut: frozenset[int]
) -> tuple[IntArray, IntArray]:
    """Where activity of a service is, and where it might go, each rising."""
    origins = sorted(k for k, s in activities if s == service)
    able = sorted({k for k, s in hosts if s == service} - shut)
    return np.array(origins, dtype=np.int64), np.array(able, dtype=np.int64)


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


def _by_origin(reach: Reach, origins: IntArray) -> dict[int, tuple[tuple[int, float], ...]]:
    """Destinations with km of each origin, in their order."""
    pairs = list(zip(reach.destination.tolist(), reach.distance.tolist(), strict=True))
    starts = np.searchsorted(reach.origin, origins).tolist()
    ends = np.searchsorted(reach.origin, origins, side="right").tolist()
    return {i: tuple(pairs[a:b]) for i, a, b in zip(origins.tolist(), starts, ends, strict=True)}
