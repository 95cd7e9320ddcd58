"""The starting plan: feasible, never better than what is proven, and what the stages begin from."""

from __future__ import annotations

import numpy as np
import pytest

from estate_opt.domain.snapshot import Snapshot
from estate_opt.formulation import Formulation, formulate
from estate_opt.formulation.objective import preference
from estate_opt.inputs.synthetic import synthesise
from estate_opt.policies import Context
from estate_opt.policies.base import Expression
from estate_opt.results.verify import check_decisions, check_physics
from estate_opt.solving.backends import Backend
from estate_opt.solving.primal import TIER_WEIGHT, PrimalSearch
from estate_opt.solving.progress import Silent, StopSwitch
from tests.oracle.cases import COMBINATIONS, plan_file
from tests.oracle.estates import VILLAGE
from tests.oracle.solved import solved

RULES = {
    "relocation": {"max_ended_share": 0.0, "weight": 4.0},
    "reduction": {"share": 0.6},
    "utilisation": {"floor": 0.8, "over": "todays_hours"},
    "access": {"service": "library", "km": 1.6, "share": 0.9, "areas": "each_ward"},
}


def search(context: Context, rules: dict, stop: StopSwitch | None = None) -> tuple[bool, PrimalSearch, Formulation]:
    asked = plan_file(rules)
    formulation = formulate(context, asked.policies.all(), asked.policies.relocation)
    backend = Backend("highs", seed=1, threads=1, options={})
    preferences = preference(formulation, asked.preferences)
    found = PrimalSearch(formulation, preferences, backend, Silent(), stop or StopSwitch(), gap=0.0)
    return found.run(10.0), found, formulation


def value(expression: Expression) -> float:
    return expression.constant + sum((v.varValue or 0.0) * c for v, c in expression.terms)


@pytest.mark.parametrize("name", ["the working target", "three tiers", "fair closures", "hubs"])
def test_the_starting_plan_keeps_to_physics_and_is_no_better_than_the_proven_one(name: str) -> None:
    found, primal, formulation = search(VILLAGE, COMBINATIONS[name])
    assert found
    decisions = formulation.decisions()
    assert [said for said in check_decisions(VILLAGE, decisions) if said] == []
    best = solved(plan_file(COMBINATIONS[name]), VILLAGE)
    after = Snapshot(VILLAGE.estate, decisions)
    assert [said for said in check_physics(VILLAGE, best.plan_file.policies.relocation, after) if said] == []
    tiers = formulation.tiers()
    first = value(formulation.shortfall(tiers[0]))
    assert first >= best.plan.proof[0].objective - 1e-6
    combined = value(primal.preferences) + sum(
        TIER_WEIGHT**power * value(formulation.shortfall(tier)) for power, tier in enumerate(reversed(tiers), start=1)
    )
    assert combined == pytest.approx(primal.best, rel=1e-6)
    assert combined >= primal.bound - 1e-6


def test_it_leaves_every_bound_as_it_was() -> None:
    asked = plan_file(RULES)
    context = Context(synthesise(seed=5, buildings=12, wards=3, neighbourhoods=15))
    fresh = formulate(context, asked.policies.all(), asked.policies.relocation)
    _, _, used = search(context, RULES)
    names = {v.name: (v.lowBound, v.upBound) for v in used.program.problem.variables()}
    assert all(names[v.name] == (v.lowBound, v.upBound) for v in fresh.program.problem.variables())


def test_it_ends_at_once_when_it_is_asked_to_stop() -> None:
    stop = StopSwitch()
    stop.set()
    context = Context(synthesise(seed=5, buildings=12, wards=3, neighbourhoods=15))
    found, primal, _ = search(context, RULES, stop)
    assert not found or np.isfinite(primal.best)


def test_no_plan_where_the_relaxation_has_none() -> None:
    found, primal, _ = search(
        VILLAGE,
        {
            "reduction": {"kind": "must", "retain": 0},
            "access": {"kind": "must", "service": "childrens", "km": 1.0, "share": 0.3},
        },
    )
    assert not found
    assert primal.plan == {}
