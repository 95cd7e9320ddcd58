"""Covering England: a tenth of its neighbourhoods as sites, 5 km, everybody a customer where they live.

Neighbourhoods and people are real (Census 2021, LSOAs of 2021); which of them are sites is drawn from a seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.estates import read_neighbourhoods
from estate_opt.config.schema import PlanFile
from estate_opt.domain.building import Building, Owner
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.domain.place import Neighbourhood
from estate_opt.domain.service import Service
from estate_opt.domain.travel import IntArray, StraightLine, Unit
from estate_opt.policies import Context
from estate_opt.results.merit import TERM_NAMES

SITES_SHARE, KM, SEED = 0.1, 5.0, 1
PLACES: Mapping[str, Sequence[str] | None] = {
    "england": None,
    "west-yorkshire": ("Bradford", "Calderdale", "Kirklees", "Leeds", "Wakefield"),
    "smoke": ("Rutland", "Melton"),
}
PER_MAXIMUM = 3376 / 500
"""Sites for each building that maximal covering may keep: 500 in England."""
KEEP = Option(option_id="keep", name="Keep", applies_to=frozenset({"*"}))
CLOSE = Option(
    option_id="close", name="Close", applies_to=frozenset({"*"}), capacity_factor=0, hours_factor=0,
    running_cost_factor=0, carbon_factor=0, in_estate=False, gives_access=False,
)  # fmt: skip


def covering_estate(size: str) -> Estate:
    """Sites and people of a place."""
    table = read_neighbourhoods(PLACES[size])
    chosen = np.random.default_rng(SEED).choice(len(table), round(len(table) * SITES_SHARE), replace=False)
    estate = Estate(
        name=size,
        buildings=tuple(_building(row) for row in table.iloc[np.sort(chosen)].itertuples()),
        activities=(),
        services=(Service(service_id="any", name="Any", category="priority"),),
        options=(CLOSE, KEEP),
        neighbourhoods=tuple(_neighbourhood(row) for row in table.itertuples()),
        areas=(),
    )
    return estate.replace(travel=StraightLine(estate.building_xy, estate.neighbourhood_xy, detour=1.0))


def maximal_covering(estate: Estate, seconds: float) -> tuple[Context, PlanFile]:
    """At most so many sites, as few people as possible further than 5 km from one."""
    most = round(len(estate.buildings) / PER_MAXIMUM)
    preferences = {"travel": 1.0, "travel_bands_km": [KM], "travel_horizon_km": KM + 1}
    return _asked(estate, {"reduction": {"retain": most, "kind": "must"}}, preferences, gap=0.0, seconds=seconds)


def set_covering(estate: Estate, gap: float, seconds: float) -> tuple[Context, PlanFile]:
    """As few sites as possible with everybody within 5 km of one who can be."""
    access = {"service": "any", "km": KM, "share_in_reach": 1.0, "kind": "must"}
    return _asked(estate, {"access": access}, {"buildings": 1.0}, gap=gap, seconds=seconds)


def pairs_within(estate: Estate) -> tuple[IntArray, IntArray]:
    """Neighbourhoods and the sites within 5 km of them, as a peer wants them."""
    reach = estate.travel.to_buildings(KM, Unit.KM)
    return reach.origin, reach.destination


def _asked(
    estate: Estate, policies: dict[str, Any], preferences: dict[str, Any], *, gap: float, seconds: float
) -> tuple[Context, PlanFile]:
    plan_file = PlanFile.from_tables(
        {
            "scenario": estate.name,
            "inputs": {"estate": "."},
            "policies": policies,
            "preferences": dict.fromkeys(TERM_NAMES, 0.0) | {"raw_units": True} | preferences,
            "solve": {"gap": gap, "time_limit_seconds": seconds},
        }
    )
    return Context(estate), plan_file


def _place(row: Any) -> dict[str, Any]:
    return {
        "longitude": row.longitude, "latitude": row.latitude, "easting": float(row.easting),
        "northing": float(row.northing), "ward_code": "",
    }  # fmt: skip


def _building(row: Any) -> Building:
    return Building(
        building_id=row.neighbourhood_id, name=row.name, type="site", owner=Owner.COUNCIL, opening_hours_per_week=1.0,
        capacity_hours_per_week=1.0, running_cost_gbp_per_year=0.0, **_place(row),
    )  # fmt: skip


def _neighbourhood(row: Any) -> Neighbourhood:
    people = 0.0 if pd.isna(row.population) else float(row.population)
    return Neighbourhood(neighbourhood_id=row.neighbourhood_id, name=row.name, population=people, **_place(row))
