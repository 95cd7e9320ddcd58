"""What is asked of the oracle and of the program: every policy in every variant, and combinations of them."""

from __future__ import annotations

from typing import Any

from estate_opt.config.schema import PlanFile

Tables = dict[str, Any]

WHY = {"reason": "Decided", "owner": "Executive Board", "review_date": "2029-04-01"}
HOUSED: Tables = {"kind": "must"}
"""Nothing may end, so that there are few plans enough to try them all."""


def plan_file(policies: Tables, preferences: Tables | None = None, **solve: Any) -> PlanFile:
    """A plan file that asks for proof without any gap, of plans whose moves go to the nearest so many only."""
    proof = {
        "gap": 0.0, "shortfall_gap": 0.0, "threads": 1, "time_limit_seconds": 60.0,
        "formulation": {"price_left_out": False},
    }  # fmt: skip
    return PlanFile.from_tables(
        {
            "inputs": {"estate": "estate"},
            "policies": {"relocation": HOUSED} | policies,
            "preferences": preferences or {},
            "solve": proof | solve,
        }
    )


POLICIES: dict[str, Tables] = {
    "reduction share": {"reduction": {"share": 0.5}},
    "reduction share, nearest": {"reduction": {"share": 0.6, "rounding": "nearest"}},
    "reduction share, at least": {"reduction": {"share": 0.6}},
    "reduction number, must": {"reduction": {"kind": "must", "number": 2}},
    "reduction retain": {"reduction": {"retain": 1}},
    "reduction of a type": {"reduction": {"number": 1, "types": ["library"]}},
    "reduction of two types, must": {
        "reduction": {"kind": "must", "retain": 1, "types": ["library", "childrens_centre"]}
    },
    "use floor, estate": {"utilisation": {"floor": 0.8}},
    "use floor, estate, today's hours": {"utilisation": {"floor": 0.8, "over": "todays_hours"}},
    "use floor, must": {"utilisation": {"kind": "must", "floor": 0.6}},
    "use floor, types": {"utilisation": {"floor": 0.7, "of": "each_type"}},
    "use floor, one type": {"utilisation": {"floor": 0.7, "types": ["library"]}},
    "use floor, buildings": {"utilisation": {"floor": 0.75, "of": "each_building"}},
    "use floor, buildings, today's hours": {
        "utilisation": {"floor": 0.9, "of": "each_building", "over": "todays_hours"}
    },
    "use floor, buildings, must": {"utilisation": {"kind": "must", "floor": 0.4, "of": "each_building"}},
    "use ceiling, estate": {"utilisation": {"ceiling": 0.3}},
    "use ceiling, types, today's hours": {"utilisation": {"ceiling": 0.35, "of": "each_type", "over": "todays_hours"}},
    "use ceiling, buildings": {"utilisation": {"ceiling": 0.35, "of": "each_building"}},
    "use floor and ceiling": {"utilisation": {"floor": 0.5, "ceiling": 0.55, "of": "each_building"}},
    "use floor and ceiling, must": {"utilisation": {"kind": "must", "floor": 0.45, "ceiling": 0.75}},
    "access share": {"access": {"service": "library", "km": 1.6, "share": 0.95}},
    "access of those in reach": {
        "access": {"service": "library", "km": 1.6, "share_in_reach": 1.0, "areas": "each_ward"}
    },
    "access of those in reach, must": {
        "access": {"kind": "must", "service": "childrens", "km": 3.0, "share_in_reach": 0.8, "partners": False}
    },
    "access to two outlets": {"access": {"service": "room_hire", "km": 1.6, "share": 0.9, "outlets": 2}},
    "access to two outlets, must": {
        "access": {"kind": "must", "service": "room_hire", "km": 3.0, "no_worse_than_today": 0.6, "outlets": 2}
    },
    "access to three outlets, each ward": {
        "access": {"service": "room_hire", "minutes": 60.0, "share": 0.8, "outlets": 3, "areas": "each_ward"}
    },
    "access share, must": {"access": {"kind": "must", "service": "room_hire", "km": 1.0, "share": 0.7}},
    "access minutes": {"access": {"service": "room_hire", "minutes": 15.0, "share": 0.9}},
    "access, each ward": {"access": {"service": "library", "km": 1.0, "share": 0.9, "areas": "each_ward"}},
    "access, committees": {"access": {"service": "library", "km": 1.0, "share": 0.9, "areas": "each_committee"}},
    "access, priority": {"access": {"service": "library", "km": 2.0, "share": 1.0, "areas": "each_priority_ward"}},
    "access, named": {"access": {"service": "childrens", "km": 2.0, "share": 0.9, "areas": ["Oakside"]}},
    "access, group": {"access": {"service": "childrens", "km": 2.0, "share": 0.5, "group": "under_5"}},
    "access, no worse": {"access": {"service": "library", "km": 1.6, "no_worse_than_today": 1.0}},
    "access, no worse, must": {"access": {"kind": "must", "service": "library", "km": 1.6, "no_worse_than_today": 0.9}},
    "access without partners": {"access": {"service": "library", "km": 2.5, "share": 1.0, "partners": False}},
    "access without transfers": {"access": {"service": "room_hire", "km": 1.0, "share": 1.0, "transfers": False}},
    "access without either": {
        "access": {"service": "room_hire", "km": 1.2, "share": 1.0, "transfers": False, "partners": False}
    },
    "access beyond every outlet": {"access": {"service": "library", "km": 0.2, "share": 0.5, "areas": "each_ward"}},
    "presence of buildings": {"presence": {"at_least": 2, "areas": "each_ward"}},
    "presence of buildings, must": {"presence": {"kind": "must", "at_least": 1, "areas": "each_ward"}},
    "presence, priority": {"presence": {"at_least": 2}},
    "presence of services": {"presence": {"at_least": 3, "of": "services", "areas": "each_ward"}},
    "presence of services, must": {"presence": {"kind": "must", "at_least": 3, "of": "services", "areas": ["W1"]}},
    "presence of named services": {
        "presence": {"at_least": 2, "of": "services", "services": ["library", "childrens"], "areas": "each_ward"}
    },
    "presence of buildings with a service": {
        "presence": {"at_least": 2, "services": ["library"], "areas": "each_ward"}
    },
    "presence of buildings with services": {
        "presence": {"at_least": 2, "services": ["library", "childrens"], "areas": "each_committee"}
    },
    "protect, keep": {"protect": {"building": "B2", "decision": "keep", **WHY}},
    "protect, close": {"protect": {"building": "B1", "decision": "close", **WHY}},
    "protect, close, aim": {"protect": {"kind": "aim", "building": "B3", "decision": "close", **WHY}},
    "protect, option": {"protect": {"building": "B4", "option": "hub", **WHY}},
    "protect, option, aim": {"protect": {"kind": "aim", "building": "B2", "option": "transfer", **WHY}},
    "relocation, near": {"relocation": {"kind": "must", "max_km": 1.4}, "reduction": {"share": 0.5}},
    "relocation, further": {
        "relocation": {"kind": "must", "max_km_of": {"library": 4.0}},
        "reduction": {"share": 0.75},
    },
    "relocation, nearest": {"relocation": {"kind": "must", "nearest": 1}, "reduction": {"share": 0.75}},
    "running cost share": {"running_cost": {"saving_share": 0.4}},
    "running cost amount": {"running_cost": {"saving_gbp_per_year": 100_000.0}},
    "running cost cap, must": {"running_cost": {"kind": "must", "cap_gbp_per_year": 200_000.0}},
    "one-off, works": {
        "one_off": {"budget_gbp": 60_000.0, "exit_costs": False},
        "protect": {"building": "B2", "option": "hub", **WHY},
    },
    "one-off, exits": {"one_off": {"budget_gbp": 10_000.0}, "reduction": {"share": 0.75}},
    "one-off, low": {"one_off": {"budget_gbp": 0.0, "receipts": "low"}, "reduction": {"share": 0.75}},
    "one-off, central, must": {"one_off": {"kind": "must", "budget_gbp": 5_000.0, "receipts": "central"}},
    "one-off, high": {
        "one_off": {"budget_gbp": 0.0, "receipts": "high", "exit_costs": False},
        "reduction": {"share": 0.5},
    },
    "carbon": {"carbon": {"cut_share": 0.5}},
    "carbon, must": {"carbon": {"kind": "must", "cut_share": 0.3}},
    "quota of all": {"quota": {"share": 0.5, "areas": "each_ward"}, "reduction": {"share": 0.5, "tier": 2}},
    "quota of all, leaving": {
        "quota": {"kind": "must", "share": 0.5, "counting": "leaving", "areas": "each_ward"},
        "reduction": {"share": 0.5},
    },
    "quota of own": {
        "quota": {"share": 0.4, "of": "own_buildings", "areas": "each_ward"},
        "reduction": {"share": 0.75},
    },
    "quota of own, leaving": {
        "quota": {"kind": "must", "share": 0.5, "of": "own_buildings", "counting": "leaving"},
        "reduction": {"share": 0.75},
    },
    "front door": {"front_door": {"services": ["library", "childrens", "room_hire"], "at_least": 2, "hubs": 1}},
    "front door, must": {
        "front_door": {
            "kind": "must",
            "services": ["library", "room_hire"],
            "at_least": 2,
            "hubs": 1,
            "areas": "each_ward",
        }
    },
    "front door, hubs as they come": {
        "front_door": {"services": ["library", "childrens"], "at_least": 2},
        "protect": {"building": "B4", "option": "hub", **WHY},
    },
}
"""Every policy in every variant, with nothing beside it but what gives it something to do."""

