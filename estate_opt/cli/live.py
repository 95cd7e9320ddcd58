"""Progress on the screen: a live line on a terminal, a plain log line every few seconds elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status

from estate_opt.results.figures import percent
from estate_opt.solving.progress import Report

LOG_EVERY_SECONDS = 5.0


class Live:
    """Shows where a solve stands: best plan so far, bound, gap.

    Parameters
    ----------
    console
        Where to; standard error, so that standard output stays for results.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stage = ""
        self._started = time.perf_counter()
        self._logged = 0.0
        self._status: Status | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._status = self._console.status("starting")
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    def stage(self, name: str) -> None:
        """A stage begins."""
        self._stage = name
        self._logged = 0.0
        self._say(f"{name} …", force=True)

    def report(self, report: Report) -> None:
        """A solver reports where it stands."""
        incumbent = "no plan yet" if report.incumbent is None else f"best {report.incumbent:.5g}"
        bound = "" if report.bound is None else f", bound {report.bound:.5g}"
        gap = "" if report.gap is None or report.gap > 10 else f", gap {percent(report.gap, 2)}"
        self._say(f"{self._stage}: {incumbent}{bound}{gap}", force=False)

    def _say(self, text: str, *, force: bool) -> None:
        seconds = time.perf_counter() - self._started
        line = f"{seconds:5.0f} s  {text}"
        if self._status:
            self._status.update(line)
        elif force or seconds - self._logged >= LOG_EVERY_SECONDS:
            self._logged = seconds
            self._console.print(line, highlight=False, markup=False)
