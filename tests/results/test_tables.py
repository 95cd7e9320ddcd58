"""Tables: their columns, their rows and their figures, on the hand-made plan."""

from dataclasses import replace

import pandas as pd
import pytest

from estate_opt.domain.place import AreaKind
from estate_opt.domain.snapshot import area_mask
from estate_opt.results.tables import Format, tables
from estate_opt.results.tables.columns import Column, frame
from tests.results.plans import kept_as_today, plan_file, result
from tests.tiny import tiny_estate_with_partner

NAMES = (
    "decisions", "relocations", "access", "coverage", "equality", "inequality", "areas", "money", "policies", "terms",
    "assumptions",
)  # fmt: skip


def row(name: str, **key: str) -> "pd.Series[object]":
    rows = tables(result())[name].rows
    for column, value in key.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_every_table_has_the_columns_that_it_declares() -> None:
    for of in (result(), result(kept_as_today())):
        found = tables(of)
        assert tuple(found) == NAMES
        for table in found.values():
            assert list(table.rows.columns) == [column.name for column in table.columns]
            assert all(column.meaning for column in table.columns)
            assert len({column.heading for column in table.columns}) == len(table.columns)
        assert len(found["relocations"].rows) == (5 if of.plan.decisions != kept_as_today() else 0)


def test_types_hold_even_in_an_empty_table() -> None:
    columns = (
        Column("name", Format.TEXT, "x"),
        Column("n", Format.COUNT, "x"),
        Column("ok", Format.FLAG, "x"),
        Column("v", Format.KM, "x"),
    )
    for rows in ([], [{"name": "A", "n": 1, "ok": True, "v": float("inf")}, {}]):
        table = frame(rows, columns)
        assert [str(t) for t in table.dtypes] == ["str", "Int64", "boolean", "float64"]
    assert pd.isna(table.loc[0, "v"]), "there is no infinite distance in a table"
    assert table.loc[1, "name"] == ""
    with pytest.raises(KeyError, match="not declared: typo"):
        frame([{"typo": 1}], columns)


def test_a_decision_has_its_figures() -> None:
    hub = row("decisions", building_id="B1")
    assert (hub["decision"], hub["option"], hub["ward"], hub["committee"]) == (
        "kept and changed",
        "Refit as a hub",
        "Millfield",
        "Inner",
    )
    assert hub["utilisation_today"] == pytest.approx(0.4)
    assert hub["utilisation_plan_hours"] == pytest.approx(52 / 150)
    assert hub["utilisation_todays_hours"] == pytest.approx(52 / 150)
    assert (hub["works_gbp"], hub["running_cost_plan_gbp_per_year"]) == (150_000, 122_000)
    assert hub["services_staying"] == "Library 30 h; Room hire 10 h"
    assert hub["services_arriving"] == "Room hire 12 h from Chapel Street Centre"

    closed = row("decisions", building_id="B2")
    assert (
        closed["services_leaving"] == "Room hire 12 h to Mill Lane Library; Room hire 6 h to Oak Road Children's Centre"
    )
    assert closed["services_ended"] == "Room hire 6 h"
    assert closed["receiving_buildings"] == "Mill Lane Library (1.3 km); Oak Road Children's Centre (2.6 km)"
    assert pd.isna(closed["utilisation_plan_hours"])
    assert closed["receipt_central_gbp"] == 120_000

    partner = row("decisions", building_id="P1")
    assert (partner["owner"], partner["decision"], partner["condition"]) == ("partner", "partner venue", "")
    assert pd.isna(partner["backlog_gbp"])


def test_what_was_assumed_is_marked() -> None:
    estate = tiny_estate_with_partner()
    bare = tuple(
        replace(b, condition=None, flexibility=None, illustrative="condition") if b.building_id == "B2" else b
        for b in estate.buildings
    )
    found = tables(result(estate=estate.replace(buildings=bare)))
    decision = found["decisions"].rows.set_index("building_id").loc["B2"]
    assert decision["condition_assumed"]
    assert decision["assumptions"] == 2
    assert decision["illustrative"] == "condition"
    assumed = found["assumptions"].rows
    assert list(assumed["column"]) == ["condition", "flexibility"]
    assert set(assumed["decision"]) == {"closed"}


def test_relocations_leave_nothing_out() -> None:
    rows = tables(result())["relocations"].rows
    moved, ended = rows[rows["kind"] == "moved"], rows[rows["kind"] == "ended"]
    assert moved["hours_per_week"].sum() == pytest.approx(21)
    assert dict(zip(ended["from_building_id"], ended["hours_per_week"], strict=True)) == pytest.approx(
        {"B2": 6, "B4": 12}
    )
    assert set(ended["to_building_id"]) == {""}
    assert ended["distance_km"].isna().all()
    assert list(ended["share"]) == pytest.approx([0.25, 1.0])


def test_access_lines_agree_with_the_cover_of_their_ward() -> None:
    lost = row("access", area_id="W2")
    assert (lost["people"], lost["covered_today"], lost["covered_plan"]) == (5_000, 3_000, 0)
    assert (lost["share_today"], lost["share_plan"], lost["target_share"]) == (0.6, 0.0, 0.9)
    assert not lost["met"]
    cover = row("coverage", ward_id="W2", service_id="library")
    assert (cover["people"], cover["covered_today"], cover["covered_plan"]) == (5_000, 3_000, 0)
    assert (cover["standard"], cover["standard_from"]) == ("1.6 km", "access-library")
    unasked = row("coverage", ward_id="W2", service_id="room_hire")
    assert (unasked["standard"], unasked["standard_from"]) == ("0.8 km", "")


