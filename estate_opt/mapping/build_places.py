"""From a result to what its map page shows of places: services, wards, neighbourhoods and the ways from there."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from estate_opt.domain.place import Area, AreaKind
from estate_opt.domain.snapshot import Snapshot
from estate_opt.domain.travel import FloatArray
from estate_opt.mapping.view_places import Cover, NeighbourhoodView, ServiceView, WardView, WaysView
from estate_opt.results.catchments import Catchments
from estate_opt.results.facts import Facts, Standard


def service_views(facts: Facts) -> tuple[ServiceView, ...]:
    """Services in the order in which the plan file asks for them, then those that it does not ask for."""
    rules = [policy.id for policy in facts.result.plan_file.policies.all()]
    ordered = sorted(facts.standards, key=lambda s: rules.index(s.policy_id) if s.policy_id else len(rules))
    return tuple(
        ServiceView(
            service_id=standard.service_id,
            name=facts.result.estate.service_by_id[standard.service_id].name,
            limit=standard.limit,
            unit=standard.unit,
            asked=bool(standard.policy_id),
        )
        for standard in ordered
    )


def neighbourhood_views(facts: Facts) -> tuple[NeighbourhoodView, ...]:
    """Every neighbourhood, in table order."""
    return tuple(
        NeighbourhoodView(n.neighbourhood_id, n.name, n.ward_code, n.latitude, n.longitude, n.population)
        for n in facts.result.estate.neighbourhoods
    )


def ways_views(facts: Facts) -> Mapping[str, WaysView]:
    """The ways to each public service, by its id."""
    catchments, result = Catchments(facts), facts.result
    return {standard.service_id: _ways(standard, catchments, result.before, result.after)
            for standard in facts.standards}  # fmt: skip


def _ways(standard: Standard, catchments: Catchments, before: Snapshot, after: Snapshot) -> WaysView:
    near = [_near(standard, snapshot) for snapshot in (before, after)]
    return WaysView(
        nearest_today=tuple(map(int, catchments.nearest(standard, before))),
        nearest_planned=tuple(map(int, catchments.nearest(standard, after))),
        today=tuple(map(float, catchments.distance(standard, before))),
        planned=tuple(map(float, catchments.distance(standard, after))),
        near_today=tuple(map(bool, near[0])),
        near_planned=tuple(map(bool, near[1])),
    )


def _near(standard: Standard, snapshot: Snapshot) -> np.ndarray:
    return snapshot.covered(standard.service_id, standard.limit, standard.unit, standard.outlets)


def ward_views(facts: Facts) -> tuple[WardView, ...]:
    """Every ward, in table order."""
    return tuple(_ward(facts, area) for area in facts.result.estate.areas_of(AreaKind.WARD))


def _ward(facts: Facts, area: Area) -> WardView:
    result = facts.result
    here = result.estate.neighbourhoods_in[area.area_id]
    people = result.estate.population[here]
    return WardView(
        ward_id=area.area_id,
        name=area.name,
        people=float(people.sum()),
        priority=area.area_id in result.context.priority_wards,
        cover={standard.service_id: _cover(standard, facts, here, people) for standard in facts.standards},
        geometry=area.geometry,
    )


def _cover(standard: Standard, facts: Facts, here: np.ndarray, people: FloatArray) -> Cover:
    before, after = facts.result.before, facts.result.after
    catchments = Catchments(facts)
    return Cover(
        today=float(people[_near(standard, before)[here]].sum()),
        planned=float(people[_near(standard, after)[here]].sum()),
        way_today=_mean(catchments.distance(standard, before)[here], people),
        way_planned=_mean(catchments.distance(standard, after)[here], people),
    )


def _mean(ways: FloatArray, people: FloatArray) -> float:
    """Mean way of those who live somewhere; not said where some of them have no outlet at all."""
    lives = people > 0
    if not lives.any() or not np.isfinite(ways[lives]).all():
        return math.nan
    return float((ways[lives] * people[lives]).sum() / people[lives].sum())
