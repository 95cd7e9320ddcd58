"""What differs between two plans: each term in its own unit, targets, people, and every building and move by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.estate import Estate
from estate_opt.domain.snapshot import neighbourhood_mask
from estate_opt.domain.travel import ROUNDING
from estate_opt.results.facts import Facts, Standard
from estate_opt.results.result import Result
from estate_opt.results.totals import as_lines, totals

SMALL_HOURS = 0.05
"""Difference of hours a week below which a move is the same."""
NOWHERE = "ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A figure in both plans."""

    name: str
    label: str
    unit: str
    plan: float
    opposite: float

    @property
    def more(self) -> float:
        """How much more it is with the opposite."""
        return self.opposite - self.plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A requirement that one of the plans meets and the other misses, or that both miss by different amounts."""

    key: str
    sentence: str
    must: bool
    met_in_plan: bool
    met_with_opposite: bool
    shortfall_in_plan: float
    shortfall_with_opposite: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """People and one service: who is within the standard, and how far people have to go.

    Parameters
    ----------
    service_id, service, standard, outlets_needed
        What is reached, and within what.
    beyond_plan, beyond_opposite
        People beyond the standard in both plans.
    losing, gaining
        People within it only in the plan, and only with the opposite.
    losing_priority, gaining_priority
        Of them in priority wards.
    farther, nearer
        People with a longer and with a shorter way to the nearest outlet with the opposite.
    mean_plan_km, mean_opposite_km
        Mean distance to the nearest outlet, over people with a known way in both.
    worst_extra_km
        Greatest longer way; 0 where nobody has one.
    losing_wards
        Wards in which people lose reach, with how many, most first.
    """

    service_id: str
    service: str
    standard: str
    beyond_plan: float
    beyond_opposite: float
    losing: float
    gaining: float
    losing_priority: float
    gaining_priority: float
    farther: float
    nearer: float
    mean_plan_km: float
    mean_opposite_km: float
    worst_extra_km: float
    losing_wards: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Another building that is decided otherwise."""

    building_id: str
    building: str
    ward: str
    option_in_plan: str
    option_with_opposite: str
    decision_in_plan: str
    decision_with_opposite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Activity that is hosted at another place: hours a week of one service, by place."""

    from_id: str
    from_building: str
    service_id: str
    service: str
    in_plan: tuple[tuple[str, float], ...]
    with_opposite: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What the opposite would change."""

    terms: tuple[Change, ...]
    totals: tuple[Change, ...]
    targets: tuple[Target, ...]
    reach: tuple[Reach, ...]
    elsewhere: tuple[Elsewhere, ...]
    moves: tuple[Moved, ...]

    def total(self, name: str) -> Change:
        """A total by its name."""
        return next(change for change in self.totals if change.name == name)


def effects(plan: Result, opposite: Result, building_id: str) -> Effects:
    """Measure what differs.

    Parameters
    ----------
    plan, opposite
        The run's plan, and one with the opposite decision about a building.
    building_id
        That building, which is not counted among what changes elsewhere.
    """
    terms = zip(plan.terms, opposite.terms, strict=True)
    sums = zip(as_lines(totals(plan.after)), as_lines(totals(opposite.after)), strict=True)
    return Effects(
        terms=tuple(
            Change(name=a.name, label=a.unit, unit=a.unit, plan=a.raw, opposite=b.raw) for a, b in terms if a.weight
        ),
        totals=tuple(
            Change(name=line.name, label=line.label, unit=str(line.unit), plan=a, opposite=b)
            for (line, a), (_, b) in sums
        ),
        targets=tuple(_targets(plan, opposite)),
        reach=tuple(_reach(standard, plan, opposite) for standard in Facts(plan).standards),
        elsewhere=tuple(_elsewhere(plan, opposite, building_id)),
        moves=tuple(_moves(plan, opposite)),
    )


def _targets(plan: Result, opposite: Result) -> Iterator[Target]:
    for a, b in zip(plan.measures, opposite.measures, strict=True):
        if a.met and b.met:
            continue
        if a.met is b.met and abs(a.shortfall - b.shortfall) <= 1e-6 * max(1.0, a.requirement.scale):
            continue
        yield Target(
            key=a.key,
            sentence=a.requirement.sentence,
            must=a.must,
            met_in_plan=a.met,
            met_with_opposite=b.met,
            shortfall_in_plan=a.shortfall,
            shortfall_with_opposite=b.shortfall,
            unit=str(a.requirement.unit),
        )


