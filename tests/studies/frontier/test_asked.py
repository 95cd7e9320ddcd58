"""What cannot be asked of a frontier is refused before anything is solved, with what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from estate_opt.domain.building import Condition
from estate_opt.errors import InputError, UsageError
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.studies.frontier import AXES, frontier
from estate_opt.studies.frontier.axes import common_step
from estate_opt.studies.frontier.choose import chosen_axes
from tests.results.plans import MIXED, RULES, plan, plan_file
from tests.tiny import tiny_estate_with_partner

TWO = ["buildings", "access"]


def result(policies: dict[str, Any] | None = None, **changes: Any) -> Result:
    estate = tiny_estate_with_partner()
    changed = estate.replace(buildings=tuple(replace(b, **changes) for b in estate.buildings))
    return Result(plan_file(**(policies or RULES)), Context(changed, priority_wards=("W1",)), plan(0.0, 0.0, MIXED))


def refused(measures: list[str], points: int = 8, **asked: Any) -> str:
    with pytest.raises(UsageError) as error:
        frontier(result(), measures, points, **asked)
    return str(error.value)


def test_a_measure_that_there_is_none_of() -> None:
    assert "There is no measure 'acess'. Did you mean 'access'?" in refused(["buildings", "acess"])


@pytest.mark.parametrize("measures", [["buildings"], ["buildings", "access", "carbon", "one_off"], []])
def test_one_measure_or_four(measures: list[str]) -> None:
    assert f"two or three measures; {len(measures)}" in refused(measures)


def test_the_same_measure_twice() -> None:
    assert "'access' is named 2 times" in refused(["access", "access"])


@pytest.mark.parametrize("points", [1, 0, -3])
def test_too_few_points(points: int) -> None:
    assert f"at least 2 points, its ends; {points} asked for" in refused(TWO, points)


def test_an_aim_that_there_is_none_of() -> None:
    assert "no aim 'reductoin' to hold. Did you mean 'reduction'?" in refused(TWO, hold=["reductoin"])


def test_all_that_is_wrong_is_said_at_once() -> None:
    said = refused(["acces", "acces", "price", "carbon"], 1, hold=["nothing"])
    assert len(said.splitlines()) == 6


@pytest.mark.parametrize(
    ("measure", "changes", "column"),
    [
        ("carbon", {"carbon_kgco2e_per_year": None}, "carbon_kgco2e_per_year"),
        ("condition", {"condition": None}, "condition"),
        ("running_cost", {"running_cost_gbp_per_year": 0.0, "income_gbp_per_year": None}, "running_cost_gbp_per_year"),
    ],
)
def test_a_measure_that_the_estate_says_nothing_of(measure: str, changes: dict[str, Any], column: str) -> None:
    with pytest.raises(InputError) as error:
        chosen_axes(["buildings", measure], 8, result(**changes))
    (problem,) = error.value.problems
    assert (problem.source, problem.column) == ("buildings.csv", column)
    assert repr(measure) in problem.message


def test_access_needs_a_standard() -> None:
    with pytest.raises(InputError, match="no access standard"):
        chosen_axes(TWO, 8, result({"reduction": {"share": 0.5}}))


def test_one_off_money_needs_something_that_costs_money_once() -> None:
    free = result(exit_cost_gbp=None, disposal_cost_gbp=None)
    options = tuple(replace(o, one_off_gbp=0.0, one_off_gbp_per_m2=0.0) for o in free.estate.options)
    context = Context(free.estate.replace(options=options), priority_wards=("W1",))
    with pytest.raises(InputError, match="paid once"):
        chosen_axes(["buildings", "one_off"], 8, Result(free.plan_file, context, free.plan))


def test_some_records_are_enough_and_what_is_assumed_is_said() -> None:
    known = result()
    first, *others = known.estate.buildings
    some = known.estate.replace(buildings=(first, *(replace(b, condition=None) for b in others)))
    axes = chosen_axes(["condition", "carbon"], 8, Result(known.plan_file, Context(some), known.plan))
    assert "3 buildings without a record of condition grade" in axes[0].note


def test_every_measure_is_what_the_tables_say() -> None:
    here = result()
    figures = {name: AXES[name](here).value(here.after) for name in AXES}
    assert figures["buildings"] == 2
    assert figures["one_off"] == 150_000 + 20_000 + 9_000  # B1's works, B4's transfer, leaving B2
    assert figures["condition"] == pytest.approx(0.35)  # B2 is C, B4 is D
    assert figures["carbon"] == pytest.approx(20_000 * 1.1 + 12_000)
    assert figures["access"] == 1_500 + 1_800 + 1_200  # all of the priority ward W1 are within 1.6 km of B1
    assert here.plan_file.preferences.condition_scores[Condition.C] == 0.35


def test_a_common_step() -> None:
    assert common_step([1.0, 0.7, 0.35, 0.0]) == pytest.approx(0.05)
    assert common_step([1500.0, 1800.0, 1200.0]) == 300
    assert common_step([0.1234567]) is None
    assert common_step([]) is None
