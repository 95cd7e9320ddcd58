"""Figures and dates as spreadsheets of councils have them: pounds, thousands, brackets for minus, any date."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta

from estate_opt.inputs.cells import EXCEL_EPOCH, Fault

UNKNOWN_WORDS = frozenset(
    (
        "n/a", "na", "#n/a", "nan", "none", "null", "unknown", "tbc", "tba", "tbd", "-", "–", "—", "?", "..",
        "not known", "not available", "not applicable", "not surveyed", "#ref!", "#value!", "#div/0!", "#name?",
    )
)  # fmt: skip
"""Cells that say that nothing is known; told apart from 0."""

_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<minus>[-−–])?\s*(?:£|gbp)?\s*(?P<minus2>[-−])?(?P<digits>\d[\d, \u00a0]*(?:\.\d+)?|\.\d+)"
    r"(?P<power>e[+-]?\d{1,2})?\s*(?P<scale>k|m|bn)?(?P<close>\))?\s*(?P<after>-|cr|dr)?"
    r"(?:\s*(?:gbp|£|p\.?a\.?|per annum|/ ?yr|kwh|kg|t|tco2e?|m2|m²|hours?|hrs?|h))?",
    re.IGNORECASE,
)
_SCALES = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}
_EXCEL_DAY = re.compile(r"([1-9]\d{4})(?:\.\d+)?", re.ASCII)
_DAY_SHAPES = (
    "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y", "%Y/%m/%d", "%Y%m%d",
    "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%B %d, %Y",
)  # fmt: skip
_MONTH_SHAPES = ("%B %Y", "%b %Y", "%b-%Y", "%b-%y", "%m/%Y", "%Y-%m")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b", re.IGNORECASE)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$", re.ASCII)
EARLIEST, LATEST = date(1600, 1, 1), date(2999, 12, 31)


def says_nothing(text: str) -> bool:
    """Tell whether a cell is empty or says that nothing is known ("N/A", "TBC", "-")."""
    bare = text.strip()
    return not bare or bare.casefold() in UNKNOWN_WORDS


def read_figure(text: str) -> float | Fault | None:
    """Read a figure.

    Parameters
    ----------
    text
        As published: ``£1,234.50``, ``(1,234)`` or ``1,234-`` or ``1,234 CR`` for minus, ``12k``, ``1.2m``.

    Returns
    -------
    float, None or Fault
        The figure, nothing where the cell says nothing, or why it cannot be read.
    """
    if says_nothing(text):
        return None
    if text.strip().casefold() == "nil":  # the accountant's word for 0
        return 0.0
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or bool(found["open"]) != bool(found["close"]):
        return Fault("This is not a figure.", "Write digits, or leave the cell empty where it is not known.")
    digits = found["digits"]
    if "," in digits and not re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", digits.strip()):
        return Fault("Its commas do not part thousands.", "Write a point before decimals: 1234.50.")
    number = float(re.sub(r"[, \u00a0]", "", digits) + (found["power"] or ""))
    number *= _SCALES[(found["scale"] or "").casefold()]
    below = bool(found["open"] or found["minus"] or found["minus2"]) or (found["after"] or "").casefold() in ("-", "cr")
    if not math.isfinite(number):
        return Fault("This is too large.", "Check the figure.")
    return -number if below and number else number


def read_day(text: str) -> date | Fault | None:
    """Read a date, day before month; a month alone is its first day.

    Parameters
    ----------
    text
        As published: ``31/03/2027``, ``31-Mar-27``, ``31st March 2027``, ``2027-03-31T00:00:00``, or the day number
        46112 that a spreadsheet shows where a date has lost its format.
    """
    if says_nothing(text):
        return None
    bare = _ORDINAL.sub("", _TIME.sub("", text.strip()).strip())
    if number := _EXCEL_DAY.fullmatch(bare):
        return EXCEL_EPOCH + timedelta(days=int(number[1]))
    for shape in (*_DAY_SHAPES, *_MONTH_SHAPES):
        try:
            day = datetime.strptime(bare, shape).date()
        except ValueError:
            continue
        if EARLIEST <= day <= LATEST:
            return day
    return Fault("This is not a date.", "Write it year-month-day, such as 2027-03-31, or leave the cell empty.")
