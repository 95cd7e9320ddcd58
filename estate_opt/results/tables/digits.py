"""The digits that people need of each kind of figure: a hundredth of a per cent, a metre, a penny."""

from __future__ import annotations

from collections.abc import Mapping

from estate_opt.results.tables.columns import Format

DIGITS: Mapping[Format, int] = {
    Format.COUNT: 0,
    Format.SHARE: 4,
    Format.HOURS: 2,
    Format.KM: 3,
    Format.GBP: 2,
    Format.CARBON: 1,
    Format.NUMBER: 6,
}
"""Decimals of what a column holds; text and flags have none."""


def rounded(value: float, kind: Format) -> float:
    """Round a figure to the digits that people need.

    Parameters
    ----------
    value
        The figure.
    kind
        What its column holds; one of :data:`DIGITS`.
    """
    return round(value, DIGITS[kind])
