"""Moves beyond the nearest: the plan is as good as with all of them, or what it lacks is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from estate_opt.config.schema import PlanFile
from estate_opt.errors import NoPlanPossible
from estate_opt.formulation import formulate
from estate_opt.policies import Context
from estate_opt.results.manifest import Origin
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import Session, solve_formulation
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.relaxation import Relaxation
from estate_opt.workflow import Case, solve
from tests.oracle.cases import plan_file
from tests.oracle.estates import VILLAGE
from tests.solving.test_primal import RULES, TOWN

PRICED = {"price_left_out": True}


def planned(nearest: int, **settings: object) -> Result:
    rules = {**RULES, "relocation": {**RULES["relocation"], "nearest": nearest}}
    asked = plan_file(rules, **{"gap": 0.0005, "time_limit_seconds": 120.0, "formulation": PRICED, **settings})
    policies = asked.policies
    formulation = formulate(TOWN, policies.all(), policies.relocation, "town", asked.solve.formulation)
    return Result(asked, TOWN, solve_formulation(formulation, asked))


def test_with_few_candidates_the_plan_is_within_what_is_said_of_all() -> None:
    few, every = planned(2), planned(1_000)
    assert verify(few).accepted
    assert every.plan.losses == ()
    (said,) = few.plan.losses
    assert "moves to further ones were added because they could help" in said
    assert few.plan.proof[0].objective == pytest.approx(every.plan.proof[0].objective, abs=1e-4)
    share = float(said.rsplit("more than ", 1)[1].removesuffix(" %.")) / 100 if "more than" in said else 0.0
    assert few.plan.proof[-1].objective * (1 - share) <= every.plan.proof[-1].objective + 1e-6


def test_switched_off_they_are_left_out_and_counted() -> None:
    few, off = planned(2), planned(2, formulation={"price_left_out": False})
    assert off.plan.sizes["variables"] < few.plan.sizes["variables"] or off.plan.losses != few.plan.losses
    assert "were left out" in off.plan.losses[0]
    assert sum(p.objective for p in off.plan.proof) >= sum(p.objective for p in few.plan.proof) - 2e-3


def test_where_the_nearest_leave_no_plan_all_are_tried() -> None:
    """Six buildings in ten can close, though not by moving activity to the one that is nearest."""
    rules = {
        "relocation": {"kind": "must", "max_ended_share": 0.0, "nearest": 1},
        "reduction": {"kind": "must", "share": 0.6},
    }
    asked = plan_file(rules, gap=0.5, time_limit_seconds=120.0, formulation=PRICED)
    formulation = formulate(TOWN, asked.policies.all(), asked.policies.relocation)
    with pytest.raises(NoPlanPossible):
        solve_formulation(formulation, asked)
    result = solve(Case(asked, TOWN, Origin(estate_path="", estate_files={}, plan_files={})))
    assert verify(result).accepted


def test_diagnose_blames_no_must_for_what_only_the_nearest_cannot_do(tmp_path: Path) -> None:
    from estate_opt.studies.diagnose import diagnose

    rules = {
        "relocation": {"kind": "must", "max_ended_share": 0.0, "nearest": 1},
        "reduction": {"kind": "must", "share": 0.4},
    }
    every = {**rules, "relocation": {**rules["relocation"], "nearest": 1_000}}
    asked, wide = plan_file(rules, formulation=PRICED), plan_file(every)
    assert diagnose(asked, VILLAGE).sentences() == diagnose(wide, VILLAGE).sentences()


def test_a_program_that_differs_in_figures_takes_the_moves_and_the_basis_over() -> None:
    rules = {**RULES, "relocation": {**RULES["relocation"], "nearest": 2}}
    settings = {"gap": 0.0005, "time_limit_seconds": 120.0, "formulation": PRICED}
    base = begun(plan_file(rules, **settings), TOWN)
    dearer = tuple(replace(b, running_cost_gbp_per_year=2 * b.running_cost_gbp_per_year) for b in TOWN.estate.buildings)
    other = Context(TOWN.estate.replace(buildings=dearer))
    asked = plan_file({**rules, "reduction": {"share": 0.5}}, **settings)
    alike, anew = begun(asked, other, base), begun(asked, other)
    assert alike.formulation.sizes["moves_added"] == base.formulation.sizes["moves_added"] > 0
    assert list(alike.formulation.moves) == list(base.formulation.moves)
    assert alike.state.whole_program.a.shape == base.state.whole_program.a.shape
    whole = alike.state.whole_program
    kept = alike.state.relaxation.minimise(whole.cost, whole.offset, 60.0)
    new = Relaxation(whole, StopSwitch()).minimise(whole.cost, whole.offset, 60.0)
    assert kept.bound == pytest.approx(new.bound, abs=1e-6)
    assert kept.work < new.work / 2
    plan, scratch = alike.solve(), anew.solve()
    assert verify(Result(asked, other, plan)).accepted
    for one, two in zip(plan.proof, scratch.proof, strict=True):
        assert one.objective == pytest.approx(two.objective, rel=3e-3, abs=1e-3)
    assert "was not looked at" in plan.losses[0]


def begun(asked: PlanFile, context: Context, like: Session | None = None) -> Session:
    formulation = formulate(context, asked.policies.all(), asked.policies.relocation, "town", asked.solve.formulation)
    return Session(formulation, asked, like=like)
