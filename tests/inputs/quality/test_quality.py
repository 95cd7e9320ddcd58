"""What is found in a register, also in one that does not pass the checks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from estate_opt.errors import InputError
from estate_opt.inputs import write_estate
from estate_opt.inputs.quality import Proposal, as_data, assess_quality
from estate_opt.inputs.quality.names import Names
from estate_opt.inputs.quality.outliers import modified_z
from tests.inputs.quality.registers import TODAY, Row, building, judged, written
from tests.tiny import tiny_estate


def test_an_estate_that_passes_has_no_errors(tmp_path: Path) -> None:
    write_estate(tiny_estate(), tmp_path / "tiny")
    found = assess_quality(tmp_path / "tiny", today=TODAY)
    assert (found.name, found.errors, found.council, found.partners) == ("Tinytown", 0, 4, 0)


def test_an_estate_that_does_not_pass_is_judged_too(tmp_path: Path) -> None:
    found = judged(tmp_path, [building(1, "A", condition="E"), building(2, "B", gia_m2="12 m2", owner="")])
    assert found.errors > 3
    share = {c.column: (c.known, c.rows) for c in found.completeness if not c.type}
    assert (share["condition"], share["gia_m2"], share["owner"]) == ((1, 2), (1, 2), (1, 2))


@pytest.mark.parametrize("content", [None, "", "building_id,name\n", "a;b\n1;2\n", "\x00"])
def test_without_a_table_of_buildings_there_is_nothing_to_judge(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "buildings.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"buildings\.csv"):
        assess_quality(tmp_path)
    with pytest.raises(InputError, match="no such folder"):
        assess_quality(tmp_path / "absent")


# -- completeness ----------------------------------------------------------------------------------


def test_completeness_is_by_column_and_type_and_made_up_is_not_known(tmp_path: Path) -> None:
    rows = [
        building(1, "A", condition="A"),
        building(2, "B", condition=""),
        building(3, "C", type="depot", condition="C", illustrative="condition;gia_m2"),
        building(4, "D", type="depot", illustrative="all"),
        building(5, "E", owner="partner", condition="", hire_gbp_per_hour="12"),
    ]
    found = {(c.column, c.type): c for c in judged(tmp_path, rows).completeness}
    whole, library, depot = (found["condition", kind] for kind in ("", "library", "depot"))
    assert (whole.rows, whole.known, whole.made_up, whole.missing) == (4, 1, 2, 1)
    assert (library.rows, library.known) == (2, 1)
    assert (depot.rows, depot.known, depot.made_up) == (2, 0, 2)
    assert (found["hire_gbp_per_hour", ""].rows, found["hire_gbp_per_hour", ""].known) == (1, 1)
    assert found["place", ""].known == 4  # all of D is made up, its place too


def test_lease_figures_are_asked_of_leased_buildings_only(tmp_path: Path) -> None:
    rows = [
        building(1, "A"),
        building(2, "B", tenure="Leasehold", lease_end="2030-01-01"),
        building(3, "C", tenure="lease"),
    ]
    found = {c.column: c for c in judged(tmp_path, rows).completeness if not c.type}
    assert (found["lease_end"].rows, found["lease_end"].known) == (2, 1)


# -- ages --------------------------------------------------------------------------------------------


def test_records_are_counted_by_age(tmp_path: Path) -> None:
    days = ["2026-01-01", "2024-06-01", "2022-01-01", "2020-01-01", "2001-01-01", "", "2027-01-01"]
    found = judged(tmp_path, [building(k, str(k), record_date=day) for k, day in enumerate(days, start=1)]).ages
    assert [count for _, count in found.bands] == [1] * 7
    assert [record.building_id for record in found.old] == ["B5", "B4"]


# -- duplicates --------------------------------------------------------------------------------------

HERE = {"easting": "430000", "northing": "434000"}


@pytest.mark.parametrize(
    ("first", "second", "proposal", "evidence"),
    [
        ({"uprn": "0100"}, {"uprn": "100", **HERE}, Proposal.MERGE, "same UPRN"),
        ({"uprn": "100"}, {"uprn": "100", "type": "hub"}, Proposal.LOOK, "same UPRN"),
        (HERE, {**HERE, "name": "Saint Marys Hall"}, Proposal.MERGE, "same spot, near-same name"),
        (HERE, {**HERE, "easting": "430020"}, Proposal.LOOK, "20 m apart"),
        (HERE, {**HERE, "easting": "430020", "type": "depot"}, Proposal.KEEP, "20 m apart"),
        (HERE, {**HERE, "northing": "434600", "name": "ST. MARY'S HALL"}, Proposal.LOOK, "600 m apart, near-same name"),
        ({**HERE, "easting": ""}, {**HERE, "name": "St Mary's Hall"}, Proposal.LOOK, "near-same name"),
        (HERE, {**HERE, "owner": "partner", "name": "St Mary's Hall"}, Proposal.LOOK, "same spot, near-same name"),
    ],
)
def test_what_is_proposed(tmp_path: Path, first: Row, second: Row, proposal: Proposal, evidence: str) -> None:
    rows = [
        building(1, "St Mary's Hall", **first),
        building(2, second.get("name", "Mill Lane Rooms"), **_unnamed(second)),
    ]
    (found,) = judged(tmp_path, rows).duplicates
    assert found.proposal is proposal
    assert ", ".join(found.evidence).startswith(evidence)
    assert found.reason


def _unnamed(row: Row) -> Row:
    return {key: value for key, value in row.items() if key != "name"}


@pytest.mark.parametrize(
    "second",
    [
        {},
        {"easting": "430026", "northing": "434000", "type": "depot"},
        {"name": "St Mary's Hall", "easting": "431001", "northing": "434000"},
        {"name": "St Mark's Hall", "easting": "430100", "northing": "434000"},
        {"name": "St Mary's Hall 2", "easting": "430100", "northing": "434000"},
        {"name": "St Mary's Hall", "easting": "430300", "northing": "434000", "type": "depot"},
    ],
)
def test_what_is_no_duplicate(tmp_path: Path, second: Row) -> None:
    rows = [building(1, "St Mary's Hall", **HERE), building(2, second.get("name", "Mill"), **_unnamed(second))]
    assert not judged(tmp_path, rows).duplicates


def test_the_fuller_row_is_kept_and_of_two_as_full_the_newer(tmp_path: Path) -> None:
    (found,) = judged(tmp_path, [building(1, "Hall", **HERE, condition=""), building(2, "Hall", **HERE)]).duplicates
    assert (found.first, found.second) == ("B2", "B1")
    rows = [
        building(1, "Hall", **HERE, record_date="2020-01-01"),
        building(2, "Hall", **HERE, record_date="2025-01-01"),
    ]
    (found,) = judged(tmp_path / "b", rows).duplicates
    assert found.first == "B2"


def test_the_same_address_counts_as_the_same_place(tmp_path: Path) -> None:
    rows = [building(1, "Mill Hall", **HERE), building(2, "The Mill Hall", easting="430800")]
    (without,) = judged(tmp_path / "a", rows).duplicates
    assert without.proposal is Proposal.LOOK
    addresses = {"B1": "1 Mill Lane, Leeds LS1 1AA", "B2": "1, Mill Lane, LEEDS, LS1 1AA"}
    (found,) = judged(tmp_path / "b", rows, addresses=addresses).duplicates
    assert found.proposal is Proposal.MERGE
    assert "same address" in found.evidence


def test_words_that_many_names_have_do_not_make_them_alike() -> None:
    places = ("Armley", "Burley", "Farnley", "Horsforth", "Otley", "Morley")
    names = Names([f"{place} Community Library" for place in places])
    assert names.pairs() == []
    assert Names(["Armley Library", "Armley  library.", "The Armley Library"]).pairs() == [(0, 1), (0, 2), (1, 2)]


# -- outliers ----------------------------------------------------------------------------------------


def many(**said: Mapping[int, str]) -> list[Row]:
    """Twenty libraries that differ a little, with some cells of some of them set."""
    rows = []
    for k in range(1, 21):
        own = {"running_cost_gbp_per_year": str(95_000 + 600 * k), "gia_m2": str(480 + 3 * k)}
        rows.append(
            building(k, f"Place{k}", **own | {column: cells[k] for column, cells in said.items() if k in cells})
        )
    return rows


def test_figures_far_from_those_of_the_type_stand_out(tmp_path: Path) -> None:
    rows = many(running_cost_gbp_per_year={7: "1000000"}, opening_hours_per_week={9: "4"})
    found = {(o.building_id, o.figure): o for o in judged(tmp_path, rows).outliers}
    assert ("B7", "Running cost") in found
    assert "10 times the usual £198 per m²" in found["B7", "Running cost"].sentence
    assert ("B9", "Opening hours") in found
    assert {building_id for building_id, _ in found} == {"B7", "B9"}


def test_limits_that_are_broken_come_first(tmp_path: Path) -> None:
    rows = many(
        running_cost_gbp_per_year={7: "1000000", 3: "0"}, opening_hours_per_week={4: "150"},
        capacity_hours_per_week={4: "450", 5: "0", 6: "30"},
    )  # fmt: skip
    found = judged(tmp_path, rows, "B1,library,130\nB2,library,120\nB5,library,3\n").outliers
    broken = {(o.building_id, o.figure): o.sentence for o in found if np.isinf(o.score)}
    assert broken["B1", "Use"] == "It is used to 108%: 130 of 120 space-hours a week."
    assert broken["B5", "Use"] == "It is used 3 space-hours a week, and its capacity is 0."
    assert set(broken) == {
        ("B1", "Use"),
        ("B5", "Use"),
        ("B4", "Opening hours"),
        ("B6", "Capacity"),
        ("B3", "Running cost"),
    }
    assert [np.isinf(o.score) for o in found] == sorted((np.isinf(o.score) for o in found), reverse=True)


def test_a_rare_type_is_held_against_all(tmp_path: Path) -> None:
    rows = [*many(), building(21, "Depot", type="depot", running_cost_gbp_per_year="2000000")]
    (found,) = [o for o in judged(tmp_path, rows).outliers if o.figure == "Running cost"]
    assert found.building_id == "B21"
    assert "21 buildings of all types" in found.sentence


VALUES = arrays(np.float64, st.integers(2, 30), elements=st.floats(-1e3, 1e3).map(lambda x: round(x, 2)))


@settings(deadline=None)
@given(VALUES, st.floats(-100, 100), st.floats(0.1, 10))
def test_scores_do_not_depend_on_unit_and_origin(values: np.ndarray, shift: float, factor: float) -> None:
    there = modified_z(values, values)
    assert modified_z(values * factor + shift, values * factor + shift) == pytest.approx(there, rel=1e-6, abs=1e-6)
    assert np.isfinite(there).all()


def test_scores_are_those_of_the_book() -> None:
    """Two figures far off hide each other from the ordinary z-score (2.0 at most), and not from this one."""
    values = np.array([2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3])
    scores = modified_z(values, values)
    assert np.flatnonzero(np.abs(scores) > 3.5).tolist() == [8, 9]
    assert scores[9] == pytest.approx(0.6745 * (8.3 - 2.45) / 0.15)


# -- assumed, and what to survey first ---------------------------------------------------------------


def test_a_missing_sum_weighs_what_it_is_typically_off(tmp_path: Path) -> None:
    backlogs = {k: str(10_000 * k) for k in range(1, 20)}
    rows = [
        {**row, "gia_m2": "500"}
        for row in many(backlog_gbp=backlogs, income_gbp_per_year=dict.fromkeys(range(1, 20), "8000"))
    ]
    found = {c.column: c for c in judged(tmp_path, rows).survey.columns}
    assert found["backlog_gbp"].missing == 1
    assert found["backlog_gbp"].at_stake_gbp == pytest.approx(
        np.subtract(*np.percentile(np.arange(1, 20) * 1e4, [75, 25]))
    )
    assert found["income_gbp_per_year"].at_stake_gbp == pytest.approx(8000)


def test_a_missing_quality_weighs_what_the_building_costs(tmp_path: Path) -> None:
    rows = many(condition={4: "", 5: ""}, running_cost_gbp_per_year={5: "400000"})
    survey = judged(tmp_path, rows).survey
    column = next(c for c in survey.columns if c.column == "condition")
    assert (column.missing, column.at_stake_gbp) == (2, 400_000 + 97_400)
    assert survey.buildings[0].building_id == "B5"


def test_what_is_made_up_does_not_stand_out(tmp_path: Path) -> None:
    rows = many(running_cost_gbp_per_year={7: "1000000"}, illustrative={7: "running_cost_gbp_per_year"})
    assert not judged(tmp_path, rows).outliers


def test_where_all_is_made_up_it_still_says_how_much_may_hang_on_it(tmp_path: Path) -> None:
    rows = [{**row, "backlog_gbp": str(1000 * k), "illustrative": "all"} for k, row in enumerate(many())]
    found = {c.column: c for c in judged(tmp_path, rows).survey.columns}
    assert (found["backlog_gbp"].missing, found["backlog_gbp"].at_stake_gbp > 0) == (20, True)
    assert found["backlog_gbp"].assumed == "the made-up figure"


def test_what_is_made_up_is_to_be_surveyed(tmp_path: Path) -> None:
    rows = many(illustrative={4: "condition"})
    assert [c.missing for c in judged(tmp_path, rows).survey.columns if c.column == "condition"] == [1]


def test_what_is_assumed_is_counted(tmp_path: Path) -> None:
    assumed = {a.column: a.missing for a in judged(tmp_path, many(condition={4: ""})).assumed}
    assert assumed["condition"] == 1
    assert assumed["backlog_gbp"] == 20
    assert "gia_m2" not in assumed


def test_everything_is_json(tmp_path: Path) -> None:
    found = as_data(judged(tmp_path, many(capacity_hours_per_week={5: "0"}), "B5,library,3\n"))
    assert json.loads(json.dumps(found, allow_nan=False))["outliers"][0]["score"] is None


CELLS = st.sampled_from(
    ["", "0", "-1", "x", "nan", "1e400", "all", "2020-13-01", "council", "partner", "B1", "£5", "\ufeff"]
)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(dict.fromkeys(("building_id", "name", *building(1, "A")), CELLS)),
        min_size=1,
        max_size=5,
    )
)
def test_any_cells_are_judged_without_a_fault(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    folder = written(tmp_path_factory.mktemp("any"), rows)
    try:
        found = assess_quality(folder, today=TODAY)
    except InputError:  # nothing but empty cells
        assert not any(any(row.values()) for row in rows)
        return
    assert json.dumps(as_data(found), allow_nan=False)
