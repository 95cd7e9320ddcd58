"""The best plan of a small estate by trying all of them: no PuLP, no formulation, nothing shared but the measures.

Every option of every building is tried with every whole move of every activity. Activity that can
be parted makes that infinite; then the moves of fixed options and offers are a small linear
program (``divisible.py``).

An offer never makes a plan worse: it only adds to access, presence and front doors. So of all
sets of offers that given moves allow, the largest is the only one worth a look.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from estate_opt.config.schema import PlanFile, Preferences
from estate_opt.domain.building import Building
from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.domain.snapshot import Snapshot
from estate_opt.policies import Context, Kind, Policy, Protect, Relocation, Sense
from estate_opt.results.merit import objective, terms

Key = tuple[int, str]
ROUNDING = 1e-9
TIE = 1e-6
"""Shortfalls that differ by less are the same: what the stages hold has this slack."""


@dataclass(frozen=True)
class Optimum:
    """The least shortfall of each tier, then the best of the preferences, and a plan that has them."""

    shortfalls: tuple[float, ...]
    objective: float
    decisions: Decisions


class World:
    """What is possible in an estate under given limits of moves, worked out from the tables alone."""

    def __init__(self, context: Context, relocation: Relocation, shut: frozenset[str] = frozenset()) -> None:
        self.context = context
        self.estate: Estate = context.estate
        self.relocation = relocation
        self.shut = shut
        self.options = [self.estate.options_of(b) for b in self.estate.buildings]
        self.activities: dict[Key, float] = {}
        self.resident: dict[Key, float] = {}
        for a in self.estate.activities:
            k = [b.building_id for b in self.estate.buildings].index(a.building_id)
            (self.activities if self.estate.buildings[k].is_council else self.resident)[k, a.service_id] = (
                a.hours_per_week
            )

    def hosts(self, k: int, option: Option, service: str) -> bool:
        """Whether a building can offer a service under an option."""
        building: Building = self.estate.buildings[k]
        room = building.capacity_hours_per_week * option.capacity_factor * option.hours_factor
        if not option.gives_access or room <= 0:
            return False
        needs = self.estate.service_by_id[service].needs
        there = (k, service) in self.activities or (k, service) in self.resident
        return there or needs <= (building.features | option.adds_features)

    def km(self, i: int, k: int) -> float:
        return float(self.estate.travel.km_between(np.array([i]), np.array([k]))[0])

    @cached_property
    def receivers(self) -> dict[Key, list[int]]:
        """Other buildings to which an activity may move: the nearest so many that could host it."""
        found = {}
        for i, s in self.activities:
            service = self.estate.service_by_id[s]
            limit = self.relocation.max_km_of.get(s, service.max_move_km)
            if self.relocation.max_km is not None:
                limit = min(limit, self.relocation.max_km)
            able = [
                (self.km(i, k), k)
                for k, building in enumerate(self.estate.buildings)
                if k != i
                and building.building_id not in self.shut
                and any(self.hosts(k, o, s) for o in self.options[k])
            ]
            near = sorted((km, k) for km, k in able if km <= limit * (1 + ROUNDING) and math.isfinite(km))
            found[i, s] = [k for _, k in near[: self.relocation.nearest]]
        return found

    def capacity(self, options: tuple[Option, ...]) -> list[float]:
        """Space-hours a week that council activity can have at each building."""
        return [
            b.capacity_hours_per_week * o.capacity_factor * o.hours_factor
            - sum(hours for (j, _), hours in self.resident.items() if j == k)
            for k, (b, o) in enumerate(zip(self.estate.buildings, options, strict=True))
        ]

    def least(self, k: int, service: str) -> float:
        """Least hours that make an outlet viable; one of today may stay at its size."""
        least = self.estate.service_by_id[service].min_hours_per_week
        return min(least, self.activities.get((k, service), math.inf))

    def whole_plans(self, *, may_end: bool) -> Iterator[Decisions]:
        """Every plan in which each activity goes to one building as a whole."""
        for options in itertools.product(*self.options):
            able = {
                (k, s.service_id)
                for k, o in enumerate(options)
                for s in self.estate.services
                if self.hosts(k, o, s.service_id)
            }
            places = [
                [k for k in [i, *self.receivers[i, s]] if (k, s) in able] + ([None] if may_end else [])
                for i, s in self.activities
            ]
            for hosted in self._fits(places, self.capacity(options)):
                offers = self.offers(hosted, able)
                if offers is not None:
                    yield self.decisions(options, hosted, offers)

    def _fits(self, places: list[list[int | None]], room: list[float]) -> Iterator[tuple[int | None, ...]]:
        """Every way to host the activities within the capacities, depth first."""
        hours = list(self.activities.values())
        chosen: list[int | None] = []

        def descend(n: int) -> Iterator[tuple[int | None, ...]]:
            if n == len(places):
                yield tuple(chosen)
                return
            for k in places[n]:
                if k is not None and room[k] < hours[n] - 1e-9:
                    continue
                chosen.append(k)
                if k is not None:
                    room[k] -= hours[n]
                yield from descend(n + 1)
                if k is not None:
                    room[k] += hours[n]
                chosen.pop()

        yield from descend(0)

    def offers(self, hosted: tuple[int | None, ...], able: set[Key]) -> set[Key] | None:
        """All offers that given whole moves allow; ``None`` where one of the moves needs another that they do not."""
        total = dict.fromkeys(able, 0.0)
        for ((_, s), hours), k in zip(self.activities.items(), hosted, strict=True):
            if k is not None:
                total[k, s] += hours
        viable = {key for key, hours in total.items() if hours >= self.least(*key) - 1e-9}
        used = {(k, s) for (_, s), k in zip(self.activities, hosted, strict=True) if k is not None}
        return viable | set(self.resident) if used <= viable | set(self.resident) else None

    def decisions(self, options: tuple[Option, ...], hosted: tuple[int | None, ...], offers: set[Key]) -> Decisions:
        ids = [b.building_id for b in self.estate.buildings]
        moves = [
            Move(ids[i], s, ids[k], 1.0) for (i, s), k in zip(self.activities, hosted, strict=True) if k is not None
        ]
        moves += [Move(ids[k], s, ids[k], 1.0) for k, s in self.resident]
        return Decisions(
            options={b: o.option_id for b, o in zip(ids, options, strict=True)},
            moves=tuple(sorted(moves)),
            offers=frozenset((ids[k], s) for k, s in offers),
        )


def shut_by(policies: tuple[Policy, ...]) -> frozenset[str]:
    """Buildings that a must closes: nothing is moved there, so that they take no candidate's place."""
    return frozenset(
        p.building for p in policies if isinstance(p, Protect) and p.kind is Kind.MUST and p.decision == "close"
    )


