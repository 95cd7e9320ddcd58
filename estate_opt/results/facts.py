"""Facts about each building in a plan, worked out once: what moves where, and who depends on which outlet.

Tables and reasons are made of these. Everything is measured from the estate and the decisions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from estate_opt.config.schema import PlanFile
from estate_opt.domain.estate import Estate
from estate_opt.domain.snapshot import TINY_HOURS, Outlets, Snapshot
from estate_opt.domain.travel import FloatArray, Unit
from estate_opt.domain.values import BuildingValues
from estate_opt.policies import Access, Protect
from estate_opt.results.result import Result


@dataclass(frozen=True, slots=True, order=True)
class Journey:
    """Activity of one service that goes from one building to another.

    ``km`` is infinite where the estate's travel table has no way between the two.
    """

    origin: int
    service_id: str
    destination: int
    share: float
    hours_per_week: float
    km: float


@dataclass(frozen=True, slots=True)
class Standard:
    """The access standard by which a service is shown: that of the plan file, or a default."""

    service_id: str
    limit: float
    unit: Unit
    outlets: Outlets
    policy_id: str
    """Rule it comes from; empty for the default."""

    @property
    def words(self) -> str:
        """The limit in words."""
        return f"{self.limit:g} {self.unit.value}"


def standards(plan_file: PlanFile, estate: Estate) -> tuple[Standard, ...]:
    """Find the standard of each public service, in table order.

    The first access rule of the plan file that names the service, those that ask for one outlet first,
    because pages show who has one; where no rule does, the first travel band of the preferences.
    """
    rules: dict[str, Access] = {}
    asked = [policy for policy in plan_file.policies.all() if isinstance(policy, Access)]
    for policy in sorted(asked, key=lambda rule: rule.outlets > 1):
        rules.setdefault(policy.service, policy)
    preferences = plan_file.preferences
    default = Outlets(partners=preferences.partners, transfers=preferences.transfers)
    return tuple(
        Standard(s.service_id, *rules[s.service_id].limit, rules[s.service_id].counting, rules[s.service_id].id)
        if s.service_id in rules
        else Standard(s.service_id, preferences.travel_bands_km[0], Unit.KM, default, "")
        for s in estate.services
        if s.public
    )


@dataclass(frozen=True, eq=False)
class Facts:
    """What is measured about every building, by position in the estate's tuples."""

    result: Result

    @cached_property
    def standards(self) -> tuple[Standard, ...]:
        """Standard of each public service."""
        return standards(self.result.plan_file, self.result.estate)

    @property
    def figures(self) -> BuildingValues:
        """Figures of the buildings without gaps."""
        return self.result.estate.values

    @cached_property
    def protections(self) -> Mapping[str, Protect]:
        """The protect rule of each building that has one."""
        rules: dict[str, Protect] = {}
        for policy in self.result.plan_file.policies.all():
            if isinstance(policy, Protect):
                rules.setdefault(policy.building, policy)
        return rules

    @cached_property
    def journeys(self) -> tuple[Journey, ...]:
        """Every move to another building, by origin, service and destination; rounding of a solver left out."""
        estate = self.result.estate
        moves = [m for m in self.result.plan.decisions.moves if not m.stays]
        index = estate.building_index
        origin = np.array([index[m.from_building] for m in moves], dtype=np.int64)
        destination = np.array([index[m.to_building] for m in moves], dtype=np.int64)
        distance = estate.travel.km_between(origin, destination)
        journeys = (
            Journey(
                int(i),
                m.service_id,
                int(k),
                m.share,
                estate.hours_today[m.from_building, m.service_id] * m.share,
                float(km),
            )
            for i, k, m, km in zip(origin, destination, moves, distance, strict=True)
        )
        return tuple(sorted(journey for journey in journeys if journey.hours_per_week > TINY_HOURS))

    @cached_property
    def leaving(self) -> Mapping[int, tuple[Journey, ...]]:
        """Moves away from each building."""
        return _grouped(self.journeys, "origin")

    @cached_property
    def arriving(self) -> Mapping[int, tuple[Journey, ...]]:
        """Moves to each building."""
        return _grouped(self.journeys, "destination")

    @cached_property
    def staying(self) -> Mapping[int, Mapping[str, float]]:
        """Space-hours a week that stay at each building, by service."""
        estate = self.result.estate
        hours: dict[int, dict[str, float]] = defaultdict(dict)
        for move in self.result.plan.decisions.moves:
            load = estate.hours_today[move.from_building, move.service_id] * move.share
            if move.stays and load > TINY_HOURS:
                hours[estate.building_index[move.from_building]][move.service_id] = load
        return hours

    @cached_property
    def ended(self) -> Mapping[int, Mapping[str, float]]:
        """Space-hours a week of each building that find no home, by service."""
        hours: dict[int, dict[str, float]] = defaultdict(dict)
        for (building_id, service), load in sorted(self.result.after.ended.items()):
            hours[self.result.estate.building_index[building_id]][service] = load
        return hours

    @cached_property
    def only_outlet(self) -> Mapping[str, FloatArray]:
        """People for whom each building is the only outlet within the standard, by service, shape (buildings,)."""
        return {standard.service_id: self._only_outlet(standard) for standard in self.standards}

    @cached_property
    def left_without(self) -> Mapping[str, FloatArray]:
        """People within the standard of each building today who have no outlet within it in the plan, by service."""
        return {standard.service_id: self._left_without(standard) for standard in self.standards}

    def _only_outlet(self, standard: Standard) -> FloatArray:
        estate = self.result.estate
        origin, destination = self._reach(standard, self.result.after)
        outlets = np.bincount(origin, minlength=len(estate.neighbourhoods))
        alone = outlets[origin] == 1
        return np.bincount(
            destination[alone], weights=estate.population[origin[alone]], minlength=len(estate.buildings)
        ).astype(np.float64)

    def _left_without(self, standard: Standard) -> FloatArray:
        estate = self.result.estate
        origin, destination = self._reach(standard, self.result.before)
        covered = self.result.after.covered(standard.service_id, standard.limit, standard.unit, standard.outlets)
        lost = ~covered[origin]
        return np.bincount(
            destination[lost], weights=estate.population[origin[lost]], minlength=len(estate.buildings)
        ).astype(np.float64)

    def _reach(self, standard: Standard, snapshot: Snapshot) -> tuple[np.ndarray, np.ndarray]:
        """Pairs (neighbourhood, outlet) within the standard."""
        reach = self.result.estate.travel.to_buildings(standard.limit, standard.unit)
        counts = np.isin(reach.destination, snapshot.offering(standard.service_id, standard.outlets))
        return reach.origin[counts], reach.destination[counts]


def _grouped(journeys: tuple[Journey, ...], end: str) -> Mapping[int, tuple[Journey, ...]]:
    groups: dict[int, list[Journey]] = defaultdict(list)
    for journey in journeys:
        groups[getattr(journey, end)].append(journey)
    return {position: tuple(group) for position, group in groups.items()}
