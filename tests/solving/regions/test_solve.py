"""Regions end to end: against the whole solved as one, on Dask as here, stopped, and by rule."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from estate_opt.config.schema import PlanFile
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import Outcome, Plan, StageProof
from estate_opt.errors import NoPlanInTime
from estate_opt.formulation import formulate
from estate_opt.formulation.build import Formulation
from estate_opt.formulation.objective import preference
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import Silent, regions, solve, solve_formulation
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.regions import applies, layout, solve_regions, stages
from estate_opt.solving.regions.balance import elastic
from estate_opt.solving.regions.prices import Relaxation
from estate_opt.solving.regions.program import Whole
from estate_opt.solving.regions.prover import Prover
from estate_opt.solving.regions.search import RegionSearch
from estate_opt.solving.regions.today import today_as_plan
from tests.oracle.cases import plan_file
from tests.solving.regions.estates import towns

ASKED: dict[str, Any] = {
    "relocation": {"max_ended_share": 0.0, "weight": 4.0},
    "reduction": {"share": 0.5, "weight": 2.0},
    "utilisation": [{"id": "floor", "floor": 0.6}, {"id": "ceiling", "kind": "must", "ceiling": 0.95}],
    "access": {"service": "library", "km": 2.5, "share": 0.7, "areas": "each_committee"},
    "running_cost": {"saving_share": 0.3},
}
THREE = Context(towns(3, 10))


@pytest.fixture(autouse=True)
def _take_small_estates_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "WHOLE_BUILDINGS", 0)


def asked(**solve: Any) -> PlanFile:
    return plan_file(ASKED, **({"gap": 0.001, "regions": {"from_buildings": 20, "part_buildings": 10}} | solve))


def built(context: Context, asked: PlanFile) -> Formulation:
    return formulate(context, asked.policies.all(), asked.policies.relocation, "towns", asked.solve.formulation)


def by_regions(context: Context, asked: PlanFile, stop: StopSwitch | None = None) -> tuple[list[StageProof], Decisions]:
    formulation = built(context, asked)
    return solve_regions(formulation, asked, preference(formulation, asked.preferences), Silent(), stop or StopSwitch())


def accepted(context: Context, asked: PlanFile, proofs: list[StageProof], decisions: Decisions) -> tuple[str, ...]:
    plan = Plan(
        decisions=decisions, outcome=Outcome.TIME_LIMIT, proof=tuple(proofs), solver="HiGHS", seed=1, threads=1
    )  # fmt: skip
    return verify(Result(asked, context, plan)).differences


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_truth_lies_between_bound_and_plan(seed: int) -> None:
    context = Context(towns(3, 10, seed))
    proofs, decisions = by_regions(context, asked())
    assert not accepted(context, asked(), proofs, decisions)
    exact = plan_file(ASKED, gap=0.0, shortfall_gap=1e-7, regions={"use": False})
    shortfall, _ = solve_formulation(built(context, exact), exact).proof
    assert shortfall.outcome is Outcome.OPTIMAL
    assert proofs[0].bound <= shortfall.objective + 1e-6
    assert proofs[0].objective >= shortfall.bound - 1e-6
    assert proofs[0].objective <= shortfall.objective + 0.05


@pytest.mark.slow
@pytest.mark.parametrize("part_buildings", [4, 10])
def test_a_town_may_be_cut_through(part_buildings: int) -> None:
    cut = asked(regions={"from_buildings": 20, "part_buildings": part_buildings})
    proofs, decisions = by_regions(THREE, cut)
    assert not accepted(THREE, cut, proofs, decisions)
    assert all(math.isfinite(proof.bound) and proof.bound <= proof.objective for proof in proofs)


@pytest.mark.slow
def test_the_same_plan_on_dask() -> None:
    """By work, so that the clock of a busy machine decides nothing."""
    here = by_regions(THREE, asked(threads=1, work_limit=8, time_limit_seconds=900.0))
    on_dask = by_regions(THREE, asked(threads=2, work_limit=8, time_limit_seconds=900.0))
    assert on_dask[1] == here[1]
    assert [(p.objective, p.bound) for p in on_dask[0]] == [(p.objective, p.bound) for p in here[0]]


@pytest.mark.slow
def test_with_a_work_limit_the_clock_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    limited = asked(threads=1, work_limit=6, time_limit_seconds=900.0)
    _, before = by_regions(THREE, limited)
    shares = [name for name in dir(stages) if name.endswith(("_SHARE", "_SHARES"))]
    assert len(shares) >= 7
    for name in shares:
        turns = getattr(stages, name)
        monkeypatch.setattr(stages, name, (1e-9,) * len(turns) if isinstance(turns, tuple) else 1e-9)
    _, after = by_regions(THREE, limited)
    assert after == before


def test_where_the_parts_find_no_plan_the_whole_has_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def in_vain(*_args: object) -> None:
        time.sleep(0.5)
        raise NoPlanInTime("none")

    class Whole:
        def __init__(self, _formulation: Formulation, left: PlanFile, *_rest: object) -> None:
            given.append(left.solve.time_limit_seconds)

        def solve(self, found: None) -> None:
            return found

    monkeypatch.setattr(regions, "solve_regions", in_vain)
    monkeypatch.setattr(solve, "Session", Whole)
    solve_formulation(built(THREE, asked()), asked(time_limit_seconds=60.0))
    assert 20.0 < given[0] <= 59.5


SHUT = {"building": THREE.estate.buildings[0].building_id, "decision": "close", "reason": "Sold", "owner": "Board"}


@pytest.mark.parametrize("rules", [{}, {"protect": [SHUT | {"review_date": date(2030, 1, 1)}]}], ids=["", "shut"])
def test_the_first_plan_begins_at_today_whatever_the_relaxation_says(
    rules: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relaxation piece by piece may leave a part without any decisions next to what it says of the others."""
    monkeypatch.setattr(Prover, "first", of_no_use(Prover.first))
    monkeypatch.setattr(RegionSearch, "improve", lambda *_: None)
    asks = plan_file(ASKED | rules, gap=0.001, work_limit=1, regions={"from_buildings": 20, "part_buildings": 4})
    proofs, decisions = by_regions(THREE, asks)
    assert not accepted(THREE, asks, proofs, decisions)
    assert (decisions.options[SHUT["building"]] == "close") or not rules


