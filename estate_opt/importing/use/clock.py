"""Times as bookings have them, a block at a time: text to whole minutes since 1970, on the clock of the place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Minutes = NDArray[np.int64]

NO_TIME = np.iinfo(np.int64).min
"""Where a text is no time."""
DAY = 1440
SHAPES = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S",
    "%d-%m-%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d %b %Y %H:%M", "%d-%b-%Y %H:%M", "%d %B %Y %H:%M",
    "%d/%m/%y %H:%M", "%d/%m/%y %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%d/%m/%Y %I:%M %p",
    "%Y-%m-%d", "%d/%m/%Y",
)  # fmt: skip
"""Day before month, always; a text that only reads month first is no time."""
_OLDEST, _NEWEST = (int(np.datetime64(day, "s").astype(np.int64)) for day in ("1900-01-01", "2200-01-01"))
_DAY_NUMBER = r"^(?:\d{4}[-/]\d{1,2}[-/])?0?(?P<day>\d{1,2})"
_ZONED = r"(?:Z|[+-]\d{2}:?\d{2})$"
_MIDNIGHT = r"[T ]24:00(?::00)?$"
PLACE = "Europe/London"
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
"""Days here are counted from the 1st of January 1970."""


class Clock:
    """Reads columns of times; the shapes that fitted before are tried first."""

    def __init__(self) -> None:
        self.shapes = list(SHAPES)

    def read(self, texts: pa.Array) -> Minutes:
        """Minutes since 1970 by the clock on the wall, to the nearest; :data:`NO_TIME` where a text is no time.

        Parameters
        ----------
        texts
            Times as text. Those that name their zone ("2025-06-01T10:00:00Z") are moved to the time of Britain.
        """
        plain = pc.utf8_trim_whitespace(texts)
        seconds = self._by_shape(plain)
        left = np.flatnonzero((seconds == NO_TIME) & (pc.utf8_length(plain).to_numpy(zero_copy_only=False) > 0))
        if len(left):
            seconds[left] = self._oddities(plain.take(pa.array(left)))
        known = seconds != NO_TIME
        return np.where(known, (np.where(known, seconds, 0) + 30) // 60, NO_TIME)

    def _by_shape(self, texts: pa.Array) -> Minutes:
        seconds = np.full(len(texts), NO_TIME)
        left = np.arange(len(texts))
        for shape in tuple(self.shapes):
            if not len(left):
                break
            some = texts if len(left) == len(texts) else texts.take(pa.array(left))
            found = _parse(some, shape)
            good = found != NO_TIME
            if good.sum() * 2 > len(texts):
                self.shapes.remove(shape)
                self.shapes.insert(0, shape)
            seconds[left[good]] = found[good]
            left = left[~good]
        return seconds

    def _oddities(self, texts: pa.Array) -> Minutes:
        """Fractions of a second, zones, and 24:00 for the end of a day."""
        whole = pc.replace_substring_regex(texts, r"(:\d{2})\.\d+", r"\1")
        zoned = pc.match_substring_regex(whole, _ZONED)
        midnight = pc.match_substring_regex(whole, _MIDNIGHT)
        bare = pc.replace_substring_regex(pc.replace_substring_regex(whole, _ZONED, ""), _MIDNIGHT, " 00:00")
        seconds = self._by_shape(bare)
        known = seconds != NO_TIME
        seconds = np.where(known & midnight.to_numpy(zero_copy_only=False), seconds + DAY * 60, seconds)
        at = np.flatnonzero(known & zoned.to_numpy(zero_copy_only=False))
        if len(at):
            seconds[at] = _to_place(seconds[at], whole.take(pa.array(at)))
        return seconds


def _parse(texts: pa.Array, shape: str) -> Minutes:
    """Seconds since 1970 of the texts of one shape; the 31st of February is none."""
    parsed = pc.strptime(texts, format=shape, unit="s", error_is_null=True)
    seconds: Minutes = pc.fill_null(parsed.cast(pa.int64()), NO_TIME).to_numpy(zero_copy_only=False).copy()
    seconds[(seconds < _OLDEST) | (seconds >= _NEWEST)] = NO_TIME
    known = np.flatnonzero(seconds != NO_TIME)
    if not len(known):
        return seconds
    days = pc.day(pa.array(seconds[known], pa.timestamp("s"))).to_numpy()
    early = known[days <= 3]  # days that a month does not have are carried over by the parser
    if len(early):
        written = pc.struct_field(pc.extract_regex(texts.take(pa.array(early)), _DAY_NUMBER), [0]).cast(pa.int64())
        carried = written.to_numpy(zero_copy_only=False) != days[days <= 3]
        seconds[early[carried]] = NO_TIME
    return seconds


def _to_place(seconds: Minutes, texts: pa.Array) -> Minutes:
    """Move times of a stated zone to the clock of Britain."""
    offset = pc.extract_regex(texts, r"(?:Z|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))$")
    sign, hours, minutes = (pc.struct_field(offset, [k]) for k in range(3))
    ahead = np.array(
        [(-1 if s == "-" else 1) * (int(h) * 60 + int(m)) * 60 if h else 0
         for s, h, m in zip(sign.to_pylist(), hours.to_pylist(), minutes.to_pylist(), strict=True)],
        dtype=np.int64,
    )  # fmt: skip
    moments = pa.array(seconds - ahead, pa.int64()).cast(pa.timestamp("s", "UTC")).cast(pa.timestamp("s", PLACE))
    local: Minutes = pc.local_timestamp(moments).cast(pa.int64()).to_numpy(zero_copy_only=False)
    return local


def together(days: pa.Array, times: pa.Array) -> pa.Array:
    """A date and a time of day that stand in two columns, as one text."""
    day = pc.replace_substring_regex(pc.utf8_trim_whitespace(days), r"[T ]\d{1,2}:\d{2}.*$", "")
    time = pc.replace_substring_regex(pc.utf8_trim_whitespace(times), r"^(?:\S*[-/]\S*[T ])", "")
    return pc.binary_join_element_wise(day, time, " ")


def day_text(days_since_1970: int) -> str:
    """A day as people write it in files."""
    return str(np.datetime64(days_since_1970, "D"))


def read_spans(spans: Sequence[str]) -> list[tuple[int, int]]:
    """Days from and to (both counted) of texts such as "2025-09-01..2025-12-19".

    Raises
    ------
    ValueError
        Where a text is no span, or ends before it begins.
    """
    found = []
    for text in spans:
        begin, dots, end = text.partition("..")
        first, last = (date.fromisoformat(part.strip()).toordinal() - EPOCH_ORDINAL for part in (begin, end or begin))
        if last < first or (dots and not end):
            raise ValueError(text)
        found.append((first, last))
    return found
