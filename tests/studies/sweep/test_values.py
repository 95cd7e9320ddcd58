"""Values as they are typed: ranges with both ends and exact decimals, lists, and any one value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_opt.studies.sweep.values import axes_from, values_of, written_value

DECIMALS = st.decimals(min_value=-1000, max_value=1000, allow_nan=False, places=3)


@given(start=DECIMALS, step=DECIMALS.filter(bool), steps=st.integers(0, 50))
def test_a_range_has_both_ends_and_every_step_is_the_decimal_that_one_would_write(
    start: Decimal, step: Decimal, steps: int
) -> None:
    values, wrong = values_of(f"{start}:{start + steps * step}:{step}")
    assert not wrong
    assert list(values) == [float(start + k * step) for k in range(steps + 1)]
    assert [repr(value) for value in values] == [repr(float(str(start + k * step))) for k in range(steps + 1)]


@given(start=DECIMALS, stop=DECIMALS, step=DECIMALS.filter(bool))
def test_a_range_never_goes_beyond_its_end(start: Decimal, stop: Decimal, step: Decimal) -> None:
    values, wrong = values_of(f"{start}:{stop}:{step}")
    if wrong:
        assert values == ()
        assert (stop - start) / step < 0 or abs((stop - start) / step) >= 10_000
        return
    low, high = sorted((float(start), float(stop)))
    assert values[0] == float(start)
    assert all(low <= value <= high for value in values)
    assert abs(Decimal(str(values[-1])) - stop) < abs(step)


@given(start=st.integers(-99, 99), step=st.integers(1, 9), steps=st.integers(0, 30))
def test_a_range_of_whole_numbers_stays_whole(start: int, step: int, steps: int) -> None:
    values, _ = values_of(f"{start}:{start + steps * step}:{step}")
    assert list(values) == list(range(start, start + steps * step + 1, step))
    assert all(type(value) is int for value in values)


@given(
    st.lists(
        st.one_of(
            st.integers(-(2**40), 2**40),
            st.floats(allow_nan=False, allow_infinity=False),
            st.booleans(),
            st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])),
            st.lists(st.integers(0, 9), max_size=3),
            st.dictionaries(st.sampled_from("ab"), st.integers(0, 9)),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_json_values_come_back_as_they_are(values: list[object]) -> None:
    text = ",".join(written_value(value) for value in values)
    found, wrong = values_of(text)
    assert not wrong
    assert list(found) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0.4:0.7:0.05", (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)),
        ("0.7:0.4:-0.1", (0.7, 0.6, 0.5, 0.4)),
        ("1:3:1,7", (1, 2, 3, 7)),
        ("5_000_000:10_000_000:5_000_000", (5_000_000, 10_000_000)),
        ("25_000_000", (25_000_000,)),
        ("1e6:3e6:1e6", (1e6, 2e6, 3e6)),
        ("must,aim", ("must", "aim")),
        ("true,false", (True, False)),
        ("null,100", (None, 100)),
        ('["W1","W2"],["W1"]', (["W1", "W2"], ["W1"])),
        ('"a,b",c', ("a,b", "c")),
        ("{ low = 1 }", ({"low": 1},)),
        ("St Anne's, St John's", ("St Anne's", "St John's")),
        ("tcp://here:8786", ("tcp://here:8786",)),
        ("", ("",)),
    ],
)
def test_what_can_be_typed(text: str, values: tuple[object, ...]) -> None:
    assert values_of(text) == (values, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.4:0.7", "not a range"),
        ("0.4:0.7:x", "not a range"),
        ("1:2:3:4", "not a range"),
        ("nan:2:1", "not a range"),
        ("1e999:2:1", "not a range"),
        ("1:2:0", "step of this range is 0"),
        ("1:2:-1", "leads away"),
        ("0:1:0.00001", "more than 10,000 values"),
        ("1e-300:1e300:1e-300", "more than 10,000 values"),
        ("1,,2", "no value between two commas"),
        ("[1,2", "not closed"),
        ('"a', "not closed"),
        ("inf", "infinite"),
    ],
)
def test_what_cannot(text: str, said: str) -> None:
    _, [(part, message, remedy)] = values_of(text)
    assert said in message
    assert part == text
    assert remedy


def test_everything_wrong_with_the_axes_is_said_at_once() -> None:
    axes, problems = axes_from(
        ["solve.seed=1,2,1.0", "solve.gap", "=3", "solve.seed=4", "solve.time_limit_seconds=1:2"]
    )
    assert [axis.key for axis in axes] == ["solve.seed", "solve.time_limit_seconds"]
    assert [problem.message for problem in problems] == [
        "This value stands in the list twice.",
        "This is not a key with values.",
        "This is not a key with values.",
        "The key is given twice.",
        "This is not a range.",
    ]
