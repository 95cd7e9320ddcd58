"""Stress: shares and ranges as counted by hand, and with nothing changed everything as in the plan."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from estate_opt.config.schema import PlanFile
from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.plan import Outcome, Plan
from estate_opt.errors import UsageError
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.solving.progress import Silent
from estate_opt.studies.stress.figures import Range, TargetStress
from estate_opt.studies.stress.outcome import BEYOND, OVERFULL, UNVIABLE
from estate_opt.studies.stress.spread import Spread
from estate_opt.studies.stress.study import Stress, stress
from estate_opt.studies.stress.words import stress_sentences
from tests.studies.stress.estates import planned
from tests.tiny import tiny_estate

STILL = Spread(activity=0.0, population=0.0, unknown=False)


def two_left(**policies: Any) -> Result:
    """B1 and B3 of Tinytown stay and take all: 60 of 100 hours at B1, 60 of 60 at B3."""
    decisions = Decisions(
        options={"B1": "keep", "B2": "close", "B3": "keep", "B4": "close"},
        moves=(
            Move("B1", "library", "B1", 1.0),
            Move("B1", "room_hire", "B1", 1.0),
            Move("B2", "room_hire", "B1", 20 / 24),
            Move("B2", "room_hire", "B3", 4 / 24),
            Move("B3", "childrens", "B3", 1.0),
            Move("B3", "room_hire", "B3", 1.0),
            Move("B4", "library", "B3", 1.0),
            Move("B4", "room_hire", "B3", 1.0),
        ),
        offers=frozenset(
            {("B1", "library"), ("B1", "room_hire"), ("B3", "childrens"), ("B3", "library"), ("B3", "room_hire")}
        ),
    )
    file = PlanFile.from_tables({"scenario": "tiny", "inputs": {"estate": "."}, "policies": policies})
    plan = Plan(decisions=decisions, outcome=Outcome.TIME_LIMIT, proof=(), solver="by hand", seed=1, threads=1)
    return Result(file, Context(tiny_estate()), plan)


def target(found: Stress, policy: str) -> TargetStress:
    (one,) = [t for t in found.targets if t.planned.policy.id == policy]
    return one


def test_with_nothing_changed_every_target_holds_exactly_as_in_the_plan() -> None:
    result = planned()
    for found in (stress(result, STILL, cases=3), stress(result, STILL, at_corners=True)):
        assert found.standing == found.asked == len(found.outcomes)
        assert [t.planned.key for t in found.targets] == [m.key for m in result.measures]
        for line, planned_line in zip(found.targets, result.measures, strict=True):
            assert line.share_held == (1.0 if planned_line.met else 0.0)
            assert line.figure == Range.of([planned_line.shown.value])
            assert line.worst == planned_line.shown.value
        assert all(total.figure == Range.of([total.planned]) for total in found.totals)
        assert found.rooms == ()


def test_corners_counted_by_hand() -> None:
    """Use is 120 of 160 hours: 75 %; with 20 % more or less activity 90 % or 60 %."""
    result = two_left(
        utilisation={"floor": 0.65},
        access={"service": "library", "km": 1.6, "share": 0.5},
        running_cost={"saving_share": 0.1},
    )
    found = stress(result, Spread(activity=0.2, population=0.0, unknown=False), at_corners=True)
    assert [o.name for o in found.outcomes] == [
        f"{what} {end}" for end in ("low", "high") for what in ("all activity", "childrens", "library", "room_hire")
    ]
    use = target(found, "utilisation")
    # children's 30 hours, library 42, room hire 48, each 20 % less: 114, 111.6, 110.4 of 160 hours
    low = [96 / 160, 114 / 160, 111.6 / 160, 110.4 / 160]
    high = [144 / 160, 126 / 160, 128.4 / 160, 129.6 / 160]
    assert (use.held, use.cases) == (7, 8)
    assert use.worst == pytest.approx(0.6)
    assert use.worst_case == "all activity low"
    assert use.figure.least == pytest.approx(min(low))
    assert use.figure.greatest == pytest.approx(max(high))
    assert use.figure.median == pytest.approx((low[1] + high[1]) / 2)
    assert use.shortfall.greatest == pytest.approx(0.65 * 160 - 96)
    assert target(found, "access-library").share_held == 1.0
    assert target(found, "running_cost").share_held == 1.0


def test_hours_that_no_longer_fit_are_shown() -> None:
    """B3 is full: 20 % more of everything is 12 hours too many there; B1 has room."""
    found = stress(two_left(), Spread(activity=0.2, population=0.0, unknown=False), at_corners=True)
    by_name = {outcome.name: outcome for outcome in found.outcomes}
    # at B3 are children's 30 hours, library 12, room hire 6 + 4 + 8
    assert by_name["all activity high"].beyond_capacity == {"B3": pytest.approx(12.0)}
    assert by_name["childrens high"].beyond_capacity == {"B3": pytest.approx(6.0)}
    assert by_name["library high"].beyond_capacity == {"B3": pytest.approx(2.4)}
    assert by_name["room_hire high"].beyond_capacity == {"B3": pytest.approx(3.6)}
    assert all(by_name[f"{what} low"].fits for what in ("childrens", "library", "room_hire"))
    (room,) = found.rooms
    assert (room.building_id, room.cases, room.worst_case) == ("B3", 4, "all activity high")
    totals = {total.name: total for total in found.totals}
    assert totals[BEYOND].planned == 0.0
    assert totals[BEYOND].figure.greatest == pytest.approx(12.0)
    assert totals[OVERFULL].figure.greatest == 1.0
    assert found.standing == 4


def test_outlets_with_too_little_to_do_are_shown() -> None:
    """B3's new library needs 4 hours and has 12: with 70 % less it has 3.6; B1's own may stay at any size."""
    found = stress(two_left(), Spread(activity=0.7, population=0.0, unknown=False), at_corners=True)
    by_name = {outcome.name: outcome for outcome in found.outcomes}
    assert by_name["library low"].below_viable == {("B3", "library"): pytest.approx(0.4)}
    assert {total.name: total for total in found.totals}[UNVIABLE].figure.greatest == 1.0


def test_targets_that_speak_of_today_move_with_it() -> None:
    """A share of the people covered today is one of the case's people: with the same factor in both nothing moves."""
    result = two_left(access={"service": "library", "km": 1.6, "no_worse_than_today": 0.9})
    found = stress(result, Spread(activity=0.0, population=0.3, unknown=False), at_corners=True)
    line = target(found, "access-library")
    assert line.figure.least == pytest.approx(line.figure.greatest)
    assert line.share_held in (0.0, 1.0)


def test_seeds_reproduce() -> None:
    result = planned()
    one, again, other = (stress(result, cases=5, seed=seed) for seed in (4, 4, 5))
    assert [o.totals for o in one.outcomes] == [o.totals for o in again.outcomes]
    assert [o.totals for o in one.outcomes] != [o.totals for o in other.outcomes]


def test_no_case_at_all_is_said() -> None:
    with pytest.raises(UsageError, match="at least one"):
        stress(planned(), cases=0)


def test_a_wrong_spread_is_refused_before_anything_is_measured() -> None:
    with pytest.raises(UsageError, match="less than 1"):
        stress(planned(), Spread(activity=-0.2))


def test_ctrl_c_keeps_the_cases_that_are_done() -> None:
    class Impatient(Silent):
        def stage(self, name: str) -> None:
            signal.raise_signal(signal.SIGINT)

    found = stress(planned(), cases=20, progress=Impatient())
    assert len(found.outcomes) == 2  # the first tenth is told, and that case is still measured
    assert found.asked == 20
    assert "Stopped after 2 of 20 cases." in [*stress_sentences(found)]
