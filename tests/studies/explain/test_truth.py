"""Costs, proofs and flips are those that trying every plan gives."""

from __future__ import annotations

from typing import Any

import pytest

from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.studies.explain import Explainer, Explanation, Found, Settings, Verdict
from estate_opt.studies.explain.levers import Lever, own_levers, policy_levers
from estate_opt.studies.explain.opposite import opposite_of
from estate_opt.studies.explain.world import World
from tests.oracle.cases import plan_file
from tests.oracle.estates import HAMLET, VILLAGE
from tests.oracle.solved import solved
from tests.studies.explain.truth import TIE, as_good, best

CASES: dict[str, tuple[Context, dict[str, Any], dict[str, Any]]] = {
    "cheap or near": (HAMLET, {"reduction": {"number": 1}}, {"running_cost": 4.0}),
    "good condition": (HAMLET, {"carbon": {"cut_share": 0.1}}, {"running_cost": 3.0, "condition": 2.0}),
    "a saving": (
        HAMLET,
        {"running_cost": {"saving_share": 0.3}, "utilisation": {"floor": 0.5, "tier": 2}},
        {"running_cost": 2.0, "condition": 0.5, "location": 0.5},
    ),
    "half of the village": (VILLAGE, {"reduction": {"number": 2}}, {"running_cost": 4.0}),
    "a small budget": (VILLAGE, {"one_off": {"budget_gbp": 100_000}}, {"running_cost": 2.0, "travel": 0.3}),
}
SAMPLES = {id(HAMLET): 6, id(VILLAGE): 0}
"""Steps short of a flip that are tried besides the last, as far as the estate is small enough for them."""


def explained(name: str, every: int = 1) -> tuple[World, list[tuple[Explanation, Result]]]:
    context, rules, preferences = CASES[name]
    asked = plan_file(rules, preferences)
    result = solved(asked, context)
    explainer = Explainer(result)
    policies = tuple(p.id for p in asked.policies.all() if p.id != "relocation")
    settings = Settings(seconds=60, flip_seconds=120, policies=policies)
    found = [(explainer.explain(b.building_id, settings), result) for b in context.estate.council_buildings[::every]]
    return World(asked, context), found


@pytest.mark.parametrize("name", CASES)
def test_the_opposite_costs_what_the_best_plan_with_it_costs(name: str) -> None:
    world, found = explained(name)
    for explanation, result in found:
        about, comparison = explanation.about, explanation.comparison
        same = best(world, about.building_id, stays=about.stays)
        other = best(world, about.building_id, stays=not about.stays)
        assert same is not None
        if other is None:
            assert comparison.verdict is Verdict.IMPOSSIBLE
            continue
        decided = next((n for n in range(len(same) - 1) if abs(same[n] - other[n]) > TIE), len(same) - 1)
        loss = other[decided] - same[decided]
        assert comparison.verdict is (Verdict.WORSE if loss > TIE else Verdict.AS_GOOD)
        assert comparison.found == pytest.approx(loss, abs=1e-5)
        assert comparison.least <= loss + 1e-5
        assert comparison.most >= loss - 1e-5
        assert explanation.effects is not None
        assert verify(result).accepted


@pytest.mark.parametrize("name", CASES)
@pytest.mark.slow
def test_a_flip_is_the_first_step_at_which_the_opposite_is_as_good(name: str) -> None:
    world, found = explained(name, every=2 if CASES[name][0] is VILLAGE else 1)
    kinds = set()
    for explanation, result in found:
        about = explanation.about
        if explanation.comparison.verdict is Verdict.AS_GOOD:
            assert all(flip.found is Found.ALREADY for flip in explanation.flips)
            continue
        for flip, lever in zip(explanation.flips, levers(world, result, about.building_id), strict=True):
            assert flip.key == lever.key
            kinds.add(flip.found)
            assert flip.found in (Found.PROVEN, Found.NEVER)
            last = len(lever.values) if flip.value is None else lever.values.index(flip.value)
            samples = SAMPLES[id(CASES[name][0])]
            for step in {*(range(1, last, max(1, last // samples)) if samples else ()), last} - {0}:
                there = lever.world(lever.at(step))
                assert not as_good(there, about.building_id, stays=not about.stays), (flip, step)
            if flip.value is not None:
                assert as_good(lever.world(flip.value), about.building_id, stays=not about.stays), flip
    assert kinds


def levers(world: World, result: Result, building_id: str) -> list[Lever]:
    opposite = opposite_of(world.context.estate, result.plan.decisions, building_id)
    policies = [p for p in world.plan_file.policies.all() if p.id != "relocation"]
    more = [lever for policy in policies for lever in policy_levers(world, opposite, policy)]
    return [*own_levers(world, opposite), *more]
