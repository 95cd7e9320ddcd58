"""The search for plans: feasible, never better than what is proven, and what the stages begin from."""

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
from estate_opt.solving.ground import Ground
from estate_opt.solving.incumbent import Incumbent
from estate_opt.solving.matrix import Matrix, assign
from estate_opt.solving.primal import PrimalSearch
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.relaxation import Relaxation
from tests.oracle.cases import COMBINATIONS, plan_file
from tests.oracle.estates import VILLAGE

RULES = {
    "relocation": {"max_ended_share": 0.0, "weight": 4.0},
    "reduction": {"share": 0.6},
    "utilisation": {"floor": 0.8, "over": "plan_hours"},
    "access": {"service": "library", "km": 1.6, "share": 0.9, "areas": "each_ward"},
}
TOWN = Context(synthesise(seed=5, buildings=30, wards=5, neighbourhoods=40))


def program(context: Context, rules: dict) -> tuple[Formulation, Matrix]:
    """A formulation whose one objective is a hundred times the shortfalls plus the preferences."""
    asked = plan_file(rules)
    formulation = formulate(context, asked.policies.all(), asked.policies.relocation)
    total = Expression()
    total.extend(preference(formulation, asked.preferences))
    for tier in formulation.tiers():
        total.extend(formulation.shortfall(tier), 100.0)
    formulation.program.minimise(total)
    return formulation, Matrix.of(formulation.program.problem)


def search(context: Context, rules: dict, seed: int = 1, stop: StopSwitch | None = None) -> PrimalSearch:
    formulation, matrix = program(context, rules)
    relaxed = Relaxation(matrix, StopSwitch()).minimise(matrix.cost, matrix.offset, 60.0)
    assert relaxed is not None
    stop = stop or StopSwitch()
    incumbent = Incumbent(matrix, matrix.cost)
    return PrimalSearch(matrix, Ground.of(formulation, 60), relaxed, incumbent, seed, lambda: stop.is_set)


def run(found: PrimalSearch, most: int) -> None:
    """Search up to so many neighbourhoods, until it shall end."""
    while found.work < most and not found.ended():
        found.step()


def best(matrix: Matrix) -> float:
    """The optimum, by HiGHS on the whole."""
    highs = matrix.highs(integer=True, mip_rel_gap=0.0, mip_abs_gap=1e-9)
    highs.run()
    return float(highs.getObjectiveValue())


@pytest.mark.parametrize("name", ["the working target", "three tiers", "fair closures", "hubs"])
def test_its_plans_keep_to_physics_and_are_no_better_than_the_optimum(name: str) -> None:
    found = search(VILLAGE, COMBINATIONS[name])
    assert found.first()
    run(found, 10)
    assert found.incumbent.x is not None
    assert found.incumbent.value >= best(found.matrix) - 1e-6
    formulation, _ = program(VILLAGE, COMBINATIONS[name])
    assign(formulation.program.problem.variables(), found.incumbent.x)
    decisions = formulation.decisions()
    assert [said for said in check_decisions(VILLAGE, decisions) if said] == []
    after = Snapshot(VILLAGE.estate, decisions)
    relocation = plan_file(COMBINATIONS[name]).policies.relocation
    assert [said for said in check_physics(VILLAGE, relocation, after) if said] == []


def test_neighbourhoods_better_the_plan_to_the_optimum_of_a_town() -> None:
    found = search(TOWN, RULES)
    assert found.first()
    first = found.incumbent.value
    run(found, 60)
    optimum = best(found.matrix)
    assert found.incumbent.value <= first
    assert found.incumbent.value == pytest.approx(optimum, rel=2e-3)


def test_the_same_seed_searches_the_same_neighbourhoods() -> None:
    one, other = search(TOWN, RULES, seed=3), search(TOWN, RULES, seed=3)
    for found in (one, other):
        found.first()
        run(found, 15)
    assert one.incumbent.value == other.incumbent.value
    assert np.array_equal(one.incumbent.x, other.incumbent.x)
    assert (one.around, one.kernel) != (None, None)


def test_it_ends_at_once_when_it_is_asked_to_stop() -> None:
    stop = StopSwitch()
    stop.set()
    found = search(TOWN, RULES, stop=stop)
    found.first()
    run(found, 100)
    assert found.work == 0


def test_no_relaxation_no_plan() -> None:
    _, matrix = program(
        VILLAGE,
        {
            "reduction": {"kind": "must", "retain": 0},
            "access": {"kind": "must", "service": "childrens", "km": 1.0, "share": 0.3},
        },
    )
    assert Relaxation(matrix, StopSwitch()).minimise(matrix.cost, matrix.offset, 60.0) is None


def test_the_first_plan_is_told_as_soon_as_it_is_there() -> None:
    found = search(TOWN, RULES)
    told: list[np.ndarray] = []

    def hear() -> None:
        assert found.incumbent.x is not None
        told.append(found.incumbent.x)

    found.told = hear
    assert found.first()
    values = [found.matrix.value(x) for x in told]
    assert all(found.matrix.broken(x) <= 1e-5 for x in told)
    assert values == sorted(values, reverse=True)
    assert values[0] >= found.incumbent.value
