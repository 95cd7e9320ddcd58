"""Estates and plan files from a seed: small enough to try every plan, odd enough to find what nobody thought of."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from estate_opt.config.schema import PlanFile
from estate_opt.domain.building import Building, Condition, Owner
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.domain.place import Area, AreaKind, Neighbourhood
from estate_opt.domain.service import Activity, Service
from estate_opt.domain.travel import Travel, TravelTable
from estate_opt.policies import Context
from tests.oracle.cases import TERMS, WHY, Tables, plan_file
from tests.tiny import place

TYPES = ("library", "centre")
SERVICES = ("books", "rooms", "sport")
FEATURES = ("hall", "lift", "pool")
KEEP = Option(option_id="keep", name="Keep", applies_to=frozenset({"*"}))
SHUT = Option(
    option_id="close",
    name="Close",
    applies_to=frozenset({"*"}),
    capacity_factor=0,
    hours_factor=0,
    running_cost_factor=0,
    carbon_factor=0,
    in_estate=False,
    gives_access=False,
)
FURTHER = (
    Option(
        option_id="hub",
        name="Hub",
        applies_to=frozenset({"*"}),
        capacity_factor=1.2,
        running_cost_factor=1.3,
        one_off_gbp=50_000,
        one_off_gbp_per_m2=100,
        adds_features=frozenset({"hall", "lift"}),
    ),
    Option(
        option_id="transfer",
        name="Transfer",
        applies_to=frozenset({"*"}),
        running_cost_factor=0.1,
        carbon_factor=0.2,
        one_off_gbp=20_000,
        capacity_factor=0.9,
        in_estate=False,
    ),
    Option(
        option_id="fewer", name="Shorter hours", applies_to=frozenset({"*"}), hours_factor=0.6, running_cost_factor=0.7
    ),
    Option(option_id="rest", name="Mothball", applies_to=frozenset({"*"}), running_cost_factor=0.2, gives_access=False),
    Option(
        option_id="let",
        name="Let",
        applies_to=frozenset({"*"}),
        running_cost_factor=0.0,
        in_estate=False,
        gives_access=False,
    ),
)


def draw_estate(rng: np.random.Generator) -> Estate:
    """Two to four council buildings, up to two partner venues, all with what real registers have and lack."""
    council, partners = int(rng.integers(2, 5)), int(rng.integers(0, 3))
    wards = ("W1", "W2")
    buildings = tuple(
        _building(rng, k, Owner.COUNCIL if k < council else Owner.PARTNER, wards) for k in range(council + partners)
    )
    services = tuple(
        Service(
            service_id=s,
            name=s.title(),
            category="statutory",
            public=bool(rng.random() < 0.8),
            indivisible=True,
            needs=frozenset(f for f in FEATURES if rng.random() < 0.25),
            max_move_km=float(rng.choice([1.5, 3.0, 6.0, np.inf])),
            min_hours_per_week=float(rng.choice([0.0, 4.0, 12.0])),
        )
        for s in SERVICES[: int(rng.integers(1, 4))]
    )
    estate = Estate(
        name="Drawn",
        buildings=buildings,
        services=services,
        activities=_activities(rng, buildings, services),
        options=(KEEP, SHUT, *(_for_some(rng, o, buildings) for o in FURTHER if rng.random() < 0.45)),
        neighbourhoods=tuple(_neighbourhood(rng, n, wards) for n in range(5)),
        areas=(
            Area(area_id="C1", kind=AreaKind.COMMITTEE, name="Inner"),
            Area(area_id="C2", kind=AreaKind.COMMITTEE, name="Outer"),
            *(
                Area(area_id=w, kind=AreaKind.WARD, name=w.lower(), parent=c)
                for w, c in zip(wards, ("C1", "C2"), strict=True)
            ),
        ),
    )
    return estate.replace(travel=_travel(rng, estate)) if rng.random() < 0.3 else estate


def _building(rng: np.random.Generator, k: int, owner: Owner, wards: tuple[str, ...]) -> Building:
    def maybe(value: float) -> float | None:
        return round(value, 2) if rng.random() < 0.8 else None

    return Building(
        building_id=f"B{k}",
        name=f"Building {k}",
        type=str(rng.choice(TYPES)),
        owner=owner,
        ward_code=str(rng.choice(wards)),
        committee=str(rng.choice(["C1", "C2"])) if rng.random() < 0.3 else None,
        opening_hours_per_week=40.0,
        capacity_hours_per_week=float(rng.integers(20, 90)),
        running_cost_gbp_per_year=float(rng.integers(10, 200)) * 1000,
        income_gbp_per_year=maybe(rng.random() * 30_000),
        carbon_kgco2e_per_year=maybe(rng.random() * 20_000),
        gia_m2=maybe(100 + rng.random() * 400),
        condition=Condition(rng.choice(list("ABCD"))) if rng.random() < 0.8 else None,
        flexibility=maybe(rng.random()),
        local_importance=maybe(rng.random()),
        exit_cost_gbp=maybe(rng.random() * 50_000),
        disposal_cost_gbp=maybe(rng.random() * 9_000),
        receipt_low_gbp=maybe(rng.random() * 90_000),
        receipt_central_gbp=maybe(rng.random() * 150_000),
        receipt_high_gbp=maybe(rng.random() * 200_000),
        hire_gbp_per_hour=maybe(rng.random() * 20),
        features=frozenset(f for f in FEATURES if rng.random() < 0.6),
        **place(430_000 + 3_000 * rng.random(), 434_000 + 3_000 * rng.random()),
    )


def _for_some(rng: np.random.Generator, option: Option, buildings: tuple[Building, ...]) -> Option:
    some = frozenset(b.building_id for b in buildings if b.is_council and rng.random() < 0.5)
    return replace(option, applies_to=some | ({"library"} if rng.random() < 0.3 else set()))


def _activities(
    rng: np.random.Generator, buildings: tuple[Building, ...], services: tuple[Service, ...]
) -> tuple[Activity, ...]:
    found = []
    for b in buildings:
        room = b.capacity_hours_per_week
        for s in services:
            if rng.random() < 0.55 and len(found) < 7:
                hours = round(float(rng.random()) * room * 0.6, 1)
                room -= hours
                found.append(
                    Activity(building_id=b.building_id, service_id=s.service_id, hours_per_week=max(0.1, hours))
                )
    first = Activity(building_id="B0", service_id=services[0].service_id, hours_per_week=6.0)
    return tuple(found) or (first,)


def _neighbourhood(rng: np.random.Generator, n: int, wards: tuple[str, ...]) -> Neighbourhood:
    people = float(rng.integers(0, 2_000)) if rng.random() < 0.9 else 0.0
    return Neighbourhood(
        neighbourhood_id=f"N{n}",
        name=f"Area {n}",
        ward_code=wards[n % 2],
        population=people + (n == 0),
        deprivation_rank=int(rng.integers(1, 30_000)) if rng.random() < 0.8 else None,
        deprivation_vintage="2019",
        groups=MappingProxyType({"under_5": round(people * rng.random() * 0.1, 1)}),
        **place(430_000 + 3_000 * rng.random(), 434_000 + 3_000 * rng.random()),
    )


def _travel(rng: np.random.Generator, estate: Estate) -> Travel:
    """A table with gaps: ways that nobody worked out, and ways that are not as long back as forth."""
    size, people = len(estate.buildings), len(estate.neighbourhoods)
    between = np.array([(i, k) for i in range(size) for k in range(size) if i != k and rng.random() < 0.85]).reshape(
        -1, 2
    )
    to = np.array([(d, k) for d in range(people) for k in range(size) if rng.random() < 0.85]).reshape(-1, 2)
    km, walk = rng.random(len(between)) * 5, rng.random(len(to)) * 4
    walk[rng.random(len(to)) < 0.1] = np.nan
    return TravelTable(people, between, km, km * 12, to, walk, walk * 13, "walk")


def draw_plan_file(rng: np.random.Generator, context: Context, *, solver: str = "highs") -> PlanFile:
    """Two to six rules, some musts, some in later tiers, and preferences of some terms."""
    estate = context.estate
    drawn = [_rule(rng, estate) for _ in range(int(rng.integers(2, 7)))]
    policies: dict[str, list[Tables]] = {}
    for n, (section, rule) in enumerate(drawn):
        kind = {"kind": "must" if rng.random() < 0.15 else "aim", "tier": int(rng.integers(1, 3)), "id": f"rule{n}"}
        weight = {"weight": round(0.2 + float(rng.random()) * 3, 2)}
        policies.setdefault(section, []).append(rule | kind | weight)
    ended = {"max_ended_share": float(rng.choice([0.0, 0.1, 0.3])), "kind": str(rng.choice(["must", "aim"]))}
    moves = {"nearest": int(rng.choice([1, 2, 12]))} | ({"max_km": 2.5} if rng.random() < 0.3 else {})
    return plan_file({**policies, "relocation": ended | moves}, _preferences(rng, estate), solver=solver)


def _preferences(rng: np.random.Generator, estate: Estate) -> Tables:
    weights = {term: round(float(rng.random()), 2) if rng.random() < 0.6 else 0.0 for term in TERMS}
    bands = sorted({round(0.3 + float(rng.random()) * 4, 1) for _ in range(int(rng.integers(1, 4)))})
    return weights | {
        "ended": 1.0 + float(rng.random()),
        "travel_bands_km": bands,
        "travel_horizon_km": round(1.0 + float(rng.random()) * 8, 1),
        "exact_travel": bool(rng.random() < 0.4),
        "partners": bool(rng.random() < 0.7),
        "transfers": bool(rng.random() < 0.7),
        "receipts": str(rng.choice(["none", "low", "central", "high"])),
        "location_radius_km": round(0.5 + float(rng.random()) * 3, 1),
    }


def _rule(rng: np.random.Generator, estate: Estate) -> tuple[str, Tables]:
    """One rule of any kind, with any of its variants."""

    def one(*choices: Any) -> Any:
        return choices[int(rng.integers(len(choices)))]

    share = round(float(rng.random()), 2)
    services = [s.service_id for s in estate.services]
    council = [b.building_id for b in estate.buildings if b.is_council]
    scope = {"areas": one("whole_area", "each_ward", "each_committee", "each_priority_ward", ["W2"], ["C1", "W1"])}
    types = {"types": [one(*sorted({b.type for b in estate.buildings}))]} if rng.random() < 0.3 else {}
    bound: Tables = one(
        {"floor": share}, {"ceiling": max(0.05, share)}, {"floor": share / 2, "ceiling": max(0.05, share)}
    )
    of = one({"share": share}, {"no_worse_than_today": share})
    limit = one({"km": 0.3 + 3 * share}, {"minutes": 5.0 + 40 * share})
    group = {"group": "under_5"} if rng.random() < 0.3 else {}
    who = {"partners": one(True, False), "transfers": one(True, False)}
    drawn: list[tuple[str, Tables]] = [
        ("reduction", one({"share": share}, {"number": one(1, 2)}, {"retain": one(0, 1, 2)}) | types),
        (
            "utilisation",
            bound
            | types
            | {"of": one("estate", "each_type", "each_building"), "over": one("plan_hours", "todays_hours")},
        ),
        ("access", {"service": one(*services)} | of | limit | group | who | scope),
        ("presence", {"at_least": one(1, 2), "of": "buildings", "services": one([], services[:1], services)} | scope),
        ("presence", {"at_least": one(1, len(services)), "of": "services"} | scope),
        ("protect", {"building": one(*council), "decision": one("keep", "close"), **WHY}),
        ("protect", {"building": one(*council), "option": one("keep", "close"), **WHY}),
        (
            "running_cost",
            one({"saving_share": share}, {"saving_gbp_per_year": share * 1e5}, {"cap_gbp_per_year": share * 3e5}),
        ),
        (
            "one_off",
            {"budget_gbp": one(0.0, 3e4, 1e5), "exit_costs": one(True, False), "receipts": one("none", "low", "high")},
        ),
        ("carbon", {"cut_share": share}),
        (
            "quota",
            {"share": share, "of": one("all_closures", "own_buildings"), "counting": one("closed", "leaving")} | scope,
        ),
        (
            "front_door",
            {"option": one("keep", "close"), "services": services, "at_least": one(1, len(services)), "hubs": one(0, 1)}
            | scope,
        ),
    ]
    return one(*drawn)
