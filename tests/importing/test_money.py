"""Money of buildings: a row each, or lines of a ledger."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.errors import InputError
from estate_opt.importing.money import import_money, read_year
from tests.importing.gathering import cells, gathered, source

ESTATE = gathered()
COSTS = """\
UPRN,Running cost,Income,Receipt
72525786,"£120,000.50",-5000,
100023336956.0,-1,2000,450k
7,n/a,0,1.2m
72525786,1,,
"""
ROWS = {"uprn": "UPRN", "running_cost_gbp_per_year": "Running cost", "income_gbp_per_year": "Income",
        "receipt_central_gbp": "Receipt"}  # fmt: skip
LEDGER = """\
Site,FY,Subjective,Actual
Armley Library,2023/24,Electricity,999
Armley Library,2024/25,Electricity,"1,000.50"
Armley Library,2024/25,Repairs,500
Armley Library,2024/25,Lettings income,(250)
Armley Library,2024/25,Depreciation,40000
Armley Library,2024-25,Credit note,(100)
St Mary's Hall,2024/25,Sales,-75
Otley Road Depot,2024/25,Repairs,-20
Nowhere,2024/25,Repairs,5
Otley Road Depot,never,Repairs,5
"""
LINES = {"name": "Site", "year": "FY", "cost_type": "Subjective", "amount": "Actual"}


def test_a_row_a_building() -> None:
    layer = import_money(source(COSTS), ESTATE, ROWS)
    found = cells(layer)
    assert (found["001"]["running_cost_gbp_per_year"], found["001"]["income_gbp_per_year"]) == ("120000.5", "5000")
    assert (found["002"]["running_cost_gbp_per_year"], found["002"]["receipt_central_gbp"]) == ("", "450000")
    assert (found["004"]["running_cost_gbp_per_year"], found["004"]["income_gbp_per_year"]) == ("", "0")
    assert "Income stood as a negative figure in 1 row" in " ".join(layer.notes)
    assert "line 3, Running cost = '-1': This is less than nothing." in str(layer.problems[0])
    assert layer.unjoined["reason"].tolist() == [
        "It says otherwise of 001 than line 2, which stands; add the two if both are meant."
    ]


def test_lines_of_a_ledger() -> None:
    layer = import_money(source(LEDGER), ESTATE, LINES)
    found = cells(layer)
    assert found["001"]["running_cost_gbp_per_year"] == "1400.5"
    assert found["001"]["income_gbp_per_year"] == "250"
    assert found["001"]["source_row"] == "3;4;5;7"
    assert (found["002"]["running_cost_gbp_per_year"], found["002"]["income_gbp_per_year"]) == ("", "75")
    assert found["004"]["running_cost_gbp_per_year"] == ""  # less than nothing: told, not written
    assert "The cost of 004 adds up to £-20, less than nothing." in " ".join(map(str, layer.problems))
    reasons = dict(zip(layer.unjoined["source_row"], layer.unjoined["reason"], strict=True))
    assert reasons["2"] == "It is of 2023/24; 2024/25 counts."
    assert "capital charge" in reasons["6"]
    assert "No building is called 'Nowhere'" in reasons["10"]
    assert reasons["11"] == "Its year cannot be read."
    assert layer.sources[0].vintage == "2024/25"


def test_year_and_types_are_settings() -> None:
    assert (
        cells(import_money(source(LEDGER), ESTATE, LINES, year="2023/24"))["001"]["running_cost_gbp_per_year"] == "999"
    )
    found = cells(import_money(source(LEDGER), ESTATE, LINES, leave_out=["repairs"], income_types=["Credit note"]))
    assert (found["001"]["running_cost_gbp_per_year"], found["001"]["income_gbp_per_year"]) == ("1000.5", "350")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"year": "2019/20"}, "The ledger has no lines of '2019/20'. It has 2023/24, 2024/25."),
        ({"leave_out": ["Repair"]}, "There is no cost type 'Repair'."),
    ],
)
def test_settings_that_cannot_be(more: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as error:
        import_money(source(LEDGER), ESTATE, LINES, **more)  # type: ignore[arg-type]
    assert message in str(error.value)


def test_without_years_and_types_all_lines_are_cost() -> None:
    text = "Site,Actual\nArmley Library,100\nArmley Library,-40\nArmley Library,x\n"
    layer = import_money(source(text), ESTATE, {"name": "Site", "amount": "Actual"})
    assert cells(layer)["001"]["running_cost_gbp_per_year"] == "60"
    assert "no cost types" in " ".join(layer.notes)
    assert layer.unjoined["reason"].tolist() == ["It has no amount that can be read."]


@pytest.mark.parametrize(
    ("text", "year"),
    [("2024/25", "2024/25"), ("FY 2024-2025", "2024/25"), ("2024", "2024"), ("24/25", ""), ("1999/00", "1999/00")],
)
def test_spellings_of_years(text: str, year: str) -> None:
    assert read_year(text) == year


amounts = st.lists(st.tuples(st.sampled_from(["001", "002"]), st.integers(-5_000, 10_000)), min_size=1, max_size=15)


@settings(deadline=None, max_examples=50)
@given(amounts)
def test_sums_are_sums(lines: list[tuple[str, int]]) -> None:
    text = "Id,Amount\n" + "".join(f"{one},{amount}\n" for one, amount in lines)
    found = cells(import_money(source(text), ESTATE, {"building_id": "Id", "amount": "Amount"}))
    for one, row in found.items():
        total = sum(amount for other, amount in lines if other == one)
        assert row["running_cost_gbp_per_year"] == (str(total) if total >= 0 else "")
