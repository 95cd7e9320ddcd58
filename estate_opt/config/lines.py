"""Lines of the keys in a TOML document, so that a message can point at them.

The standard library's parser gives values without their places. This scanner runs after it, on
text known to be valid TOML, and only notes on which line each key stands.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

KeyPath = tuple[str | int, ...]
"""Keys from the top of the document; numbers are positions in arrays, from 0."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_MULTILINE = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}", re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'[^']*'")
_SCALAR = re.compile(r"[^,\]}#\n]*")


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Line, from 1, of every key, table and array item of a valid TOML document.

    Parameters
    ----------
    text
        A document that :mod:`tomllib` accepts.
    """
    text = text.replace("\r\n", "\n")
    return _Scanner(text, [match.start() for match in re.finditer("\n", text)]).scan()


@dataclass(slots=True)
class _Scanner:
    text: str
    line_ends: list[int]
    at: int = 0
    lines: dict[KeyPath, int] = field(default_factory=dict)
    tables_in: dict[KeyPath, int] = field(default_factory=dict)
    """Number of tables so far in each array of tables."""

    def scan(self) -> Mapping[KeyPath, int]:
        table: KeyPath = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self.lines

    def _skip(self, pattern: re.Pattern[str]) -> str:
        """Pass over what a pattern matches here, and return it."""
        match = pattern.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match.group()

    def _note(self, path: KeyPath, start: int) -> None:
        """Note the line of a path, and of the tables it is the first to name."""
        line = bisect_left(self.line_ends, start) + 1
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _header(self) -> KeyPath:
        """``[table]`` or ``[[array of tables]]``: the path that the keys below it belong to."""
        start = self.at
        of_array = self.text.startswith("[[", self.at)
        self.at += 2 if of_array else 1
        *parents, last = self._dotted_key()
        self.at += 2 if of_array else 1
        path: KeyPath = ()
        for part in parents:
            path = self._latest((*path, part))
        path = (*path, last)
        if of_array:
            self.tables_in[path] = self.tables_in.get(path, 0) + 1
        path = self._latest(path)
        self._note(path, start)
        return path

    def _latest(self, path: KeyPath) -> KeyPath:
        """The last table of an array of tables; the path itself where it is none."""
        count = self.tables_in.get(path)
        return path if count is None else (*path, count - 1)

    def _dotted_key(self) -> list[str]:
        parts = [self._key_part()]
        while self.text.startswith(".", self.at):
            self.at += 1
            parts.append(self._key_part())
        return parts

    def _key_part(self) -> str:
        self._skip(_SPACE)
        part = self._skip(_BARE_KEY)
        if not part:
            quoted = self._skip(_QUOTED)
            part = tomllib.loads(f"key = {quoted}")["key"]
        self._skip(_SPACE)
        return part

    def _pair(self, table: KeyPath) -> None:
        """``key = value``."""
        start = self.at
        path = (*table, *self._dotted_key())
        self._note(path, start)
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip(_SPACE)
        match self.text[self.at]:
            case "[":
                self._items(path)
            case "{":
                self._inline_table(path)
            case '"' | "'":
                if not self._skip(_MULTILINE):
                    self._skip(_QUOTED)
            case _:
                self._skip(_SCALAR)

    def _items(self, path: KeyPath) -> None:
        self.at += 1
        position = 0
        while not self._closed("]"):
            self._note((*path, position), self.at)
            self._value((*path, position))
            position += 1

    def _inline_table(self, path: KeyPath) -> None:
        self.at += 1
        while not self._closed("}"):
            self._pair(path)

    def _closed(self, bracket: str) -> bool:
        """Pass over blanks and commas; whether the closing bracket was met and passed."""
        self._skip(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1
            self._skip(_BLANK)
        if self.text[self.at] != bracket:
            return False
        self.at += 1
        return True
