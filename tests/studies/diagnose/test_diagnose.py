"""Diagnose: the set is minimal, the nearest value holds, and one step tighter does not."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from estate_opt.config.schema import PlanFile
from estate_opt.domain.plan import Outcome
from estate_opt.errors import NoPlanPossible
from estate_opt.formulation import formulate
from estate_opt.policies import Context, Kind
from estate_opt.results.manifest import Origin
from estate_opt.solving import solve_formulation
from estate_opt.studies.diagnose import diagnose
from estate_opt.workflow import Case, solve
from tests.tiny import tiny_estate

LIBRARY_FOR_ALL = {"kind": "must", "service": "library", "km": 1.7, "share": 1.0, "areas": "whole_area"}
AT_MOST_ONE = {"kind": "must", "retain": 1}
NOTHING_ENDS = {"kind": "must", "max_ended_share": 0.0}


def plan_file(**policies: Any) -> PlanFile:
    return PlanFile.from_tables(
        {
            "scenario": "conflict",
            "inputs": {"estate": "."},
            "policies": policies,
            "solve": {"gap": 0.0, "shortfall_gap": 0.0},
        }
    )


def possible(file: PlanFile, policies: Any) -> bool:
    context = Context(tiny_estate())
    try:
        plan = solve_formulation(formulate(context, list(policies), file.policies.relocation), file)
    except NoPlanPossible:
        return False
    return plan.outcome is Outcome.OPTIMAL


CASES = [
    {"reduction": AT_MOST_ONE, "relocation": NOTHING_ENDS},
    {"reduction": AT_MOST_ONE, "access": LIBRARY_FOR_ALL, "relocation": NOTHING_ENDS},
    {"reduction": {"kind": "must", "retain": 0}, "presence": {"kind": "must", "at_least": 1, "areas": "each_ward"}},
    {"running_cost": {"kind": "must", "cap_gbp_per_year": 1.0}, "relocation": NOTHING_ENDS},
]


@pytest.mark.parametrize("policies", CASES)
def test_the_conflict_is_minimal(policies: dict[str, Any]) -> None:
    file = plan_file(**policies)
    found = diagnose(file, Context(tiny_estate()))
    by_id = {policy.id: policy for policy in file.policies.all()}
    assert found.conflicts
    for one in found.conflicts:
        conflict = [by_id[part.policy] for part in one.policies]
        assert one.minimal
        assert not possible(file, conflict)
        for rest in combinations(conflict, len(conflict) - 1):
            assert possible(file, rest)


def test_musts_that_can_hold_are_no_conflict() -> None:
    found = diagnose(plan_file(reduction={"kind": "must", "retain": 4}), Context(tiny_estate()))
    assert found.conflicts == ()
    assert found.possible
    assert found.sentences() == ("There is nothing to diagnose: all musts can hold together.",)


def test_the_nearest_value_holds_and_one_step_tighter_does_not() -> None:
    policies = {"reduction": AT_MOST_ONE, "relocation": NOTHING_ENDS}
    found = diagnose(plan_file(**policies), Context(tiny_estate()))
    (part,) = [p for p in found.conflicts[0].policies if p.policy == "reduction"]
    (value,) = part.nearest
    assert value.proven
    nearest = value.setting
    assert f"at most {nearest} buildings" in value.sentence
    for retain, expected in ((nearest, True), (nearest - 1, False)):
        file = plan_file(reduction={"kind": "must", "retain": retain}, relocation=NOTHING_ENDS)
        musts = [p for p in file.policies.all() if p.kind is Kind.MUST]
        assert possible(file, musts) is expected


def test_a_run_that_cannot_be_says_why() -> None:
    file = plan_file(reduction=AT_MOST_ONE, relocation=NOTHING_ENDS)
    case = Case(file, Context(tiny_estate()), Origin(estate_path="", estate_files={}, plan_files={}))
    with pytest.raises(NoPlanPossible, match="These 2 musts cannot all hold"):
        solve(case)
