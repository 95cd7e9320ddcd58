"""Grid references against the Ordnance Survey's published squares and against the coordinates they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_opt.importing.register.grid_reference import IRISH, read_grid_reference

SQUARES = {
    "SV": (0, 0),
    "TQ": (5, 1),
    "SE": (4, 4),
    "NY": (3, 5),
    "HP": (4, 12),
    "TG": (6, 3),
    "NA": (0, 9),
    "SU": (4, 1),
}
"""South-west corners in units of 100 km, as on the Ordnance Survey's map of the National Grid."""


@pytest.mark.parametrize("square", SQUARES)
def test_squares(square: str) -> None:
    east, north = SQUARES[square]
    assert read_grid_reference(f"{square} 00000 00000") == (east * 100_000 + 0.5, north * 100_000 + 0.5, 1.0)


@pytest.mark.parametrize("text", ["SE 300 333", "SE300333", "se 300333", " SE  300  333 "])
def test_spellings(text: str) -> None:
    assert read_grid_reference(text) == (430_050, 433_350, 100.0)


@pytest.mark.parametrize("text", ["J 338 740", "J338740"])
def test_the_irish_grid_has_one_letter(text: str) -> None:
    assert read_grid_reference(text) == IRISH


@pytest.mark.parametrize(
    "text", ["", "SE", "SE 300 33", "SE 30033", "SI 300 333", "AA 300 333", "430000 433000", "SE 123456 123456"]
)
def test_what_is_none(text: str) -> None:
    assert read_grid_reference(text) is None


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_the_square_holds_the_place(east: int, north: int) -> None:
    for digits in range(1, 6):
        text = f"TQ {east:05}"[: 3 + digits] + " " + f"{north:05}"[:digits]
        found = read_grid_reference(text)
        assert isinstance(found, tuple)
        assert abs(found[0] - (500_000 + east)) <= found[2]
        assert abs(found[1] - (100_000 + north)) <= found[2]
