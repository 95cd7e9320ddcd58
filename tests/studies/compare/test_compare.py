"""Two plans side by side, worked out by hand on the tiny estate, and against each plan's own measures."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings

from estate_opt.domain.decisions import Decisions, today
from estate_opt.domain.plan import Plan
from estate_opt.errors import InputError
from estate_opt.policies import Context
from estate_opt.results.equality import NOTE
from estate_opt.results.result import Result
from estate_opt.results.totals import totals
from estate_opt.studies.compare import Comparison, Side, compare, require_same_inputs
from estate_opt.studies.score import HandMade, score
from tests.results.plans import MIXED, plan_file, result
from tests.results.test_invariants import any_decisions
from tests.tiny import tiny_estate_with_partner

ESTATE = tiny_estate_with_partner()
CONTEXT = Context(ESTATE, ("W1",))
BASELINE = Side.today(CONTEXT)
PLAN = Side.of("tiny/20260504-0900", result())


def compared(a: Side = BASELINE, b: Side = PLAN) -> Comparison:
    return compare(plan_file(), CONTEXT, a, b)


def rows(name: str, of: Comparison | None = None, **key: str) -> pd.DataFrame:
    found = (of or compared()).tables[name].rows
    for column, value in key.items():
        found = found[found[column] == value]
    return found


def test_buildings_decided_otherwise() -> None:
    found = rows("decisions").set_index("building_id")
    assert list(found.index) == ["B1", "B2", "B4"]
    assert found.loc["B2", ["decision_a", "option_a", "decision_b", "option_b"]].tolist() == [
        "kept", "Keep as it is", "closed", "Close",
    ]  # fmt: skip
    assert found.loc["B1", "hosted_today_hours_per_week"] == 40
    assert (found.loc["B1", "hosted_a_hours_per_week"], found.loc["B1", "hosted_b_hours_per_week"]) == (40, 52)


def test_policies_of_both_are_those_of_each_alone() -> None:
    for letter, decisions in (("a", today(ESTATE)), ("b", MIXED)):
        alone = Result(plan_file(), CONTEXT, Plan.by_hand(decisions))
        found = rows("policies")
        assert found[letter].tolist() == [pytest.approx(m.shown.value) for m in alone.measures]
        assert found[f"met_{letter}"].tolist() == [m.met for m in alone.measures]
    reduction = rows("policies", policy_id="reduction").iloc[0]
    assert (reduction["a"], reduction["b"], reduction["change"]) == (4, 2, -2)
    assert (reduction["status_a"], reduction["status_b"]) == ("missed by 3 buildings", "missed by 1 building")


def test_totals_are_those_of_each_alone() -> None:
    found = rows("totals").set_index("total")
    after = totals(result().after)
    for name in ("running_cost_gbp_per_year", "receipt_central_gbp", "carbon_kgco2e_per_year", "works_gbp"):
        assert found.loc[name, "b"] == pytest.approx(getattr(after, name))
        assert found.loc[name, "change"] == pytest.approx(found.loc[name, "b"] - found.loc[name, "a"])
    assert found.loc["running_cost_gbp_per_year", "a"] == 275_000


def test_hours_by_service() -> None:
    found = rows("hours").set_index("service_id")
    assert found.loc["room_hire", "moved_b_hours_per_week"] == pytest.approx(21)
    assert found.loc["room_hire", "ended_b_hours_per_week"] == pytest.approx(6)
    assert found.loc["library", ["hosted_a_hours_per_week", "hosted_b_hours_per_week"]].tolist() == [42, 30]
    assert (found.filter(like="_a_")[["moved_a_hours_per_week", "ended_a_hours_per_week"]] == 0).all().all()


def test_who_is_worse_off_and_by_how_far() -> None:
    found = rows("neighbourhoods", service_id="library").set_index("neighbourhood_id")
    # people × km: N6 2,000 × 3.94, N5 1,400 × 5.17, N4 1,600 × 2.75
    assert list(found.index) == ["N6", "N5", "N4"]
    assert found["extra_km"].tolist() == pytest.approx([3.937, 5.171, 2.752], abs=1e-3)
    assert set(found["worse_off"]) == {"in B"}
    assert found["covered_a"].tolist() == [False, True, True]
    assert not found["covered_b"].any()
    assert any(
        "5,000 people have a longer way in B than in A, by 3.9 km on average" in said for said in compared().said
    )


def test_the_other_way_round_the_signs_turn() -> None:
    there, back = compared(), compared(PLAN, BASELINE)
    assert rows("totals", there)["change"].tolist() == [-x for x in rows("totals", back)["change"]]
    assert set(rows("neighbourhoods", back, service_id="library")["worse_off"]) == {"in A"}
    one, other = (
        rows("access", c, ward_id="W2", service_id="library", group_id="disabled").iloc[0] for c in (there, back)
    )
    assert one["losing_cover"] == other["gaining_cover"] == pytest.approx(600)
    assert one["mean_extra_km"] == pytest.approx(-other["mean_extra_km"])


def test_access_of_wards_and_groups_is_that_of_the_equality_table() -> None:
    own = rows("access")
    assert own.columns[10:12].tolist() == ["covered_a", "covered_b"]
    assert not any("today" in column or "plan" in column for column in own.columns)
    assert all("today" not in c.meaning for c in compared().tables["access"].columns)


def test_a_plan_beside_itself_differs_in_nothing() -> None:
    found = compared(PLAN, PLAN)
    assert found.said[0] == "0 buildings decided otherwise."
    assert rows("decisions", found).empty
    assert rows("neighbourhoods", found).empty
    assert len(found.said) == 2


def test_notes_say_what_is_compared_and_what_cannot_be() -> None:
    said = HandMade(name="paper", options={"B1": "close"}, moves=(), ended={})
    paper = score(plan_file(), CONTEXT, said).result
    broken = replace(paper.plan.decisions, moves=tuple(replace(m, share=0.5) for m in paper.plan.decisions.moves))
    found = compared(b=Side.of("paper", replace(paper, plan=Plan.by_hand(broken))))
    notes = " ".join(found.notes)
    assert "A is today: the estate as it is run today." in notes
    assert "B is paper: hand-made, not optimised" in notes
    assert "B does not hold physically" in notes
    assert NOTE in found.notes
    assert "made for the rules" not in notes
    assert "proven to be within 0.5% of the best possible" in " ".join(compared().notes)


def test_a_plan_made_for_other_rules_is_said_to_be() -> None:
    other = replace(result(), plan_file=plan_file("other", reduction={"share": 0.5}))
    found = compare(plan_file(), CONTEXT, BASELINE, Side.of("other", other))
    assert any("made for the rules of scenario other" in note for note in found.notes)
    assert {m["policy_id"] for m in rows("policies", found).to_dict("records")} >= {"reduction", "utilisation"}
    farther = other.plan_file.model_copy(update={"inputs": other.plan_file.inputs.model_copy(update={"detour": 1.5})})
    found = compare(plan_file(), CONTEXT, BASELINE, Side.of("other", replace(other, plan_file=farther)))
    assert any("straight line × 1.5" in note for note in found.notes)


def test_decisions_of_another_estate_are_refused() -> None:
    fewer = Context(ESTATE.replace(buildings=ESTATE.buildings[:-1]))
    with pytest.raises(InputError, match="P1"):
        compare(plan_file(), fewer, Side.today(fewer), PLAN)


def test_inputs_that_differ_are_refused_with_each_file() -> None:
    ours = {"buildings.csv": "aa", "services.csv": "bb", "travel.csv": "cc"}
    require_same_inputs(ours, dict(ours), ("A", "B"))
    with pytest.raises(InputError) as caught:
        require_same_inputs(
            ours, {"buildings.csv": "xx", "services.csv": "bb", "areas.geojson": "dd"}, ("run/1", "run/2")
        )
    said = [str(problem) for problem in caught.value.problems]
    assert len(said) == 3
    assert said[0].startswith("areas.geojson: The estate of run/2 has this file, that of run/1 does not.")
    assert said[1].startswith("buildings.csv: The file of run/1 and that of run/2 are not the same.")
    assert said[2].startswith("travel.csv: The estate of run/1 has this file")


@settings(deadline=None, max_examples=15)
@given(any_decisions(), any_decisions())
def test_any_two_plans_turned_round_are_the_same_with_signs_turned(first: Decisions, second: Decisions) -> None:
    a, b = (Side(name=name, made="drawn", decisions=d) for name, d in (("a", first), ("b", second)))
    there, back = compared(a, b), compared(b, a)
    for name in ("totals", "policies"):
        one, other = rows(name, there), rows(name, back)
        assert one["a"].tolist() == other["b"].tolist()
        assert one["change"].tolist() == pytest.approx([-x for x in other["change"]])
    one, other = (rows("access", c).set_index(["ward_id", "service_id", "group_id"]) for c in (there, back))
    assert list(one.index) == list(other.index)
    for column, turned in (("losing_cover", "gaining_cover"), ("farther", "nearer"), ("covered_a", "covered_b")):
        assert one[column].tolist() == pytest.approx(other[turned].tolist(), nan_ok=True)
    differing = [
        b.building_id for b in ESTATE.buildings if first.options[b.building_id] != second.options[b.building_id]
    ]
    assert rows("decisions", there)["building_id"].tolist() == differing
    places = rows("neighbourhoods", there)
    everybody = one.xs("", level="ward_id").xs("population", level="group_id")["farther"]
    counted = places[places["worse_off"] == "in B"].groupby("service_id")["people"].sum()
    assert counted.to_dict() == {service: people for service, people in everybody.items() if people}
