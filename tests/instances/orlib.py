"""Instances of Beasley's OR-Library expressed as estates, with the optima that the field publishes.

p-median (Beasley 1985): every node is a building and a neighbourhood of one person; exactly p
buildings stay and travel, exact and in raw units, is the only preference. As a p-centre, the greatest
distance is.

Capacitated warehouse location (Beasley 1988): warehouses are buildings with capacity and running
cost; customers are activities at buildings that must close; what it costs to serve a customer
from a warehouse is hours × km, so that running cost plus disruption is the published objective.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import shortest_path

from estate_opt.config.schema import PlanFile
from estate_opt.domain.building import Building, Owner
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.domain.place import Neighbourhood
from estate_opt.domain.service import Activity, Service
from estate_opt.domain.travel import TravelTable
from estate_opt.results.merit import TERM_NAMES

INSTANCES = Path(__file__).resolve().parents[3] / "shared" / "instances"

PMED = {
    1: 5819, 2: 4093, 3: 4250, 4: 3034, 5: 1355, 6: 7824, 7: 5631, 8: 4445, 9: 2734, 10: 1255,
    11: 7696, 12: 6634, 13: 4374, 14: 2968, 15: 1729, 16: 8162, 17: 6999, 18: 4809, 19: 2845, 20: 1789,
}  # fmt: skip
PCENTRE = {
    1: 127, 2: 98, 3: 93, 4: 74, 5: 48, 6: 84, 7: 64, 8: 55, 9: 37, 10: 20, 11: 59, 14: 26, 15: 18, 16: 47, 20: 13,
}  # fmt: skip
"""Optima of the same instances as p-centre problems (Elloumi, Labbé and Pochet 2004)."""
CAP = {
    41: 1040444.375, 42: 1098000.450, 43: 1153000.450, 44: 1235500.450, 51: 1025208.225, 61: 932615.750,
    62: 977799.400, 63: 1014062.050, 64: 1045650.250, 71: 932615.750, 72: 977799.400, 73: 1010641.450,
    74: 1034976.975, 81: 838499.288, 82: 910889.563, 83: 975889.563, 84: 1069369.525,
}  # fmt: skip

KEEP = Option(option_id="keep", name="Keep", applies_to=frozenset({"*"}))
CLOSE = Option(
    option_id="close", name="Close", applies_to=frozenset({"*"}), capacity_factor=0, hours_factor=0,
    running_cost_factor=0, carbon_factor=0, in_estate=False, gives_access=False,
)  # fmt: skip
NOTHING_ELSE = dict.fromkeys(TERM_NAMES, 0.0)


def pmed_case(number: int) -> tuple[Estate, PlanFile]:
    """A p-median instance as an estate and a plan file."""
    lines = [
        line.split() for line in (INSTANCES / "pmed" / f"pmed{number}.txt").read_text().splitlines() if line.strip()
    ]
    nodes, _, p = (int(word) for word in lines[0])
    cost = {}
    for i, j, c in lines[1:]:  # a later line for the same pair replaces the earlier
        cost[min(int(i), int(j)) - 1, max(int(i), int(j)) - 1] = float(c)
    i, j = np.array(list(cost)).T
    distance = shortest_path(coo_matrix((list(cost.values()), (i, j)), shape=(nodes, nodes)), directed=False)
    estate = Estate(
        name=f"pmed{number}",
        buildings=tuple(_building(f"N{k:03d}", capacity=1.0) for k in range(nodes)),
        activities=(),
        services=(Service(service_id="any", name="Any", category="priority"),),
        options=(CLOSE, KEEP),
        neighbourhoods=tuple(_neighbourhood(f"D{k:03d}") for k in range(nodes)),
        areas=(),
        travel=_table(distance, neighbourhoods=distance),
    )
    plan_file = _plan_file(
        policies={"reduction": {"retain": p, "kind": "must"}},
        preferences=NOTHING_ELSE
        | {"travel": 1.0, "exact_travel": True, "raw_units": True, "travel_horizon_km": float(distance.max()) + 1},
    )
    return estate, plan_file


def p_centre_case(number: int) -> tuple[Estate, PlanFile]:
    """The same nodes and p, with the greatest distance in place of the sum."""
    estate, plan_file = pmed_case(number)
    preferences = plan_file.preferences.model_copy(update={"travel": 0.0, "farthest": 1.0})
    return estate, plan_file.model_copy(update={"preferences": preferences})


def cap_case(number: int) -> tuple[Estate, PlanFile]:
    """A capacitated warehouse location instance as an estate and a plan file."""
    words = (INSTANCES / "cap" / f"cap{number}.txt").read_text().split()
    m, n = int(words[0]), int(words[1])
    figures = np.array(words[2:], dtype=np.float64)
    warehouses = figures[: 2 * m].reshape(m, 2)
    customers = figures[2 * m :].reshape(n, m + 1)
    demand, cost = customers[:, 0], customers[:, 1:]
    km = np.full((m + n, m + n), np.nan)
    km[m:, :m] = cost / demand[:, None]
    estate = Estate(
        name=f"cap{number}",
        buildings=(
            *(_building(f"W{k:02d}", capacity=c, cost=f) for k, (c, f) in enumerate(warehouses)),
            *(_building(f"X{k:02d}", capacity=d) for k, d in enumerate(demand)),
        ),
        activities=tuple(
            Activity(building_id=f"X{k:02d}", service_id="any", hours_per_week=float(d)) for k, d in enumerate(demand)
        ),
        services=(Service(service_id="any", name="Any", category="priority"),),
        options=(CLOSE, KEEP),
        neighbourhoods=(),
        areas=(),
        travel=_table(km, neighbourhoods=np.zeros((0, m + n))),
    )
    closing = {"decision": "close", "reason": "customer", "owner": "instance", "review_date": "2030-01-01"}
    plan_file = _plan_file(
        policies={
            "relocation": {"max_ended_share": 0.0, "kind": "must", "nearest": m},
            "protect": [{"building": f"X{k:02d}", **closing} for k in range(n)],
        },
        preferences=NOTHING_ELSE | {"running_cost": 1.0, "disruption": 1.0, "raw_units": True},
    )
    return estate, plan_file


def _plan_file(policies: dict[str, object], preferences: dict[str, object]) -> PlanFile:
    return PlanFile.from_tables(
        {
            "scenario": "instance",
            "title": "Instance",
            "inputs": {"estate": "."},
            "policies": policies,
            "preferences": preferences,
            "solve": {"gap": 0.0, "time_limit_seconds": 600.0},
        }
    )


def _building(building_id: str, *, capacity: float, cost: float = 0.0) -> Building:
    return Building(
        building_id=building_id, name=building_id, type="node", owner=Owner.COUNCIL, longitude=-1.5, latitude=53.8,
        easting=430000.0, northing=434000.0, ward_code="", opening_hours_per_week=1.0,
        capacity_hours_per_week=float(capacity), running_cost_gbp_per_year=float(cost),
    )  # fmt: skip


def _neighbourhood(neighbourhood_id: str) -> Neighbourhood:
    return Neighbourhood(
        neighbourhood_id=neighbourhood_id, name=neighbourhood_id, longitude=-1.5, latitude=53.8,
        easting=430000.0, northing=434000.0, ward_code="", population=1.0,
    )  # fmt: skip


def _table(buildings: np.ndarray, neighbourhoods: np.ndarray) -> TravelTable:
    """Matrices (rows to buildings) as a travel table; not-a-number is out of reach."""
    b_pairs = np.argwhere(~np.isnan(buildings))
    n_pairs = np.argwhere(~np.isnan(neighbourhoods)).reshape(-1, 2)
    b_km, n_km = buildings[tuple(b_pairs.T)], neighbourhoods[tuple(n_pairs.T)]
    return TravelTable(
        neighbourhoods=len(neighbourhoods), building_pairs=b_pairs, building_km=b_km,
        building_minutes=np.full(len(b_km), np.nan), neighbourhood_pairs=n_pairs, neighbourhood_km=n_km,
        neighbourhood_minutes=np.full(len(n_km), np.nan), mode="instance",
    )  # fmt: skip