def of_no_use(first: Callable[..., Relaxation | None]) -> Callable[..., Relaxation | None]:
    """The relaxation with a solution in which nothing is decided and no row holds."""

    def spoilt(prover: Prover, share: float) -> Relaxation | None:
        found = first(prover, share)
        return None if found is None else replace(found, x=np.full_like(found.x, 0.3))

    return spoilt


def test_where_today_breaks_a_must_of_a_whole_area_the_first_plan_begins_at_the_relaxation() -> None:
    must = plan_file(
        ASKED | {"presence": {"kind": "must", "at_least": 99, "of": "buildings", "areas": "each_committee"}}
    )
    formulation = built(THREE, must)
    whole = Whole.of(formulation, preference(formulation, must.preferences), must.solve.regions)
    program = elastic(whole.matrix.minimising(whole.combined.cost, whole.combined.offset), whole.layout.totals)
    assert today_as_plan(formulation, whole.variables, program, whole.layout) is None


def test_a_stop_before_the_first_plan_says_so() -> None:
    stop = StopSwitch()
    stop.set()
    with pytest.raises(NoPlanInTime, match="stopped"):
        by_regions(THREE, asked(), stop)


def test_large_estates_are_taken_apart_unless_switched_off_or_another_solver_is_asked_for() -> None:
    formulation = built(THREE, asked())
    assert applies(formulation, asked())
    assert not applies(formulation, asked(regions={"from_buildings": 31}))
    assert not applies(formulation, asked(regions={"from_buildings": 20, "use": False}))
    assert not applies(formulation, asked(solver="cbc"))


def test_where_aims_stay_short_fewer_buildings_are_enough() -> None:
    formulation = built(THREE, asked())
    sizes = {"from_buildings": 1500, "from_buildings_short": 20}
    assert applies(formulation, asked(regions=sizes), short=True)
    assert not applies(formulation, asked(regions=sizes))
    assert not applies(formulation, asked(regions=sizes | {"from_buildings_short": 31}), short=True)
    assert applies(formulation, asked(regions={"from_buildings": 20, "from_buildings_short": 600}), short=True)


@pytest.mark.parametrize(("share", "apart"), [(0.5, False), (1.0, True)], ids=["all aims can be met", "not all can"])
def test_a_smaller_estate_is_taken_apart_where_its_relaxation_says_that_aims_stay_short(
    share: float, apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Formulation] = []

    def instead(formulation: Formulation, *_rest: object) -> None:
        taken.append(formulation)
        raise NoPlanInTime("none")

    monkeypatch.setattr(regions, "solve_regions", instead)
    sizes = {"from_buildings": 1500, "from_buildings_short": 20}
    rules = ASKED | {"reduction": {"share": share, "weight": 2.0}}
    asks = plan_file(rules, gap=0.02, regions=sizes)
    formulation = built(THREE, asks)
    plan = solve_formulation(formulation, asks)
    assert (taken == [formulation]) == apart
    assert not accepted(THREE, asks, list(plan.proof), plan.decisions)
    assert (plan.proof[0].objective > 0.01) == apart