def _reach(standard: Standard, plan: Result, opposite: Result) -> Reach:
    """People and one service in both plans."""
    estate = plan.estate
    people = estate.population
    priority = np.zeros(len(people), dtype=bool)
    for ward in plan.context.priority_wards:
        priority |= neighbourhood_mask(estate, ward)
    within, then = (
        r.after.covered(standard.service_id, standard.limit, standard.unit, standard.outlets) for r in (plan, opposite)
    )
    losing, gaining = within & ~then, then & ~within
    now, later = (r.after.distance(standard.service_id, outlets=standard.outlets) for r in (plan, opposite))
    with np.errstate(invalid="ignore"):
        farther, nearer = later > now * (1 + ROUNDING), later < now * (1 - ROUNDING)
        extra = np.where(np.isfinite(now) & np.isfinite(later) & (people > 0), later - now, 0.0)
    known = np.isfinite(now) & np.isfinite(later)
    count = float(people[known].sum()) or 1.0
    return Reach(
        service_id=standard.service_id,
        service=estate.service_by_id[standard.service_id].name,
        standard=standard.words,
        beyond_plan=float(people[~within].sum()),
        beyond_opposite=float(people[~then].sum()),
        losing=float(people[losing].sum()),
        gaining=float(people[gaining].sum()),
        losing_priority=float(people[losing & priority].sum()),
        gaining_priority=float(people[gaining & priority].sum()),
        farther=float(people[farther].sum()),
        nearer=float(people[nearer].sum()),
        mean_plan_km=float((people[known] * now[known]).sum() / count),
        mean_opposite_km=float((people[known] * later[known]).sum() / count),
        worst_extra_km=max(0.0, float(extra.max(initial=0.0))),
        losing_wards=_wards(estate, people * losing),
    )


def _wards(estate: Estate, people: np.ndarray) -> tuple[tuple[str, float], ...]:
    """People by ward, by its name, most first."""
    found: dict[str, float] = {}
    for neighbourhood, count in zip(estate.neighbourhoods, people.tolist(), strict=True):
        if count > 0:
            area = estate.area_by_id.get(neighbourhood.ward_code)
            name = area.name if area else neighbourhood.ward_code
            found[name] = found.get(name, 0.0) + count
    return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _elsewhere(plan: Result, opposite: Result, building_id: str) -> Iterator[Elsewhere]:
    estate = plan.estate
    for k, building in enumerate(estate.buildings):
        a, b = plan.after.option[k], opposite.after.option[k]
        if building.building_id == building_id or a.option_id == b.option_id:
            continue
        area = estate.area_by_id.get(building.ward_code)
        yield Elsewhere(
            building_id=building.building_id,
            building=building.name,
            ward=area.name if area else building.ward_code,
            option_in_plan=a.name,
            option_with_opposite=b.name,
            decision_in_plan=a.decision.value,
            decision_with_opposite=b.decision.value,
        )


def _moves(plan: Result, opposite: Result) -> Iterator[Moved]:
    """Activities that are hosted elsewhere than in the plan."""
    before, after = _hosts(plan), _hosts(opposite)
    estate = plan.estate
    for key in sorted(before.keys() | after.keys()):
        a, b = before.get(key, {}), after.get(key, {})
        if all(abs(a.get(place, 0.0) - b.get(place, 0.0)) <= SMALL_HOURS for place in a.keys() | b.keys()):
            continue
        building, service = key
        yield Moved(
            from_id=building,
            from_building=estate.buildings[estate.building_index[building]].name,
            service_id=service,
            service=estate.service_by_id[service].name,
            in_plan=_places(estate, a),
            with_opposite=_places(estate, b),
        )


def _hosts(result: Result) -> dict[tuple[str, str], dict[str, float]]:
    """Hours a week of each activity by where they are hosted; what ends under :data:`NOWHERE`."""
    estate = result.estate
    found: dict[tuple[str, str], dict[str, float]] = {}
    for move in result.plan.decisions.moves:
        hours = estate.hours_today[move.from_building, move.service_id] * move.share
        places = found.setdefault((move.from_building, move.service_id), {})
        places[move.to_building] = places.get(move.to_building, 0.0) + hours
    for key, hours in result.after.ended.items():
        found.setdefault(key, {})[NOWHERE] = hours
    return found


def _places(estate: Estate, hours: dict[str, float]) -> tuple[tuple[str, float], ...]:
    named = [
        (place if place == NOWHERE else estate.buildings[estate.building_index[place]].name, h)
        for place, h in hours.items()
        if h > SMALL_HOURS
    ]
    return tuple(sorted(named, key=lambda item: (-item[1], item[0])))
