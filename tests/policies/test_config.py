"""What every policy's config has in common, and the sums that turn a config into a line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from estate_opt.errors import Problem
from estate_opt.policies import (
    ALL_POLICIES,
    Access,
    Carbon,
    Context,
    FrontDoor,
    Kind,
    OneOff,
    Policy,
    Presence,
    Protect,
    Quota,
    Reduction,
    Relocation,
    RunningCost,
    Sense,
    Utilisation,
)  # fmt: skip
from estate_opt.policies.base import percent
from estate_opt.policies.scope import areas_in_scope, scope_problems
from tests.tiny import tiny_estate, tiny_estate_with_partner

CONTEXT = Context(tiny_estate(), priority_wards=("W1",))
WITH_PARTNER = Context(tiny_estate_with_partner(), priority_wards=("W1",))
LISTED = {"reason": "Listed", "owner": "Executive Board", "review_date": date(2029, 4, 1)}

ONE_OF_EACH: tuple[Policy, ...] = (
    Reduction(id="r", share=0.6),
    Utilisation(id="u", floor=0.8, ceiling=0.95),
    Access(id="a", service="library", km=1.6, share=0.9, areas="each_ward"),
    Presence(id="p", at_least=1),
    Protect(id="x", building="B1", decision="keep", **LISTED),
    Relocation(id="l", max_ended_share=0.025, services=["library", "room_hire"]),
    RunningCost(id="c", saving_share=0.4),
    OneOff(id="o", budget_gbp=1_000_000),
    Carbon(id="k", cut_share=0.4),
    Quota(id="q", share=0.5, areas="each_ward"),
    FrontDoor(id="f", services=["library", "room_hire"], at_least=2, hubs=1, areas="each_committee"),
)


def test_there_is_one_of_each() -> None:
    assert tuple(type(policy) for policy in ONE_OF_EACH) == ALL_POLICIES


@pytest.mark.parametrize("policy", ONE_OF_EACH, ids=lambda policy: policy.name)
class TestEachPolicy:
    def test_fits_the_estate(self, policy: Policy) -> None:
        assert policy.problems(CONTEXT, "x") == []

    def test_its_lines_have_distinct_keys_sentences_and_weighable_scales(self, policy: Policy) -> None:
        lines = policy.requirements(CONTEXT)
        assert len({line.key for line in lines}) == len(lines) > 0
        assert len({line.sentence for line in lines}) == len(lines)
        assert all(line.scale > 0 for line in lines)

    def test_it_is_frozen_and_refuses_what_it_does_not_know(self, policy: Policy) -> None:
        with pytest.raises(ValidationError):
            policy.weight = 2.0  # type: ignore[misc]
        with pytest.raises(ValidationError, match="Extra inputs"):
            type(policy).model_validate({**policy.model_dump(), "colour": "red"})

    @pytest.mark.parametrize(
        ("key", "value"), [("weight", 0), ("weight", float("inf")), ("tier", 0), ("tier", 10), ("id", "a b")]
    )
    def test_common_keys_have_limits(self, policy: Policy, key: str, value: object) -> None:
        with pytest.raises(ValidationError):
            type(policy).model_validate({**policy.model_dump(), key: value})

    def test_it_reads_back_what_it_writes(self, policy: Policy) -> None:
        assert type(policy).model_validate_json(policy.model_dump_json()) == policy


def test_only_protection_is_a_must_unless_said_otherwise() -> None:
    assert {policy.name for policy in ONE_OF_EACH if policy.kind is Kind.MUST} == {"protect"}


def target(policy: Policy, context: Context = CONTEXT) -> tuple[Sense, float]:
    """Sense and target of the only line of a policy."""
    (line,) = policy.requirements(context)
    return line.sense, line.target


@pytest.mark.parametrize(
    ("policy", "sense", "expected"),
    [
        (Reduction(share=0.6), Sense.AT_MOST, 1),
        (Reduction(share=0.6, rounding="nearest"), Sense.AT_MOST, 2),
        (Reduction(number=1), Sense.AT_MOST, 3),
        (Reduction(number=9), Sense.AT_MOST, 0),
        (Reduction(retain=2, types=["library"]), Sense.AT_MOST, 2),
        (Reduction(share=0.5, types=["library"]), Sense.AT_MOST, 1),
        (RunningCost(saving_share=0.4), Sense.AT_MOST, 165_000),
        (RunningCost(saving_gbp_per_year=75_000), Sense.AT_MOST, 200_000),
        (RunningCost(cap_gbp_per_year=100_000), Sense.AT_MOST, 100_000),
        (Carbon(cut_share=0.5), Sense.AT_MOST, 28_000),
        (OneOff(budget_gbp=5), Sense.AT_MOST, 5),
        (Relocation(max_ended_share=0.1), Sense.AT_MOST, 12),
        (Relocation(max_ended_share=0.5, services=["library"]), Sense.AT_MOST, 21),
        (Presence(at_least=2), Sense.AT_LEAST, 2),
        (Quota(share=0.5, of="own_buildings", areas=["W1"]), Sense.AT_MOST, 1),
        (Quota(share=0.5, of="all_closures", areas=["W1"]), Sense.AT_MOST, 0),
        (Access(service="library", km=1.6, share=0.9), Sense.AT_LEAST, 8_550),
        (Access(service="library", km=1.6, share=0.5, areas=["Oakside"], group="over_65"), Sense.AT_LEAST, 450),
    ],
)
def test_targets_by_hand(policy: Policy, sense: Sense, expected: float) -> None:
    """Today: net cost £275,000, 56,000 kg CO₂e, 120 hours of activity (42 of library), 4 buildings, 9,500 people."""
    assert target(policy) == (sense, pytest.approx(expected))


def test_partners_are_neither_counted_nor_limited() -> None:
    for policy in (Reduction(share=0.5), RunningCost(saving_share=0.1), Carbon(cut_share=0.1), Relocation()):
        assert target(policy, WITH_PARTNER) == target(policy, CONTEXT)


@given(share=st.floats(0, 1), total=st.integers(0, 5_000))
def test_at_least_the_share_leaves_and_no_more_than_rounding_asks(share: float, total: int) -> None:
    leave = total - Reduction(share=share).most_retained(total)
    assert leave >= share * total - 1e-6
    assert leave - 1 < share * total or leave == 0
    nearest = total - Reduction(share=share, rounding="nearest").most_retained(total)
    assert abs(nearest - share * total) <= 0.5 + 1e-6


@pytest.mark.parametrize(
    ("share", "total", "most"), [(0.6, 240, 96), (0.1, 30, 27), (0.29, 100, 71), (1, 7, 0), (0, 7, 7)]
)
def test_binary_fractions_do_not_take_a_building_more(share: float, total: int, most: int) -> None:
    assert Reduction(share=share).most_retained(total) == most


def test_no_worse_than_today_counts_those_covered_today() -> None:
    """Within 0.3 km of the libraries B1 and B4 are N1 and N5; within 100 km is everyone."""
    everyone = Access(service="library", km=100, no_worse_than_today=0.5)
    assert target(everyone) == (Sense.AT_LEAST, pytest.approx(4_750))
    near = Access(service="library", km=0.3, no_worse_than_today=1.0)
    assert target(near) == (Sense.AT_LEAST, pytest.approx(1_500 + 1_400))


def test_an_area_without_people_of_the_group_asks_for_nothing() -> None:
    empty = tiny_estate().replace(neighbourhoods=tuple(n for n in tiny_estate().neighbourhoods if n.ward_code == "W1"))
    lines = Access(service="library", km=1, share=0.5, areas="each_ward").requirements(Context(empty))
    assert [line.area_id for line in lines] == ["W1"]


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        (Reduction(share=0.6), "At most 1 of 4 council buildings stay (60% of 4 is 2.4, so 3 leave)"),
        (Relocation(max_ended_share=0.025), "At most 2.5% of the activity ends without a home (3 of 120 hours a week)"),
        (RunningCost(cap_gbp_per_year=300_000),
         "Net running cost of at most £300,000 a year, against £275,000 today (£25,000 more)"),
        (RunningCost(saving_share=0.4),
         "Net running cost of at most £165,000 a year, against £275,000 today (£110,000 less)"),
        (Carbon(cut_share=0.125), "At most 49 tonnes CO₂e a year, against 56 today (12.5% less)"),
        (OneOff(budget_gbp=1e6, receipts="low"),
         "At most £1,000,000 spent once on works and exits, less sale receipts (low estimate)"),
        (OneOff(budget_gbp=1e6, exit_costs=False), "At most £1,000,000 spent once on works"),
        (Protect(building="B1", option="hub", **LISTED),
         "Mill Lane Library is run as 'Refit as a hub': Listed (Executive Board, to be reviewed 1 April 2029)"),
        (Presence(at_least=2, of="services", areas=["W2"]), "At least 2 different services in Oakside"),
        (Presence(at_least=1, services=["library"], areas="whole_area"),
         "At least 1 council building offering Library in the whole area"),
        (Utilisation(ceiling=0.9, of="each_building", over="todays_hours"),
         "At most 90% use of each building that stays, in opening hours no shorter than today's"),
        (Access(service="library", minutes=20, share=0.9, areas=["W1"], group="over_65"),
         "At least 90% of people (over 65) in Millfield within 20 minutes of Library: 729 of 810"),
    ],
)  # fmt: skip
def test_sentences_say_what_is_asked_with_its_sum(policy: Policy, sentence: str) -> None:
    (line,) = policy.requirements(CONTEXT)
    assert line.sentence == sentence


@pytest.mark.parametrize(
    ("share", "text"), [(0.6, "60%"), (0.07, "7%"), (0.625, "62.5%"), (1 / 3, "33.33%"), (0, "0%"), (1, "100%")]
)
def test_shares_are_said_to_their_digits(share: float, text: str) -> None:
    assert percent(share) == text


class TestScope:
    @pytest.mark.parametrize(
        ("scope", "areas"),
        [
            ("whole_area", [None]),
            ("each_ward", ["W1", "W2"]),
            ("each_committee", ["C1"]),
            ("each_priority_ward", ["W1"]),
            (["Oakside", "C1"], ["W2", "C1"]),
            (["Oakside", "W2"], ["W2"]),
            ([], []),
        ],
    )
    def test_areas(self, scope: Any, areas: list[str | None]) -> None:
        found = areas_in_scope(scope, CONTEXT)
        assert [area.area_id if area else None for area in found] == areas

    def problems(self, scope: Any, context: Context = CONTEXT) -> list[Problem]:
        return scope_problems(Presence(id="p", at_least=1, areas=scope), "areas", scope, context, "x")

    def test_unknown_names_are_told_one_by_one(self) -> None:
        first, second = self.problems(["W1", "Millfeld", "Nowhere at all"])
        assert (first.column, first.value, first.remedy) == (
            "policies.p.areas",
            "Millfeld",
            "Did you mean 'Millfield'?",
        )
        assert second.remedy == "Use the id or the name of an area in areas.geojson."

    def test_an_empty_list_holds_nowhere(self) -> None:
        (problem,) = self.problems([])
        assert problem.message == "The list is empty, so the rule holds nowhere."

    def test_no_priority_wards(self) -> None:
        (problem,) = self.problems("each_priority_ward", Context(tiny_estate()))
        assert problem.message == "No ward of this estate is a priority ward."

    def test_no_committees(self) -> None:
        estate = tiny_estate()
        (problem,) = self.problems("each_committee", Context(estate.replace(areas=estate.areas[1:])))
        assert problem.message == "The estate has no committees."
        assert self.problems("each_ward", Context(estate.replace(areas=estate.areas[1:]))) == []
