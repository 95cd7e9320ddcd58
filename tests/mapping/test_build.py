"""From a result to what the page shows: every figure of the tiny plan by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from estate_opt.domain.option import Decision
from estate_opt.mapping import map_view
from estate_opt.mapping.view import BuildingView
from tests.mapping.views import MADE_ON, tiny_result, tiny_view


def building(building_id: str) -> BuildingView:
    return next(b for b in tiny_view().buildings if b.building_id == building_id)


def test_title_says_what_is_shown_and_how_well_it_is_proven() -> None:
    title = tiny_view().title
    assert title.scenario == "Tinytown, fewer buildings"
    assert title.made_on == "3 May 2026"
    assert title.proof == "This plan is proven to be within 0.5% of the best possible under its rules."
    assert title.notice == "Tinytown is made up for tests."


def test_scenario_name_stands_in_for_a_missing_title() -> None:
    result = tiny_result()
    untitled = replace(result, plan_file=result.plan_file.model_copy(update={"title": ""}))
    assert map_view(untitled, date(2026, 5, 3)).title.scenario == "tiny"


def test_closed_building_tells_where_everything_goes() -> None:
    closed = building("B2")
    assert closed.decision is Decision.CLOSED
    assert [(m.text, m.building_id) for m in closed.leaves] == [
        ("Room hire, 12 hours a week, to Mill Lane Library (1.3 km)", "B1"),
        ("Room hire, 6 hours a week, to St Anne's Hall (3.2 km)", "P1"),
    ]
    assert closed.ends == ("Room hire, 6 hours a week",)
    assert closed.use_today == pytest.approx(24 / 80)
    assert closed.use_planned is None
    assert closed.use_planned_over_today is None


def test_changed_building_is_measured_over_both_kinds_of_hours() -> None:
    hub = building("B1")
    assert (hub.decision, hub.option) == (Decision.CHANGED, "Refit as a hub")
    assert [m.text for m in hub.arrives] == ["Room hire, 12 hours a week, from Chapel Street Centre (1.3 km)"]
    assert hub.use_today == pytest.approx(40 / 100)
    assert hub.use_planned == pytest.approx(52 / 150)
    assert hub.use_planned_over_today == pytest.approx(52 / 150)


def test_option_is_named_only_where_it_adds_to_the_decision() -> None:
    assert {b.building_id: b.option for b in tiny_view().buildings if b.option} == {"B1": "Refit as a hub"}


def test_a_line_for_each_pair_of_buildings() -> None:
    lines = tiny_view().lines
    assert [(x.from_building, x.to_building, x.hours_per_week) for x in lines] == [
        ("B2", "B1", 12.0),
        ("B2", "P1", 6.0),
    ]


def test_wards_count_people_near_to_each_service() -> None:
    # B4's library ends. Library within 1.6 km of B1: N1 (0.18 km), N2 (1.45 km) and N3 (1.45 km), all 4,500 of W1.
    west, east = tiny_view().wards
    assert (west.people, west.priority) == (4500, True)
    assert (west.cover["library"].today, west.cover["library"].planned) == (4500, 4500)
    # B4 today: N4 (1.28 km) and N5 (0.18 km) of W2's 5,000; N6 is 2.06 km away. In the plan nobody.
    assert (east.people, east.priority) == (5000, False)
    assert (east.cover["library"].today, east.cover["library"].planned) == (3000, 0)


def test_services_that_the_plan_file_asks_for_come_first() -> None:
    services = tiny_view().services
    assert [(s.service_id, s.standard, s.asked) for s in services] == [
        ("library", "within 1.6 km", True),
        ("childrens", "within 0.8 km", False),
        ("room_hire", "within 0.8 km", False),
    ]


def test_targets_say_what_is_missed_in_units_that_people_read() -> None:
    targets = {t.sentence: t for t in tiny_view().targets}
    use = next(t for sentence, t in targets.items() if "use of the buildings that stay" in sentence)
    assert (use.today, use.target, use.met) == ("40%", "80%", False)
    assert use.verdict.startswith("Missed by ")
    assert "percentage points" in use.verdict
    access = next(t for sentence, t in targets.items() if "Oakside" in sentence)
    assert (access.today, access.planned, access.target) == ("60%", "0%", "90%")


def test_illustrative_values_are_marked() -> None:
    result = tiny_result()
    first, second, *others = result.estate.buildings
    made_up = (
        replace(first, illustrative="all"),
        replace(second, illustrative="condition, running_cost_gbp_per_year"),
        *others,
    )
    context = replace(result.context, estate=result.estate.replace(buildings=made_up))
    shown = map_view(replace(result, context=context), MADE_ON).buildings
    assert shown[0].illustrative == "Illustrative building"
    assert shown[1].illustrative == "Illustrative figures: condition, running cost"
    assert shown[2].illustrative == ""
