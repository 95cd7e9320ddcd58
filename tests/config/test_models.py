"""The plan files that come with the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from estate_opt.config.check import check_against, priority_wards
from estate_opt.config.load import load_plan_file
from estate_opt.config.schema import PlanFile
from estate_opt.domain.estate import Estate
from estate_opt.inputs import check_estate
from estate_opt.policies import ALL_POLICIES, Kind

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def brackenford() -> Estate:
    estate, _ = check_estate(ROOT / "data/brackenford")
    assert estate is not None
    return estate


@pytest.fixture(scope="module")
def demo() -> PlanFile:
    return load_plan_file(ROOT / "models/demo.toml")


def test_the_demo_asks_for_what_the_case_asks(demo: PlanFile) -> None:
    rules = {rule.id: rule for rule in demo.policies.all()}
    assert rules["reduction"].share == 0.6  # type: ignore[attr-defined]
    assert rules["use-floor"].floor == 0.8  # type: ignore[attr-defined]
    assert [name for name, rule in rules.items() if rule.kind is Kind.MUST] == ["use-ceiling"]
    assert {rule.name for rule in demo.policies.all()} == {policy.name for policy in ALL_POLICIES} - {"protect"}
    assert (demo.solve.time_limit_seconds, demo.solve.gap) == (50, 0.02)
    assert demo.inputs.estate.resolve() == (ROOT / "data/brackenford").resolve()


def test_the_demo_fits_its_estate_and_has_six_priority_wards(demo: PlanFile, brackenford: Estate) -> None:
    assert check_against(demo, brackenford, "demo.toml") == []
    assert len(priority_wards(demo, brackenford)) == 6


def test_leeds_asks_the_same_of_another_estate(demo: PlanFile) -> None:
    leeds = load_plan_file(ROOT / "models/leeds.toml")
    assert [(r.id, r.kind, r.weight) for r in leeds.policies.all()] == [
        (r.id, r.kind, r.weight) for r in demo.policies.all()
    ]
    assert leeds.scenario == "leeds"
    assert leeds.inputs.estate.resolve() == (ROOT / "data/leeds").resolve()
    assert leeds.inputs.priority is not None
    assert (leeds.inputs.priority.rank_at_most, leeds.inputs.priority.vintage) == (328, "2019")
    assert leeds.solve.gap <= 0.02
    assert leeds.solve.time_limit_seconds <= 120


def test_the_base_has_only_what_any_council_can_start_from() -> None:
    plan_file = load_plan_file(ROOT / "models/base.toml", {"inputs.estate": "anywhere"})
    assert [rule.id for rule in plan_file.policies.all()] == ["relocation"]
    assert plan_file.policies.relocation.max_ended_share == 0.0
    assert plan_file.inputs.priority is None
