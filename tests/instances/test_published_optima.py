"""Published optima of the OR-Library are found, proven and verified."""

from __future__ import annotations

import pytest

from estate_opt.domain.plan import Outcome
from estate_opt.formulation import formulate
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import solve_formulation
from tests.instances.orlib import CAP, INSTANCES, PCENTRE, PMED, cap_case, p_centre_case, pmed_case

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not INSTANCES.is_dir(), reason=f"the OR-Library instances are not beside the project ({INSTANCES})"
    ),
]


def without_special(estate, plan_file):
    solve = plan_file.solve.model_copy(update={"special": False})
    return estate, plan_file.model_copy(update={"solve": solve})


def check(estate, plan_file, optimum, relative):
    context = Context(estate)
    policies = plan_file.policies
    formulation = formulate(context, policies.all(), policies.relocation)
    plan = solve_formulation(formulation, plan_file)
    result = Result(plan_file, context, plan)
    assert plan.outcome is Outcome.OPTIMAL
    assert plan.proof[-1].objective == pytest.approx(optimum, rel=relative)
    assert plan.proof[-1].bound == pytest.approx(optimum, rel=relative)
    assert verify(result).differences == ()


@pytest.mark.parametrize("number", list(PMED))
def test_p_median(number):
    check(*pmed_case(number), PMED[number], relative=1e-6)


@pytest.mark.parametrize(
    "number", [5, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 3, 4, 6, 7, 8, 9, 10))]
)
def test_p_median_by_the_solver_alone(number):
    check(*without_special(*pmed_case(number)), PMED[number], relative=1e-6)


@pytest.mark.parametrize("number", list(PCENTRE))
def test_p_centre(number):
    check(*p_centre_case(number), PCENTRE[number], relative=1e-6)


@pytest.mark.parametrize("number", list(CAP))
def test_capacitated_location(number):
    check(*cap_case(number), CAP[number], relative=1e-6)
