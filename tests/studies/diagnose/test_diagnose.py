"""Diagnose: the set is minimal, the nearest value holds, and one step tighter does not."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import combinations
from typing import Any, ClassVar

import pytest

from estate_opt.config.schema import PlanFile
from estate_opt.domain.plan import Outcome
from estate_opt.errors import NoPlanPossible
from estate_opt.formulation import formulate
from estate_opt.policies import Context, Kind
from estate_opt.results.manifest import Origin
from estate_opt.solving import solve_formulation
from estate_opt.solving.progress import Silent, StopSwitch
from estate_opt.studies.diagnose import diagnose
from estate_opt.workflow import Case, solve
from tests.oracle.cases import WHY
from tests.tiny import tiny_estate

LIBRARY_FOR_ALL = {"kind": "must", "service": "library", "km": 1.7, "share": 1.0, "areas": "whole_area"}
AT_MOST_ONE = {"kind": "must", "retain": 1}
PRESENT = {"kind": "must", "at_least": 1, "areas": "each_ward"}
NOTHING_ENDS = {"kind": "must", "max_ended_share": 0.0}


def plan_file(**policies: Any) -> PlanFile:
    return PlanFile.from_tables(
        {
            "scenario": "conflict",
            "inputs": {"estate": "."},
            "policies": policies,
            "solve": {"gap": 0.0, "shortfall_gap": 0.0},
        }
    )


def possible(file: PlanFile, policies: Any) -> bool:
    context = Context(tiny_estate())
    try:
        plan = solve_formulation(formulate(context, list(policies), file.policies.relocation), file)
    except NoPlanPossible:
        return False
    return plan.outcome is Outcome.OPTIMAL


CASES = [
    {"reduction": AT_MOST_ONE, "relocation": NOTHING_ENDS},
    {"reduction": AT_MOST_ONE, "access": LIBRARY_FOR_ALL, "relocation": NOTHING_ENDS},
    {"reduction": {"kind": "must", "retain": 0}, "presence": {"kind": "must", "at_least": 1, "areas": "each_ward"}},
    {"running_cost": {"kind": "must", "cap_gbp_per_year": 1.0}, "relocation": NOTHING_ENDS},
]


@pytest.mark.parametrize("policies", CASES)
def test_the_conflict_is_minimal(policies: dict[str, Any]) -> None:
    file = plan_file(**policies)
    found = diagnose(file, Context(tiny_estate()))
    by_id = {policy.id: policy for policy in file.policies.all()}
    assert found.conflicts
    for one in found.conflicts:
        conflict = [by_id[part.policy] for part in one.policies]
        assert one.minimal
        assert not possible(file, conflict)
        for rest in combinations(conflict, len(conflict) - 1):
            assert possible(file, rest)


def test_musts_that_can_hold_are_no_conflict() -> None:
    found = diagnose(plan_file(reduction={"kind": "must", "retain": 4}), Context(tiny_estate()))
    assert found.conflicts == ()
    assert found.possible
    assert found.sentences() == ("There is nothing to diagnose: all musts can hold together.",)


def test_the_nearest_value_holds_and_one_step_tighter_does_not() -> None:
    policies = {"reduction": AT_MOST_ONE, "relocation": NOTHING_ENDS}
    found = diagnose(plan_file(**policies), Context(tiny_estate()))
    (part,) = [p for p in found.conflicts[0].policies if p.policy == "reduction"]
    (value,) = part.nearest
    assert value.proven
    nearest = value.setting
    assert f"at most {nearest} buildings" in value.sentence
    for retain, expected in ((nearest, True), (nearest - 1, False)):
        file = plan_file(reduction={"kind": "must", "retain": retain}, relocation=NOTHING_ENDS)
        musts = [p for p in file.policies.all() if p.kind is Kind.MUST]
        assert possible(file, musts) is expected


def test_no_musts() -> None:
    found = diagnose(plan_file(reduction={"retain": 0}), Context(tiny_estate()))
    assert found.musts == 0
    assert found.sentences() == ("There is nothing to diagnose: the plan file has no musts, and aims may fall short.",)


def test_a_sum_is_shown_first() -> None:
    found = diagnose(plan_file(access=LIBRARY_FOR_ALL | {"km": 0.01}), Context(tiny_estate()))
    first, second, *_ = found.sentences()
    assert "9,500 − 0 = 9,500 too many" in first
    assert second == "This must cannot hold:"


def test_a_protected_building_that_conflicts() -> None:
    close = {"building": "B1", "decision": "close", **WHY}
    keep = {"building": "B1", "decision": "keep", "id": "keep-B1", **WHY}
    (conflict,) = diagnose(plan_file(protect=[close, keep]), Context(tiny_estate())).conflicts
    assert conflict.minimal
    said = {part.policy: part.nearest[0].sentence for part in conflict.policies}
    assert said["protect-B1"].startswith(
        "It could hold without this rule: in a plan with the others, Mill Lane Library"
    )
    assert "is run as 'Close'" in said["keep-B1"]


def test_a_plan_file_that_keeps_moves_to_the_nearest_is_told_so() -> None:
    file = plan_file(reduction={"kind": "must", "retain": 4}, relocation={"nearest": 1})
    formulation = file.solve.formulation.model_copy(update={"price_left_out": False})
    file = file.model_copy(update={"solve": file.solve.model_copy(update={"formulation": formulation})})
    first, second = diagnose(file, Context(tiny_estate())).sentences()
    assert first == "There is nothing to diagnose: all musts can hold together."
    assert "keeps each move to the 1 nearest" in second


class TestRoom:
    """120 hours a week in 300; all buildings kept as they are, at most 30 % used: 90 hours, so 30 more are needed."""

    estate = tiny_estate()
    context = Context(estate.replace(options=tuple(o for o in estate.options if o.option_id in ("keep", "close"))))
    musts: ClassVar[dict[str, Any]] = {
        "relocation": NOTHING_ENDS,
        "utilisation": {"kind": "must", "ceiling": 0.3},
    }

    def test_the_least_extra_room(self) -> None:
        (conflict,) = diagnose(plan_file(**self.musts), self.context).conflicts
        room = conflict.room
        assert room is not None
        assert (room.hours, room.proven, room.helps) == (30.0, True, True)
        assert sum(extra for _, _, extra in room.where) == pytest.approx(30.0, abs=0.3)
        assert room.sentence.startswith("All of them could hold with 30 hours a week more of open rooms: +")

    def test_the_nearest_ceiling_and_the_least_that_ends(self) -> None:
        (conflict,) = diagnose(plan_file(**self.musts), self.context).conflicts
        nearest = {part.policy: part.nearest[0] for part in conflict.policies}
        assert (nearest["utilisation"].nearest, nearest["utilisation"].proven) == (0.4, True)
        assert (nearest["relocation"].nearest, nearest["relocation"].proven) == (0.25, True)

    def test_room_is_not_asked_for_where_it_makes_no_difference(self) -> None:
        policies = {"reduction": {"kind": "must", "retain": 0}, "presence": PRESENT}
        (conflict,) = diagnose(plan_file(**policies), self.context).conflicts
        assert conflict.room is None


class Stopping(Silent):
    """Asks to stop as soon as a stage begins."""

    def __init__(self, at: str) -> None:
        self.at, self.switch = at, StopSwitch()

    def stage(self, name: str) -> None:
        if name.startswith(self.at):
            self.switch.set()


def test_stopped_at_once_nothing_is_claimed() -> None:
    progress = Stopping("which musts")
    found = diagnose(plan_file(**CASES[0]), Context(tiny_estate()), progress, stop=progress.switch)
    assert found.possible is None
    assert found.stopped
    assert found.conflicts == ()
    assert found.sentences()[-1] == "Stopped by hand: this is what was known until then."


def test_stopped_later_what_is_known_is_said() -> None:
    progress = Stopping("nearest value of")
    found = diagnose(plan_file(**CASES[0]), Context(tiny_estate()), progress, stop=progress.switch)
    assert found.possible is False
    (conflict,) = found.conflicts
    assert {part.policy for part in conflict.policies} == {"reduction", "relocation"}
    assert conflict.minimal
    assert not any(nearest.proven for part in conflict.policies for nearest in part.nearest)
    assert found.stopped


def test_without_time_nothing_is_claimed() -> None:
    found = diagnose(plan_file(**CASES[0]), Context(tiny_estate()), seconds=0.0)
    assert found.possible is None
    assert not found.stopped
    assert "No plan was found and none was ruled out in" in found.sentences()[-1]


def test_figures_are_json() -> None:
    found = diagnose(plan_file(**CASES[0]), Context(tiny_estate()))
    figures = json.loads(json.dumps(asdict(found)))
    (part,) = [p for p in figures["conflicts"][0]["policies"] if p["policy"] == "reduction"]
    (nearest,) = part["nearest"]
    assert (nearest["key"], nearest["unit"], nearest["asked"], nearest["proven"]) == ("retain", "buildings", 1.0, True)


def test_a_run_that_cannot_be_says_why() -> None:
    file = plan_file(reduction=AT_MOST_ONE, relocation=NOTHING_ENDS)
    case = Case(file, Context(tiny_estate()), Origin(estate_path="", estate_files={}, plan_files={}))
    with pytest.raises(NoPlanPossible, match="These 2 musts cannot all hold"):
        solve(case)
