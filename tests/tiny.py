"""A tiny estate for tests: four council buildings, two wards, six neighbourhoods; small enough to check by hand.

Straight-line distances × 1.3: B1-B2 1.30 km, B2-B3 2.60 km, B3-B4 1.45 km, B1-B3 3.90 km.
Activity is 120 of 300 space-hours a week: 40 % in use.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from shapely.geometry import Polygon

from estate_opt.domain.building import Building, Condition, Owner
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.domain.place import Area, AreaKind, Neighbourhood
from estate_opt.domain.service import Activity, Service
from estate_opt.inputs.coordinates import to_degrees


def tiny_estate() -> Estate:
    """Four council buildings B1 to B4 near Leeds."""
    return Estate(
        name="Tinytown",
        notice="Tinytown is made up for tests.",
        attribution="The tests of estate-opt.",
        buildings=BUILDINGS,
        activities=ACTIVITIES,
        services=SERVICES,
        options=OPTIONS,
        neighbourhoods=NEIGHBOURHOODS,
        areas=AREAS,
    )


def tiny_estate_with_partner() -> Estate:
    """The tiny estate and a partner venue P1 in W2, 0.65 km from B3, that can take room hire at £15 an hour."""
    return tiny_estate().replace(buildings=(*BUILDINGS, PARTNER))


def place(easting: float, northing: float) -> dict[str, float]:
    """The four coordinates of a point, degrees rounded to about a centimetre."""
    longitude, latitude = to_degrees(easting, northing)
    return {
        "longitude": round(float(longitude), 7),
        "latitude": round(float(latitude), 7),
        "easting": float(easting),
        "northing": float(northing),
    }


def rectangle(west: float, south: float, east: float, north: float) -> Polygon:
    """A rectangle in metres as a polygon in degrees."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return Polygon([(place(*corner)["longitude"], place(*corner)["latitude"]) for corner in corners])


def _building(building_id: str, type_: str, ward: str, at: tuple[float, float], **known: Any) -> Building:
    return Building(
        building_id=building_id,
        type=type_,
        ward_code=ward,
        **({"owner": Owner.COUNCIL, "committee": "C1"} | place(*at) | known),
    )


BUILDINGS = (
    _building(
        "B1", "library", "W1", (429_000, 434_000),
        name="Mill Lane Library", opening_hours_per_week=40, capacity_hours_per_week=100,
        running_cost_gbp_per_year=100_000, income_gbp_per_year=8_000, carbon_kgco2e_per_year=20_000,
        gia_m2=500, condition=Condition.B, backlog_gbp=60_000, flexibility=0.6, local_importance=0.7,
        features=frozenset({"hall", "step_free"}), uprn="007200000001", tenure="freehold",
        exit_cost_gbp=0, receipt_low_gbp=200_000, receipt_central_gbp=300_000, receipt_high_gbp=420_000,
        disposal_cost_gbp=15_000, listed=True, community_value=False,
    ),
    _building(
        "B2", "community_centre", "W1", (430_000, 434_000),
        name="Chapel Street Centre", opening_hours_per_week=40, capacity_hours_per_week=80,
        running_cost_gbp_per_year=60_000, income_gbp_per_year=5_000, carbon_kgco2e_per_year=15_000,
        gia_m2=400, condition=Condition.C, backlog_gbp=90_000, flexibility=0.8, local_importance=0.4,
        features=frozenset({"hall", "kitchen"}), uprn="007200000002", tenure="freehold",
        exit_cost_gbp=0, receipt_low_gbp=90_000, receipt_central_gbp=120_000, receipt_high_gbp=150_000,
        disposal_cost_gbp=9_000, listed=False, community_value=True,
    ),
    _building(
        "B3", "childrens_centre", "W2", (432_000, 434_000),
        name="Oak Road Children's Centre", opening_hours_per_week=30, capacity_hours_per_week=60,
        running_cost_gbp_per_year=80_000, income_gbp_per_year=0, carbon_kgco2e_per_year=12_000,
        gia_m2=300, condition=Condition.A, backlog_gbp=5_000, flexibility=0.5, local_importance=0.9,
        features=frozenset({"hall", "nursery", "step_free"}), uprn="007200000003", tenure="leasehold",
        exit_cost_gbp=40_000, receipt_low_gbp=0, receipt_central_gbp=0, receipt_high_gbp=0,
        disposal_cost_gbp=0, listed=False, community_value=False,
    ),
    _building(
        "B4", "library", "W2", (433_000, 434_500),
        name="Station Library", opening_hours_per_week=24, capacity_hours_per_week=60,
        running_cost_gbp_per_year=50_000, income_gbp_per_year=2_000, carbon_kgco2e_per_year=9_000,
        gia_m2=250, condition=Condition.D, backlog_gbp=120_000, flexibility=0.3, local_importance=0.3,
        features=frozenset({"hall", "step_free"}), uprn="007200000004", tenure="freehold",
        exit_cost_gbp=0, receipt_low_gbp=50_000, receipt_central_gbp=80_000, receipt_high_gbp=100_000,
        disposal_cost_gbp=6_000, listed=False, community_value=False,
    ),
)  # fmt: skip

