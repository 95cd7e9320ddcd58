"""The program's own answer, and what it means that it agrees with an oracle."""

from __future__ import annotations

import pytest

from estate_opt.config.schema import PlanFile
from estate_opt.domain.plan import Outcome
from estate_opt.formulation import formulate
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import solve_formulation
from tests.oracle.brute_force import Optimum

CBC_GAP = 1e-4
"""CBC takes plans that are better by less than its increment of 1e-5 for the same, and says so in its bound."""


def solved(plan_file: PlanFile, context: Context) -> Result:
    """Formulate and solve, without the arithmetic that comes before."""
    policies = plan_file.policies
    formulation = formulate(context, policies.all(), policies.relocation, settings=plan_file.solve.formulation)
    return Result(plan_file, context, solve_formulation(formulation, plan_file))


def agree(result: Result, best: Optimum, tolerance: float = 2e-6) -> None:
    """Every stage is proven to be as good as the best plan, no better, and the verifier accepts the plan."""
    *held, preferences = result.plan.proof
    assert result.plan.outcome is Outcome.OPTIMAL
    assert [s.objective for s in held] == pytest.approx(best.shortfalls, rel=tolerance, abs=tolerance)
    assert preferences.objective == pytest.approx(best.objective, rel=tolerance, abs=tolerance)
    assert result.plan.gap <= (CBC_GAP if result.plan.solver.startswith("CBC") else tolerance)
    assert verify(result).differences == ()
