"""Each trick of the formulation off: the same optimum, and what the trick is said to bring."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from estate_opt.config.schema import FormulationSettings, PlanFile
from estate_opt.errors import NoPlanPossible
from estate_opt.formulation import Formulation, formulate
from estate_opt.formulation.dominance import minimal
from estate_opt.formulation.objective import preference
from estate_opt.inputs.synthetic import synthesise
from estate_opt.policies import Context
from estate_opt.policies.base import Expression
from estate_opt.solving import solve_formulation
from estate_opt.solving.matrix import Matrix
from tests.oracle.cases import WHY, Tables, plan_file
from tests.oracle.estates import VILLAGE
from tests.oracle.random_cases import draw_estate, draw_plan_file

OFF = {
    "merge_neighbourhoods": False,
    "nested_rings": False,
    "drop_dominated": False,
    "links": "aggregated",
    "tight_links": False,
    "settle_forced": False,
}
ALL_OFF = FormulationSettings.model_validate(OFF | {"price_left_out": False})
MUSTS: Tables = {
    "access": [
        {"id": "all", "kind": "must", "service": "library", "km": 2.0, "share_in_reach": 1.0},
        {"id": "most", "kind": "must", "service": "room_hire", "km": 1.6, "no_worse_than_today": 0.9},
    ],
    "protect": {"building": "B4", "decision": "keep", **WHY},
    "presence": {"kind": "must", "at_least": 1, "areas": "each_ward"},
    "reduction": {"share": 0.5},
}
TOWN = Context(synthesise(seed=5, buildings=40, wards=6))
TOWN_RULES: Tables = {
    "reduction": {"share": 0.5, "weight": 3.0},
    "utilisation": {"floor": 0.7},
    "access": [
        {"id": "near", "service": "library", "km": 1.6, "no_worse_than_today": 0.9},
        {"id": "far", "service": "library", "km": 3.2, "share": 0.9},
    ],
}


def built(context: Context, asked: PlanFile, settings: FormulationSettings | None = None) -> Formulation:
    policies = asked.policies
    return formulate(context, policies.all(), policies.relocation, settings=settings)


def standing(context: Context, asked: PlanFile, settings: FormulationSettings) -> list[float] | None:
    """Objective of each stage; nothing where no plan is possible."""
    try:
        plan = solve_formulation(built(context, asked, settings), asked)
    except NoPlanPossible:
        return None
    return [proof.objective for proof in plan.proof]


@pytest.mark.parametrize("seed", range(40, 52))
def test_all_tricks_off_give_the_same_optimum(seed: int) -> None:
    rng = np.random.default_rng(seed)
    context = Context(draw_estate(rng), priority_wards=("W1",))
    asked = draw_plan_file(rng, context)
    without = standing(context, asked, ALL_OFF)
    with_all = standing(context, asked, FormulationSettings(price_left_out=False))
    assert (without is None) == (with_all is None)
    if without is not None:
        assert with_all == pytest.approx(without, rel=4e-6, abs=4e-6)


@pytest.mark.parametrize("off", OFF)
def test_a_trick_off_gives_the_same_optimum_with_musts(off: str) -> None:
    asked = plan_file(MUSTS)
    settings = FormulationSettings.model_validate({off: OFF[off], "price_left_out": False})
    usual = standing(VILLAGE, asked, FormulationSettings(price_left_out=False))
    assert usual is not None
    assert standing(VILLAGE, asked, settings) == pytest.approx(usual, rel=4e-6, abs=4e-6)


def relaxed(settings: FormulationSettings) -> tuple[float, int]:
    """Bound of the relaxation of a town, and the coefficients of its program."""
    asked = plan_file(TOWN_RULES, {"travel": 1.0, "ended": 4.0, "condition": 1.0})
    formulation = built(TOWN, asked, settings)
    total = Expression()
    total.extend(preference(formulation, asked.preferences))
    total.extend(formulation.shortfall(1), 100.0)
    formulation.program.minimise(total)
    highs = Matrix.of(formulation.program.problem).highs(integer=False)
    highs.run()
    return highs.getObjectiveValue(), formulation.program.nonzeros


@pytest.mark.parametrize("trick", ["merge_neighbourhoods", "nested_rings"])
def test_fewer_coefficients_and_a_relaxation_as_tight(trick: str) -> None:
    bound, nonzeros = relaxed(FormulationSettings())
    bound_without, nonzeros_without = relaxed(FormulationSettings.model_validate({trick: False}))
    assert bound == pytest.approx(bound_without, rel=1e-7)
    assert nonzeros < 0.95 * nonzeros_without


def test_strong_links_are_tighter_than_aggregated_ones() -> None:
    assert relaxed(FormulationSettings())[0] > relaxed(FormulationSettings(links="aggregated"))[0] + 1e-4


def test_what_is_forced_cannot_be_otherwise() -> None:
    asked = plan_file(MUSTS)
    forced = built(VILLAGE, asked)
    free = built(VILLAGE, asked, FormulationSettings(settle_forced=False))
    fixed = [key for key, variable in forced.run.items() if variable.lowBound == variable.upBound]
    assert fixed, "nothing is forced, so that this shows nothing"
    assert forced.sizes["options_forced"] == len(fixed)
    for key in fixed:
        opposite = 1 - forced.run[key].lowBound
        free.run[key].bounds(opposite, opposite)
        with pytest.raises(NoPlanPossible):
            solve_formulation(free, asked)
        free.run[key].bounds(0, 1)


def test_what_is_forced_is_said() -> None:
    asked = plan_file({"protect": {"building": "B2", "decision": "close", **WHY}})
    (forced,) = built(VILLAGE, asked).forced
    assert forced.sentence == "Chapel Street Centre (B2) can only be run as 'Close': the musts leave nothing else."


def test_contradictory_musts_fix_nothing() -> None:
    rules = [{"id": f"p{n}", "building": "B4", "decision": d, **WHY} for n, d in enumerate(("keep", "close"))]
    formulation = built(VILLAGE, plan_file({"protect": rules}))
    assert formulation.forced == ()
    assert formulation.sizes["options_forced"] == 0


def test_minimal_sets_are_those_that_contain_no_other() -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        drawn = [rng.choice(7, size=int(rng.integers(1, 5)), replace=False) for _ in range(12)]
        sets = [frozenset(members.tolist()) for members in drawn]
        kept = [sets[n] for n in minimal(drawn)]
        assert all(any(k <= s for k in kept) for s in sets)
        assert not any(a <= b or b <= a for a, b in combinations(kept, 2))


def test_dominated_neighbourhoods_are_left_out_only_where_all_are_to_be_covered() -> None:
    for share, kind in product((1.0, 0.9), ("must", "aim")):
        rule = {"service": "room_hire", "km": 3.2, "share_in_reach": share, "kind": kind}
        formulation = built(TOWN, plan_file({"access": rule}))
        assert (formulation.sizes["neighbourhoods_dominated"] > 0) == (share == 1.0 and kind == "must")
