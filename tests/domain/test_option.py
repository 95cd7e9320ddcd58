"""Options: what they make of a building's hours."""

from __future__ import annotations

import pickle

import pytest

from estate_opt.domain.option import PARTNER_OPTION, Decision, Option
from tests.tiny import tiny_estate

EVERYWHERE = frozenset({"*"})


@pytest.mark.parametrize(
    ("capacity", "hours", "in_the_plan", "unshortened"),
    [(1.0, 1.0, 100, 100), (1.0, 0.7, 70, 100), (1.0, 1.25, 125, 125), (1.2, 0.5, 60, 120), (0.5, 1.5, 75, 75)],
)
def test_shorter_hours_do_not_flatter_use_and_longer_ones_count(
    capacity: float, hours: float, in_the_plan: float, unshortened: float
) -> None:
    option = Option(option_id="o", name="O", applies_to=EVERYWHERE, capacity_factor=capacity, hours_factor=hours)
    building = tiny_estate().buildings[0]
    assert building.capacity_hours_per_week == 100
    assert option.capacity_hours(building) == pytest.approx(in_the_plan)
    assert option.unshortened_hours(building) == pytest.approx(unshortened)


def test_a_copy_of_the_partner_option_is_a_partner_venue_still() -> None:
    assert pickle.loads(pickle.dumps(PARTNER_OPTION)).decision is Decision.PARTNER
