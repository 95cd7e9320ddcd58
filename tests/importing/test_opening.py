"""Opening hours of a day in the ways in which they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_opt.importing.opening import hours_of_day


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("10:00-17:00", 7),
        ("10:00-13:00,14:00-17:00", 6),
        ("9:00-17:30", 8.5),
        ("09.30 - 17.00", 7.5),
        ("9am to 5.30pm", 8.5),
        ("9am - 5pm", 8),
        ("9-5", 8),
        ("10am-12pm & 1pm-4pm", 5),
        ("00:00-24:00", 24),
        ("7.5", 7.5),
        ("8 hours", 8),
        ("", 0),
        ("Closed", 0),
        ("-", 0),
        ("00:00", 0),
        ("17:00-10:00", None),
        ("10:00-10:00", None),
        ("25:00-26:00", None),
        ("by appointment", None),
        ("10:00-", None),
        ("26", None),
    ],
)
def test_hours(text: str, hours: float | None) -> None:
    assert hours_of_day(text) == hours


@given(start=st.integers(0, 23 * 4), length=st.integers(1, 96))
def test_written_spans_come_back(start: int, length: int) -> None:
    end = min(start + length, 96)

    def clock(quarter: int) -> str:
        return f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"

    assert hours_of_day(f"{clock(start)}-{clock(end)}") == pytest.approx((end - start) / 4)


@given(st.text(max_size=40))
def test_any_text_gives_hours_of_a_day_or_nothing(text: str) -> None:
    hours = hours_of_day(text)
    assert hours is None or 0 <= hours <= 24
