"""Texts of a block made numbers: each different text is looked at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from estate_opt.importing.figures import read_figure, says_nothing
from estate_opt.inputs.cells import FALSE_WORDS

_NOT_HELD = re.compile(
    r".*(?:cancel|declin|reject|withdr|refus|void|delet|no[ -]?show|did not attend|dna\b|provision|tentativ|request|"
    r"pending|draft|enquir).*", re.IGNORECASE,
)  # fmt: skip
_CONFIRMED = re.compile(r"\s*(?:confirmed|approved|completed|attended)\b(?!.*cancel)", re.IGNORECASE)
_DURATION = re.compile(
    r"(?:(?P<h>\d+(?:\.\d+)?)\s*(?:h|hr|hrs|hour|hours)\s*)?(?:(?P<m>\d+)\s*(?:m|min|mins|minutes)?)?", re.IGNORECASE
)


class Coder:
    """Numbers texts as they come, so that a block of them is a block of numbers.

    Parameters
    ----------
    make
        What becomes of a text that was not met before.
    """

    def __init__(self, make: Callable[[str], float]) -> None:
        self.codes: dict[str, float] = {}
        self._make = make

    def __call__(self, texts: pa.Array) -> NDArray[np.float64]:
        """Number of each text."""
        encoded = texts.dictionary_encode()
        words = encoded.dictionary.to_pylist()
        for word in words:
            if word not in self.codes:
                self.codes[word] = self._make(word)
        table = np.array([self.codes[word] for word in words], dtype=np.float64)
        indices = encoded.indices.to_numpy(zero_copy_only=False)
        return table[indices] if len(table) else np.zeros(len(indices))


def figure_of(text: str) -> float:
    """A figure; not-a-number where there is none."""
    value = read_figure(text)
    return value if isinstance(value, float) else np.nan


def minutes_of(text: str) -> float:
    """Minutes of "1:30", "1h30", "1.5 hours", "90 min" and "90"; a bare number is minutes."""
    bare = text.strip()
    if clock := re.fullmatch(r"(\d{1,3}):(\d{2})(?::\d{2})?", bare):
        return int(clock[1]) * 60 + int(clock[2])
    found = _DURATION.fullmatch(bare)
    if found is None or not bare or not (found["h"] or found["m"]):
        return np.nan
    return round(float(found["h"] or 0) * 60 + int(found["m"] or 0))


def is_held(text: str) -> float:
    """1 where a status says that a booking is confirmed, or nothing; 0 where it was cancelled, or is not confirmed."""
    return float(bool(_CONFIRMED.match(text)) or not _NOT_HELD.fullmatch(text))


def is_not_flagged(text: str) -> float:
    """1 where a column that is called cancelled is empty or says no; 0 where it says yes, when, or why."""
    return float(says_nothing(text) or text.strip().casefold() in FALSE_WORDS)
