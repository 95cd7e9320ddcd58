"""Each policy's figure of one plan made by hand, against sums made by hand.

B1 becomes a hub, B2 closes and its room hire goes to B1, B3 is kept, B4 is transferred.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.snapshot import Snapshot
from estate_opt.policies import (
    Access,
    Carbon,
    Context,
    FrontDoor,
    OneOff,
    Policy,
    Presence,
    Protect,
    Quota,
    Reduction,
    Relocation,
    RunningCost,
    Unit,
    Utilisation,
)
from tests.tiny import ACTIVITIES, tiny_estate

CONTEXT = Context(tiny_estate(), priority_wards=("W1",))
PLAN = Snapshot(
    CONTEXT.estate,
    Decisions(
        options={"B1": "hub", "B2": "close", "B3": "keep", "B4": "transfer"},
        moves=tuple(
            Move(a.building_id, a.service_id, "B1" if a.building_id == "B2" else a.building_id, 1.0) for a in ACTIVITIES
        ),
        offers=frozenset(a.key for a in ACTIVITIES if a.building_id != "B2"),
    ),
)
WHY: dict[str, Any] = {"reason": "Decided", "owner": "Cabinet", "review_date": date(2029, 4, 1)}
LIBRARY: dict[str, Any] = {"service": "library", "km": 1.6, "share": 0.9, "areas": "each_ward"}
SERVICES = ["library", "childrens", "room_hire"]
USE_PLAN = 100 / 210  # 64 hours at B1 and 36 at B3, in 150 + 60; the hub opens longer, so today's hours change nothing


@pytest.mark.parametrize(("km", "people"), [(2.0, 7500), (0.2, 4500)])
def test_people_in_reach_are_those_whom_some_building_could_serve(km: float, people: float) -> None:
    """As hubs B1, B2 and B4 could offer children's services too; within 2 km is everybody but the 2,000 of the last."""
    lines = Access(id="p", service="childrens", km=km, share_in_reach=0.5).requirements(CONTEXT)
    assert [line.target for line in lines] == [people / 2]


@pytest.mark.parametrize(
    ("policy", "figures"),
    [
        (Reduction(id="p", share=0.5), [2]),
        (Reduction(id="p", retain=1, types=["library"]), [1]),
        (Utilisation(id="p", floor=0.8), [0.8 * 210 - 100]),
        (Utilisation(id="p", floor=0.8, over="todays_hours"), [0.8 * 210 - 100]),
        (Utilisation(id="p", floor=0.5, of="each_building"), [75 - 64]),
        (Utilisation(id="p", ceiling=0.5, of="each_building"), [36 - 30]),
        (Utilisation(id="p", floor=0.4, ceiling=0.5, types=["childrens_centre"]), [24 - 36, 36 - 30]),
        (Utilisation(id="p", floor=0.5, of="each_type"), [30 - 36, 0, 75 - 64]),
        (Access(id="p", **LIBRARY), [4500, 3000]),
        (Access(id="p", **LIBRARY, transfers=False), [4500, 0]),
        (Access(id="p", **LIBRARY, group="under_5"), [270, 180]),
        (Access(id="p", **LIBRARY | {"km": 5.0}, outlets=2), [1800, 1600]),
        (Presence(id="p", at_least=2, areas="each_ward"), [1, 1]),
        (Presence(id="p", at_least=2, areas="each_ward", services=["library"]), [1, 0]),
        (Presence(id="p", at_least=2, of="services", areas="each_ward"), [2, 3]),
        (Presence(id="p", at_least=1, of="services", services=["childrens"], areas="each_ward"), [0, 1]),
        (Protect(id="p", building="B1", decision="keep", **WHY), [1]),
        (Protect(id="p", building="B4", decision="keep", **WHY), [0]),
        (Protect(id="p", building="B4", decision="close", **WHY), [0]),
        (Protect(id="p", building="B4", option="transfer", **WHY), [1]),
        (Relocation(id="p", services=SERVICES), [0, 0, 0]),
        (RunningCost(id="p", saving_share=0.4), [100_000 * 1.3 - 8_000 + 80_000 + 5_000]),
        (OneOff(id="p", budget_gbp=0), [50_000 + 200 * 500 + 20_000 + 9_000]),
        (OneOff(id="p", budget_gbp=0, exit_costs=False), [170_000]),
        (OneOff(id="p", budget_gbp=0, receipts="low"), [179_000 - 90_000]),
        (Carbon(id="p", cut_share=0.4), [20_000 * 1.1 + 12_000]),
        (Quota(id="p", share=0.5, areas="each_ward"), [0.5, -0.5]),
        (Quota(id="p", share=0.5, areas="each_ward", counting="leaving"), [0, 0]),
        (Quota(id="p", share=0.5, areas="each_ward", of="own_buildings", counting="leaving"), [1, 1]),
        (FrontDoor(id="p", services=SERVICES, at_least=3, hubs=1, areas="each_ward"), [1, 1, 0]),
        (FrontDoor(id="p", services=SERVICES, at_least=2), [0]),
    ],
)
def test_figures(policy: Policy, figures: list[float]) -> None:
    found = [policy.value(line, CONTEXT, PLAN) for line in policy.requirements(CONTEXT)]
    assert found == pytest.approx(figures)


