"""Condition surveys become grades, backlog and the day of the record."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.domain.building import Condition
from estate_opt.errors import InputError
from estate_opt.importing.condition import GradeRule, import_condition, read_grade, read_priority
from estate_opt.importing.layer import Layer
from tests.importing.gathering import cells, gathered, source

ESTATE = gathered()
OVERALL = {
    "building_id": "Asset",
    "name": "Site",
    "grade": "Condition",
    "backlog": "Backlog",
    "survey_date": "Surveyed",
}
ELEMENTS = {"building_id": "Asset", "element": "Element", "grade": "Grade", "priority": "Priority", "cost": "Cost",
            "survey_date": "Date"}  # fmt: skip
SURVEY = """\
Asset,Site,Condition,Backlog,Surveyed
001,,B - Satisfactory,"£12,500",01/03/2024
002,,C/D,(50),2024-05-01
009,Beeston Hub and Library,poor,12k,45352
,Town Hall,A,1,01/01/2024
001,,D,9,01/03/2019
004,,Z,N/A,31/02/2024
"""
BY_ELEMENT = """\
Asset,Element,Grade,Priority,Cost,Date
001,Roof,D,1,"£10,000",01/03/2024
001,Windows,B,P3,500,01/03/2024
001,Boiler,C,4 - long term,7000,01/03/2024
001,Roof,C,1,99,01/03/2019
002,Roof,A,,0,01/03/2024
002,Doors,B,9,40,01/03/2024
"""


def test_a_row_a_building() -> None:
    layer = import_condition(source(SURVEY), ESTATE, OVERALL)
    found = cells(layer)
    assert [found["001"][c] for c in ("condition", "backlog_gbp", "record_date")] == ["B", "12500", "2024-03-01"]
    assert [found["002"][c] for c in ("condition", "backlog_gbp")] == ["D", ""]  # the worse of two, and no minus
    assert [found["003"][c] for c in ("condition", "backlog_gbp", "record_date")] == ["C", "12000", "2024-03-01"]
    assert [found["004"][c] for c in ("condition", "backlog_gbp", "record_date")] == ["", "", ""]
    assert found["001"]["source.Backlog"] == "£12,500"
    assert found["001"]["source_row"] == "2"


def test_what_does_not_count_is_listed_with_its_reason() -> None:
    layer = import_condition(source(SURVEY), ESTATE, OVERALL)
    reasons = dict(zip(layer.unjoined["source_row"], layer.unjoined["reason"], strict=True))
    assert set(reasons) == {"5", "6"}
    assert "No building is called 'Town Hall'" in reasons["5"]
    assert "line 2 is about 001 too" in reasons["6"]
    assert layer.unjoined["Backlog"].tolist() == ["1", "9"]
    said = [str(problem) for problem in layer.problems]
    assert len(said) == 3
    assert any("line 3, Backlog = '(50)': Work cannot cost less than nothing." in text for text in said)
    assert any("line 7, Condition = 'Z': This is not a grade" in text for text in said)
    assert any("line 7, Surveyed = '31/02/2024': This is not a date." in text for text in said)


def by_element(**more: object) -> Layer:
    return import_condition(source(BY_ELEMENT), ESTATE, ELEMENTS, **more)  # type: ignore[arg-type]


def test_elements_are_gathered_as_stated() -> None:
    layer = by_element()
    found = cells(layer)
    assert found["001"]["backlog_gbp"] == "10500"  # priorities 1 to 3
    assert found["001"]["condition"] == "C"  # D, B, C: the mean
    assert found["001"]["source_row"] == "2;3;4"
    assert found["002"]["condition"] == "B"  # A and B: the worse at a half
    assert found["002"]["backlog_gbp"] == "40"  # a priority that cannot be read counts
    assert "Backlog is the cost" in " ".join(layer.notes)
    assert "£7,000" in " ".join(layer.notes)
    assert layer.unjoined["source_row"].tolist() == ["5"]
    assert "surveyed again at 001, on line 2" in layer.unjoined["reason"][0]


def test_all_rows_of_an_earlier_survey_of_an_element_are_left_out() -> None:
    text = "Asset,Element,Priority,Cost,Date\n001,Roof,1,1,01/03/2019\n001,roof,2,2,01/03/2019\n"
    text += "001,Roof,3,4,01/03/2024\n001,Roof,1,8,01/03/2024\n001,Doors,1,16,01/03/2019\n001,Roof,1,32,\n"
    columns = {target: column for target, column in ELEMENTS.items() if target != "grade"}
    layer = import_condition(source(text), ESTATE, columns)
    assert cells(layer)["001"]["backlog_gbp"] == "60"
    assert layer.unjoined["source_row"].tolist() == ["2", "3"]


def test_priorities_and_rule_are_settings() -> None:
    found = cells(by_element(priorities=(1,), rule=GradeRule.WORST))
    assert (found["001"]["backlog_gbp"], found["001"]["condition"]) == ("10000", "D")
    assert cells(by_element(priorities=(1, 2, 3, 4)))["001"]["backlog_gbp"] == "17500"


def test_weights_count_where_every_element_has_one() -> None:
    text = "Asset,Element,Grade,Weight\n001,Roof,A,9\n001,Doors,D,1\n002,Roof,A,\n002,Doors,D,1\n"
    columns = {"building_id": "Asset", "element": "Element", "grade": "Grade", "weight": "Weight"}
    found = cells(import_condition(source(text), ESTATE, columns))
    assert (found["001"]["condition"], found["002"]["condition"]) == ("A", "C")
    assert found["001"]["backlog_gbp"] == ""  # nothing is known of it


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"building_id": "Asset"}, "No column of it is known to hold grade or backlog or cost"),
        ({"grade": "Condition"}, "known to hold building_id or uprn or name"),
        ({"building_id": "Asset", "grade": "Conditon"}, "Did you mean 'Condition'?"),
    ],
)
def test_columns_that_make_no_survey(columns: dict[str, str], message: str) -> None:
    with pytest.raises(InputError) as error:
        import_condition(source(SURVEY), ESTATE, columns)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "grade"),
    [("B", "B"), ("Grade C", "C"), ("c - poor", "C"), ("A/B", "B"), ("B to D", "D"), ("Life expired", "D"),
     ("Condition: D (bad)", "D"), ("", None), ("TBC", None), ("E", None), ("Bad roof", None), ("12", None)],
)  # fmt: skip
def test_spellings_of_grades(text: str, grade: str | None) -> None:
    assert read_grade(text) == (None if grade is None else Condition(grade))


@pytest.mark.parametrize(
    ("text", "rank"), [("1", 1), ("P2", 2), ("Priority 3 - desirable", 3), ("5", None), ("", None)]
)
def test_spellings_of_priorities(text: str, rank: int | None) -> None:
    assert read_priority(text) == rank


rows = st.lists(
    st.tuples(
        st.sampled_from(["001", "002", "003", "x"]), st.sampled_from(["A", "B", "C", "D", ""]),
        st.sampled_from(["1", "2", "3", "4", ""]), st.integers(0, 10_000),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(rows=rows)
def test_backlog_is_the_cost_of_the_rows_that_count(rows: list[tuple[str, str, str, int]]) -> None:
    text = "Asset,Grade,Priority,Cost\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    columns = {"building_id": "Asset", "grade": "Grade", "priority": "Priority", "cost": "Cost"}
    layer = import_condition(source(text), ESTATE, columns)
    found = cells(layer)
    total = sum(float(row["backlog_gbp"] or 0) for row in found.values())
    assert total == sum(cost for asset, _, rank, cost in rows if asset != "x" and rank != "4")
    assert len(layer.unjoined) == sum(1 for row in rows if row[0] == "x")
    for asset, row in found.items():
        grades = [grade for one, grade, _, _ in rows if one == asset and grade]
        assert not grades or min(grades) <= row["condition"] <= max(grades)
