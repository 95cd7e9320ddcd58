"""What a hand-made plan does not say is filled by the stated rule, and what it breaks is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.domain.decisions import Move, today
from estate_opt.domain.estate import Estate
from estate_opt.domain.plan import Outcome
from estate_opt.errors import VerificationFailed
from estate_opt.policies import Context
from estate_opt.results.manifest import Origin, claims
from estate_opt.results.result import Result
from estate_opt.results.store import save_run
from estate_opt.results.stored import load_run
from estate_opt.results.summary import summary
from estate_opt.results.tables import tables
from estate_opt.results.verify import verify
from estate_opt.studies.score import HandMade, Scored, score
from tests.results.plans import plan, plan_file
from tests.tiny import tiny_estate_with_partner

ESTATE = tiny_estate_with_partner()
ORIGIN = Origin(estate_path="tiny", estate_files={}, plan_files={})


def scored(
    options: dict[str, str] | None = None,
    *moves: Move,
    estate: Estate = ESTATE,
    ended: dict[tuple[str, str], float] | None = None,
) -> Scored:
    said = HandMade(name="Cabinet, May", options=options or {}, moves=moves, ended=ended or {})
    return score(plan_file(), Context(estate, ("W1",)), said)


def placed(found: Scored) -> list[tuple[str, str, str, float]]:
    return [(p.from_building, p.service_id, p.to_building, round(p.hours_per_week, 6)) for p in found.filled.placed]


def test_a_plan_that_says_nothing_is_today() -> None:
    found = scored()
    assert found.result.plan.decisions == today(ESTATE)
    assert found.filled.as_today == ("B1", "B2", "B3", "B4")
    assert found.broken == ()
    assert "4 council buildings are not in it" in found.told[0]


def test_activity_of_a_closed_building_goes_to_the_nearest_with_room() -> None:
    # B2 has 24 hours of room hire; B1 is 1.30 km away and has 60 hours of room
    assert placed(scored({"B2": "close"})) == [("B2", "room_hire", "B1", 24.0)]


def test_what_does_not_fit_goes_on_to_the_next_and_then_ends() -> None:
    small = tuple(
        replace(b, capacity_hours_per_week={"B1": 50.0, "B3": 38.0}.get(b.building_id, b.capacity_hours_per_week))
        for b in ESTATE.buildings
    )
    found = scored({"B2": "close"}, estate=ESTATE.replace(buildings=small))
    # B1 has 10 hours of room (1.30 km), B3 2 (2.60 km), P1 lies beyond the 3 km of room hire
    assert placed(found) == [
        ("B2", "room_hire", "B1", 10.0),
        ("B2", "room_hire", "B3", 2.0),
        ("B2", "room_hire", "", 12.0),
    ]
    assert found.result.after.ended == {("B2", "room_hire"): pytest.approx(12.0)}
    assert any("12 hours a week" in sentence and "end" in sentence for sentence in found.told)


def test_one_activity_gives_way_to_another_that_has_no_other_place() -> None:
    # Both go nearest to B2, which has room for 10 hours; P1's 30 are within 3 km of B4 (0.92 km) alone, B1 is closed
    small = tuple(
        replace(b, capacity_hours_per_week=34.0 if b.building_id == "B2" else 45.0 if b.building_id == "B3" else 30.0)
        if b.building_id in ("B2", "B3", "P1")
        else b
        for b in ESTATE.buildings
    )
    found = scored({"B1": "close", "B4": "close"}, estate=ESTATE.replace(buildings=small))
    where = {(i, s, k): hours for i, s, k, hours in placed(found)}
    assert where["B1", "room_hire", "B2"] == 10.0, "all that B2 has room for"
    assert where["B4", "room_hire", "P1"] == 8.0
    assert found.broken == ()


def test_a_service_finds_no_place_beyond_its_limit_or_without_its_features() -> None:
    found = scored({"B3": "close", "B4": "close"})
    where = {(i, s): k for i, s, k, _ in placed(found)}
    assert where["B3", "childrens"] == "", "no other building has a nursery"
    assert where["B4", "library"] == "", "B1 is further than 2 km, B3 is closed"
    assert where["B3", "room_hire"] == "P1", "0.65 km; B2 is 2.60 km away"


def test_a_service_that_moves_as_a_whole_is_not_parted() -> None:
    hubs = {"B2": "hub", "B3": "close"}
    near = tuple(replace(s, max_move_km=9.0) if s.service_id == "childrens" else s for s in ESTATE.services)
    found = scored(hubs, estate=ESTATE.replace(services=near))
    assert ("B3", "childrens", "B2", 30.0) in placed(found), "the hub adds a nursery and has 120 hours"
    full = tuple(replace(b, capacity_hours_per_week=30.0) if b.building_id == "B2" else b for b in ESTATE.buildings)
    found = scored(hubs, estate=ESTATE.replace(services=near, buildings=full))
    assert ("B3", "childrens", "", 30.0) in placed(found), "45 hours less 24 are not room for all 30"


def test_no_new_outlet_opens_below_its_least_hours() -> None:
    few = tuple(
        replace(b, capacity_hours_per_week=37.0, features=b.features | {"step_free"}) if b.building_id == "B3" else b
        for b in ESTATE.buildings
    )
    found = scored({"B4": "close"}, estate=ESTATE.replace(buildings=few))
    assert ("B4", "library", "", 12.0) in placed(found), "B3 has room for 1 hour; a library needs 4"


def test_shorter_hours_send_on_what_they_have_no_room_for() -> None:
    shorter = replace(ESTATE.options[2], option_id="shorter", name="Shorter hours", hours_factor=0.5)
    found = scored({"B3": "shorter"}, estate=ESTATE.replace(options=(*ESTATE.options, shorter)))
    # 30 of 60 hours are left: the children's centre moves as a whole and stays, room hire of 6 hours goes to P1
    assert placed(found) == [("B3", "room_hire", "P1", 6.0)]
    assert found.broken == ()


def test_what_is_said_of_moves_is_done_and_the_rest_filled() -> None:
    found = scored({"B2": "close"}, Move("B2", "room_hire", "B3", 0.25), ended={("B2", "room_hire"): 0.5})
    assert Move("B2", "room_hire", "B3", 0.25) in found.result.plan.decisions.moves
    assert placed(found) == [("B2", "room_hire", "B1", 6.0)]
    assert found.result.after.ended_hours() == pytest.approx(12.0)
    assert any("12 hours a week are said to end" in sentence for sentence in found.told)


def test_physics_that_the_plan_breaks_is_told() -> None:
    found = scored(
        {"B1": "close", "B2": "close"},
        Move("B1", "library", "B4", 1.0),
        Move("B3", "childrens", "B3", 0.5),
        Move("B2", "room_hire", "B1", 1.0),
    )
    said = " ".join(found.broken)
    assert "library moves 5.24 km from B1 to B4; the limit is 2 km." in said
    assert "childrens at B3 is parted" in said
    assert "B1, run as 'Close', cannot host room_hire." in said
    assert "B1 hosts 24.00 hours a week in a capacity of 0.00." in said


def save(found: Scored, root: Path) -> Path:
    result = found.result
    return save_run(result, root, when=datetime(2026, 5, 4, 9), origin=ORIGIN, verification=verify(result))


def test_it_is_stored_shown_and_verified_without_a_proof(tmp_path: Path) -> None:
    found = scored({"B1": "close"}, Move("B1", "library", "B4", 1.0))
    path = save(found, tmp_path)
    assert path.parent.name == "tiny-cabinet-may"
    stored = load_run(path)
    assert stored.plan == found.result.plan
    assert stored.plan.outcome is Outcome.HAND_MADE
    again = Result(stored.plan_file, found.result.context, stored.plan)
    assert verify(again, stored.manifest.claims, claims(again)).accepted
    about = summary(stored.manifest)
    assert about.outcome == "hand-made"
    assert about.gap is None
    assert "not optimised" in about.proof[0]
    assert any(note.startswith("This plan does not hold physically: library moves 5.24 km") for note in about.notes)
    assert any("placed by rule" in note for note in about.notes)


def test_a_finding_that_was_taken_out_is_missed(tmp_path: Path) -> None:
    found = scored({"B1": "close"}, Move("B1", "library", "B4", 1.0))
    stored = load_run(save(found, tmp_path))
    said = {**stored.manifest.claims, "broken_physics": []}
    refused = verify(found.result, said, claims(found.result))
    assert any("broken_physics" in difference for difference in refused.differences)


def test_a_missed_must_is_told_and_refuses_nothing(tmp_path: Path) -> None:
    said = HandMade(name="none", options={}, moves=(), ended={})
    asked = plan_file(reduction={"share": 0.75, "kind": "must"})
    found = score(asked, Context(ESTATE), said)
    assert len(found.missed_musts) == 1
    about = summary(load_run(save(found, tmp_path)).manifest)
    assert not about.targets[0].met
    assert any("must hold: At most 1 of 4 council buildings stay" in note for note in about.notes)


def test_a_hand_made_plan_with_a_proof_is_refused(tmp_path: Path) -> None:
    found = scored()
    forged = replace(found.result.plan, proof=plan(0.0, 0.0).proof)
    with pytest.raises(VerificationFailed):
        verify(replace(found.result, plan=forged)).require()


def test_what_was_placed_stands_in_a_table() -> None:
    rows = scored({"B2": "close"}).placed_table().rows
    assert rows.to_dict("records")[0]["distance_km"] == pytest.approx(1.3)


OPTIONS = st.fixed_dictionaries(
    {b.building_id: st.sampled_from([o.option_id for o in ESTATE.options_of(b)]) for b in ESTATE.buildings}
)


@settings(deadline=None, max_examples=40)
@given(OPTIONS)
def test_what_the_rule_fills_never_breaks_physics(options: dict[str, str]) -> None:
    found = scored(options)
    assert found.broken == ()
    hosted = sum(found.result.after.hosted.values())
    assert hosted + found.result.after.ended_hours() == pytest.approx(120.0), "no hour is lost from view"
    assert tables(found.result)["decisions"].rows["option_id"].tolist() == list(
        found.result.plan.decisions.options.values()
    )
