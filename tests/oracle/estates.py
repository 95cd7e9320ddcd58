"""Small estates that brute force can finish: built on the tiny estate, made irregular so that ties are rare."""

from __future__ import annotations

from dataclasses import replace

from estate_opt.domain.estate import Estate
from estate_opt.domain.service import Activity
from estate_opt.policies import Context
from tests.tiny import ACTIVITIES, BUILDINGS, OPTIONS, PARTNER, SERVICES, tiny_estate


def village() -> Estate:
    """Four council buildings and a partner venue that has a library of its own; every activity moves as a whole."""
    hall = replace(PARTNER, features=frozenset({"hall", "step_free"}), capacity_hours_per_week=40.0)
    shelf = Activity(building_id="P1", service_id="library", hours_per_week=3.0, visits_per_year=900)
    applies = {"hub": frozenset({"community_centre", "B4"}), "transfer": frozenset({"community_centre"})}
    return tiny_estate().replace(
        buildings=(*BUILDINGS, hall),
        activities=(*ACTIVITIES, shelf),
        services=tuple(replace(s, indivisible=True) for s in SERVICES),
        options=tuple(replace(o, applies_to=applies.get(o.option_id, o.applies_to)) for o in OPTIONS),
    )


def hamlet() -> Estate:
    """Two buildings of the village and its partner venue, small enough that activity may end anywhere."""
    here = {"B3", "B4", "P1"}
    return village().replace(
        buildings=tuple(b for b in village().buildings if b.building_id in here),
        activities=tuple(a for a in village().activities if a.building_id in here),
    )


def parted_village() -> Estate:
    """The village with less room, and with room hire and library that may be parted, room hire with no least size."""
    room = {"B1": 45.0, "B2": 30.0, "B3": 40.0, "B4": 26.0, "P1": 12.0}
    parted = {"room_hire": {"min_hours_per_week": 0.0, "indivisible": False}, "library": {"indivisible": False}}
    return village().replace(
        buildings=tuple(replace(b, capacity_hours_per_week=room[b.building_id]) for b in village().buildings),
        services=tuple(replace(s, **parted.get(s.service_id, {})) for s in village().services),
    )


VILLAGE = Context(village(), priority_wards=("W1",))
HAMLET = Context(hamlet(), priority_wards=("W2",))
PARTED = Context(parted_village(), priority_wards=("W2",))
