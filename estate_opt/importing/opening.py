"""Opening hours written out by day: ``10:00-13:00,14:00-17:00`` on Monday, nothing on Tuesday …."""

from __future__ import annotations

import re

from estate_opt.importing.figures import says_nothing

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOSED_WORDS = frozenset({"closed", "shut", "no", "none", "0", "0.0", "00:00"})
DAY, NOON = 24 * 60, 12 * 60
"""Minutes since midnight."""

_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?", re.IGNORECASE | re.ASCII)
_PARTS = re.compile(r"\s*(?:,|;|/|\band\b|&)\s*", re.IGNORECASE)
_FROM_TO = re.compile(r"(.+?)\s*(?:-|–|—|\bto\b|\buntil\b)\s*(.+)", re.IGNORECASE)
_HALF = re.compile(r"[ap]m", re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,2}(?:\.\d+)?)\s*(?:h|hrs?|hours?)?", re.IGNORECASE | re.ASCII)


def is_closed(text: str) -> bool:
    """Tell whether a day's text says that nobody is let in, or says nothing."""
    return says_nothing(text) or text.strip().casefold() in CLOSED_WORDS


def times_of_day(text: str) -> list[tuple[int, int]] | None:
    """Times to open and to close, in minutes since midnight; ``None`` where the text cannot be read.

    A time to close that is not after the time to open is left as it is written: of another day, or a slip.
    """
    times = []
    for part in _PARTS.split(text.strip()):
        found = _FROM_TO.fullmatch(part)
        begin, end = [_minutes(word) for word in found.groups()] if found else (None, None)
        if begin is None or end is None:
            return None
        if end < begin < NOON and not _HALF.search(part):
            end += NOON  # "9.30-5" is until five in the afternoon
        times.append((begin, end))
    return times


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
    if is_closed(text):
        return 0.0
    plain = _HOURS.fullmatch(text.strip())
    if plain:
        hours = float(plain[1])
        return hours if hours <= DAY / 60 else None
    lengths = [end - begin for begin, end in times_of_day(text) or ()]
    if not lengths or min(lengths) <= 0 or sum(lengths) > DAY:
        return None
    return sum(lengths) / 60


def _minutes(text: str) -> int | None:
    """Minutes since midnight of "9am", "09:00", "0900", "17.30", "midnight"."""
    word = text.strip().casefold()
    if word in ("midnight", "noon", "midday"):
        return DAY if word == "midnight" else NOON
    found = _TIME.fullmatch(word)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute if minute < 60 and hour * 60 + minute <= DAY else None
