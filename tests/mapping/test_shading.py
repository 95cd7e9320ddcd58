"""Classes of shading, and colours that can be told apart."""

from __future__ import annotations

from itertools import pairwise

import pytest

from estate_opt.domain.travel import Unit
from estate_opt.mapping.shading import CHANGE, GAINED, ORANGES, REACHED, SHARE, Scale, distance_scale, extra_scale
from estate_opt.mapping.symbols import SYMBOLS


@pytest.mark.parametrize(
    ("share", "label"),
    [
        (0.0, "Less than 25%"),
        (0.2499, "Less than 25%"),
        (0.25, "25% to 50%"),
        (0.9, "90% or more"),
        (0.7 + 0.2, "90% or more"),
        (1.0, "90% or more"),
    ],
)
def test_class_of_a_share(share: float, label: str) -> None:
    assert SHARE.labels[SHARE.class_of(share)] == label


@pytest.mark.parametrize(
    ("change", "label"),
    [
        (0.0, "About the same"),
        (0.005, "About the same"),
        (-0.005, "About the same"),
        (0.01, "Up by up to 5 points"),
        (-0.01, "Down by up to 5 points"),
        (-0.2, "Down by 5 to 20 points"),
        (-0.21, "Down by more than 20 points"),
        (0.21, "Up by more than 20 points"),
    ],
)
def test_class_of_a_change(change: float, label: str) -> None:
    assert CHANGE.labels[CHANGE.class_of(change)] == label


@pytest.mark.parametrize(
    "scale",
    [
        SHARE,
        CHANGE,
        REACHED,
        GAINED,
        *(f(limit, Unit.KM) for f in (distance_scale, extra_scale) for limit in (0.5, 1.6)),
    ],
)
def test_every_class_has_a_colour_and_words(scale: Scale) -> None:
    assert len(scale.colours) == len(scale.labels) == len(scale.edges) + 1
    assert len(set(scale.labels)) == len(scale.labels)
    assert list(scale.edges) == sorted(scale.edges)


@pytest.mark.parametrize(
    ("way", "label"),
    [
        (0.0, "Up to 0.8 km"),
        (0.8, "Up to 0.8 km"),
        (0.81, "0.8 to 1.6 km"),
        (1.6, "0.8 to 1.6 km"),
        (3.3, "More than 3.2 km"),
    ],
)
def test_class_of_a_way_follows_the_standard(way: float, label: str) -> None:
    scale = distance_scale(1.6, Unit.KM)
    assert scale.labels[scale.class_of(way)] == label


@pytest.mark.parametrize(
    ("extra", "label"),
    [
        (0.0, "About the same"),
        (0.04, "About the same"),
        (0.1, "Up to 0.2 km further"),
        (-0.1, "Up to 0.2 km nearer"),
        (0.5, "0.2 to 0.8 km further"),
        (-0.9, "More than 0.8 km nearer"),
        (9.0, "More than 0.8 km further"),
    ],
)
def test_class_of_an_extra_way(extra: float, label: str) -> None:
    scale = extra_scale(1.6, Unit.KM)
    assert scale.labels[scale.class_of(extra)] == label


def test_a_figure_that_is_not_there_has_no_class() -> None:
    assert [SHARE.mark_of(x) for x in (0.3, float("nan"), float("inf"))] == ["1", "-", "-"]


def test_minutes_are_called_minutes() -> None:
    assert distance_scale(15, Unit.MINUTES).labels[0] == "Up to 7.5 minutes"


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_symbols_stand_out_from_their_outline() -> None:
    # WCAG 2.2, 1.4.11: graphics need 3 to 1 against what is next to them, which is their outline.
    assert all(contrast(symbol.fill, symbol.outline) >= 4.5 for symbol in SYMBOLS.values())


@pytest.mark.parametrize("colours", [SHARE.colours, ORANGES])
def test_more_is_darker_step_by_step(colours: tuple[str, ...]) -> None:
    shades = [luminance(colour) for colour in colours]
    assert shades == sorted(shades, reverse=True)
    assert all(a - b > 0.08 for a, b in pairwise(shades))


def test_no_two_decisions_share_a_shape_or_a_colour() -> None:
    assert len({symbol.path for symbol in SYMBOLS.values()}) == len(SYMBOLS)
    assert len({symbol.fill for symbol in SYMBOLS.values()}) == len(SYMBOLS)
