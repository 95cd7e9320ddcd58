"""Estates in which there is nothing to decide but which buildings to keep, and what location science asks of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from estate_opt.config.schema import PlanFile
from estate_opt.domain.building import Building, Owner
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.domain.place import Area, AreaKind, Neighbourhood
from estate_opt.domain.service import Activity, Service
from estate_opt.domain.travel import TravelTable
from tests.oracle.cases import NOTHING, WHY, plan_file
from tests.tiny import place

KEEP = Option(option_id="keep", name="Keep", applies_to=frozenset({"*"}))
CLOSE = Option(
    option_id="close", name="Close", applies_to=frozenset({"*"}), capacity_factor=0, hours_factor=0,
    running_cost_factor=0, carbon_factor=0, in_estate=False, gives_access=False,
)  # fmt: skip
DEARER = Option(option_id="staffed", name="Staffed", applies_to=frozenset({"hall"}), running_cost_factor=1.5)

RAW = NOTHING | {"raw_units": True}
LIBRARY = {"service": "library", "km": 2.0}
KEPT = {"building": "B1", "decision": "keep", **WHY}
SHUT = {"building": "B2", "decision": "close", **WHY}


def at_most(p: int) -> dict[str, Any]:
    return {"reduction": {"kind": "must", "retain": p}}


CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "p-median": (at_most(2), RAW | {"travel": 1.0, "exact_travel": True}),
    "p-median in shares": (at_most(2), NOTHING | {"travel": 1.0, "exact_travel": True, "travel_horizon_km": 3.0}),
    "p-median, one service": (
        at_most(3),
        RAW | {"travel": 1.0, "exact_travel": True, "travel_services": ["library"], "partners": False},
    ),
    "fixed costs": ({}, RAW | {"travel": 1.0, "exact_travel": True, "running_cost": 0.02}),
    "fixed costs in shares": ({}, NOTHING | {"travel": 1.0, "exact_travel": True, "running_cost": 1.0, "carbon": 0.3}),
    "merit and a limit": (at_most(3), NOTHING | {"condition": 1.0, "location": 1.0, "travel": 0.5}),
    "bands": (at_most(2), NOTHING | {"travel": 1.0}),
    "maximal covering by a band": (
        at_most(2),
        RAW | {"travel": 1.0, "travel_bands_km": [2.0], "travel_horizon_km": 3.0},
    ),
    "maximal covering": (at_most(2) | {"access": LIBRARY | {"share": 1.0}}, NOTHING | {"buildings": 1.0}),
    "maximal covering of each ward": (
        at_most(2) | {"access": LIBRARY | {"share": 1.0, "areas": "each_ward", "weight": 3.0}},
        NOTHING | {"buildings": 1.0},
    ),
    "enough covered": (at_most(3) | {"access": LIBRARY | {"share": 0.4}}, NOTHING | {"buildings": 1.0}),
    "set covering": ({"access": LIBRARY | {"kind": "must", "share_in_reach": 1.0}}, RAW | {"buildings": 1.0}),
    "set covering at a cost": (
        {"access": LIBRARY | {"kind": "must", "share_in_reach": 1.0}},
        RAW | {"running_cost": 1.0},
    ),
    "set covering as an aim": (
        {"access": LIBRARY | {"kind": "must", "share_in_reach": 1.0}, "reduction": {"retain": 0}},
        NOTHING | {"running_cost": 1.0},
    ),
    "fewer as an aim": (
        {"access": LIBRARY | {"kind": "must", "share_in_reach": 1.0}, "reduction": {"share": 0.2}},
        NOTHING | {"running_cost": 1.0},
    ),
    "p-median with everybody in reach": (
        at_most(4) | {"access": LIBRARY | {"kind": "must", "share_in_reach": 1.0, "km": 4.0}},
        RAW | {"travel": 1.0, "exact_travel": True},
    ),
    "p-centre": (at_most(2), RAW | {"farthest": 1.0, "travel_services": ["library"]}),
    "p-centre, near horizon": (
        at_most(2),
        NOTHING | {"farthest": 1.0, "travel_services": ["library"], "travel_horizon_km": 2.0, "partners": False},
    ),
    "p-median, decided": (
        at_most(3) | {"protect": [KEPT, SHUT]},
        RAW | {"travel": 1.0, "exact_travel": True},
    ),
    "p-centre, decided": (
        at_most(3) | {"protect": [KEPT, SHUT]},
        RAW | {"farthest": 1.0, "travel_services": ["library"]},
    ),
}


def asked(case: str, **solve: Any) -> PlanFile:
    policies, preferences = CASES[case]
    return plan_file({"relocation": {}} | policies, preferences, **solve)


def draw_sites(seed: int, *, council: int = 6, partners: int = 1, homes: int = 9) -> Estate:
    """Buildings and neighbourhoods at random within 5 km; every other estate has a travel table."""
    rng = np.random.default_rng(seed)
    services = (
        Service(service_id="library", name="Library", category="statutory"),
        Service(service_id="sport", name="Sport", category="traded", needs=frozenset({"hall"})),
    )
    estate = Estate(
        name="Sites",
        buildings=tuple(_building(rng, k, council) for k in range(council + partners)),
        activities=tuple(Activity(building_id=f"B{k}", service_id="library", hours_per_week=5.0)
                         for k in range(council, council + partners)),
        services=services,
        options=(CLOSE, KEEP, DEARER) if rng.random() < 0.5 else (CLOSE, KEEP),
        neighbourhoods=tuple(_neighbourhood(rng, n) for n in range(homes)),
        areas=tuple(Area(area_id=w, kind=AreaKind.WARD, name=w) for w in ("W1", "W2")),
    )  # fmt: skip
    return estate.replace(travel=_table(rng, estate)) if seed % 2 else estate


def _at(rng: np.random.Generator) -> dict[str, float]:
    return place(430_000 + float(rng.integers(5_000)), 434_000 + float(rng.integers(5_000)))


def _building(rng: np.random.Generator, k: int, council: int) -> Building:
    return Building(
        building_id=f"B{k}", name=f"Building {k}", type=str(rng.choice(["hall", "house"])),
        owner=Owner.COUNCIL if k < council else Owner.PARTNER, ward_code=str(rng.choice(["W1", "W2"])),
        opening_hours_per_week=40.0, capacity_hours_per_week=60.0,
        running_cost_gbp_per_year=float(rng.integers(20, 200) * 1000), carbon_kgco2e_per_year=float(rng.integers(90)),
        features=frozenset({"hall"}) if rng.random() < 0.6 else frozenset(), **_at(rng),
    )  # fmt: skip


def _neighbourhood(rng: np.random.Generator, n: int) -> Neighbourhood:
    return Neighbourhood(
        neighbourhood_id=f"N{n}", name=f"N{n}", ward_code=str(rng.choice(["W1", "W2"])),
        population=float(rng.choice([0, 800, 1500, 2100])), **_at(rng),
    )  # fmt: skip


def _table(rng: np.random.Generator, estate: Estate) -> TravelTable:
    """A table in whole kilometres, in which some pairs are missing."""
    pairs = np.argwhere(rng.random((len(estate.neighbourhoods), len(estate.buildings))) < 0.9)
    km = rng.integers(0, 7, len(pairs)).astype(float)
    none = np.zeros((0, 2), dtype=np.int64)
    return TravelTable(
        neighbourhoods=len(estate.neighbourhoods), building_pairs=none, building_km=np.zeros(0),
        building_minutes=np.zeros(0), neighbourhood_pairs=pairs, neighbourhood_km=km,
        neighbourhood_minutes=km * 12, mode="walk",
    )  # fmt: skip
