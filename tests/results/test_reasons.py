"""Reasons state measured facts, one kind of decision after another."""

from dataclasses import replace

import pytest

from estate_opt.domain.building import Condition
from estate_opt.domain.decisions import Decisions, Move
from estate_opt.results.facts import Facts
from estate_opt.results.reasons import reasons
from estate_opt.results.result import Result
from tests.results.plans import MIXED, RULES, kept_as_today, plan_file, result
from tests.tiny import tiny_estate_with_partner


def reason(of: Result, building_id: str) -> str:
    return reasons(Facts(of))[of.estate.building_index[building_id]]


def test_a_closed_building_says_where_its_activity_goes_and_what_ends() -> None:
    assert reason(result(), "B2") == (
        "It is used for 30% of its capacity in today's opening hours; 18 hours a week of room hire move to "
        "Mill Lane Library (1.3 km) and Oak Road Children's Centre (2.6 km). 6 hours a week of room hire find no other "
        "home and end. Closing it saves £55,000 a year; its condition is grade C. It is a registered asset of "
        "community value. Of the people within 0.8 km of it today, 1,800 would have no room hire within that distance."
    )


def test_a_changed_building_says_what_it_becomes_and_who_needs_it() -> None:
    text = reason(result(), "B1")
    assert "run as 'Refit as a hub', works of £150,000" in text
    assert "room for 150 hours a week instead of 100 hours a week" in text
    assert "used for 35% of its capacity in the plan (40% today)" in text
    assert "takes in 12 hours a week of room hire from Chapel Street Centre" in text
    assert "the only place in the plan for library within 1.6 km of 4,500 people and room hire within 0.8 km" in text
    assert "condition (grade B) is better than that of the other council building within 1.6 km" in text


def test_a_protected_building_says_who_decided_first() -> None:
    text = reason(result(), "B3")
    assert text.startswith(
        "This was decided before the plan, by Executive Board: The nursery lease runs to 2031. "
        "It is to be reviewed on 1 March 2028. It stays as it is."
    )
    assert "Of its activity, 3 hours a week of room hire move to St Anne's Hall (0.7 km)" in text


def test_a_transferred_building_stays_open() -> None:
    text = reason(result(), "B4")
    assert "passes to the community (Community asset transfer) and stays open to the public" in text
    assert "12 hours a week of library find no other home and end" in text
    assert "The transfer saves £43,000 a year" in text


def test_a_partner_venue_says_what_it_takes_in_and_its_price() -> None:
    text = reason(result(), "P1")
    assert "run by a partner, so the plan does not decide about it" in text
    assert "takes in 3 hours a week of room hire from Oak Road Children's Centre at a hire of £2,300 a year" in text
    assert "no council activity moves here" in reason(result(kept_as_today()), "P1")


def test_a_protection_that_is_only_an_aim_and_not_followed_says_so() -> None:
    rules = RULES | {"protect": RULES["protect"] | {"building": "B2", "kind": "aim"}}
    text = reason(result(file=plan_file(**rules)), "B2")
    assert "Executive Board asks for it to be kept (The nursery lease runs to 2031); the plan does not follow" in text


def test_an_assumed_grade_is_said_and_not_compared() -> None:
    estate = tiny_estate_with_partner()
    ungraded = tuple(replace(b, condition=None) if b.building_id in ("B1", "B2") else b for b in estate.buildings)
    of = result(estate=estate.replace(buildings=ungraded))
    assert "assumed for want of a survey" in reason(of, "B2")
    assert "better than" not in reason(of, "B1")


def test_a_building_without_bookings_or_capacity_reads_well() -> None:
    estate = tiny_estate_with_partner()
    quiet = estate.replace(activities=tuple(a for a in estate.activities if a.building_id != "B2"))
    moves = tuple(m for m in MIXED.moves if m.from_building != "B2")
    assert "Nothing is booked in it today." in reason(result(replace(MIXED, moves=moves), estate=quiet), "B2")
    shut = tuple(replace(b, capacity_hours_per_week=0) if b.building_id == "B2" else b for b in quiet.buildings)
    of = result(replace(MIXED, moves=moves), estate=quiet.replace(buildings=shut))
    assert "It has no bookable hours today." in reason(of, "B2")


def test_services_are_listed_with_their_hours() -> None:
    both = Decisions(
        options=MIXED.options | {"B4": "close"},
        moves=(
            *(m for m in MIXED.moves if m.from_building != "B4"),
            Move("B4", "library", "B3", 1.0),
            Move("B4", "room_hire", "B3", 1.0),
        ),
        offers=MIXED.offers | {("B3", "library")},
    )
    assert "20 hours a week (library 12, room hire 8) move to Oak Road Children's Centre (1.5 km)" in reason(
        result(both), "B4"
    )


@pytest.mark.parametrize("decisions", [MIXED, kept_as_today()])
def test_every_building_has_a_reason_in_whole_sentences(decisions: Decisions) -> None:
    for text in reasons(Facts(result(decisions))):
        assert text.endswith(".")
        assert "nan" not in text
        assert "  " not in text
        assert ".." not in text


def test_what_the_register_says_of_leaving_is_told() -> None:
    estate = tiny_estate_with_partner()
    bound = tuple(
        replace(b, listed=True, restriction="Charity land, 1921.") if b.building_id == "B2" else b
        for b in estate.buildings
    )
    text = reason(result(estate=estate.replace(buildings=bound)), "B2")
    assert "It is a listed building and a registered asset of community value." in text
    assert "On record is a restriction: Charity land, 1921." in text


def test_every_service_that_people_lose_is_told() -> None:
    shut = Decisions(
        options=MIXED.options | {"B3": "close", "B4": "close"},
        moves=tuple(m for m in MIXED.moves if "B3" not in (m.from_building, m.to_building) and m.from_building != "B4"),
        offers=frozenset({("B1", "library"), ("B1", "room_hire"), ("P1", "room_hire")}),
    )
    told = "People in reach of it today who would have no place in reach:"
    assert f"{told} library 3,000 (1.6 km), room hire 1,400 (0.8 km)." in reason(result(shut), "B4")


def test_an_equal_grade_is_not_called_better() -> None:
    estate = tiny_estate_with_partner()
    equal = tuple(replace(b, condition=Condition.B) for b in estate.buildings)
    assert "better than" not in reason(result(estate=estate.replace(buildings=equal)), "B1")
