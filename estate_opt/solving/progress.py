"""Progress: what a running solve reports, and how it is asked to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Report:
    """Where a stage stands.

    ``incumbent`` is ``None`` before a plan is found, ``bound`` before anything is proven.
    """

    stage: str
    seconds: float
    incumbent: float | None
    bound: float | None

    @property
    def gap(self) -> float | None:
        """Relative gap; ``None`` where there is no incumbent or no bound."""
        if self.incumbent is None or self.bound is None:
            return None
        return abs(self.incumbent - self.bound) / max(abs(self.incumbent), 1e-12)


class Progress(Protocol):
    """Something that shows reports: a live line on a terminal, a log line elsewhere."""

    def stage(self, name: str) -> None:
        """A stage begins."""

    def report(self, report: Report) -> None:
        """A solver reports where it stands."""


class Silent:
    """Shows nothing."""

    def stage(self, name: str) -> None:
        """Show nothing."""

    def report(self, report: Report) -> None:
        """Show nothing."""


class StopSwitch:
    """Set when somebody asks to stop; solvers look at it and end with the best plan they have."""

    def __init__(self) -> None:
        self.is_set = False

    def set(self) -> None:
        """Ask to stop."""
        self.is_set = True


@contextmanager
def stop_on_interrupt() -> Iterator[StopSwitch]:
    """Turn Ctrl-C into a request to stop while the block runs; a second Ctrl-C ends the program.

    Signals reach the main thread only; elsewhere (a worker of a study) the switch is never set.
    """
    switch = StopSwitch()
    if threading.current_thread() is not threading.main_thread():
        yield switch
        return
    before = signal.getsignal(signal.SIGINT)

    def handler(_signal: int, _frame: FrameType | None) -> None:
        if switch.is_set:
            raise KeyboardInterrupt
        switch.set()

    signal.signal(signal.SIGINT, handler)
    try:
        yield switch
    finally:
        signal.signal(signal.SIGINT, before)
