"""One cell: text to value and back, by the kind of its column, with advice where the text cannot be read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from estate_opt.errors import did_you_mean
from estate_opt.inputs.manifest import Column, Kind

LIST_SEPARATOR = ";"
TRUE_WORDS = ("true", "yes", "y", "1")
FALSE_WORDS = ("false", "no", "n", "0")

_NUMBER_PATTERN = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
_NUMBER = re.compile(_NUMBER_PATTERN, re.ASCII)
_NUMBERS_BY_LINE = re.compile(rf"(?:(?:{_NUMBER_PATTERN})?\n)*+", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BRITISH_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_EXCEL_DAY = re.compile(r"[1-9]\d{4}", re.ASCII)
EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of the day numbers that a spreadsheet shows where a date has lost its format (from March 1900 on)."""

_UNKNOWN_WORDS = frozenset({"n/a", "na", "nan", "none", "null", "unknown", "tbc", "tba", "-", "–", "?", "#n/a"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be used, and what to write instead."""

    message: str
    remedy: str


# -- reading -------------------------------------------------------------------------------------


def read_cell(text: str, column: Column) -> Any:
    """Read one cell that is not empty.

    Parameters
    ----------
    text
        The cell, without the spaces around it.
    column
        What the manifest says of its column.

    Returns
    -------
    object
        The value (text, float, int, bool, date or frozenset of text), or a :class:`Fault`.
    """
    value = _READERS[column.kind](text)
    if isinstance(value, Fault):
        return value
    if column.choices and value not in column.choices:
        return _not_a_choice(text, column.choices)
    if column.kind in (Kind.NUMBER, Kind.INTEGER):
        return _within_limits(value, column)
    return value


def read_sound_column(texts: Sequence[str], column: Column) -> list[Any] | None:
    """Read a whole column at once where it is plain to see that every cell of it is sound.

    Reading cell by cell gives the same values and says what is wrong with the others; this is for
    tables of millions of rows.

    Parameters
    ----------
    texts
        The cells, without the spaces around them.
    column
        What the manifest says of their column.

    Returns
    -------
    list or None
        The values, ``None`` for an empty cell; or ``None`` where the cells must be looked at one by one.
    """
    if column.choices or (column.required and "" in texts):
        return None
    if column.kind is Kind.TEXT:
        return [text or None for text in texts]
    if column.kind is Kind.NUMBER and _are_numbers(texts):
        numbers = [float(text) if text else None for text in texts]
        given = [number for number in numbers if number is not None]
        low = -math.inf if column.minimum is None else column.minimum
        high = math.inf if column.maximum is None else column.maximum
        if not given or (low <= min(given) and max(given) <= high and max(given) < math.inf):
            return numbers
    return None


def _are_numbers(texts: Sequence[str]) -> bool:
    """Tell in one match whether every cell is a number or empty; a cell may itself hold line ends, which none may."""
    by_line = "\n".join([*texts, ""])
    return by_line.count("\n") == len(texts) and _NUMBERS_BY_LINE.fullmatch(by_line) is not None


def _read_number(text: str) -> float | Fault:
    if not _NUMBER.fullmatch(text):
        return Fault("This is not a number.", _number_advice(text))
    number = float(text)
    return number if math.isfinite(number) else Fault("This is too large to be a number here.", "Check the figure.")


def _read_integer(text: str) -> int | Fault:
    if not _INTEGER.fullmatch(text):
        return Fault("This is not a whole number.", _number_advice(text))
    return int(text)


def _number_advice(text: str) -> str:
    if text.casefold() in _UNKNOWN_WORDS:
        return "Leave the cell empty where the figure is not known."
    bare = re.sub(r"[£€$,\s]", "", text)
    if text.endswith("%") and _NUMBER.fullmatch(bare[:-1]):
        return f"Write the figure without the sign, in the column's unit: {bare[:-1]}, or {float(bare[:-1]) / 100:g}."
    if _NUMBER.fullmatch(bare):
        return f"Write {bare}: digits and a decimal point, without currency signs, commas or spaces."
    return "Write digits and a decimal point, without units or other signs."


def _within_limits(number: float, column: Column) -> float | Fault:
    low, high = column.minimum, column.maximum
    if low is not None and number < low:
        return Fault(f"This is below {low:,g}, the least this column may hold.", "Correct the figure.")
    if high is not None and number > high:
        return Fault(f"This is above {high:,g}, the most this column may hold.", "Correct the figure, or its unit.")
    return number


def _read_boolean(text: str) -> bool | Fault:
    word = text.casefold()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    return Fault(
        "This is neither true nor false.", "Write true or false, or leave the cell empty where it is not known."
    )


def _read_date(text: str) -> date | Fault:
    if _ISO_DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return Fault("This is not a day of the calendar.", "Correct the date; it is written year-month-day.")
    return Fault("This is not a date.", _date_advice(text))


def _date_advice(text: str) -> str:
    if _EXCEL_DAY.fullmatch(text):
        return f"Write it year-month-day; as a day number of Excel it is {EXCEL_EPOCH + timedelta(days=int(text))}."
    british = _BRITISH_DATE.fullmatch(text)
    if british:
        day, month, year = (int(part) for part in british.groups())
        try:
            return f"Write it year-month-day: {date(year, month, day).isoformat()}."
        except ValueError:
            pass  # 31/02/2027 gets the general advice
    return "Write it year-month-day, such as 2027-03-31, or leave the cell empty."


def _read_list(text: str) -> frozenset[str] | Fault:
    if "," in text:
        return Fault("There is a comma where ';' parts the items.", f"Write {text.replace(',', LIST_SEPARATOR)!r}.")
    return frozenset(item.strip() for item in text.split(LIST_SEPARATOR) if item.strip())


def _read_text(text: str) -> str:
    return text


_READERS: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: _read_text,
    Kind.NUMBER: _read_number,
    Kind.INTEGER: _read_integer,
    Kind.BOOLEAN: _read_boolean,
    Kind.DATE: _read_date,
    Kind.LIST: _read_list,
}


def _not_a_choice(text: str, choices: tuple[str, ...]) -> Fault:
    names = [str(choice) for choice in choices]  # members of an enumeration show as more than their text
    allowed = ", ".join(names)
    return Fault(f"This is not one of {allowed}.", did_you_mean(text, names) or f"Write one of {allowed}.")


# -- writing -------------------------------------------------------------------------------------


def write_cell(value: Any) -> str:
    """Write one value so that reading it gives the same value again.

    Parameters
    ----------
    value
        Text, float, int, bool, date, a set of text or ``None``. Numbers are written with the fewest
        digits that give the same number again, never with an exponent; not-a-number and infinity
        (no figure, no limit) as an empty cell.

    Raises
    ------
    ValueError
        Where an item of a list holds the character that parts items.
    """
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | int | np.number):
        return write_number(float(value)) if not isinstance(value, int) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return _write_list(value)
    return str(value)


def write_number(number: float) -> str:
    """Write a number with the fewest digits that give it again, without an exponent; empty where not finite."""
    if not math.isfinite(number):
        return ""
    text = repr(number)  # the fewest digits already; only very large and very small numbers get an exponent
    if "e" in text:
        return np.format_float_positional(number, unique=True, trim="-")
    return text.removesuffix(".0")


def _write_list(items: Iterable[str]) -> str:
    for item in items:
        if LIST_SEPARATOR in item or "," in item or item != item.strip() or not item:
            raise ValueError(f"{item!r} cannot be an item of a list: it is empty, or has ';', ',' or outer spaces.")
    return LIST_SEPARATOR.join(sorted(items))
