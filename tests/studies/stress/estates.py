"""Small estates with gaps, plans of them, and every plan that they could have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from estate_opt.domain.estate import Estate
from estate_opt.domain.values import GRADES
from estate_opt.policies import Context
from estate_opt.results.result import Result
from tests.oracle import cases
from tests.oracle.estates import village
from tests.oracle.solved import solved

RULES: dict[str, Any] = {
    "reduction": {"share": 0.5, "weight": 2.0},
    "access": {"service": "library", "km": 1.6, "share": 0.9, "areas": "each_ward"},
    "running_cost": {"saving_share": 0.3, "tier": 2},
}
WEIGHTS = {"condition": 2.0, "flexibility": 1.0, "location": 0.3, "running_cost": 0.5, "disruption": 0.2}


def gappy() -> Estate:
    """The village without grades for B1 and B3, without a flexibility for B2, without an income for B4."""
    gaps: dict[str, dict[str, Any]] = {
        "B1": {"condition": None}, "B2": {"flexibility": None}, "B3": {"condition": None},
        "B4": {"income_gbp_per_year": None},
    }  # fmt: skip
    estate = village()
    return estate.replace(
        buildings=tuple(replace(b, **gaps.get(b.building_id, {})) for b in estate.buildings), travel=estate.travel
    )


def planned(
    estate: Estate | None = None, rules: dict[str, Any] | None = None, preferences: dict[str, Any] | None = None
) -> Result:
    """The best plan of an estate, proven without any gap."""
    file = cases.plan_file(RULES if rules is None else rules, WEIGHTS if preferences is None else preferences)
    return solved(file, Context(gappy() if estate is None else estate, priority_wards=("W1",)))


def with_grades_written_down(estate: Estate) -> Estate:
    """What is assumed of grades as if it stood in the register."""
    grades = estate.values.condition
    return estate.replace(
        buildings=tuple(replace(b, condition=GRADES[grades[k]]) for k, b in enumerate(estate.buildings)),
        travel=estate.travel,
    )


def with_value(estate: Estate, building_id: str, **values: Any) -> Estate:
    """An estate with a building's values recorded."""
    return estate.replace(
        buildings=tuple(replace(b, **values) if b.building_id == building_id else b for b in estate.buildings),
        travel=estate.travel,
    )