def holds_musts(policies: tuple[Policy, ...], context: Context, plan: Snapshot) -> bool:
    """Whether a plan breaks no must."""
    for policy in policies:
        if policy.kind is Kind.MUST:
            for r in policy.requirements(context):
                value = policy.value(r, context, plan)
                beyond = value - r.target if r.sense is Sense.AT_MOST else r.target - value
                if beyond > 1e-9 * max(1.0, r.scale, abs(r.target)):
                    return False
    return True


def shortfalls(policies: tuple[Policy, ...], context: Context, plan: Snapshot) -> tuple[float, ...]:
    """Weighted shortfall of each tier: weight × the mean over a policy's lines of miss ÷ scale."""
    aims = [p for p in policies if p.kind is Kind.AIM]
    lines = {p.id: p.requirements(context) for p in aims}
    return tuple(
        sum(
            p.weight / len(lines[p.id]) * missed(r.sense, p.value(r, context, plan), r.target) / r.scale
            for p in aims
            if p.tier == tier
            for r in lines[p.id]
        )
        for tier in sorted({p.tier for p in aims if lines[p.id]})
    )


def missed(sense: Sense, value: float, target: float) -> float:
    return max(0.0, value - target if sense is Sense.AT_MOST else target - value)


_PLANS: dict[tuple[object, ...], list[Snapshot]] = {}
_OBJECTIVES: dict[tuple[object, ...], list[float | None]] = {}


def best_whole_plan(plan_file: PlanFile, context: Context) -> Optimum | None:
    """The best plan of an estate all of whose services move as a whole; ``None`` where the musts allow none."""
    policies = plan_file.policies.all()
    relocation = plan_file.policies.relocation
    may_end = not (relocation.kind is Kind.MUST and relocation.max_ended_share == 0 and not relocation.services)
    limits = (relocation.max_km, tuple(sorted(relocation.max_km_of.items())), relocation.nearest)
    key = (id(context.estate), limits, shut_by(policies), may_end)
    if key not in _PLANS:
        world = World(context, relocation, shut_by(policies))
        _PLANS[key] = [Snapshot(context.estate, d) for d in world.whole_plans(may_end=may_end)]
    left = [n for n, plan in enumerate(_PLANS[key]) if holds_musts(policies, context, _PLANS[key][n])]
    if not left:
        return None
    found = np.array([shortfalls(policies, context, _PLANS[key][n]) for n in left])
    for tier in range(found.shape[1]):
        near = found[:, tier] <= found[:, tier].min() + TIE
        found, left = found[near], [n for n, is_near in zip(left, near, strict=True) if is_near]
    values = [_objective(key, n, plan_file.preferences, context) for n in left]
    best = int(np.argmin(values))
    return Optimum(tuple(found[best]), values[best], _PLANS[key][left[best]].decisions)


def _objective(key: tuple[object, ...], n: int, preferences: Preferences, context: Context) -> float:
    known = _OBJECTIVES.setdefault((key, preferences.model_dump_json()), [None] * len(_PLANS[key]))
    if known[n] is None:
        known[n] = objective(terms(preferences, context, _PLANS[key][n]))
    value = known[n]
    assert value is not None
    return value
