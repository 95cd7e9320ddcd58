"""Reachable clusters: buildings between which activity of a service can move, and the most that can be kept in each.

Activity leaves a cluster for no other, so what a cluster holds at most is a sum: the rooms of its partner venues,
transferred buildings and buildings that stay anyway, and the largest of the rest, as many as may stay. Over all
clusters of a service, so many buildings do most where each next one brings most, up to the cluster's activity (a
concave sum, for which taking the best next one is exact). Distances, features and musts on single buildings are kept
to; the least size of an outlet and other services' use of the rooms are not, so that nothing possible is denied.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from estate_opt.domain.building import Building
from estate_opt.domain.option import Option
from estate_opt.domain.service import Service
from estate_opt.policies.base import Context, Kind, Policy
from estate_opt.policies.protect import Protect
from estate_opt.policies.reduction import Reduction
from estate_opt.policies.relocation import Relocation
from estate_opt.policies.utilisation import Utilisation


@dataclass(frozen=True, slots=True)
class Room:
    """Room of a service at a building, in space-hours a week.

    Parameters
    ----------
    building
        Its position.
    inside, outside
        While the council runs it, and as a partner venue or a transferred building.
    """

    building: int
    inside: float
    outside: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Activity of a service, and the buildings that could have it.

    Parameters
    ----------
    service
        The service.
    sources
        Positions of the buildings where it is today, most of it first.
    hours
        Activity in space-hours a week.
    rooms
        Where it could be.
    """

    service: Service
    sources: tuple[int, ...]
    hours: float
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class Slots:
    """How many buildings may stay.

    Parameters
    ----------
    counted
        Positions of the buildings that count.
    forced
        Those of them that stay anyway.
    free
        How many more of them may stay.
    """

    counted: frozenset[int]
    forced: frozenset[int]
    free: int

    def anyway(self, cluster: Cluster) -> float:
        """Room of a cluster that takes none of the free places."""
        return sum(r.outside + (r.inside if self._stays(r.building) else 0.0) for r in cluster.rooms)

    def by_choice(self, cluster: Cluster) -> list[Room]:
        """Rooms of a cluster that each take one of the free places, the largest first."""
        chosen = [r for r in cluster.rooms if r.inside > 0 and not self._stays(r.building)]
        return sorted(chosen, key=lambda r: (-r.inside, r.building))

    def _stays(self, building: int) -> bool:
        return building not in self.counted or building in self.forced

    def most(self, cluster: Cluster) -> float:
        """Most activity that a cluster can keep, were all free places its own."""
        largest = self.by_choice(cluster)[: self.free]
        return min(cluster.hours, self.anyway(cluster) + sum(r.inside for r in largest))

    def most_of_all(self, clusters: Sequence[Cluster]) -> list[float]:
        """Most that some clusters can keep together, with the free places where they do most; by cluster."""
        kept = [min(c.hours, self.anyway(c)) for c in clusters]
        steps: list[tuple[float, int]] = []
        for n, cluster in enumerate(clusters):
            held = kept[n]
            total = self.anyway(cluster)
            for room in self.by_choice(cluster):
                total += room.inside
                steps.append((min(cluster.hours, total) - held, n))
                held = min(cluster.hours, total)
        for gain, n in sorted(steps, key=lambda step: -step[0])[: self.free]:
            kept[n] += gain
        return kept


def ways_left(musts: Sequence[Policy], context: Context) -> tuple[tuple[Option, ...], ...]:
    """Options that the musts on single buildings leave to each building."""
    estate = context.estate
    rules: dict[str, list[Protect]] = {}
    for policy in musts:
        if isinstance(policy, Protect) and policy.kind is Kind.MUST:
            rules.setdefault(policy.building, []).append(policy)
    return tuple(
        tuple(o for o in estate.options_of(b) if all(rule.agrees(o) for rule in rules.get(b.building_id, ())))
        for b in estate.buildings
    )


def slots_of(reduction: Reduction | None, ways: Sequence[Collection[Option]], context: Context) -> Slots:
    """How many buildings may stay under a reduction; all where there is none."""
    counted = frozenset(() if reduction is None else reduction.counted(context))
    forced = frozenset(k for k in counted if ways[k] and all(option.in_estate for option in ways[k]))
    most = 0 if reduction is None else reduction.most_retained(len(counted))
    return Slots(counted, forced, max(0, most - len(forced)))


def clusters_of(
    service: Service,
    relocation: Relocation,
    ways: Sequence[Collection[Option]],
    musts: Sequence[Policy],
    context: Context,
) -> tuple[Cluster, ...]:
    """The clusters of a service, those of the most activity first."""
    estate = context.estate
    hours = {
        estate.building_index[a.building_id]: a.hours_per_week
        for a in estate.activities
        if a.service_id == service.service_id and context.is_council(a.building_id) and a.hours_per_week > 0
    }
    rooms = _rooms(service, ways, musts, context)
    sources = np.array(sorted(hours), dtype=np.int64)
    able = np.array(sorted(rooms), dtype=np.int64)
    reach = estate.travel.between(sources, able, relocation.limit_km(service))
    links = coo_array((np.ones(len(reach.origin)), (reach.origin, reach.destination)), shape=(len(ways), len(ways)))
    labels = connected_components(links, directed=False)[1]
    members: dict[int, list[int]] = {}
    for k in rooms:
        members.setdefault(int(labels[k]), []).append(k)
    return tuple(sorted(_together(service, hours, rooms, labels.tolist(), members), key=lambda c: -c.hours))


def _together(
    service: Service,
    hours: Mapping[int, float],
    rooms: Mapping[int, Room],
    labels: Sequence[int],
    members: Mapping[int, Sequence[int]],
) -> list[Cluster]:
    """Activity and rooms by cluster."""
    sources: dict[int, list[int]] = {}
    for i in hours:
        sources.setdefault(labels[i], []).append(i)
    return [
        Cluster(
            service,
            tuple(sorted(own, key=lambda i: (-hours[i], i))),
            sum(hours[i] for i in own),
            tuple(rooms[k] for k in sorted(members.get(label, ()))),
        )
        for label, own in sources.items()
    ]


def _rooms(
    service: Service, ways: Sequence[Collection[Option]], musts: Sequence[Policy], context: Context
) -> dict[int, Room]:
    """Where a service could be, by building."""
    estate = context.estate
    resident: dict[str, float] = {}
    for activity in estate.activities:
        if not context.is_council(activity.building_id):
            resident[activity.building_id] = resident.get(activity.building_id, 0.0) + activity.hours_per_week
    found = {}
    for k, building in enumerate(estate.buildings):
        there = (building.building_id, service.service_id) in estate.hours_today
        able = [o for o in ways[k] if o.gives_access and (there or service.needs <= o.features(building))]
        inside = max((_usable(o, building, musts) for o in able if o.in_estate), default=0.0)
        outside = max((o.capacity_hours(building) for o in able if not o.in_estate), default=0.0)
        outside = max(0.0, outside - resident.get(building.building_id, 0.0))
        if inside > 0 or outside > 0:
            found[k] = Room(k, inside, outside)
    return found


def _usable(option: Option, building: Building, musts: Sequence[Policy]) -> float:
    """Capacity under an option, up to the ceilings on the use of each building."""
    most = option.capacity_hours(building)
    for policy in musts:
        if (
            isinstance(policy, Utilisation)
            and policy.ceiling is not None
            and policy.of == "each_building"
            and (not policy.types or building.type in policy.types)
        ):
            base = option.unshortened_hours if policy.over == "todays_hours" else option.capacity_hours
            most = min(most, policy.ceiling * base(building))
    return most
