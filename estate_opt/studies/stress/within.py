"""Progress of one of many solves, told with which of them it is."""

from __future__ import annotations

from dataclasses import dataclass

from estate_opt.solving.progress import Progress, Report


@dataclass(eq=False)
class Within:
    """Reports of a solve under the name of what it is for."""

    progress: Progress
    name: str = ""

    def stage(self, name: str) -> None:
        """A stage begins."""
        self.progress.stage(f"{self.name}, {name}" if self.name else name)

    def report(self, report: Report) -> None:
        """A solver reports where it stands."""
        self.progress.report(report)
