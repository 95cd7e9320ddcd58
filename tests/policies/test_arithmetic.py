"""Contradictions that a sum shows: each is found, with its sum, and nothing that can hold is called one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from estate_opt.errors import NoPlanPossible
from estate_opt.policies import Context
from estate_opt.policies.arithmetic import contradictions
from tests.oracle.brute_force import best_whole_plan
from tests.oracle.cases import COMBINATIONS, POLICIES, WHY, plan_file
from tests.oracle.estates import VILLAGE
from tests.oracle.solved import solved
from tests.tiny import tiny_estate, tiny_estate_with_partner

TINY = Context(tiny_estate(), priority_wards=("W1",))
WITH_PARTNER = Context(tiny_estate_with_partner(), priority_wards=("W1",))
MUST = {"kind": "must"}
KEPT = [{"building": b, "decision": "keep", "id": f"keep-{b}", **WHY} for b in ("B1", "B2", "B3")]
EVERYTHING_MAY_END = {"kind": "must", "max_ended_share": 1.0}


def said(rules: dict[str, Any], context: Context = TINY) -> str:
    return "\n".join(contradictions(plan_file({"relocation": {}} | rules).policies.all(), context))


class TestFound:
    def test_a_building_kept_and_closed(self) -> None:
        close = {"building": "B2", "decision": "close", "id": "close-B2", **WHY, "reason": "Sold", "owner": "Cabinet"}
        assert said({"protect": [*KEPT, close]}) == (
            "B2 is to be kept by 'keep-B2' (Executive Board: Decided) and closed by 'close-B2' (Cabinet: Sold). "
            "Remove one of the two."
        )

    def test_a_building_to_be_run_in_two_ways(self) -> None:
        hub = {"building": "B1", "option": "hub", "id": "hub-B1", **WHY}
        as_now = {"building": "B1", "option": "keep", "id": "as-now-B1", **WHY}
        assert "B1 is to be run as 'hub' by 'hub-B1'" in said({"protect": [hub, as_now]})
        assert said({"protect": [*KEPT, hub]}) == ""

    def test_an_option_in_the_estate_is_a_protection(self) -> None:
        hub = {"building": "B1", "option": "hub", "id": "hub-B1", **WHY}
        rules = {"protect": [hub, *KEPT[1:]], "reduction": MUST | {"share": 0.5}}
        assert "but 3 are protected" in said(rules)

    def test_more_protected_than_may_stay(self) -> None:
        rules = {"protect": KEPT, "reduction": MUST | {"share": 0.5}}
        assert "'reduction' lets at most 2 of 4 buildings stay, but 3 are protected: 3 − 2 = 1 too many." in said(rules)

    def test_more_protected_of_a_type_than_may_stay(self) -> None:
        rules = {"protect": KEPT, "reduction": MUST | {"retain": 0, "types": ["library"]}}
        assert "lets at most 0 of 2 buildings stay, but 1 are protected: 1 − 0 = 1 too many." in said(rules)

    def test_too_little_room(self) -> None:
        """120 hours; the largest (B1 as a hub) holds 75 at 50 %; B2 and B4 transferred hold 140, which is enough."""
        rules = {"reduction": MUST | {"retain": 1}, "relocation": MUST, "utilisation": MUST | {"ceiling": 0.5}}
        assert said(rules) == ""
        kept = tuple(o for o in TINY.estate.options if o.option_id in ("keep", "close"))
        without = Context(TINY.estate.replace(options=kept))
        assert (
            "The 1 largest, under their roomiest options and filled to 50% ('utilisation'), hold 50 hours a week, "
            "partner venues and transferred buildings 0: together 50. At least 120 hours a week of activity are to be "
            "housed (120 less the 0% that 'relocation' lets end): 70 too many."
        ) in said(rules, without)

    def test_too_little_room_within_reach(self) -> None:
        """One library of two can stay, and they are further apart than a library's activity moves."""
        kept = tuple(o for o in TINY.estate.options if o.option_id in ("keep", "close"))
        context = Context(TINY.estate.replace(options=kept))
        assert (
            "'reduction' lets at most 1 of 4 buildings stay: Library: 42 hours a week in 2 groups of buildings, none "
            "within reach of another. Wherever the buildings that stay do most, they keep at most 30 (around Station "
            "Library 0 of 12): 42 − 30 = 12 hours a week too many. 'relocation' lets at most 0 end."
        ) in said({"reduction": MUST | {"retain": 1}, "relocation": MUST}, context)

    def test_people_whom_no_building_could_serve(self) -> None:
        rule = MUST | {"service": "library", "km": 0.01, "share": 1.0, "areas": "whole_area"}
        assert "'access-library'" in said({"access": rule})
        assert "0 people are that near: 9,500 − 0 = 9,500 too many." in said({"access": rule})

    def test_more_presence_than_may_stay(self) -> None:
        rules = {"reduction": MUST | {"retain": 1}, "presence": MUST | {"at_least": 1, "areas": "each_ward"}}
        assert (
            "'presence' asks for 2 buildings in 2 areas, 'reduction' lets at most 1 of 4 stay: 2 − 1 = 1 too many."
            in said(rules)
        )

    def test_more_presence_than_there_is(self) -> None:
        found = said({"presence": MUST | {"at_least": 3, "areas": ["W1"]}})
        assert found == (
            "'presence': At least 3 council buildings in Millfield, but there are 2 today. "
            "Ask for fewer, or make it an aim."
        )


