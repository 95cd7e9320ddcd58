"""The journal of a lever sheet: one line a building, on the disk before the next one is begun.

A killed run leaves at most a last line that is cut off, which is removed; every other answer is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from estate_opt.errors import OutputError, UsageError
from estate_opt.results.result import Result
from estate_opt.studies.explain.settings import Settings

VERSION = 1
"""Of the journal and of what an answer holds; answers of another version are not gone on with."""


def asked_of(result: Result, settings: Settings) -> str:
    """A mark of everything that the answers follow from: the plan, its plan file, and how far they go.

    The time for the opposite is no part of it, so that what was not found out may be asked with more.
    """
    decisions = result.plan.decisions
    said = {
        "version": VERSION,
        "plan_file": result.plan_file.model_dump(mode="json", exclude={"outputs"}),
        "options": sorted(decisions.options.items()),
        "moves": sorted((m.from_building, m.service_id, m.to_building, repr(m.share)) for m in decisions.moves),
        "bounds": [(proof.stage, repr(proof.bound)) for proof in result.plan.proof],
        "settings": {key: value for key, value in asdict(settings).items() if key != "seconds"},
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


class Journal:
    """Answers by building, kept in a file of one JSON object a line.

    Parameters
    ----------
    path
        The file; made with the first answer.
    asked
        What the answers are to: :func:`asked_of`.
    overwrite
        Whether answers to something else are removed.

    Raises
    ------
    UsageError
        The file holds answers to something else.
    OutputError
        It cannot be read or written.
    """

    def __init__(self, path: Path, asked: str, *, overwrite: bool = False) -> None:
        self.path, self.asked = path, asked
        self.answers: dict[str, dict[str, Any]] = {}
        lines = self._lines()
        if not lines:
            self._write(b"")
            return
        if lines[0].get("asked") != asked:
            if not overwrite:
                raise UsageError(
                    f"{path} holds answers that were made with other settings, or by another version of estate-opt. "
                    "Ask with the same settings to go on with them, or begin anew with --overwrite."
                )
            self._write(b"")
            return
        self.answers = {line["building_id"]: line["answer"] for line in lines[1:]}

    def keep(self, building_id: str, answer: Mapping[str, Any]) -> None:
        """Put an answer on the disk."""
        head = b"" if self.answers else _line({"asked": self.asked})
        text = head + _line({"building_id": building_id, "answer": answer})
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(self._cannot("written", error)) from error
        self.answers[building_id] = dict(answer)

    def _lines(self) -> list[dict[str, Any]]:
        """The lines there are; what a kill has left of a last one is cut off."""
        try:
            content = self.path.read_bytes() if self.path.exists() else b""
        except OSError as error:
            raise OutputError(self._cannot("read", error)) from error
        whole = content[: content.rfind(b"\n") + 1]
        try:
            lines = [json.loads(line) for line in whole.splitlines()]
        except ValueError as error:
            raise UsageError(f"{self.path} is not a journal of answers. Begin anew with --overwrite.") from error
        if len(whole) < len(content):
            self._write(whole)
        return lines

    def _write(self, content: bytes) -> None:
        """Replace what is in the file, if there is one."""
        if not self.path.exists():
            return
        try:
            self.path.write_bytes(content)
        except OSError as error:
            raise OutputError(self._cannot("written", error)) from error

    def _cannot(self, what: str, error: OSError) -> str:
        return f"{self.path} cannot be {what}: {error.strerror or error}. The answers kept so far stay."


def _line(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"
