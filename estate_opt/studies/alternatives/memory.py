"""What was found before: plans, bounds and alternatives, kept as they come, so that a study that was ended goes on.

All of it is about one run. Plans are verified again and bounds are proofs, so both serve for any share;
alternatives were chosen for one share and serve for that one.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from estate_opt.domain.decisions import Decisions
from estate_opt.studies.alternatives.classes import How
from estate_opt.studies.journal import Journal, decisions_as_data, decisions_from

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


class Remembered(Memory):
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
        about = {"version": VERSION, "run": hashlib.sha256(run.read_bytes()).hexdigest()}
        self.journal = Journal(path, about, afresh=afresh, overwrite=True)
        for line in self.journal.lines:
            self._recall(line)

    def note_plan(self, decisions: Decisions) -> None:
        """Keep a plan that was found."""
        super().note_plan(decisions)
        self.journal.keep({"plan": decisions_as_data(decisions)})

    def note_bound(self, building_id: str, least: float, how: How) -> None:
        """Keep what was proven of a building."""
        super().note_bound(building_id, least, how)
        self.journal.keep({"building": building_id, "least": _data(least), "how": how})

    def note_alternative(self, share: float, decisions: Decisions, most_apart: float) -> None:
        """Keep an alternative, the next of its share."""
        super().note_alternative(share, decisions, most_apart)
        line = {"share": share, "most_apart": _data(most_apart), "alternative": decisions_as_data(decisions)}
        self.journal.keep(line)

    def _recall(self, line: dict[str, Any]) -> None:
        if "plan" in line:
            super().note_plan(decisions_from(line["plan"]))
        elif "alternative" in line:
            chosen = decisions_from(line["alternative"])
            super().note_alternative(line["share"], chosen, _figure(line["most_apart"]))
        else:
            super().note_bound(line["building"], _figure(line["least"]), How(line["how"]))


def _data(value: float) -> float | str:
    return IMPOSSIBLE if value == math.inf else value


def _figure(value: float | str) -> float:
    return math.inf if value == IMPOSSIBLE else float(value)