def test_cover_of_the_whole_area_is_the_sum_of_the_wards() -> None:
    rows = tables(result())["coverage"].rows
    for _, service in rows.groupby("service_id"):
        whole, wards = service[service["ward_id"] == ""], service[service["ward_id"] != ""]
        for column in ("people", "covered_today", "covered_plan", "covered_plan_no_car"):
            assert whole[column].iloc[0] == pytest.approx(wards[column].sum())


def test_small_counts_of_groups_are_left_out_and_none_is_not() -> None:
    estate = tiny_estate_with_partner()
    few = tuple(
        replace(n, groups={"carers": 3.0 if n.neighbourhood_id == "N1" else 0.0}) for n in estate.neighbourhoods
    )
    rows = tables(result(estate=estate.replace(neighbourhoods=few)))["coverage"].rows
    millfield = rows[(rows["ward_id"] == "W1") & (rows["service_id"] == "library")].iloc[0]
    oakside = rows[(rows["ward_id"] == "W2") & (rows["service_id"] == "library")].iloc[0]
    assert pd.isna(millfield["people_carers"])
    assert pd.isna(millfield["covered_plan_carers"])
    assert oakside["people_carers"] == 0


def test_a_mean_distance_is_not_said_where_somebody_has_no_outlet() -> None:
    without = kept_as_today()
    none = type(without)(without.options, without.moves, frozenset(o for o in without.offers if o[1] != "library"))
    rows = tables(result(none))["coverage"].rows
    library = rows[rows["service_id"] == "library"]
    assert library["mean_plan_km"].isna().all()
    assert library["mean_today_km"].notna().all()


def test_areas_add_up_to_the_snapshot() -> None:
    of = result()
    rows = tables(of)["areas"].rows.set_index("area_id")
    assert list(rows.index) == ["W1", "W2", "C1"]
    for area in (*of.estate.areas_of(AreaKind.WARD), *of.estate.areas_of(AreaKind.COMMITTEE)):
        mask = area_mask(of.estate, area.area_id)
        found = rows.loc[area.area_id]
        assert found["utilisation_plan_hours"] == pytest.approx(of.after.utilisation(mask))
        assert found["utilisation_todays_hours"] == pytest.approx(of.after.utilisation(mask, over_today=True))
        assert found["utilisation_today"] == pytest.approx(of.before.utilisation(mask))
        assert found["running_cost_plan_gbp_per_year"] == pytest.approx(of.after.running_cost[mask].sum())
        assert found["hosted_plan_hours_per_week"] == pytest.approx(of.after.hosted_hours[mask].sum())
    millfield, oakside, inner = (rows.loc[area] for area in ("W1", "W2", "C1"))
    assert (millfield["priority"], oakside["priority"], inner["priority"]) == (True, False, True)
    assert (millfield["closed"], oakside["transferred"], inner["buildings_plan"]) == (1, 1, 2)
    assert (millfield["leaving_hours_per_week"], oakside["arriving_hours_per_week"]) == (6, 6)
    assert (inner["leaving_hours_per_week"], inner["ended_hours_per_week"]) == (0, 18)


def test_policies_say_by_how_much_they_are_missed() -> None:
    assert row("policies", policy_id="reduction")["status"] == "missed by 1 building"
    assert row("policies", policy_id="utilisation")["status"] == "missed by 36.7 percentage points (77 hours a week)"
    assert row("policies", line="library/W2")["status"] == "missed by 90 percentage points (4,500 people)"
    met = row("policies", line="library/W1")
    assert (met["status"], met["met"], met["shortfall"]) == ("met", True, 0)


def test_a_protection_not_followed_is_not_counted_in_decisions() -> None:
    rule = {
        "building": "B2",
        "decision": "keep",
        "kind": "aim",
        "reason": "Asked for.",
        "owner": "Ward",
        "review_date": "2028-03-01",
    }
    rows = tables(result(file=plan_file(protect=rule)))["policies"].rows.set_index("policy_id")
    assert rows.loc["protect-B2", "status"] == "not as asked"


def test_money_and_terms_add_up() -> None:
    running = row("money", line="running_cost_gbp_per_year")
    assert running["change_gbp"] == pytest.approx(209_340 - 275_000)
    terms = tables(result())["terms"].rows
    assert terms["contribution"].sum() == pytest.approx(result().plan.proof[1].objective)


def test_the_same_result_gives_the_same_tables() -> None:
    first, second = tables(result()), tables(result())
    for name in NAMES:
        pd.testing.assert_frame_equal(first[name].rows, second[name].rows, check_exact=True)


def test_cover_is_shown_by_the_first_access_rule_of_a_service() -> None:
    rules = [{"service": "library", "km": km, "share": 0.9} for km in (2.0, 0.5)]
    rows = tables(result(file=plan_file(access=rules)))["coverage"].rows
    assert set(rows.loc[rows["service_id"] == "library", "standard"]) == {"2 km"}
