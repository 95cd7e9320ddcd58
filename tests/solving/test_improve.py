"""Both sides of a stage: what they reach together, side by side or in turn."""

from __future__ import annotations

import numpy as np
import pytest

from estate_opt.domain.plan import Outcome, Plan
from estate_opt.formulation import formulate
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import solve_formulation
from estate_opt.solving.backends import Backend
from estate_opt.solving.primal import PrimalSearch
from tests.oracle.cases import plan_file
from tests.solving.test_primal import RULES, TOWN

AIMS = {**RULES, "running_cost": {"saving_share": 0.3}}
HARD = {**RULES, "utilisation": {"floor": 0.8, "over": "todays_hours"}}
"""Such that neither side is done at once."""


@pytest.fixture(autouse=True)
def every_size_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that a test can wait for count as small otherwise."""
    monkeypatch.setattr("estate_opt.solving.session.SMALL", 100)


def plan(rules: dict = AIMS, **settings: object) -> Plan:
    asked = plan_file(rules, **{"gap": 0.001, **settings})
    formulation = formulate(TOWN, asked.policies.all(), asked.policies.relocation)
    found = solve_formulation(formulation, asked)
    assert verify(Result(asked, TOWN, found)).accepted
    return found


@pytest.fixture(scope="module")
def by_highs_alone() -> Plan:
    """The stages by the solver without any search of ours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("estate_opt.solving.session.SMALL", 10**9)
        return plan(gap=0.0005, time_limit_seconds=300.0)


@pytest.mark.parametrize("settings", [{"threads": 2}, {"threads": 1}, {"work_limit": 40}, {"solver": "cbc"}])
def test_they_prove_what_the_solver_alone_proves(settings: dict, by_highs_alone: Plan) -> None:
    together = plan(**settings, time_limit_seconds=120.0)
    assert together.outcome is Outcome.OPTIMAL
    for ours, alone in zip(together.proof, by_highs_alone.proof, strict=True):
        assert ours.bound <= alone.objective + 1e-6
        assert ours.objective >= alone.bound - 1e-6
        assert ours.objective == pytest.approx(alone.objective, rel=1.6e-3, abs=2e-4)


def test_with_a_work_limit_the_clock_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    first = plan(work_limit=4, gap=0.0)
    slow = PrimalSearch.step

    def slower(self: PrimalSearch) -> bool:
        sum(k * k for k in range(200_000))
        return slow(self)

    monkeypatch.setattr(PrimalSearch, "step", slower)
    second = plan(work_limit=4, gap=0.0)
    assert first.decisions == second.decisions
    assert [(p.objective, p.bound) for p in first.proof] == [(p.objective, p.bound) for p in second.proof]


def test_an_error_of_the_search_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: PrimalSearch) -> bool:
        raise ArithmeticError("in the other thread")

    monkeypatch.setattr(PrimalSearch, "step", broken)
    monkeypatch.setattr("estate_opt.solving.improve.EASY", 0)
    with pytest.raises(ArithmeticError, match="in the other thread"):
        plan(HARD, gap=0.0)


def test_plans_reach_the_solver_and_its_own_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any neighbourhood of ours, a better plan can only have come from the solver."""
    monkeypatch.setattr(PrimalSearch, "step", lambda self: setattr(self, "in_vain", self.in_vain + 1))
    monkeypatch.setattr("estate_opt.solving.backends.PROVING", {})
    given: list[np.ndarray] = []
    solve = Backend.solve

    def spied(self: Backend, problem: object, task: object, progress: object, stop: object, exchange: object) -> object:
        given.append(exchange.incumbent.value)
        return solve(self, problem, task, progress, stop, exchange)

    monkeypatch.setattr(Backend, "solve", spied)
    found = plan(HARD, gap=0.005, time_limit_seconds=60.0)
    assert found.proof[-1].objective < given[-1]
