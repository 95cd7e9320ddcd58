"""Cells: what is written is read as the same value, and what cannot be read comes with advice."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from estate_opt.errors import did_you_mean
from estate_opt.inputs.cells import Fault, read_cell, read_sound_column, write_cell
from estate_opt.inputs.manifest import Column, Kind


def column(kind: Kind, **more: object) -> Column:
    return Column(name="x", kind=kind, description="", **more)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_as_it_was_written_and_without_an_exponent(number: float) -> None:
    text = write_cell(number)

    assert "e" not in text.lower()
    assert read_cell(text, column(Kind.NUMBER)) == number


@given(st.dates())
def test_a_date_is_read_as_it_was_written(day: date) -> None:
    assert read_cell(write_cell(day), column(Kind.DATE)) == day


@given(st.frozensets(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1))
def test_a_list_is_read_as_it_was_written(items: frozenset[str]) -> None:
    assert read_cell(write_cell(items), column(Kind.LIST)) == items


@given(st.text(), st.sampled_from(Kind))
def test_any_text_is_read_or_explained(text: str, kind: Kind) -> None:
    value = read_cell(text, column(kind, minimum=0.0, maximum=1.0))

    if isinstance(value, Fault):
        assert value.message.endswith(".")
        assert value.remedy.endswith((".", "?"))
    elif kind in (Kind.NUMBER, Kind.INTEGER):
        assert 0 <= value <= 1


CELL = st.text("0123456789.-+eE\n£", max_size=6).map(str.strip) | st.floats().map(str) | st.just("")


@given(st.lists(CELL), st.sampled_from([Kind.NUMBER, Kind.TEXT, Kind.INTEGER]), st.booleans())
@example(["1\n2"], Kind.NUMBER, False)
@example(["1e999"], Kind.NUMBER, False)
def test_a_column_read_at_once_holds_what_its_cells_hold(texts: list[str], kind: Kind, limited: bool) -> None:
    limits = {"minimum": 0.0, "maximum": 10.0} if limited else {}
    one_by_one = [read_cell(text, column(kind, **limits)) if text else None for text in texts]

    at_once = read_sound_column(texts, column(kind, **limits))

    if at_once is not None:
        assert at_once == one_by_one
    elif kind is Kind.NUMBER:
        assert any(isinstance(value, Fault) for value in one_by_one)


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("Yes", True), ("1", True), ("FALSE", False), ("n", False)]
)
def test_the_usual_words_for_true_and_false_are_read(text: str, value: bool) -> None:
    assert read_cell(text, column(Kind.BOOLEAN)) is value


@pytest.mark.parametrize("text", ["1_000", "0x10", "١٢", "1,5", "1 000", "1e", "--1", "1.2.3"])
def test_what_only_a_programming_language_would_take_is_no_number(text: str) -> None:
    assert isinstance(read_cell(text, column(Kind.NUMBER)), Fault)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("£1,234.50", "Write 1234.50:"),
        ("1 000", "Write 1000:"),
        ("45%", "45, or 0.45"),
        ("TBC", "Leave the cell empty"),
    ],
)
def test_advice_on_numbers_fits_what_was_written(text: str, advice: str) -> None:
    assert advice in read_cell(text, column(Kind.NUMBER)).remedy


def test_numbers_without_a_figure_are_empty_cells() -> None:
    assert [write_cell(value) for value in (None, float("inf"), float("nan"))] == ["", "", ""]


def test_the_nearest_word_is_offered_whatever_its_case() -> None:
    assert did_you_mean("LIBARY", ["library", "leisure"]) == "Did you mean 'library'?"
    assert did_you_mean("zoo", ["library", "leisure"]) == ""
