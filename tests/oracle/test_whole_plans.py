"""The optimum of the program is the optimum of brute force: every policy, combinations, every preference."""

from __future__ import annotations

from typing import Any

import pytest

from estate_opt.config.schema import PlanFile
from estate_opt.errors import NoPlanPossible
from estate_opt.policies import ALL_POLICIES, Context
from tests.oracle import cases
from tests.oracle.brute_force import best_whole_plan
from tests.oracle.estates import HAMLET, VILLAGE
from tests.oracle.solved import agree, solved


def check(plan_file: PlanFile, context: Context) -> None:
    best = best_whole_plan(plan_file, context)
    if best is None:
        with pytest.raises(NoPlanPossible):
            solved(plan_file, context)
        return
    agree(solved(plan_file, context), best)


@pytest.mark.parametrize("policies", cases.POLICIES.values(), ids=cases.POLICIES)
def test_each_policy(policies: dict[str, Any]) -> None:
    check(cases.plan_file(policies), VILLAGE)


@pytest.mark.parametrize("policies", cases.ENDING.values(), ids=cases.ENDING)
def test_where_activity_may_end(policies: dict[str, Any]) -> None:
    check(cases.plan_file(policies), HAMLET)


@pytest.mark.parametrize("policies", cases.COMBINATIONS.values(), ids=cases.COMBINATIONS)
def test_combinations(policies: dict[str, Any]) -> None:
    check(cases.plan_file(policies), VILLAGE)


@pytest.mark.parametrize("preferences", cases.PREFERENCES.values(), ids=cases.PREFERENCES)
def test_preferences(preferences: dict[str, Any]) -> None:
    check(cases.plan_file({"reduction": {"share": 0.5}}, preferences), VILLAGE)


@pytest.mark.parametrize("policies", cases.COMBINATIONS.values(), ids=cases.COMBINATIONS)
def test_a_second_solver_agrees(policies: dict[str, Any]) -> None:
    check(cases.plan_file(policies, solver="cbc"), VILLAGE)


def test_no_policy_is_without_a_case() -> None:
    asked = {section for case in cases.POLICIES.values() for section in case}
    assert asked >= {policy.name for policy in ALL_POLICIES}
