"""The optimum of the program is the oracle's where activity may be parted, ended, and hired out to partner venues."""

from __future__ import annotations

from typing import Any

import pytest

from estate_opt.config.schema import PlanFile
from estate_opt.errors import NoPlanPossible
from tests.oracle import cases
from tests.oracle.divisible import best_parted_plan
from tests.oracle.estates import PARTED
from tests.oracle.solved import agree, solved

SHARED_OUT = {
    name: policies
    for name, policies in cases.POLICIES.items()
    if {"utilisation", "relocation", "running_cost"} & set(policies)
}
"""Policies that shares of activity bear on."""


def check(plan_file: PlanFile) -> None:
    best = best_parted_plan(plan_file, PARTED)
    if best is None:
        with pytest.raises(NoPlanPossible):
            solved(plan_file, PARTED)
        return
    agree(solved(plan_file, PARTED), best, tolerance=1e-5)  # what is held has a slack of 1e-6, and shares use it


@pytest.mark.parametrize("policies", SHARED_OUT.values(), ids=SHARED_OUT)
def test_policies_of_use_and_money(policies: dict[str, Any]) -> None:
    check(cases.plan_file(policies))


@pytest.mark.parametrize("policies", cases.ENDING.values(), ids=cases.ENDING)
def test_where_activity_may_end(policies: dict[str, Any]) -> None:
    check(cases.plan_file(policies))


@pytest.mark.slow
@pytest.mark.parametrize("policies", cases.COMBINATIONS.values(), ids=cases.COMBINATIONS)
def test_combinations(policies: dict[str, Any]) -> None:
    check(cases.plan_file(policies))


@pytest.mark.slow
@pytest.mark.parametrize("preferences", cases.PREFERENCES.values(), ids=cases.PREFERENCES)
def test_preferences(preferences: dict[str, Any]) -> None:
    check(cases.plan_file({"reduction": {"share": 0.75}, "relocation": {"max_ended_share": 0.0}}, preferences))
