"""From a result to what its map page shows of each building and of each move."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np

from estate_opt.domain.building import Building
from estate_opt.domain.option import Decision
from estate_opt.mapping.view import BuildingView, LineView, MoveView
from estate_opt.mapping.words import column_words, type_words
from estate_opt.results.facts import Facts, Journey
from estate_opt.results.figures import hours, km
from estate_opt.results.reasons import reasons
from estate_opt.results.totals import utilisation_of_buildings


def building_views(facts: Facts) -> tuple[BuildingView, ...]:
    """Every building of the estate, in table order."""
    before, after = facts.result.before, facts.result.after
    hosted = after.hosted_hours
    use_today = utilisation_of_buildings(before.hosted_hours, before.capacity_hours)
    use_planned = utilisation_of_buildings(hosted, after.capacity_hours)
    over_today = utilisation_of_buildings(hosted, after.unshortened_hours)
    why = reasons(facts)
    return tuple(
        BuildingView(
            building_id=building.building_id,
            name=building.name,
            type=type_words(building.type),
            ward_id=building.ward_code,
            ward=_ward_name(facts, building),
            latitude=building.latitude,
            longitude=building.longitude,
            decision=after.decision[k],
            option=after.option[k].name if after.decision[k] is Decision.CHANGED else "",
            reason=why[k],
            capacity_today=building.capacity_hours_per_week,
            use_today=_known(use_today[k]),
            use_planned=_known(use_planned[k]),
            use_planned_over_today=_known(over_today[k]) if not math.isnan(use_planned[k]) else None,
            hours_today=float(before.hosted_hours[k]),
            hours_planned=float(hosted[k]),
            arrives=tuple(_move(facts, j, "from", j.origin) for j in facts.arriving.get(k, ())),
            leaves=tuple(_move(facts, j, "to", j.destination) for j in facts.leaving.get(k, ())),
            ends=tuple(f"{_service(facts, s)}, {hours(load)}" for s, load in facts.ended.get(k, {}).items()),
            illustrative=_illustrative(building),
            postcode=facts.result.estate.postcodes.get(building.building_id, ""),
        )
        for k, building in enumerate(facts.result.estate.buildings)
    )


def line_views(facts: Facts) -> tuple[LineView, ...]:
    """A line for each pair of buildings between which anything moves."""
    load: dict[tuple[int, int], float] = defaultdict(float)
    for journey in facts.journeys:
        load[journey.origin, journey.destination] += journey.hours_per_week
    buildings = facts.result.estate.buildings
    return tuple(
        LineView(
            from_building=buildings[i].building_id,
            to_building=buildings[k].building_id,
            hours_per_week=total,
        )
        for (i, k), total in sorted(load.items())
    )


def _move(facts: Facts, journey: Journey, direction: str, other: int) -> MoveView:
    """What moves, how much of it, from or to where, and how far that is."""
    building = facts.result.estate.buildings[other]
    service = _service(facts, journey.service_id)
    text = f"{service}, {hours(journey.hours_per_week)}, {direction} {building.name} ({km(journey.km)})"
    return MoveView(text, building.building_id)


def _service(facts: Facts, service_id: str) -> str:
    return facts.result.estate.service_by_id[service_id].name


def _ward_name(facts: Facts, building: Building) -> str:
    ward = facts.result.estate.area_by_id.get(building.ward_code)
    return ward.name if ward else building.ward_code


def _known(value: np.floating) -> float | None:
    return None if math.isnan(value) else float(value)


def _illustrative(building: Building) -> str:
    """What of a building is made up, as a phrase; empty where nothing is."""
    if not building.illustrative:
        return ""
    if building.illustrative == "all":
        return "Illustrative building"
    columns = building.illustrative.replace(",", " ").replace(";", " ").split()
    return f"Illustrative figures: {', '.join(column_words(column) for column in columns)}"
