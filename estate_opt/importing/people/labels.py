"""What a category of a census table counts: all residents, an age band, disabled people, households without a car.

Categories are told by their words, not by table numbers, so that the same reading serves the topic summaries TS001,
TS007A, TS038 and TS045, tables built to order, and later censuses that keep the words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

TOTAL, UNDER_5, OVER_65, DISABLED, NO_CAR = "population", "under_5", "over_65", "disabled", "no_car"
HOUSEHOLDS, HOUSEHOLDS_WITHOUT_CAR = "households", "households without a car"
"""Counts of households, which become people by the share that they are."""

_MEASURE = re.compile(r"\s*;?\s*measures:\s*(value|percent)\s*$", re.IGNORECASE)
_ALL_PEOPLE = re.compile(
    r"(.*:\s*)?(total(: all usual residents)?|all usual residents|all persons|total population|persons)", re.IGNORECASE
)
_ALL_HOUSEHOLDS = re.compile(r"(.*:\s*)?(total: )?(all )?(occupied )?households", re.IGNORECASE)
_NO_CAR = re.compile(r"(.*:\s*)?no cars or vans( in household)?", re.IGNORECASE)
_DISABLED = re.compile(r"(.*:\s*)?disabled under the equality act", re.IGNORECASE)
_LIMITED = re.compile(r".*day-to-day activities limited a (lot|little)", re.IGNORECASE)
_UNDER = re.compile(r"(?:aged? )?under (\d+)(?: years?)?", re.IGNORECASE)
_AND_UNDER = re.compile(r"(?:aged? )?(\d+)(?: years?)? and under", re.IGNORECASE)
_AND_OVER = re.compile(r"(?:aged? )?(\d+)(?: years?)?(?: and over| or over|\+)", re.IGNORECASE)
_FROM_TO = re.compile(r"(?:aged? )?(\d+)\s*(?:to|-|–)\s*(\d+)(?: years?)?", re.IGNORECASE)
_ONE_YEAR = re.compile(r"aged? (\d+)(?: years?)?", re.IGNORECASE)

Band = tuple[float, float]


def plain_label(label: str) -> str:
    """A category without the measure that bulk files put behind it (``; measures: Value``)."""
    return _MEASURE.sub("", " ".join(label.split()))


def is_percentage(label: str) -> bool:
    """Whether a column holds shares rather than counts."""
    found = _MEASURE.search(label)
    return label.strip().startswith("%") or (found is not None and found[1].casefold() == "percent")


def age_band(label: str) -> Band | None:
    """First and last age of a category, infinite where it is open; ``None`` where it is no band of ages.

    Examples
    --------
    >>> age_band("Age: Aged 4 years and under")
    (0, 4)
    >>> age_band("Aged 85 years and over")
    (85, inf)
    """
    text = plain_label(label).rsplit(":", 1)[-1].strip()
    if found := _UNDER.fullmatch(text):
        return 0, int(found[1]) - 1
    if found := _AND_UNDER.fullmatch(text):
        return 0, int(found[1])
    if found := _AND_OVER.fullmatch(text):
        return int(found[1]), math.inf
    if found := _FROM_TO.fullmatch(text):
        return int(found[1]), int(found[2])
    found = _ONE_YEAR.fullmatch(text)
    return (int(found[1]), int(found[1])) if found else None


def categories_of_groups(labels: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Find which categories of a table add up to which figure of the estate.

    Parameters
    ----------
    labels
        The table's categories, as published.

    Returns
    -------
    Mapping
        Categories to add up, by ``population``, group, or count of households. Nested categories (a band beside
        its single years, a total beside its parts) are counted once.
    """
    known = [label for label in labels if not is_percentage(label)]
    plain = {label: plain_label(label) for label in known}
    found: dict[str, tuple[str, ...]] = {}

    def take(group: str, fitting: Iterable[str]) -> None:
        chosen = tuple(fitting)
        if chosen:
            found[group] = chosen

    take(TOTAL, [label for label in known if _ALL_PEOPLE.fullmatch(plain[label])][:1])
    bands = {label: band for label in known if (band := age_band(label)) is not None}
    take(UNDER_5, _tiling(bands, 0, 4))
    take(OVER_65, _tiling(bands, 65, math.inf))
    if TOTAL not in found:
        take(TOTAL, _tiling(bands, 0, math.inf))
    whole = [label for label in known if _DISABLED.fullmatch(plain[label])]
    take(DISABLED, whole[:1] or [label for label in known if _is_limited(plain[label])])
    take(HOUSEHOLDS, [label for label in known if _ALL_HOUSEHOLDS.fullmatch(plain[label])][:1])
    take(HOUSEHOLDS_WITHOUT_CAR, [label for label in known if _NO_CAR.fullmatch(plain[label])][:1])
    if HOUSEHOLDS_WITHOUT_CAR not in found:
        found.pop(HOUSEHOLDS, None)
    elif HOUSEHOLDS not in found:
        del found[HOUSEHOLDS_WITHOUT_CAR]
    return found


def _is_limited(label: str) -> bool:
    return _LIMITED.fullmatch(label) is not None and not label.casefold().startswith("not ")


def _tiling(bands: Mapping[str, Band], first: float, last: float) -> list[str]:
    """Bands that together cover just these ages, the widest first; none where they cannot."""
    chosen: list[str] = []
    start = first
    while start <= last:
        fitting = [(band[1], label) for label, band in bands.items() if band[0] == start and band[1] <= last]
        if not fitting:
            return []
        end = max(end for end, _ in fitting)
        chosen.append(next(label for reached, label in fitting if reached == end))
        start = end + 1
        if math.isinf(end):
            break
    return chosen
