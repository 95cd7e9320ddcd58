"""A session: the same program solved again with decisions forced, as good as solved from scratch."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import Outcome
from estate_opt.errors import NoPlanPossible
from estate_opt.formulation import Formulation, formulate
from estate_opt.formulation.objective import term_expression
from estate_opt.policies import Context
from estate_opt.policies.base import Expression
from estate_opt.results.measures import weighted_shortfall
from estate_opt.results.merit import objective as objective_of
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import OTHER, Limit, Question, Session
from estate_opt.solving.matrix import values_of
from estate_opt.solving.progress import Report, Silent
from estate_opt.solving.stages import STARTING, stages_of
from tests.oracle.cases import plan_file
from tests.oracle.estates import VILLAGE
from tests.solving.test_primal import RULES, TOWN

GAP = 1e-3


def session(context: Context, rules: dict, **settings: object) -> tuple[Session, object]:
    asked = plan_file(rules, **{"gap": GAP, "time_limit_seconds": 120.0, **settings})
    formulation = formulate(context, asked.policies.all(), asked.policies.relocation)
    return Session(formulation, asked), asked


@pytest.fixture(params=["every size is searched", "small programs by the solver alone"])
def sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "every size is searched":
        monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)


@pytest.mark.usefixtures("sizes")
def test_each_forced_decision_is_as_good_as_solved_from_scratch() -> None:
    warm, asked = session(VILLAGE, RULES, gap=0.0)
    free = warm.solve()
    for building in VILLAGE.estate.buildings:
        known = [
            option.option_id for option, _ in warm.formulation.runs(VILLAGE.estate.building_index[building.building_id])
        ]
        if not known:
            continue
        other = {option for option in known if option != free.decisions.options[building.building_id]}
        forced = warm.solve({building.building_id: other})
        cold, _ = session(VILLAGE, RULES, gap=0.0)
        scratch = cold.solve({building.building_id: other})
        assert forced.decisions.options[building.building_id] in other
        assert verify(Result(asked, VILLAGE, forced)).accepted
        for one, two in zip(forced.proof, scratch.proof, strict=True):
            assert one.objective == pytest.approx(two.objective, abs=1e-4)
            assert one.bound <= two.objective + 1e-6
        assert forced.proof[0].objective >= free.proof[0].bound - 1e-6


@pytest.mark.usefixtures("sizes")
def test_what_was_forced_is_free_again() -> None:
    warm, _ = session(VILLAGE, RULES, gap=0.0)
    first = warm.solve()
    closed = next(b for b, option in first.decisions.options.items() if option == "keep")
    assert warm.solve({closed: {"close"}}).decisions.options[closed] == "close"
    again = warm.solve()
    assert [proof.objective for proof in again.proof] == pytest.approx(
        [proof.objective for proof in first.proof], abs=1e-6
    )
    assert all((v.lowBound, v.upBound) == (0, 1) for v in warm.formulation.run.values())


def test_a_town_from_plan_to_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)
    warm, asked = session(TOWN, RULES)
    free = warm.solve()
    kept = [b for b, option in free.decisions.options.items() if option != "close" and b.startswith("BR")][:3]
    for building in kept:
        if not warm.formulation.runs(TOWN.estate.building_index[building]):
            continue
        forced = warm.solve({building: {"close"}})
        assert forced.outcome is Outcome.OPTIMAL
        assert forced.decisions.options[building] == "close"
        assert verify(Result(asked, TOWN, forced)).accepted


@pytest.mark.usefixtures("sizes")
def test_what_cannot_be_is_said_and_the_session_goes_on() -> None:
    building = VILLAGE.estate.buildings[0].building_id
    why = {"reason": "listed", "owner": "council", "review_date": "2030-01-01"}
    warm, _ = session(VILLAGE, {**RULES, "protect": {"building": building, "decision": "keep", "kind": "must", **why}})
    first = warm.solve()
    with pytest.raises(NoPlanPossible):
        warm.solve({building: {"close"}})
    assert warm.solve().proof[-1].objective == pytest.approx(first.proof[-1].objective, rel=2 * GAP)


def test_a_building_or_option_that_there_is_none_of() -> None:
    warm, _ = session(VILLAGE, RULES)
    with pytest.raises(ValueError, match="There is no building 'nowhere'"):
        warm.solve({"nowhere": {"close"}})
    with pytest.raises(ValueError, match="its options are"):
        warm.solve({VILLAGE.estate.buildings[0].building_id: {"sell"}})


def distance_to(formulation, decisions) -> Expression:
    """Minus the number of buildings that are decided otherwise: the farther, the less."""
    differ = Expression()
    for k, building in enumerate(VILLAGE.estate.buildings):
        for option, chosen in formulation.runs(k):
            if decisions.options[building.building_id] == option.option_id:
                differ.add(chosen, 1.0)
                differ.constant -= 1.0
    return differ


@pytest.mark.usefixtures("sizes")
def test_a_question_with_limits_and_another_objective() -> None:
    first, _ = session(VILLAGE, RULES, gap=0.0)
    best = first.solve()
    asked = plan_file(RULES, gap=0.0, time_limit_seconds=120.0)
    formulation = formulate(VILLAGE, asked.policies.all(), asked.policies.relocation)
    objective = distance_to(formulation, best.decisions)
    warm = Session(formulation, asked)
    held = {stage.stage: stage.objective for stage in best.proof[:-1]}
    within = best.proof[-1].objective * 1.02 + 1e-9
    question = Question(held=held, limits=(Limit("within", warm.preferences, within),), objective=objective)
    other = warm.ask(question)
    assert [stage.stage for stage in other.proof] == [OTHER]
    found = Result(asked, VILLAGE, other)
    assert objective_of(found.terms) <= within + 1e-5
    assert weighted_shortfall(found.measures, tier=1) <= held["shortfall of tier 1"] + 1e-5
    apart = sum(best.decisions.options[b] != o for b, o in other.decisions.options.items())
    assert -other.proof[-1].objective == pytest.approx(apart)
    free = warm.ask(replace(question, limits=(Limit("within", warm.preferences, 1e6),)))
    assert free.proof[-1].objective <= other.proof[-1].objective  # the limit is loosened again, and binds no more
    assert warm.solve().proof[-1].objective == pytest.approx(best.proof[-1].objective, abs=1e-6)


def test_a_question_ends_when_it_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)
    warm, _ = session(TOWN, RULES, gap=0.0)
    best = warm.solve()
    held = {stage.stage: stage.objective for stage in best.proof[:-1]}
    value = best.proof[-1].objective
    yes = warm.ask(Question(held=held, decided_at=value * 1.5))
    assert yes.proof[-1].objective <= value * 1.5
    no = warm.ask(Question(held=held, decided_at=value * 0.5))
    assert no.proof[-1].bound > value * 0.5
    assert no.proof[-1].objective >= value - 1e-6


def test_a_session_begins_with_a_plan_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)
    first, asked = session(TOWN, RULES)
    best = first.solve()
    again, _ = session(TOWN, RULES)
    assert again.begin(best.decisions)
    known = again.state.value(again.preferences, again.x)
    assert known <= best.proof[-1].objective * 1.05
    after = again.solve()
    assert after.proof[-1].objective <= best.proof[-1].objective * (1 + GAP) + 1e-6
    assert verify(Result(asked, TOWN, after)).accepted


def test_a_shortfall_that_there_is_none_of() -> None:
    warm, _ = session(VILLAGE, RULES)
    with pytest.raises(ValueError, match="no shortfall 'shortfall of tier 9'"):
        warm.ask(Question(held={"shortfall of tier 9": 0.0}))


def test_what_the_relaxation_proves_of_a_question_from_the_first_one_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)
    first, _ = session(VILLAGE, RULES, gap=0.0)
    best = first.solve()
    held = {stage.stage: stage.objective for stage in best.proof[:-1]}
    kept = next(b for b, option in best.decisions.options.items() if option == "keep")
    warm, _ = session(VILLAGE, RULES, gap=0.0)
    free = warm.bound(Question(held=held))
    loose = warm.bound(Question(held=dict.fromkeys(held, 10.0)))
    assert loose < free - 1e-6  # what is held counts although the relaxation is made only then
    assert free <= best.proof[-1].objective
    assert warm.bound(Question(held=held)) == pytest.approx(free)
    closed = Question(held=held, forced={kept: {"close"}})
    assert free <= warm.bound(closed)
    assert warm.bound(Question(held={**held, "shortfall of tier 1": -1.0})) == math.inf


def test_a_session_begins_again_after_another_objective(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)
    warm, _ = session(VILLAGE, RULES, gap=0.0)
    best = warm.solve()
    held = {stage.stage: stage.objective for stage in best.proof[:-1]}
    warm.ask(Question(held=held, objective=distance_to(warm.formulation, best.decisions)))
    assert warm.begin(best.decisions)
    assert warm.state.value(warm.preferences, warm.x) == pytest.approx(best.proof[-1].objective, abs=1e-6)


@pytest.mark.usefixtures("sizes")
def test_an_objective_may_have_a_constant_where_the_preferences_have_none() -> None:
    asked = plan_file(RULES, {"condition": 1.0, **dict.fromkeys(("location", "travel", "disruption"), 0.0)})
    formulation = formulate(VILLAGE, asked.policies.all(), asked.policies.relocation)
    cost = term_expression("running_cost", formulation, asked.preferences)
    warm = Session(formulation, asked)
    assert not warm.preferences.constant
    free = dict.fromkeys((s.name for s in stages_of(formulation, warm.preferences) if s.holds), math.inf)
    plain, shifted = Expression(), Expression(constant=3.0)
    plain.extend(cost, 1e-5)
    shifted.extend(cost, 1e-5)
    least = warm.ask(Question(held=free, objective=plain)).proof[-1]
    again = warm.ask(Question(held=free, objective=shifted)).proof[-1]
    assert again.objective == pytest.approx(least.objective + 3.0, abs=1e-6)
    assert again.bound == pytest.approx(least.bound + 3.0, abs=1e-4)


@pytest.mark.usefixtures("sizes")
def test_a_shortfall_that_is_let_go_of_may_be_missed_by_anything() -> None:
    warm, _ = session(VILLAGE, RULES, gap=0.0)
    best = warm.solve()
    name = best.proof[0].stage
    free = warm.ask(Question(held={name: math.inf}))
    assert [proof.stage for proof in free.proof] == ["preferences"]
    assert free.proof[-1].objective <= best.proof[-1].objective + 1e-6
    held = warm.ask(Question(held={name: best.proof[0].objective}))
    assert held.proof[-1].objective == pytest.approx(best.proof[-1].objective, abs=1e-5)


def test_a_known_plan_stands_where_the_relaxation_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)
    warm, _ = session(VILLAGE, RULES, gap=0.0)
    best = warm.solve()
    known = warm.x.copy()
    monkeypatch.setattr("estate_opt.solving.relaxation.Relaxation.minimise", lambda *_: None)
    offered = []
    solve = warm.backend.solve
    monkeypatch.setattr(
        warm.backend, "solve", lambda *a: (offered.append(values_of(warm.state.variables)), solve(*a))[1]
    )
    assert warm.solve().proof[-1].objective == pytest.approx(best.proof[-1].objective, abs=1e-6)
    assert np.allclose(offered[0], known, atol=1e-6)


def test_the_variables_hold_the_first_plan_when_it_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)
    asked = plan_file(RULES, gap=GAP)
    formulation = formulate(TOWN, asked.policies.all(), asked.policies.relocation)
    heard = Heard(formulation)
    plan = Session(formulation, asked, heard).solve()
    assert heard.plans
    for decisions in heard.plans:
        early = replace(plan, decisions=decisions, proof=(), outcome=Outcome.TIME_LIMIT)
        assert verify(Result(asked, TOWN, early)).accepted


class Heard(Silent):
    """Keeps what the variables hold at each report of a starting plan."""

    def __init__(self, formulation: Formulation) -> None:
        self.formulation = formulation
        self.plans: list[Decisions] = []

    def report(self, report: Report) -> None:
        if report.stage == STARTING and report.incumbent is not None:
            self.plans.append(self.formulation.decisions())
