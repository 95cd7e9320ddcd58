"""Alternatives and classes on the village, against all of its plans."""

from __future__ import annotations

import math

import pytest

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import Outcome
from estate_opt.results.verify import verify
from estate_opt.studies.alternatives import Alternatives, How, Standing, alternatives
from estate_opt.studies.alternatives.questions import Questions
from estate_opt.studies.alternatives.search import Search
from tests.oracle.cases import WHY, Tables, plan_file
from tests.oracle.estates import VILLAGE
from tests.oracle.solved import solved
from tests.studies.alternatives.brute import Truth, Ways, truth

RULES: dict[str, Tables] = {
    "nothing asked": {},
    "half the buildings": {"reduction": {"share": 0.5}},
    "access and a protected building": {
        "reduction": {"share": 0.25},
        "access": {"service": "library", "km": 1.6, "share": 0.9, "areas": "each_ward", "tier": 2},
        "protect": {"building": "B3", "decision": "keep", **WHY},
    },
}
SHARES = (0.0, 0.05, 0.3, 0.6, 0.95)


@pytest.fixture(params=["every size is searched", "small programs by the solver alone"])
def sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "every size is searched":
        monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)


def study(rules: Tables, share: float, count: int = 4) -> tuple[Alternatives, Truth]:
    asked = plan_file(rules)
    best = solved(asked, VILLAGE)
    return alternatives(best, share, count), truth(rules, share)


def ways(decisions: Decisions) -> Ways:
    return tuple(sorted(decisions.options.items()))


@pytest.mark.usefixtures("sizes")
@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("rules", RULES)
def test_every_building_stands_where_all_plans_put_it(rules: str, share: float) -> None:
    found, true = study(RULES[rules], share)
    assert found.within.best == pytest.approx(true.best, abs=1e-6)
    assert {c.building_id: c.standing.value for c in found.classes} == {
        b.building_id: true.standing(b.building_id) for b in VILLAGE.estate.council_buildings
    }
    for one in found.classes:
        least = true.least_otherwise(one.building_id, stays=one.stays_in_best)
        assert one.least_otherwise <= least + 1e-6
        if one.best_otherwise is not None:
            assert least - 1e-6 <= one.best_otherwise <= true.limit + 1e-5
        if one.standing in (Standing.IN_EVERY, Standing.IN_NONE):
            assert one.least_otherwise > true.limit
            assert one.how not in (How.WITNESS, How.NOTHING)


@pytest.mark.usefixtures("sizes")
@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("rules", RULES)
def test_each_alternative_is_as_far_from_those_before_it_as_any_plan_can_be(rules: str, share: float) -> None:
    found, true = study(RULES[rules], share)
    before = [ways(found.best.plan.decisions)]
    for one in found.plans:
        result = one.witness.result
        here = ways(result.plan.decisions)
        assert one.apart == pytest.approx(min(true.apart(here, other) for other in before))
        assert one.apart == pytest.approx(true.farthest(before))
        assert one.most_apart == pytest.approx(one.apart)
        assert verify(result).accepted
        assert result.plan.outcome is Outcome.CHOSEN
        assert true.plans[here] <= true.limit + 1e-6
        assert one.witness.value <= true.limit + 1e-5
        assert result.plan.proof[-1].bound <= true.best + 1e-9
        before.append(here)
    assert len(set(before)) == len(before)
    assert found.exhausted == (len(found.plans) < 4)
    assert not found.exhausted or true.farthest(before) == 0


@pytest.mark.usefixtures("sizes")
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6])
def test_a_search_for_each_building_alone_says_the_same(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Search, "differ", lambda *_: None)
    monkeypatch.setattr(Questions, "least_otherwise", lambda *_: -math.inf)
    found, true = study(RULES["half the buildings"], share)
    assert [c.standing.value for c in found.classes] == [true.standing(c.building_id) for c in found.classes]
    assert any(c.how is How.SEARCH for c in found.classes)
    assert all(c.how is not How.RELAXATION for c in found.classes)


def test_of_plans_as_far_the_best_is_taken() -> None:
    found, true = study(RULES["access and a protected building"], 0.3, count=1)
    mine = ways(found.best.plan.decisions)
    farthest = [w for w in true.within if true.apart(w, mine) == pytest.approx(true.farthest([mine]))]
    assert len(farthest) > 1  # else there is nothing to choose
    assert found.plans[0].witness.value == pytest.approx(min(true.plans[w] for w in farthest), abs=1e-5)
