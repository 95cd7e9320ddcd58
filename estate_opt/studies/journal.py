"""Answers kept as they come: a line of JSON each, on the disk before the next question is asked.

A study that was killed goes on from them. What a kill leaves of a last line is cut off; every other line is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from estate_opt.domain.decisions import Decisions, Move
from estate_opt.errors import OutputError, UsageError
from estate_opt.results.result import Result

Line = dict[str, Any]


class Journal:
    """Lines of one study, and what all of them are about.

    Parameters
    ----------
    path
        The file; made with the first line that is kept.
    about
        What the lines follow from: run, settings, version. It is the first line of the file.
    afresh
        Whether lines that are there are removed, whatever they are about.
    overwrite
        Whether lines about something else, or what is no line at all, are removed. They are refused otherwise.

    Attributes
    ----------
    lines
        What was kept before and since.

    Raises
    ------
    UsageError
        The file holds lines about something else, or is no journal.
    OutputError
        It cannot be read or written.
    """

    def __init__(self, path: Path, about: Mapping[str, Any], *, afresh: bool = False, overwrite: bool = False) -> None:
        self.path, self.about = path, dict(about)
        self.lines: list[Line] = []
        content = self._content()
        whole = content[: content.rfind(b"\n") + 1]
        lines = [] if afresh else self._read(whole, overwrite)
        if lines[:1] == [self.about]:
            self.lines = lines[1:]
        elif lines and not overwrite:
            raise UsageError(
                f"{path} holds answers that were made with other settings, or by another version of estate-opt. "
                "Ask with the same settings to go on with them, or begin anew with --overwrite."
            )
        kept = b"".join(_written(line) for line in (self.about, *self.lines)) if self.lines else b""
        if content != kept and path.exists():
            self._write(kept, "wb")

    def keep(self, line: Line) -> None:
        """Put a line on the disk."""
        text = _written(line) if self.lines else _written(self.about) + _written(line)
        self._write(text, "ab")
        self.lines.append(line)

    def _content(self) -> bytes:
        try:
            return self.path.read_bytes() if self.path.exists() else b""
        except OSError as error:
            raise OutputError(self._cannot("read", error)) from error

    def _read(self, content: bytes, overwrite: bool) -> list[Line]:
        """The lines; where others may be removed, those before the first that is none."""
        lines: list[Line] = []
        for text in content.splitlines():
            try:
                lines.append(json.loads(text))
            except ValueError as error:
                if overwrite:
                    break
                raise UsageError(f"{self.path} is not a journal of answers. Begin anew with --overwrite.") from error
        return lines

    def _write(self, content: bytes, mode: str) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open(mode) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(self._cannot("written", error)) from error

    def _cannot(self, what: str, error: OSError) -> str:
        return f"{self.path} cannot be {what}: {error.strerror or error}. The answers kept so far stay."


def _written(line: Mapping[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def decisions_as_data(decisions: Decisions) -> Line:
    """Decisions as JSON can hold them."""
    return {
        "options": dict(decisions.options),
        "moves": [[m.from_building, m.service_id, m.to_building, m.share] for m in decisions.moves],
        "offers": sorted(list(offer) for offer in decisions.offers),
    }


def decisions_from(data: Line) -> Decisions:
    """The same decisions from their data."""
    return Decisions(
        options=data["options"],
        moves=tuple(Move(*move) for move in data["moves"]),
        offers=frozenset((building, service) for building, service in data["offers"]),
    )


def mark_of(result: Result, **settings: Any) -> str:
    """A mark of all that answers about a run follow from: its plan, its plan file, and how they are asked for."""
    decisions = result.plan.decisions
    said = {
        "plan_file": result.plan_file.model_dump(mode="json", exclude={"outputs"}),
        "options": sorted(decisions.options.items()),
        "moves": sorted((m.from_building, m.service_id, m.to_building, repr(m.share)) for m in decisions.moves),
        "bounds": [(proof.stage, repr(proof.bound)) for proof in result.plan.proof],
        **settings,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
