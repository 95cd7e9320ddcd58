"""Buildings that nothing can be asked of, decisions that are forced, plans that are no best plan."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from estate_opt.domain.plan import Outcome
from estate_opt.errors import UsageError
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.studies.explain import Explanation, Found, Settings, Verdict, explain, find_building
from tests.oracle.cases import WHY, plan_file
from tests.oracle.estates import HAMLET, VILLAGE
from tests.oracle.solved import solved

QUICK = Settings(seconds=60.0, flip_seconds=0.0, policies=())


def explained(context: Context, rules: dict[str, Any], building: str, **settings: Any) -> Explanation:
    return explain(solved(plan_file(rules, **settings), context), building, QUICK)


@pytest.mark.parametrize("text", ["B1", "Mill Lane Library", "mill lane library "])
def test_a_building_goes_by_id_or_name(text: str) -> None:
    assert find_building(VILLAGE.estate, text).building_id == "B1"


def test_an_unknown_building_and_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no building 'Mill Lan Libary'.*nearest are: Mill Lane Library \(B1\)"):
        find_building(VILLAGE.estate, "Mill Lan Libary")
    with pytest.raises(UsageError, match="no building 'xyzzy'"):
        find_building(VILLAGE.estate, "xyzzy")


def test_a_partner_venue_is_not_decided_about() -> None:
    with pytest.raises(UsageError, match="St Anne's Hall is run by a partner"):
        find_building(VILLAGE.estate, "P1")


def test_a_name_that_several_have() -> None:
    twice = tuple(replace(b, name="Twin") for b in VILLAGE.estate.buildings[:2])
    estate = VILLAGE.estate.replace(buildings=(*twice, *VILLAGE.estate.buildings[2:]))
    with pytest.raises(UsageError, match="2 buildings are called 'twin': B1, B2"):
        find_building(estate, "twin")


@pytest.mark.parametrize(("decision", "could"), [("keep", "close or pass to the community"), ("close", "stay")])
def test_a_must_that_leaves_no_choice_is_named(decision: str, could: str) -> None:
    found = explained(VILLAGE, {"protect": {"building": "B2", "decision": decision, **WHY}}, "B2")
    assert found.comparison.verdict is Verdict.IMPOSSIBLE
    (reason,) = found.forced
    assert reason.startswith("Chapel Street Centre is ")
    assert "Executive Board" in reason
    assert found.effects is None
    assert found.flips == ()
    assert f"It could not {could}" in found.paragraph
    assert "This is proven." in found.paragraph
    assert reason.rstrip(".") in found.paragraph


def test_rules_that_force_a_building_together_are_all_named() -> None:
    """Only B3 and, as a hub, B4 can host the children's centre."""
    found = explained(
        HAMLET,
        {
            "presence": {"kind": "must", "at_least": 1, "of": "buildings", "services": ["childrens"]},
            "one_off": {"kind": "must", "budget_gbp": 1000},
        },
        "B3",
    )
    assert found.about.stays
    assert found.comparison.verdict is Verdict.IMPOSSIBLE
    assert any("spent once" in sentence for sentence in found.forced)


def test_a_building_without_an_option_of_the_opposite() -> None:
    estate = VILLAGE.estate
    stay = tuple(
        o if o.in_estate else replace(o, applies_to=frozenset({"B2", "B3", "B4"}) & (o.applies_to | {"B3", "B4"}))
        for o in estate.options
    )
    found = explained(Context(estate.replace(options=stay), VILLAGE.priority_wards), {}, "B1")
    assert found.comparison.verdict is Verdict.IMPOSSIBLE
    assert found.forced == ("The table of options has none for this building that closes or transfers it.",)


@pytest.mark.parametrize("change", [{"outcome": Outcome.CHOSEN}, {"proof": ()}])
def test_a_plan_that_is_not_the_best_is_not_explained(change: dict[str, Any]) -> None:
    result = solved(plan_file({}), HAMLET)
    chosen = Result(result.plan_file, result.context, replace(result.plan, **change))
    with pytest.raises(UsageError, match="made by hand or chosen by a study"):
        explain(chosen, "B3", QUICK)


def test_a_rule_that_the_plan_file_does_not_have() -> None:
    result = solved(plan_file({"reduction": {"number": 1}}), HAMLET)
    with pytest.raises(UsageError, match=r"no rule 'reductoin'.*'reduction'"):
        explain(result, "B3", Settings(policies=("reductoin",)))


def test_a_plan_of_another_solver_is_explained_alike() -> None:
    rules = {"reduction": {"number": 1}}
    highs, cbc = explained(HAMLET, rules, "B3"), explained(HAMLET, rules, "B3", solver="cbc")
    assert cbc.comparison.found == pytest.approx(highs.comparison.found, abs=1e-4)
    assert cbc.comparison.verdict is highs.comparison.verdict


def test_a_limit_is_no_proof() -> None:
    """Where the run proved next to nothing, the opposite is open, and so says the paragraph."""
    result = solved(plan_file({}), VILLAGE)
    loose = tuple(replace(p, bound=p.bound - 2.0, outcome=Outcome.TIME_LIMIT) for p in result.plan.proof)
    unproven = Result(result.plan_file, result.context, replace(result.plan, proof=loose, outcome=Outcome.TIME_LIMIT))
    sure, unsure = explain(result, "B3", QUICK), explain(unproven, "B3", QUICK)
    assert sure.worth is not None
    assert unsure.worth is not None
    assert sure.worth.found_gbp_per_year == pytest.approx(unsure.worth.found_gbp_per_year)
    assert unsure.worth.most_gbp_per_year > sure.worth.most_gbp_per_year
    assert "proven" in sure.paragraph
    assert "at least" in unsure.paragraph
    assert "at most" in unsure.paragraph


def test_the_answer_is_json_without_anything_that_json_lacks() -> None:
    found = explained(VILLAGE, {"reduction": {"number": 2}}, "B3")
    text = json.dumps(found.as_json(), allow_nan=False)
    assert json.loads(text)["about"]["building_id"] == "B3"
    assert {flip["key"] for flip in json.loads(text)["flips"]} == {"condition", "running_cost", "hours"}


def test_the_same_plan_gives_the_same_paragraph() -> None:
    result = solved(plan_file({"reduction": {"number": 2}}), VILLAGE)
    assert explain(result, "B3", QUICK).paragraph == explain(result, "B3", QUICK).paragraph


def test_a_resident_reads_no_word_of_a_solver() -> None:
    rules = {"reduction": {"number": 2}, "access": {"service": "library", "km": 1.6, "share": 0.95}}
    result = solved(plan_file(rules), VILLAGE)
    for building in VILLAGE.estate.council_buildings:
        found = explain(result, building.building_id, Settings(seconds=60.0, flip_seconds=60.0))
        words = found.paragraph.casefold()
        for word in ("objective", "optimal", "bound", "gap", "solver", "infeasible", "shortfall", "preferences", "nan"):
            assert word not in words.replace("no longer", "")
        assert building.name in found.paragraph
        assert "£" in found.paragraph
        assert any(flip.found in (Found.PROVEN, Found.NEVER) for flip in found.flips)