@pytest.mark.parametrize(
    ("policy", "shown"),
    [
        (Utilisation(id="p", floor=0.8), [(USE_PLAN, 0.8, Unit.SHARE)]),
        (Utilisation(id="p", floor=0.8, over="todays_hours"), [(USE_PLAN, 0.8, Unit.SHARE)]),
        (Utilisation(id="p", floor=0.5, of="each_building"), [(1, 0, Unit.BUILDINGS)]),
        (Utilisation(id="p", floor=0.9, of="each_building"), [(2, 0, Unit.BUILDINGS)]),
        (Access(id="p", **LIBRARY), [(1.0, 0.9, Unit.SHARE), (0.6, 0.9, Unit.SHARE)]),
        (
            Access(id="p", service="library", km=1.6, no_worse_than_today=0.5, areas=["W2"]),
            [(0.6, 0.3, Unit.SHARE)],  # 3,000 of 5,000 are covered today, half of them are to stay so
        ),
        (Quota(id="p", share=0.5, areas="each_ward"), [(1.0, 0.5, Unit.SHARE), (0.0, 0.5, Unit.SHARE)]),
        (Quota(id="p", share=0.5, areas=["W1"], of="own_buildings"), [(0.5, 0.5, Unit.SHARE)]),
        (Reduction(id="p", share=0.5), [(2, 2, Unit.BUILDINGS)]),
        (RunningCost(id="p", cap_gbp_per_year=1.0), [(207_000, 1, Unit.GBP_PER_YEAR)]),
    ],
)
def test_what_people_read(policy: Policy, shown: list[tuple[float, float, Unit]]) -> None:
    found = [policy.shown(line, CONTEXT, PLAN) for line in policy.requirements(CONTEXT)]
    assert [(s.value, s.target, s.unit) for s in found] == [
        (pytest.approx(v), pytest.approx(t), u) for v, t, u in shown
    ]


def test_no_closures_are_no_share_of_them() -> None:
    policy = Quota(id="p", share=0.5, areas="each_ward")
    assert [policy.shown(line, CONTEXT, CONTEXT.baseline).value for line in policy.requirements(CONTEXT)] == [0.0, 0.0]


def test_activity_without_a_move_has_ended() -> None:
    moves = tuple(m for m in PLAN.decisions.moves if m.from_building != "B2")
    ended = Snapshot(CONTEXT.estate, Decisions(PLAN.decisions.options, moves, PLAN.decisions.offers))
    for policy, hours in ((Relocation(id="p"), [24.0]), (Relocation(id="p", services=SERVICES), [0.0, 0.0, 24.0])):
        assert [policy.value(line, CONTEXT, ended) for line in policy.requirements(CONTEXT)] == hours


def test_today_is_measured_the_same_way() -> None:
    today: list[tuple[Policy, float]] = [
        (Reduction(id="p", share=0.5), 4),
        (Carbon(id="p", cut_share=0.4), 56_000),
        (RunningCost(id="p", saving_share=0.4), 275_000),
        (OneOff(id="p", budget_gbp=0, receipts="high"), 0),
    ]
    for policy, figure in today:
        (line,) = policy.requirements(CONTEXT)
        assert policy.value(line, CONTEXT, CONTEXT.baseline) == pytest.approx(figure)


def test_a_cap_below_nothing_has_its_sign_before_the_pounds() -> None:
    (line,) = RunningCost(id="p", cap_gbp_per_year=-1_000).requirements(CONTEXT)
    assert line.sentence.startswith("Net running cost of at most −£1,000 a year")
