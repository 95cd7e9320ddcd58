"""Values to try, as they are typed: a range with both ends, a list, or one value of any kind.

``policies.reduction.share=0.4:0.7:0.05`` is 0.4, 0.45 … 0.7; ``solve.seed=1,2,3`` is three values; a value in
brackets, braces or quotation marks is one, whatever commas it holds.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from fractions import Fraction
from typing import Any

from estate_opt.config.overrides import SOURCE
from estate_opt.errors import Problem

MOST_VALUES = 10_000
"""Values of one key that are tried at most; more are a slip of the keyboard."""
MOST_DIGITS = 300
"""Size of numbers, in digits before or after the point, beyond which they are none that a plan file can hold."""
RANGE = "Write start:stop:step, such as 0.4:0.7:0.05; both ends count."
OPENING, CLOSING, QUOTES = "[{(", "]})", "\"'"


@dataclass(frozen=True, slots=True)
class Axis:
    """A key of the plan file and the values it is to take.

    Parameters
    ----------
    key
        As for ``--set``: ``policies.reduction.share``.
    values
        In the order in which they were given.
    """

    key: str
    values: tuple[Any, ...]


def axes_from(settings: Sequence[str]) -> tuple[tuple[Axis, ...], list[Problem]]:
    """The axes of a grid, and everything that is wrong with how they were typed.

    Parameters
    ----------
    settings
        Each ``KEY=VALUES``.
    """
    axes: dict[str, Axis] = {}
    problems: list[Problem] = []
    for setting in settings:
        key, equals, text = (part.strip() for part in setting.partition("="))
        if not key or not equals:
            remedy = "Write a key and its values, such as policies.reduction.share=0.4:0.7:0.05."
            problems.append(Problem(SOURCE, "This is not a key with values.", remedy, value=setting))
            continue
        if key in axes:
            problems.append(Problem(SOURCE, "The key is given twice.", "Give all its values at once.", column=key))
            continue
        values, wrong = values_of(text)
        axes[key] = Axis(key, values)
        problems += [
            Problem(SOURCE, message, remedy, column=key, value=part)
            for part, message, remedy in (*wrong, *_repeated(values))
        ]
    return tuple(axes.values()), problems


type _Wrong = tuple[str, str, str]
"""The text that is wrong, what is wrong with it, what to do."""


def values_of(text: str) -> tuple[tuple[Any, ...], list[_Wrong]]:
    """Values in a text, in order, and what is wrong with it.

    Parameters
    ----------
    text
        What stands after the equals sign.
    """
    parts = _parts(text)
    if parts is None:
        return (), [(text, "A bracket or a quotation mark is not closed.", "Close it.")]
    values: list[Any] = []
    wrong: list[_Wrong] = []
    for part in parts:
        if not part and len(parts) > 1:
            wrong.append((text, "There is no value between two commas.", "Take one of the commas out."))
            continue
        found = _values_in(part)
        if isinstance(found, tuple):
            values += found
        else:
            wrong.append((part, found, RANGE if ":" in part else "Give a number that is not infinite."))
    return tuple(values), wrong


def _parts(text: str) -> list[str] | None:
    """What stands between commas outside brackets and quotation marks; nothing where one of these is not closed."""
    parts, start, depth, quote = [], 0, 0, ""
    for position, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in QUOTES and (not text[start:position].strip() or depth):
            quote = character  # a quotation mark inside a word is an apostrophe
        elif character in OPENING:
            depth += 1
        elif character in CLOSING:
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:position].strip())
            start = position + 1
    return None if quote or depth else [*parts, text[start:].strip()]


def _values_in(part: str) -> tuple[Any, ...] | str:
    """The values of one part: those of a range, or the one that it is; or what is wrong with it."""
    ends = [_decimal(end) for end in part.split(":")]
    if sum(end is not None for end in ends) > 1:  # one number after a colon is an address's port
        if len(ends) != 3 or None in ends:
            return "This is not a range."
        start, stop, step = (end for end in ends if end is not None)
        return _range(start, stop, step, whole=all(_is_whole(end) for end in part.split(":")))
    value = plain_value(part)
    if isinstance(value, float) and not math.isfinite(value):
        return "This number is infinite, or none."
    return (value,)


def plain_value(text: str) -> Any:
    """One value: as JSON or as TOML has it, or the text itself where it is neither."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except ValueError:
        pass
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return text


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _decimal(text: str) -> Decimal | None:
    """A number as it is written; nothing where the text is none, or one of a size that makes no sense."""
    try:
        number = Decimal(text.strip())
    except DecimalException:
        return None
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        return None
    return number


def _is_whole(text: str) -> bool:
    return text.strip().lstrip("+-").replace("_", "").isdigit()


def _range(start: Decimal, stop: Decimal, step: Decimal, *, whole: bool) -> tuple[Any, ...] | str:
    """Every value from start on, step by step, up to stop and with it where a step ends there."""
    if not step:
        return "The step of this range is 0."
    steps = (Fraction(stop) - Fraction(start)) / Fraction(step)
    if steps < 0:
        return "The step of this range leads away from its end."
    if steps >= MOST_VALUES:
        return f"This range has more than {MOST_VALUES:,} values."
    values = [Fraction(start) + k * Fraction(step) for k in range(math.floor(steps) + 1)]
    return tuple(int(value) if whole else float(value) for value in values)


def _repeated(values: Sequence[Any]) -> Iterator[_Wrong]:
    seen: set[str] = set()
    for value in values:
        written = written_value(value)
        if written in seen:
            yield written, "This value stands in the list twice.", "Take one of them out."
        seen.add(written)


def written_value(value: Any) -> str:
    """A value as JSON, the same for the same value wherever it comes from: 1.0 is 1."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
