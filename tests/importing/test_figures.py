"""Figures and dates as spreadsheets have them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.importing.figures import read_day, read_figure, says_nothing
from estate_opt.inputs.cells import Fault


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("£1,234.50", 1234.5), ("(1,234)", -1234.0), ("1,234-", -1234.0), ("1,234 CR", -1234.0), ("12k", 12000.0),
        ("£1.2m", 1.2e6), ("-£50", -50.0), ("£-50", -50.0), ("1 234", 1234.0), ("1e3", 1000.0), ("nil", 0.0),
        ("0", 0.0), ("1,234.5 kWh", 1234.5), ("500 m2", 500.0), ("£12,000 p.a.", 12000.0), (".5", 0.5),
    ],
)  # fmt: skip
def test_figures(text: str, figure: float) -> None:
    assert read_figure(text) == figure


@pytest.mark.parametrize("text", ["", " ", "N/A", "tbc", "-", "–", "Not known", "#REF!"])
def test_nothing_is_not_nought(text: str) -> None:
    assert read_figure(text) is None
    assert read_day(text) is None
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["abc", "12,34", "(50", "50)", "12%", "1.2.3", "9" * 400, "1,2345"])
def test_what_is_no_figure_has_a_remedy(text: str) -> None:
    found = read_figure(text)
    assert isinstance(found, Fault)
    assert found.remedy


@pytest.mark.parametrize(
    "text",
    ["31/03/2027", "31-Mar-27", "31st March 2027", "2027-03-31T00:00:00", "46477", "31.03.27", "31 Mar 2027 09:00"],
)
def test_spellings_of_a_day(text: str) -> None:
    assert read_day(text) == date(2027, 3, 31)


@pytest.mark.parametrize("text", ["31/02/2027", "2027", "soon", "99/99/9999", "0000-01-01"])
def test_what_is_no_day(text: str) -> None:
    assert isinstance(read_day(text), Fault)


@settings(deadline=None, max_examples=50)
@given(st.floats(0, 1e9).map(lambda number: round(number, 2)))
def test_figures_survive_being_written_as_pounds(number: float) -> None:
    assert read_figure(f"£{number:,.2f}") == pytest.approx(number, abs=0.005)
    assert read_figure(f"({number:,.2f})") == pytest.approx(-number, abs=0.005)


@settings(deadline=None, max_examples=50)
@given(st.dates(date(1900, 3, 1), date(2099, 12, 31)))
def test_days_survive_being_written_the_british_way(day: date) -> None:
    assert read_day(day.strftime("%d/%m/%Y")) == day
    assert read_day(day.isoformat()) == day


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text: str) -> None:
    assert read_figure(text) is None or isinstance(read_figure(text), float | Fault)
    assert read_day(text) is None or isinstance(read_day(text), date | Fault)
