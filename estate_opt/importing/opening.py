"""Opening hours written out by day, as hours a week: ``10:00-13:00,14:00-17:00`` on Monday, nothing on Tuesday …."""

from __future__ import annotations

import re

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOSED_WORDS = frozenset({"closed", "-", "–", "none", "n/a", "na", "0", "0.0", "00:00"})

NOON = 12

_TIME = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?"
_SPAN = re.compile(rf"\s*{_TIME}\s*(?:-|–|—|to|until)\s*{_TIME}\s*", re.IGNORECASE)
_PARTS = re.compile(r"[,;&/]|\band\b", re.IGNORECASE)
_HOURS = re.compile(r"\s*(\d{1,2}(?:\.\d+)?)\s*(?:h|hrs?|hours?)?\s*", re.IGNORECASE)


def hours_of_day(text: str) -> float | None:
    """Hours that a day's text says it is open for.

    Parameters
    ----------
    text
        Spans such as ``10:00-13:00,14:00-17:00`` or ``9am to 5.30pm``, or a number of hours.

    Returns
    -------
    float or None
        The hours, 0 where it is closed or nothing is said; ``None`` where it cannot be read.

    Examples
    --------
    >>> hours_of_day("10:00-13:00,14:00-17:00")
    6.0
    >>> hours_of_day("9am - 5.30pm")
    8.5
    """
    said = " ".join(text.split()).casefold()
    if not said or said in CLOSED_WORDS:
        return 0.0
    plain = _HOURS.fullmatch(said)
    if plain:
        hours = float(plain[1])
        return hours if hours <= 24 else None
    spans = [_span(part) for part in _PARTS.split(said) if part.strip()]
    lengths = [end - start for start, end in (span for span in spans if span is not None)]
    if None in spans or not spans or min(lengths) <= 0 or sum(lengths) > 24:
        return None
    return sum(lengths)


def _span(text: str) -> tuple[float, float] | None:
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    start, end = _clock(found[1], found[2], found[3]), _clock(found[4], found[5], found[6])
    if start is None or end is None:
        return None
    if end < start < NOON and not found[3] and not found[6]:
        end += 12  # '9.30-5' is written for half past nine to five in the afternoon
    return start, end


def _clock(hour: str, minute: str | None, half: str | None) -> float | None:
    hours, minutes = int(hour), int(minute or 0)
    if hours > 24 or minutes > 59 or (half and not 1 <= hours <= 12):
        return None
    if half:
        hours = hours % 12 + (12 if half.casefold() == "pm" else 0)
    return hours + minutes / 60
