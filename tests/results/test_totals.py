"""Totals of the hand-made plan, worked out by hand in its docstring."""

from dataclasses import fields, replace

import pytest

from estate_opt.domain.decisions import Move
from estate_opt.domain.service import Activity
from estate_opt.results.totals import LINES, Totals, as_lines, totals
from tests.results.plans import MIXED, kept_as_today, result
from tests.tiny import tiny_estate_with_partner


def test_the_plan_adds_up() -> None:
    found = totals(result().after)
    assert (found.buildings_in_estate, found.kept, found.changed, found.transferred, found.closed) == (2, 1, 1, 1, 1)
    assert found.partner_venues == 1
    assert found.capacity_hours_per_week == pytest.approx(150 + 60)
    assert found.hosted_hours_per_week == pytest.approx(52 + 39)
    assert found.hosted_elsewhere_hours_per_week == pytest.approx(8 + 3)
    assert found.ended_hours_per_week == pytest.approx(6 + 12)
    assert found.moved_hours_per_week == pytest.approx(12 + 6 + 3)
    assert found.mean_move_km == pytest.approx((12 * 1.3 + 6 * 2.6 + 3 * 0.65) / 21)
    assert found.max_move_km == pytest.approx(2.6)
    assert found.running_cost_gbp_per_year == pytest.approx(122_000 + 80_000 + 5_000 + 2_340)
    assert found.hire_gbp_per_year == pytest.approx(2_340)
    assert found.works_gbp == pytest.approx(150_000 + 20_000)
    assert found.exit_cost_gbp == pytest.approx(9_000)
    assert found.receipt_low_gbp == pytest.approx(90_000)
    assert found.receipt_central_gbp == pytest.approx(120_000)
    assert found.receipt_high_gbp == pytest.approx(150_000)
    assert found.backlog_kept_gbp == pytest.approx(65_000)
    assert found.carbon_kgco2e_per_year == pytest.approx(22_000 + 12_000)


def test_longer_hours_flatter_no_figure() -> None:
    found = totals(result().after)
    assert found.utilisation_plan_hours == pytest.approx(91 / 210)
    assert found.utilisation_todays_hours == pytest.approx(91 / 210)
    assert found.buildings_below_half_share == pytest.approx(0.5), "B1 at 35 % of 150 hours, B3 at 65 % of 60"


def test_activity_is_conserved() -> None:
    plan, today = totals(result().after), totals(result().before)
    everything = plan.hosted_hours_per_week + plan.hosted_elsewhere_hours_per_week + plan.ended_hours_per_week
    assert everything == pytest.approx(today.hosted_hours_per_week) == pytest.approx(120)


def test_nothing_moves_today() -> None:
    found = totals(result(kept_as_today()).after)
    assert found == totals(result().before)
    assert (found.moved_hours_per_week, found.mean_move_km, found.max_move_km, found.works_gbp) == (0, 0, 0, 0)


def test_every_total_has_a_line_with_label_and_unit() -> None:
    assert [line.name for line in LINES] == [field.name for field in fields(Totals)]
    assert all(line.label and line.unit for line in LINES)
    assert len({line.label for line in LINES}) == len(LINES)
    assert dict(as_lines(totals(result().after)))[LINES[0]] == 2


def test_what_a_partner_venue_has_of_its_own_is_not_council_activity() -> None:
    estate = tiny_estate_with_partner()
    busy = estate.replace(
        activities=(*estate.activities, Activity(building_id="P1", service_id="room_hire", hours_per_week=5))
    )
    of = result(replace(MIXED, moves=(*MIXED.moves, Move("P1", "room_hire", "P1", 1.0))), estate=busy)
    assert totals(of.after).hosted_elsewhere_hours_per_week == pytest.approx(8 + 3)


def test_a_building_used_to_exactly_half_is_not_below() -> None:
    estate = tiny_estate_with_partner()
    half = tuple(replace(b, capacity_hours_per_week=78.0) if b.building_id == "B3" else b for b in estate.buildings)
    assert totals(result(estate=estate.replace(buildings=half)).after).buildings_below_half_share == pytest.approx(0.5)
