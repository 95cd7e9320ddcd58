"""HiGHS's scheduler: all solves of a process share it, and it refuses another number of threads than it began with."""

from __future__ import annotations

import highspy


class _Scheduler:
    threads: int | None = None


def use_threads(threads: int | None) -> None:
    """Begin it anew where the next solve asks for another number of threads; to be called while none is running."""
    if threads not in (None, _Scheduler.threads):
        highspy.Highs.resetGlobalScheduler(True)
        _Scheduler.threads = threads
