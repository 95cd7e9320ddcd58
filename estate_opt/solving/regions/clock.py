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
    by_work
        Whether work is counted (``solve.work_limit``): the time is then shared out among nothing, so that what is
        found does not depend on the clock until all of it has passed.
    """

    limit: float
    progress: Progress
    stop: StopSwitch
    by_work: bool = False
    started: float = field(default_factory=time.perf_counter)

    def seconds(self) -> float:
        """Seconds since it began."""
        return time.perf_counter() - self.started

    def goes_on(self, share: float) -> bool:
        """Whether nobody has asked to stop and less than a share of the time has passed."""
        return not self.stop.is_set and self.left(share) > 0

    def left(self, share: float) -> float:
        """Seconds until a share of the time has passed."""
        return (1.0 if self.by_work else share) * self.limit - self.seconds()

    def guard(self, seconds: float) -> float:
        """Seconds that one program may take: none but those of the whole where work is counted."""
        return self.limit if self.by_work else seconds

    def report(self, stage: str, incumbent: float | None, bound: float | None) -> None:
        """Tell where a stage stands."""
        self.progress.report(Report(stage, self.seconds(), incumbent, bound))
