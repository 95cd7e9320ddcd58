"""Regret: what brute force finds with hindsight, and nothing less than what is proven."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import Outcome, Plan
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import Question, Session
from estate_opt.solving.progress import Silent, StopSwitch
from estate_opt.solving.special import Found
from estate_opt.studies.stress.cases import Case
from estate_opt.studies.stress.corners import corners
from estate_opt.studies.stress.regret import Replanned, replan
from estate_opt.studies.stress.samples import samples
from estate_opt.studies.stress.spread import Spread
from tests.studies.stress.estates import RULES, WEIGHTS, gappy, planned
from tests.studies.stress.oracle import best_plans, values

WIDE = Spread(activity=0.9, population=0.9)
FULL: dict[str, Any] = {"reduction": {"share": 0.5, "weight": 2.0}, "utilisation": {"floor": 0.8, "tier": 2}}
USED: dict[str, Any] = {"reduction": {"share": 0.5}, "utilisation": {"floor": 0.6}}
NEAR_AND_CHEAP = {"travel": 1.0, "running_cost": 1.0}


def anew(result: Result, case: Case, **settings: Any) -> Replanned:
    (found,) = replan(result, [case], Silent(), StopSwitch(), **settings)
    return found


def drawn(number: int) -> Case:
    return list(samples(gappy(), WIDE, number, 11))[-1]


CASES = [(USED, NEAR_AND_CHEAP, 1), (USED, NEAR_AND_CHEAP, 4), (FULL, WEIGHTS, 1), (RULES, WEIGHTS, 2)]


@pytest.mark.parametrize(("rules", "preferences", "number"), CASES)
def test_regret_is_that_of_brute_force(rules: dict[str, Any], preferences: dict[str, Any], number: int) -> None:
    result, case = planned(rules=rules, preferences=preferences), drawn(number)
    found = anew(result, case)
    missed, plans = best_plans(result, case.estate)
    best = [*missed, min(values(result, case.estate, plans))]

    assert found.hindsight is not None
    assert found.hindsight_standing is not None
    assert verify(found.hindsight).accepted
    assert list(found.hindsight_standing.stages.values()) == pytest.approx(best, abs=2e-6)

    def same_buildings(decisions: Decisions) -> bool:
        return decisions.options == result.plan.decisions.options

    missed, plans = best_plans(result, case.estate, same_buildings)
    assert (found.rehoused is None) == (not plans)
    if found.rehoused is None or found.regret_rehoused is None:
        return
    housed = [*missed, min(values(result, case.estate, plans))]
    assert list(found.rehoused.stages.values()) == pytest.approx(housed, abs=2e-6)
    like_with_like = True
    for stage, then, now in zip(found.regret_rehoused.stages, housed, best, strict=True):
        assert stage.comparable is like_with_like
        if like_with_like:
            assert stage.at_least == pytest.approx(max(0.0, then - now), abs=4e-6)
            assert stage.at_most == pytest.approx(max(0.0, then - now), abs=4e-6)
        like_with_like = like_with_like and bool(abs(then - now) < 1e-5)


def test_the_cases_above_have_regret_of_each_kind_and_one_without_room() -> None:
    found = [anew(planned(rules=rules, preferences=weights), drawn(n)) for rules, weights, n in CASES[:3]]
    by_preference, by_shortfall, without_room = found
    assert by_preference.regret_rehoused is not None
    assert by_preference.regret_rehoused.stages[-1].at_least > 0.1
    assert by_shortfall.regret_rehoused is not None
    assert by_shortfall.regret_rehoused.stages[0].at_least > 0.01
    assert not by_shortfall.regret_rehoused.stages[-1].comparable
    assert without_room.rehoused is None
    assert "no room for all" in without_room.notes[0]
    assert all(f.decided_otherwise == ("B1", "B2") for f in found)


def test_without_any_change_there_is_no_regret() -> None:
    result = planned()
    (case,) = corners(result.estate, Spread(activity=0.0, population=0.0, unknown=False))
    found = anew(result, case)
    assert found.as_it_stands.broken == ()
    assert found.regret_as_it_stands is not None
    for stage in found.regret_as_it_stands.stages:
        assert stage.comparable
        assert stage.at_most == pytest.approx(0.0, abs=2e-6)
    assert all(term.more == pytest.approx(0.0, abs=1e-6) for term in found.regret_as_it_stands.terms if term.weight)


def test_a_plan_without_room_says_what_does_not_fit_and_has_no_regret_as_it_stands() -> None:
    result = planned()
    (case,) = (c for c in corners(result.estate, Spread(activity=0.9)) if c.name == "all activity high")
    found = anew(result, case)
    assert any("in a capacity of" in said for said in found.as_it_stands.broken)
    assert found.regret_as_it_stands is None


def test_a_solve_that_ends_early_leaves_the_regret_between_two_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the two figures one is what was found and one what was proven, and the truth lies between."""
    rules, preferences, number = CASES[0]
    result, case = planned(rules=rules, preferences=preferences), drawn(number)
    truth = anew(result, case).regret_rehoused
    monkeypatch.setattr("estate_opt.studies.stress.regret.Session", Early)
    early = anew(result, case).regret_rehoused
    assert truth is not None
    assert early is not None
    assert early.stages[-1].at_least == 0.0
    assert early.stages[-1].at_least < truth.stages[-1].at_least < early.stages[-1].at_most < math.inf


class Early(Session):
    """A session that ends each last stage before it has proven much."""

    def ask(self, question: Question, found: Found | None = None) -> Plan:
        plan = super().ask(question, found)
        *before, last = plan.proof
        loose = replace(last, bound=last.bound - 0.5, outcome=Outcome.TIME_LIMIT)
        return replace(plan, proof=(*before, loose), outcome=Outcome.TIME_LIMIT)


@pytest.mark.parametrize(("rules", "preferences", "number"), CASES[:3])
def test_large_programs_are_searched_from_the_plan_and_give_the_same_regret(
    rules: dict[str, Any], preferences: dict[str, Any], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, case = planned(rules=rules, preferences=preferences), drawn(number)
    small = anew(result, case)
    monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)
    searched = anew(result, case)
    assert searched.hindsight_standing is not None
    assert small.hindsight_standing is not None
    assert list(searched.hindsight_standing.stages.values()) == pytest.approx(
        list(small.hindsight_standing.stages.values()), abs=2e-6
    )
    assert (searched.rehoused is None) == (small.rehoused is None)


def test_a_case_that_was_cut_off_is_not_told() -> None:
    class Stopping(Silent):
        def stage(self, name: str) -> None:
            if name.startswith("second"):
                stop.set()

    stop, result = StopSwitch(), planned()
    cases = [replace(drawn(2), name=name) for name in ("first", "second", "third")]
    assert [found.case for found in replan(result, cases, Stopping(), stop)] == ["first"]