@pytest.mark.parametrize(
    "rules",
    [
        {"protect": [*KEPT, {"building": "B2", "decision": "close", "id": "close-B2", **WHY}]},
        {"protect": KEPT, "reduction": MUST | {"share": 0.5}, "relocation": EVERYTHING_MAY_END},
        {"reduction": MUST | {"retain": 1}, "presence": MUST | {"at_least": 1, "areas": "each_ward"}},
        {"presence": MUST | {"at_least": 3, "areas": ["W1"]}, "relocation": EVERYTHING_MAY_END},
        {"reduction": MUST | {"retain": 0}, "relocation": MUST, "utilisation": MUST | {"ceiling": 0.05}},
    ],
)
def test_what_the_sum_says_the_solver_proves(rules: dict[str, Any]) -> None:
    """Each contradiction is a real one."""
    kept = tuple(o for o in TINY.estate.options if o.option_id in ("keep", "close"))
    context = Context(TINY.estate.replace(options=kept), TINY.priority_wards)
    assert said(rules, context)
    with pytest.raises(NoPlanPossible):
        solved(plan_file(rules), context)


@pytest.mark.parametrize(
    "rules",
    [
        {"protect": KEPT, "reduction": {"share": 0.5}},
        {"protect": [rule | {"kind": "aim"} for rule in KEPT], "reduction": MUST | {"share": 0.5}},
        {"protect": KEPT, "reduction": MUST | {"share": 0.25}},
        {"reduction": MUST | {"retain": 1}, "relocation": {}},
        {"reduction": MUST | {"retain": 1}, "relocation": EVERYTHING_MAY_END},
        {"reduction": MUST | {"retain": 2}, "presence": MUST | {"at_least": 1, "areas": "each_ward"}},
        {"presence": {"at_least": 9, "areas": ["W1"]}},
        {"presence": MUST | {"at_least": 2, "areas": ["W1", "C1"]}, "reduction": MUST | {"retain": 2}},
        {"presence": MUST | {"at_least": 2, "of": "services", "areas": "each_ward"}, "reduction": MUST | {"retain": 1}},
    ],
)
def test_what_may_hold_is_not_called_a_contradiction(rules: dict[str, Any]) -> None:
    assert said(rules) == ""


@pytest.mark.parametrize("rules", [*POLICIES.values(), *COMBINATIONS.values()], ids=[*POLICIES, *COMBINATIONS])
def test_a_plan_that_exists_is_never_denied(rules: dict[str, Any]) -> None:
    """Whatever brute force finds a plan for, arithmetic lets pass."""
    asked = plan_file(rules)
    if contradictions(asked.policies.all(), VILLAGE):
        assert best_whole_plan(asked, VILLAGE) is None


def test_the_room_of_partner_venues_counts() -> None:
    kept = tuple(o for o in WITH_PARTNER.estate.options if o.option_id in ("keep", "close"))
    rules = {"reduction": MUST | {"retain": 1}, "relocation": MUST}
    assert "together 100. At least 120" in said(rules, Context(TINY.estate.replace(options=kept)))
    assert "together" not in said(rules, Context(WITH_PARTNER.estate.replace(options=kept)))


def test_room_that_is_just_enough_is_enough() -> None:
    """57 hours in 57 % of 100, which is 56.99999999999999 in binary fractions."""
    kept = tuple(o for o in TINY.estate.options if o.option_id in ("keep", "close"))
    busy = replace(TINY.estate.activities[0], hours_per_week=57.0)
    context = Context(TINY.estate.replace(options=kept, activities=(busy,)))
    rules = {"reduction": MUST | {"retain": 1}, "relocation": MUST, "utilisation": MUST | {"ceiling": 0.57}}
    assert said(rules, context) == ""
    assert solved(plan_file(rules), context).plan.decisions.options["B1"] == "keep"
