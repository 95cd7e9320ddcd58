"""Figures read as people write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_opt.policies import Unit
from estate_opt.results.figures import change, count, figure, hours, km, listed, people, pounds, round_pounds, sentence


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.315, Unit.SHARE, "31.5%"),
        (0.8, Unit.SHARE, "80%"),
        (0.7996, Unit.SHARE, "80%"),
        (81_234.4, Unit.GBP_PER_YEAR, "£81,234 a year"),
        (-81_234.4, Unit.GBP, "−£81,234"),
        (-0.2, Unit.GBP, "£0"),
        (1, Unit.BUILDINGS, "1 building"),
        (96, Unit.BUILDINGS, "96 buildings"),
        (1, Unit.PEOPLE, "1 person"),
        (1839.6, Unit.PEOPLE, "1,840 people"),
        (12.34, Unit.HOURS, "12.3 hours a week"),
        (1234.4, Unit.HOURS, "1,234 hours a week"),
        (6_113_407, Unit.CARBON, "6,113 tonnes CO₂e a year"),
        (9_999, Unit.CARBON, "9,999 kg CO₂e a year"),
        (1.005, "km", "1 km"),
        (0.954, "km", "0.95 km"),
        (math.inf, "km", "none"),
        (math.nan, Unit.SHARE, "none"),
        (1, Unit.DECISIONS, "as asked"),
        (0, Unit.DECISIONS, "otherwise"),
    ],
)
def test_a_figure_has_its_unit(value: float, unit: str, text: str) -> None:
    assert figure(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.019, Unit.SHARE, "+1.9 percentage points"),
        (-0.01, Unit.SHARE, "−1 percentage point"),
        (0, Unit.BUILDINGS, "±0 buildings"),
        (6e-17, Unit.SHARE, "±0 percentage points"),
        (-0.2, Unit.GBP, "±£0"),
        (-144, Unit.BUILDINGS, "−144 buildings"),
        (-63_320, Unit.GBP_PER_YEAR, "−£63,320 a year"),
        (1, Unit.DECISIONS, "changed"),
        (0, Unit.DECISIONS, "unchanged"),
        (math.inf, "km", "none"),
    ],
)
def test_a_change_has_its_sign(value: float, unit: str, text: str) -> None:
    assert change(value, unit) == text


def test_a_sentence_keeps_its_capitals() -> None:
    assert sentence("missed by 12 tonnes CO₂e a year") == "Missed by 12 tonnes CO₂e a year"


def test_sentences_round_money_and_hours() -> None:
    assert round_pounds(81_234) == "£81,000"
    assert round_pounds(4_680) == "£4,700"
    assert hours(1) == "1 hour a week"
    assert hours(42.4) == "42 hours a week"
    assert hours(8.25) == "8.2 hours a week"
    assert km(math.inf) == "distance unknown"
    assert count(0, "building") == "0 buildings"
    assert people(0) == "0 people"


def test_lists_join_as_sentences_do() -> None:
    assert listed([]) == ""
    assert listed(["A"]) == "A"
    assert listed(["A", "B"]) == "A and B"
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert listed(["A", "B", "C", "D", "E"]) == "A, B, C and 2 more"


@given(st.floats(min_value=-1e12, max_value=1e12))
def test_pounds_read_back_as_the_rounded_value(value: float) -> None:
    text = pounds(value)
    assert int(text.replace("£", "").replace(",", "").replace("−", "-")) == round(value)
