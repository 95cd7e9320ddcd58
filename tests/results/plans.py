"""Hand-made plans on the tiny estate: a building closed, changed, transferred and kept, and a partner that receives.

B1 (library) becomes a hub: 1.2 × 1.25 × 100 = 150 hours of capacity, works £50,000 + 500 × £200 = £150,000.
B2 (community centre) closes: of its 24 hours of room hire 12 go to B1 (1.3 km), 6 to B3 (2.6 km), 6 end.
B3 stays; half of its 6 hours of room hire go to P1 (0.65 km), at £15 × 3 × 52 = £2,340 a year.
B4 is transferred; its 12 hours of library end.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from estate_opt.config.schema import PlanFile
from estate_opt.domain.decisions import Decisions, Move, today
from estate_opt.domain.estate import Estate
from estate_opt.domain.plan import Outcome, Plan, StageProof
from estate_opt.policies import Context
from estate_opt.results.measures import weighted_shortfall
from estate_opt.results.merit import objective
from estate_opt.results.result import Result
from tests.tiny import tiny_estate_with_partner

RULES: dict[str, Any] = {
    "reduction": {"share": 0.75},
    "utilisation": {"floor": 0.8, "weight": 2.0},
    "access": {"service": "library", "km": 1.6, "share": 0.9, "areas": "each_ward"},
    "protect": {
        "building": "B3", "decision": "keep", "reason": "The nursery lease runs to 2031.", "owner": "Executive Board",
        "review_date": date(2028, 3, 1),
    },
}  # fmt: skip

MIXED = Decisions(
    options={"B1": "hub", "B2": "close", "B3": "keep", "B4": "transfer", "P1": "partner"},
    moves=(
        Move("B1", "library", "B1", 1.0),
        Move("B1", "room_hire", "B1", 1.0),
        Move("B2", "room_hire", "B1", 0.5),
        Move("B2", "room_hire", "B3", 0.25),
        Move("B3", "childrens", "B3", 1.0),
        Move("B3", "room_hire", "B3", 0.5),
        Move("B3", "room_hire", "P1", 0.5),
        Move("B4", "room_hire", "B4", 1.0),
    ),
    offers=frozenset(
        {
            ("B1", "library"), ("B1", "room_hire"), ("B3", "childrens"), ("B3", "room_hire"), ("B4", "room_hire"),
            ("P1", "room_hire"),
        }
    ),
)  # fmt: skip


def plan_file(scenario: str = "tiny", **policies: Any) -> PlanFile:
    """A plan file with the rules above, or others."""
    return PlanFile.from_tables(
        {
            "scenario": scenario,
            "title": "Tinytown, fewer buildings",
            "inputs": {"estate": "tiny"},
            "policies": policies or RULES,
        }
    )


def plan(shortfall: float, preferences: float, decisions: Decisions = MIXED) -> Plan:
    """Decisions with a proof of given objectives."""
    return Plan(
        decisions=decisions,
        outcome=Outcome.OPTIMAL,
        proof=(
            _stage("shortfall of tier 1", shortfall, bound=shortfall),
            _stage("preferences", preferences, bound=preferences * 0.995),
        ),
        solver="HiGHS 1.12.0",
        seed=1,
        threads=2,
        sizes={"rows": 120, "variables": 80},
        losses=("Only the 12 nearest receiving buildings are considered.",),
    )


def _stage(stage: str, objective_: float, bound: float) -> StageProof:
    return StageProof(
        stage=stage, outcome=Outcome.OPTIMAL, objective=objective_, bound=bound, absolute_gap_allowed=0.0, seconds=1.25
    )


def result(decisions: Decisions = MIXED, file: PlanFile | None = None, estate: Estate | None = None) -> Result:
    """The mixed plan, or another, on the tiny estate with its partner; its proof states the true objectives."""
    context = Context(estate or tiny_estate_with_partner(), priority_wards=("W1",))
    asked = file or plan_file()
    unproven = Result(plan_file=asked, context=context, plan=plan(0.0, 0.0, decisions))
    found = plan(weighted_shortfall(unproven.measures, 1), objective(unproven.terms), decisions)
    return Result(plan_file=asked, context=context, plan=found)


def kept_as_today() -> Decisions:
    """Nothing changes."""
    return today(tiny_estate_with_partner())