ENDING: dict[str, Tables] = {
    "relocation": {"relocation": {"max_ended_share": 0.1}, "reduction": {"share": 0.5}},
    "relocation, must": {"relocation": {"kind": "must", "max_ended_share": 0.2}, "reduction": {"share": 1.0}},
    "relocation of services": {
        "relocation": {"services": ["library", "room_hire"], "max_ended_share": 0.3},
        "reduction": {"share": 1.0},
    },
    "relocation of services, must": {
        "relocation": {"kind": "must", "services": ["library"], "max_ended_share": 0.0},
        "reduction": {"share": 1.0},
    },
    "everything may go": {"relocation": {"max_ended_share": 1.0}, "running_cost": {"saving_share": 1.0}},
    "running cost with hire": {
        "relocation": {"max_ended_share": 0.5},
        "reduction": {"share": 0.5},
        "running_cost": {"saving_share": 0.7},
    },
}
"""Policies where activity may end; on the hamlet."""

TARGET: Tables = {
    "reduction": {"share": 0.5, "weight": 2.0},
    "utilisation": {"floor": 0.8, "over": "todays_hours"},
    "access": {"service": "library", "km": 1.6, "share": 0.9, "areas": "each_ward"},
}
COMBINATIONS: dict[str, Tables] = {
    "the working target": TARGET,
    "access first": TARGET | {"reduction": {"share": 0.75, "tier": 2}, "utilisation": {"floor": 0.8, "tier": 3}},
    "reduction first": TARGET
    | {"access": {"service": "library", "km": 1.0, "share": 1.0, "tier": 2, "areas": "each_ward"}},
    "use in bounds, access a must": {
        "utilisation": [{"floor": 0.6, "of": "each_building"}, {"kind": "must", "ceiling": 0.9, "of": "each_building"}],
        "access": {"kind": "must", "service": "library", "km": 2.5, "share": 0.7},
        "reduction": {"retain": 2, "weight": 3.0},
    },
    "money": {
        "running_cost": {"saving_share": 0.5},
        "one_off": {"budget_gbp": 20_000.0, "receipts": "low", "tier": 2},
        "carbon": {"cut_share": 0.5, "weight": 0.5},
    },
    "fair closures": {
        "reduction": {"share": 0.75},
        "quota": [
            {"share": 0.5, "areas": "each_ward"},
            {"share": 0.5, "of": "own_buildings", "areas": "each_ward", "kind": "must"},
        ],
        "presence": {"at_least": 1, "areas": "each_ward", "weight": 0.3},
    },
    "hubs": {
        "front_door": {"services": ["library", "childrens", "room_hire"], "at_least": 3, "hubs": 1, "weight": 2.0},
        "reduction": {"share": 0.5},
        "presence": {"of": "services", "at_least": 2, "areas": "each_ward", "tier": 2},
    },
    "protected": {
        "protect": [
            {"building": "B1", "decision": "close", **WHY},
            {"building": "B4", "decision": "keep", "kind": "aim", "weight": 0.2, **WHY},
        ],
        "reduction": {"share": 0.75},
        "access": [
            {"service": "library", "km": 2.0, "no_worse_than_today": 0.8, "tier": 2},
            {"service": "childrens", "km": 2.0, "no_worse_than_today": 1.0, "id": "access-children"},
        ],
    },
    "two standards of one service": {
        "access": [
            {"id": "near", "service": "room_hire", "km": 1.0, "share": 0.9, "transfers": False},
            {"id": "far", "service": "room_hire", "km": 2.0, "share": 1.0, "group": "over_65", "areas": "each_ward"},
        ],
        "running_cost": {"saving_share": 0.6},
    },
    "near moves only": {
        "relocation": {"kind": "must", "max_km": 1.5, "nearest": 1, "weight": 2.0},
        "reduction": {"share": 0.5},
        "utilisation": {"floor": 0.9, "of": "each_type"},
    },
    "three tiers": {
        "carbon": {"cut_share": 0.6, "tier": 5},
        "presence": {"at_least": 1, "services": ["library"], "areas": "each_ward", "tier": 1},
        "one_off": {"budget_gbp": 50_000.0, "tier": 3},
        "reduction": {"share": 0.75, "tier": 3},
    },
    "all at once": TARGET
    | {
        "presence": {"at_least": 1, "areas": "each_ward"},
        "running_cost": {"saving_share": 0.4},
        "one_off": {"budget_gbp": 100_000.0},
        "carbon": {"cut_share": 0.4},
        "quota": {"share": 0.75, "of": "own_buildings", "areas": "each_ward"},
        "front_door": {"services": ["library", "childrens", "room_hire"], "at_least": 2, "hubs": 1},
        "protect": {"building": "B3", "decision": "keep", "kind": "aim", **WHY},
    },
    "no policy at all": {},
}
"""Policies together, with and without tiers."""

