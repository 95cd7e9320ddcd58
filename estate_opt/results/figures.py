"""Figures as people read them: pounds, people, hours, km and per cent; never a bare ratio.

Everything a resident or a councillor reads goes through here, so that a figure looks the same in
the terminal, in the tables and on the map.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from estate_opt.policies import Unit
from estate_opt.policies.base import pounds

__all__ = [
    "change", "count", "figure", "hours", "km", "listed", "number", "people", "percent", "points", "pounds",
    "round_pounds", "sentence",
]  # fmt: skip

NONE = "none"
AS_ASKED, NOT_AS_ASKED = "as asked", "otherwise"
KILOGRAMS_SHOWN = 10_000
"""Emissions from which tonnes read better."""
_COUNTED = {Unit.BUILDINGS: "building", Unit.SERVICES: "service", Unit.MISSING_SERVICES: "missing service"}


def figure(value: float, unit: str) -> str:
    """Write a figure with its unit.

    Parameters
    ----------
    value
        The figure; infinite or not-a-number stands for "there is none".
    unit
        A unit of :class:`~estate_opt.policies.Unit`, or any other unit in words (``km``).

    Returns
    -------
    str
        Such as ``£81,234 a year``, ``31.5%``, ``0.9 km``, ``1,840 people``.
    """
    if not math.isfinite(value):
        return NONE
    if unit == Unit.SHARE:
        return percent(value)
    if unit in (Unit.GBP, Unit.GBP_PER_YEAR):
        return pounds(value) + unit.removeprefix("£")
    if unit == Unit.DECISIONS:
        return AS_ASKED if value >= 1 else NOT_AS_ASKED
    if unit in _COUNTED:
        return count(value, _COUNTED[Unit(unit)])
    if unit == Unit.PEOPLE:
        return people(value)
    if unit == Unit.CARBON and abs(value) >= KILOGRAMS_SHOWN:
        return f"{number(value / 1000, 0)} tonnes CO₂e a year"
    digits = 2 if unit == "km" else 0 if abs(value) >= 100 else 1
    return f"{number(value, digits)} {unit}"


def change(value: float, unit: str) -> str:
    """Write a difference with its sign, ± where it rounds to nothing; differences of shares are percentage points."""
    if not math.isfinite(value):
        return NONE
    if unit == Unit.DECISIONS:
        return "changed" if value else "unchanged"
    size, nothing = (points(v) if unit == Unit.SHARE else figure(v, unit) for v in (abs(value), 0.0))
    return f"{'±' if size == nothing else '+' if value > 0 else '−'}{size}"


def sentence(text: str) -> str:
    """Write a phrase as a sentence begins, the rest as it is (CO₂e keeps its capitals)."""
    return text[:1].upper() + text[1:]


def number(value: float, digits: int) -> str:
    """Write a number with thousands parted and without trailing zeros."""
    text = f"{value:,.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def percent(share: float, digits: int = 1) -> str:
    """Write a share as per cent."""
    return f"{number(share * 100, digits)}%"


def points(share: float) -> str:
    """Write a difference of two shares as percentage points."""
    text = number(share * 100, 1)
    return f"{text} percentage point{'' if text == '1' else 's'}"


def round_pounds(value: float) -> str:
    """Write pounds for a sentence: to the nearest £1,000 from £10,000, else to the nearest £100."""
    step = 1000 if abs(value) >= 10_000 else 100
    return pounds(round(value / step) * step)


def people(value: float) -> str:
    """Write a number of people."""
    whole = round(value)
    return "1 person" if whole == 1 else f"{whole:,} people"


def count(value: float, noun: str) -> str:
    """Write a number of things, with the plural where there is not exactly one."""
    text = number(value, 1)
    return f"{text} {noun}{'' if text == '1' else 's'}"


def hours(value: float) -> str:
    """Write space-hours a week for a sentence."""
    text = number(value, 0 if abs(value) >= 10 else 1)
    return f"{text} hour{'' if text == '1' else 's'} a week"


def km(value: float) -> str:
    """Write a distance for a sentence."""
    return f"{number(value, 1)} km" if math.isfinite(value) else "distance unknown"


def listed(words: Sequence[str], most: int = 3) -> str:
    """Join words as a sentence does: "A, B and C"; beyond the most, "A, B, C and 4 more"."""
    shown = list(words[:most])
    if len(words) > most:
        shown.append(f"{len(words) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""