PARTNER = _building(
    "P1", "church hall", "W2", (432_500, 434_000),
    name="St Anne's Hall", owner=Owner.PARTNER, opening_hours_per_week=30, capacity_hours_per_week=30,
    running_cost_gbp_per_year=0, hire_gbp_per_hour=15, features=frozenset({"hall"}),
)  # fmt: skip

ACTIVITIES = tuple(
    Activity(building_id=building, service_id=service, hours_per_week=hours, visits_per_year=hours * 500)
    for building, service, hours in (
        ("B1", "library", 30.0),
        ("B1", "room_hire", 10.0),
        ("B2", "room_hire", 24.0),
        ("B3", "childrens", 30.0),
        ("B3", "room_hire", 6.0),
        ("B4", "library", 12.0),
        ("B4", "room_hire", 8.0),
    )
)

SERVICES = (
    Service(
        service_id="childrens", name="Children's centre", category="preventative", needs=frozenset({"nursery"}),
        max_move_km=2.5, min_hours_per_week=10, indivisible=True,
    ),
    Service(
        service_id="library", name="Library", category="statutory", needs=frozenset({"step_free"}),
        max_move_km=2.0, min_hours_per_week=4,
    ),
    Service(
        service_id="room_hire", name="Room hire", category="traded", needs=frozenset({"hall"}),
        max_move_km=3.0, min_hours_per_week=2,
    ),
)  # fmt: skip

OPTIONS = (
    Option(
        option_id="close", name="Close", applies_to=frozenset({"*"}), capacity_factor=0, hours_factor=0,
        running_cost_factor=0, carbon_factor=0, in_estate=False, gives_access=False,
    ),
    Option(
        option_id="hub", name="Refit as a hub", applies_to=frozenset({"library", "community_centre"}),
        capacity_factor=1.2, hours_factor=1.25, running_cost_factor=1.3, carbon_factor=1.1,
        one_off_gbp=50_000, one_off_gbp_per_m2=200, adds_features=frozenset({"hall", "nursery", "step_free"}),
    ),
    Option(option_id="keep", name="Keep as it is", applies_to=frozenset({"*"})),
    Option(
        option_id="transfer", name="Community asset transfer", applies_to=frozenset({"community_centre", "B4"}),
        running_cost_factor=0.1, carbon_factor=0, one_off_gbp=20_000, in_estate=False, gives_access=True,
    ),
)  # fmt: skip

NEIGHBOURHOODS = tuple(
    Neighbourhood(
        neighbourhood_id=neighbourhood,
        name=name,
        ward_code=ward,
        population=float(people),
        deprivation_rank=rank,
        deprivation_vintage="2019",
        groups=MappingProxyType(
            {"disabled": people * 0.2, "no_car": people * 0.15, "over_65": people * 0.18, "under_5": people * 0.06}
        ),
        **place(*at),
    )
    for neighbourhood, name, ward, at, people, rank in (
        ("N1", "Mill Lane", "W1", (429_100, 434_100), 1_500, 100),
        ("N2", "Chapel Street", "W1", (430_100, 433_800), 1_800, 4_000),
        ("N3", "West End", "W1", (428_500, 433_000), 1_200, 12_000),
        ("N4", "Oak Road", "W2", (432_100, 434_100), 1_600, 9_000),
        ("N5", "Station", "W2", (433_100, 434_400), 1_400, 20_000),
        ("N6", "East Side", "W2", (433_500, 433_000), 2_000, 30_000),
    )
)

AREAS = (
    Area(area_id="C1", kind=AreaKind.COMMITTEE, name="Inner", geometry=rectangle(428_000, 432_000, 434_000, 436_000)),
    *(
        Area(area_id=ward, kind=AreaKind.WARD, name=name, parent="C1", geometry=rectangle(west, 432_000, east, 436_000))
        for ward, name, west, east in (("W1", "Millfield", 428_000, 431_000), ("W2", "Oakside", 431_000, 434_000))
    ),
)