TERMS = (
    "condition",
    "location",
    "flexibility",
    "local_importance",
    "running_cost",
    "one_off",
    "carbon",
    "disruption",
    "travel",
    "ended",
    "buildings",
    "farthest",
)
NOTHING = dict.fromkeys(TERMS, 0.0)
PREFERENCES: dict[str, Tables] = {term: NOTHING | {term: 1.0} for term in TERMS} | {
    "all in shares": dict.fromkeys(TERMS, 1.0),
    "all in raw units": {
        "raw_units": True,
        "condition": 1e5,
        "location": 1e5,
        "flexibility": 2e4,
        "local_importance": 3e4,
        "running_cost": 1.0,
        "one_off": 0.1,
        "carbon": 0.2,
        "disruption": 50.0,
        "travel": 3.0,
        "ended": 900.0,
    },
    "exact travel": NOTHING | {"travel": 1.0, "exact_travel": True, "disruption": 0.1},
    "exact travel, near horizon": NOTHING
    | {"travel": 1.0, "exact_travel": True, "travel_horizon_km": 1.5, "disruption": 0.1},
    "exact travel without partners": NOTHING
    | {"travel": 1.0, "exact_travel": True, "partners": False, "transfers": False, "running_cost": 0.3},
    "one band": NOTHING | {"travel": 1.0, "travel_bands_km": [1.0], "disruption": 0.1},
    "bands up to the horizon": NOTHING
    | {"travel": 1.0, "travel_bands_km": [0.5, 1.0, 2.0], "travel_horizon_km": 2.0, "disruption": 0.1},
    "bands beyond the horizon": NOTHING
    | {"travel": 1.0, "travel_bands_km": [0.5, 1.0, 4.0], "travel_horizon_km": 3.0, "running_cost": 0.5},
    "bands without partners": NOTHING
    | {"travel": 1.0, "partners": False, "transfers": False, "travel_bands_km": [1.0, 1.5], "running_cost": 0.3},
    "farthest, near horizon": NOTHING | {"farthest": 1.0, "travel_horizon_km": 1.5, "disruption": 0.1},
    "farthest without partners": NOTHING
    | {"farthest": 1.0, "partners": False, "transfers": False, "running_cost": 0.05},
    "farthest and exact travel": NOTHING | {"farthest": 2.0, "travel": 1.0, "exact_travel": True, "buildings": 0.1},
    "travel to one service": NOTHING | {"travel": 1.0, "travel_services": ["childrens"], "condition": 0.2},
    "receipts": NOTHING | {"one_off": 1.0, "receipts": "high", "running_cost": 0.2},
    "location far and wide": NOTHING | {"location": 1.0, "location_radius_km": 5.0, "carbon": 0.5},
    "condition by other scores": NOTHING
    | {"condition": 1.0, "condition_scores": {"A": 0.2, "B": 1.0, "C": 0.9, "D": 0.4}, "disruption": 0.2},
}
"""Each term alone, and what changes how terms are counted; with half of the buildings to go."""
