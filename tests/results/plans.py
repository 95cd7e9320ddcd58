"""Hand-made plans on the tiny estate: a building closed, changed, transferred and kept, and a partner that receives.

B1 (library) becomes a hub: 1.2 × 1.25 × 100 = 150 hours of capacity, works £50,000 + 500 × £200 = £150,000.
B2 (community centre) closes: 12 of its 24 hours of room hire go to B1 (1.3 km), 6 to P1, 6 end.
B3 stays. B4 is transferred; its 12 hours of library end.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from estate_opt.config.schema import PlanFile
from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.plan import Outcome, Plan, StageProof
from estate_opt.policies import Context
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


def plan(decisions: Decisions = MIXED) -> Plan:
    """Decisions with a proof."""
    return Plan(
        decisions=decisions,
        outcome=Outcome.OPTIMAL,
        proof=(
            StageProof(
                stage="shortfall of tier 1", outcome=Outcome.OPTIMAL, objective=0.5, bound=0.4999,
                absolute_gap_allowed=0.001, seconds=1.25,
            ),
            StageProof(
                stage="preferences", outcome=Outcome.OPTIMAL, objective=2.0, bound=1.99,
                absolute_gap_allowed=0.0, seconds=2.5,
            ),
        ),
        solver="HiGHS 1.12.0",
        seed=1,
        threads=2,
        sizes={"rows": 120, "variables": 80},
        losses=("Only the 12 nearest receiving buildings are considered.",),
    )  # fmt: skip


def result(decisions: Decisions = MIXED, file: PlanFile | None = None) -> Result:
    """The mixed plan, or another, on the tiny estate with its partner."""
    context = Context(tiny_estate_with_partner(), priority_wards=("W1",))
    return Result(plan_file=file or plan_file(), context=context, plan=plan(decisions))
