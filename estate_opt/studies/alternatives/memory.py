"""What was found before: plans, bounds and alternatives, kept as they come, so that a study that was ended goes on.

All of it is about one run. Plans are verified again and bounds are proofs, so both serve for any share;
alternatives were chosen for one share and serve for that one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from estate_opt.domain.decisions import Decisions, Move
from estate_opt.errors import OutputError
from estate_opt.studies.alternatives.classes import How

VERSION = 1
"""Of the lines; what another version wrote is not gone on with."""
IMPOSSIBLE = "impossible"
"""An infinite bound: JSON has no infinity."""


@dataclass(eq=False)
class Memory:
    """What is known of one run's plans within a limit.

    Parameters
    ----------
    plans
        Plans found.
    bounds
        Least preferences of plans that decide a building otherwise, and what proved it, by building id.
    chosen
        Alternatives by share, in their order, each with the greatest distance that was proven possible.
    """

    plans: list[Decisions] = field(default_factory=list)
    bounds: dict[str, tuple[float, How]] = field(default_factory=dict)
    chosen: dict[float, list[tuple[Decisions, float]]] = field(default_factory=dict)

    def note_plan(self, decisions: Decisions) -> None:
        """Keep a plan that was found."""
        self.plans.append(decisions)

    def note_bound(self, building_id: str, least: float, how: How) -> None:
        """Keep what was proven of a building."""
        self.bounds[building_id] = least, how

    def note_alternative(self, share: float, decisions: Decisions, most_apart: float) -> None:
        """Keep an alternative, the next of its share."""
        self.chosen.setdefault(share, []).append((decisions, most_apart))


class Journal(Memory):
    """The same in a file, a line for each, on the disk before the next question is asked.

    Parameters
    ----------
    path
        The file; made with the first line that is kept. What is of another run or version, or cut off, is not read.
    run
        The run's ``plan.json``, of which everything is.
    afresh
        Whether what was found before is forgotten.
    """

    def __init__(self, path: Path, run: Path, *, afresh: bool = False) -> None:
        super().__init__()
        self.path = path
        head = {"version": VERSION, "run": hashlib.sha256(run.read_bytes()).hexdigest()}
        lines = [] if afresh else list(_lines(path))
        before = lines[1:] if lines[:1] == [head] else []
        for line in before:
            self._recall(line)
        self._unwritten: list[dict[str, Any]] = [head, *before]

    def note_plan(self, decisions: Decisions) -> None:
        """Keep a plan that was found."""
        super().note_plan(decisions)
        self._write({"plan": _written(decisions)})

    def note_bound(self, building_id: str, least: float, how: How) -> None:
        """Keep what was proven of a building."""
        super().note_bound(building_id, least, how)
        self._write({"building": building_id, "least": IMPOSSIBLE if least == float("inf") else least, "how": how})

    def note_alternative(self, share: float, decisions: Decisions, most_apart: float) -> None:
        """Keep an alternative, the next of its share."""
        super().note_alternative(share, decisions, most_apart)
        most = IMPOSSIBLE if most_apart == float("inf") else most_apart
        self._write({"share": share, "most_apart": most, "alternative": _written(decisions)})

    def _recall(self, line: dict[str, Any]) -> None:
        if "plan" in line:
            super().note_plan(_read(line["plan"]))
        elif "alternative" in line:
            super().note_alternative(line["share"], _read(line["alternative"]), _figure(line["most_apart"]))
        else:
            super().note_bound(line["building"], _figure(line["least"]), How(line["how"]))

    def _write(self, line: dict[str, Any]) -> None:
        """Add a line; before the first one, put what is gone on with in place of what was there."""
        mode = "w" if self._unwritten else "a"
        lines, self._unwritten = [*self._unwritten, line], []
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open(mode, encoding="utf-8", newline="\n") as file:
                file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(f"{self.path} cannot be written: {error.strerror or error}.") from error


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Lines up to the first that is not whole."""
    for text in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            yield json.loads(text)
        except json.JSONDecodeError:
            return


def _written(decisions: Decisions) -> dict[str, Any]:
    return {
        "options": dict(decisions.options),
        "moves": [[m.from_building, m.service_id, m.to_building, m.share] for m in decisions.moves],
        "offers": sorted(decisions.offers),
    }


def _read(data: dict[str, Any]) -> Decisions:
    return Decisions(
        options=data["options"],
        moves=tuple(Move(*move) for move in data["moves"]),
        offers=frozenset((building, service) for building, service in data["offers"]),
    )


def _figure(value: float | str) -> float:
    return float("inf") if value == IMPOSSIBLE else float(value)
