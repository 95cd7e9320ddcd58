"""A trace of a solve: when each stage began, what it reported, and which plan it started from."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import StageProof
from estate_opt.solving.progress import Report
from estate_opt.solving.stages import STARTING


class Trace:
    """Progress that keeps everything with the time since it was made.

    Parameters
    ----------
    decisions
        Decisions that the variables stand for, looked at when a stage begins.
    """

    def __init__(self, decisions: Callable[[], Decisions]) -> None:
        self._decisions = decisions
        self._start = time.perf_counter()
        self.began: list[tuple[str, float]] = []
        self.plans: list[tuple[float, Decisions]] = []
        self.reports: list[tuple[float, Report]] = []

    @property
    def elapsed(self) -> float:
        """Seconds since the trace was made."""
        return time.perf_counter() - self._start

    def stage(self, name: str) -> None:
        """A stage begins: what an earlier one found can be looked at."""
        at = self.elapsed
        if self.began:
            self.plans.append((at, self._decisions()))
        self.began.append((name, at))

    def report(self, report: Report) -> None:
        """A solver reports where it stands; the first plan can be looked at as soon as there is one."""
        if report.stage == STARTING and report.incumbent is not None and not self.plans:
            self.plans.append((self.elapsed, self._decisions()))
        self.reports.append((self.elapsed, report))

    def phases(self, end: float) -> dict[str, float]:
        """Seconds of writing the preferences down, which comes first, and of each stage, the last one until ``end``."""
        began = [("objective", 0.0), *self.began]
        ends = [at for _, at in self.began] + [end]
        return {name: until - at for (name, at), until in zip(began, ends, strict=True)}

    def first_incumbent(self, before: float) -> float | None:
        """Seconds until a solver first said that it has a plan, with those ``before``; ``None`` where it never did."""
        return next((before + at for at, report in self.reports if report.incumbent is not None), None)

    def reached(self, goal: float, proofs: Sequence[StageProof], end: float) -> float | None:
        """Seconds until every stage was proven to a gap: the last one by its reports; ``None`` where one was not."""
        if any(proof.gap > goal for proof in proofs):
            return None
        last = proofs[-1].stage
        seen = (
            at for at, report in self.reports if report.stage == last and report.gap is not None and report.gap <= goal
        )
        return next(seen, end)
