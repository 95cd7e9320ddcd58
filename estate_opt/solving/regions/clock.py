"""The time of a solve by parts: how much has passed, whether to go on, and what is told meanwhile."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from estate_opt.solving.progress import Progress, Report, StopSwitch


@dataclass(eq=False)
class Clock:
    """A clock that began when it was made.

    Parameters
    ----------
    limit
        Seconds for the whole solve.
    progress, stop
        Where reports go, and who may ask to stop.
    """

    limit: float
    progress: Progress
    stop: StopSwitch
    started: float = field(default_factory=time.perf_counter)

    def seconds(self) -> float:
        """Seconds since it began."""
        return time.perf_counter() - self.started

    def goes_on(self, share: float) -> bool:
        """Whether nobody has asked to stop and less than a share of the time has passed."""
        return not self.stop.is_set and self.seconds() < share * self.limit

    def left(self, share: float) -> float:
        """Seconds until a share of the time has passed."""
        return share * self.limit - self.seconds()

    def report(self, stage: str, incumbent: float | None, bound: float | None) -> None:
        """Tell where a stage stands."""
        self.progress.report(Report(stage, self.seconds(), incumbent, bound))
