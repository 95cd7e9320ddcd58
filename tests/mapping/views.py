"""Views for the tests of the map: a mixed plan of the tiny estate, and a city with a plan made by a rule of thumb."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np

from estate_opt.config.schema import PlanFile
from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.estate import Estate
from estate_opt.domain.place import AreaKind
from estate_opt.domain.plan import Outcome, Plan, StageProof
from estate_opt.inputs.synthetic import synthesise
from estate_opt.mapping import MapView, map_view
from estate_opt.policies import Context
from estate_opt.results.result import Result
from tests.tiny import tiny_estate_with_partner

MADE_ON = date(2026, 5, 3)
RULE_OF_THUMB = ("close", "keep", "close", "hub", "close", "keep", "transfer", "self_access", "close", "longer_hours")


# B1 becomes a hub; B2 closes and sends 12 of its 24 hours to B1, 6 to P1, 6 end; B4 is transferred, its library ends.
MIXED = Decisions(
    options={"B1": "hub", "B2": "close", "B3": "keep", "B4": "transfer", "P1": "partner"},
    moves=(
        Move("B1", "library", "B1", 1.0),
        Move("B1", "room_hire", "B1", 1.0),
        Move("B2", "room_hire", "B1", 0.5),
        Move("B2", "room_hire", "P1", 0.25),
        Move("B3", "childrens", "B3", 1.0),
        Move("B3", "room_hire", "B3", 1.0),
        Move("B4", "room_hire", "B4", 1.0),
    ),
    offers=frozenset(
        {
            ("B1", "library"), ("B1", "room_hire"), ("B3", "childrens"), ("B3", "room_hire"), ("B4", "room_hire"),
            ("P1", "room_hire"),
        }
    ),
)  # fmt: skip


def plan(decisions: Decisions, objective: float = 1.0, bound: float = 0.995) -> Plan:
    """Decisions with a proof."""
    proof = StageProof(
        stage="preferences", outcome=Outcome.OPTIMAL, objective=objective, bound=bound,
        absolute_gap_allowed=0.0, seconds=1.0,
    )  # fmt: skip
    return Plan(decisions=decisions, outcome=Outcome.OPTIMAL, proof=(proof,), solver="by hand", seed=1, threads=1)


@cache
def tiny_result() -> Result:
    """A building closed, one changed, one kept, one transferred, and a partner that receives."""
    plan_file = PlanFile.from_tables(
        {
            "scenario": "tiny",
            "title": "Tinytown, fewer buildings",
            "inputs": {"estate": "tiny"},
            "policies": {
                "reduction": {"share": 0.75},
                "utilisation": {"floor": 0.8},
                "access": {"service": "library", "km": 1.6, "share": 0.9, "areas": "each_ward"},
            },
        }
    )
    return Result(plan_file, Context(tiny_estate_with_partner(), priority_wards=("W1",)), plan(MIXED))


@cache
def tiny_view() -> MapView:
    """What the page of the tiny plan shows."""
    return map_view(tiny_result(), MADE_ON)


def named(view: MapView, name: str) -> MapView:
    """The view with one text put wherever a table can put a text."""
    wards = tuple(replace(ward, name=name) for ward in view.wards)
    buildings = tuple(
        replace(b, name=name, type=name, ward=name, option=name, reason=name, ends=(name,), illustrative=name)
        for b in view.buildings
    )
    return replace(
        view,
        title=replace(view.title, estate=name, scenario=name, description=name, notice=name, attribution=name),
        services=tuple(replace(s, name=name) for s in view.services),
        wards=wards,
        buildings=buildings,
        neighbourhoods=tuple(replace(n, name=name) for n in view.neighbourhoods),
        targets=tuple(replace(t, sentence=name, set_by=name) for t in view.targets),
        assumptions=(name,),
    )


@cache
def city_view() -> MapView:
    """A city of 240 council buildings and 33 wards, each building's option taken in turn."""
    estate = synthesise(seed=1)
    wards = [area.area_id for area in estate.areas_of(AreaKind.WARD)]
    plan_file = PlanFile.from_tables(
        {
            "scenario": "city",
            "inputs": {"estate": "city"},
            "policies": {
                "reduction": {"share": 0.6},
                "utilisation": {"floor": 0.8},
                "access": [
                    {"service": "library", "km": 1.6, "share": 0.9},
                    {"service": "family_hub", "km": 2.0, "share": 0.9, "areas": "each_ward"},
                ],
            },
        }
    )
    context = Context(estate, priority_wards=tuple(wards[3:30:5]))
    return map_view(Result(plan_file=plan_file, context=context, plan=plan(rule_of_thumb(estate))), MADE_ON)


def rule_of_thumb(estate: Estate) -> Decisions:
    """Options in turn; what has to leave goes to the nearest building that can take it, or ends."""
    options = {b.building_id: "partner" for b in estate.buildings}
    for k, building in enumerate(estate.council_buildings):
        possible = {o.option_id for o in estate.options_of(building)}
        wanted = RULE_OF_THUMB[k % len(RULE_OF_THUMB)]
        options[building.building_id] = wanted if wanted in possible else "keep"
    chosen = [estate.option_by_id[options[b.building_id]] for b in estate.buildings]
    load: dict[int, float] = defaultdict(float)
    moves = []
    for activity in sorted(
        estate.activities, key=lambda a: not chosen[estate.building_index[a.building_id]].gives_access
    ):
        origin, service = estate.building_index[activity.building_id], estate.service_by_id[activity.service_id]
        km = np.hypot(*(estate.building_xy - estate.building_xy[origin]).T) * 1.3 / 1000
        for k in map(int, np.argsort(km, kind="stable")):
            option, building = chosen[k], estate.buildings[k]
            stays = k == origin and option.gives_access
            fits = load[k] + activity.hours_per_week <= option.capacity_hours(building)
            suits = option.gives_access and service.needs <= option.features(building) and fits
            if stays or (suits and km[k] <= service.max_move_km):
                load[k] += activity.hours_per_week
                moves.append(Move(activity.building_id, activity.service_id, building.building_id, 1.0))
                break
    return Decisions(
        options=options, moves=tuple(sorted(moves)), offers=frozenset((m.to_building, m.service_id) for m in moves)
    )


def with_postcodes(view: MapView, postcodes: Mapping[str, str]) -> MapView:
    """The same view with postcodes of buildings, by their names."""
    buildings = tuple(replace(b, postcode=postcodes.get(b.name, "")) for b in view.buildings)
    return replace(view, buildings=buildings)
