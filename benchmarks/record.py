"""What one run of one case measured: phases in seconds, sizes, proofs, memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

OURS = "estate-opt"
GAPS = (0.02, 0.01, 0.005, 0.001)
"""Proven gaps whose time is noted in every run."""


@dataclass(frozen=True, slots=True)
class StageFigures:
    """How one stage ended.

    Parameters
    ----------
    gap
        As :attr:`estate_opt.domain.plan.StageProof.gap`: 0 where the difference is within what was allowed.
    """

    stage: str
    outcome: str
    objective: float
    bound: float
    gap: float
    seconds: float


@dataclass(slots=True)
class Record:
    """Figures of one run.

    Parameters
    ----------
    case, size, who
        What was solved, and by whom: ``estate-opt`` or a peer.
    skipped
        Why nothing was run, or what went wrong.
    phases
        Seconds a phase, in the order run; ``total`` is theirs together.
    goal, goal_seconds
        A proven gap, and the seconds from the start of building until it was proven for every stage;
        ``None`` where it was not.
    gap_seconds
        The same for each of :data:`GAPS` that was proven, by the gap as text ("0.01").
    first_incumbent_seconds, first_plan_seconds
        Seconds from the start of building until a solver first reports a plan, and until a stage
        begins or ends with one that the verifier accepts.
    verified
        Whether the verifier accepts the last plan; ``None`` for peers whose answers are not plans.
    shortfall, preferences
        Weighted shortfall of the aims of tier 1 and value of the preferences of the last plan, by our own measures
        whoever found it.
    extra
        Figures that only this case has, by name.
    published
        The optimum that the field publishes, where there is one.
    cpu_seconds
        Seconds of processor time of the process and of what it ran, on all cores: what a run costs, and on a
        shared machine less disturbed than its seconds by the clock.
    peak_mb
        Greatest resident memory of the process, or of the solver's where that is another and greater.
    """

    case: str
    size: str
    who: str = OURS
    skipped: str | None = None
    phases: dict[str, float] = field(default_factory=dict)
    rows: int | None = None
    variables: int | None = None
    binaries: int | None = None
    nonzeros: int | None = None
    stages: list[StageFigures] = field(default_factory=list)
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    goal: float | None = None
    goal_seconds: float | None = None
    gap_seconds: dict[str, float] = field(default_factory=dict)
    first_incumbent_seconds: float | None = None
    first_plan_seconds: float | None = None
    verified: bool | None = None
    shortfall: float | None = None
    preferences: float | None = None
    extra: dict[str, float] = field(default_factory=dict)
    published: float | None = None
    cpu_seconds: float | None = None
    peak_mb: float | None = None

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count the seconds of a block."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.phases[name] = self.phases.get(name, 0.0) + time.perf_counter() - start

    def proven(self, gap: float, seconds: float) -> None:
        """Note that every stage was proven to a gap at a time."""
        self.gap_seconds[f"{gap:g}"] = seconds

    @property
    def total(self) -> float:
        """Seconds of all phases."""
        return sum(self.phases.values())

    @property
    def solve_seconds(self) -> float:
        """Seconds of building and solving alone."""
        return sum(
            s for name, s in self.phases.items() if name not in ("import", "synthesise", "load", "verify", "publish")
        )

    def as_json(self) -> dict[str, Any]:
        """The record as plain data."""
        return asdict(self) | {"total_seconds": self.total}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Record:
        """The record that :meth:`as_json` wrote."""
        known = {key: value for key, value in data.items() if key != "total_seconds"}
        known["stages"] = [StageFigures(**stage) for stage in data["stages"]]
        return cls(**known)
