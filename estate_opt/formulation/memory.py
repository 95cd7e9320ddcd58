"""Memory while a program is built: what it takes, and the garbage collector kept out of it."""

from __future__ import annotations

import gc
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python's garbage collector from looking through what is built.

    A build makes a million small objects that all stay, and the collector would look through all of
    them again and again for what could go: a fifth of the time of a nation's build. What goes without
    it (everything but cycles) still goes at once.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def peak_memory_mb() -> float:
    """Most memory that this process has used so far, in MB; not-a-number where the system does not tell (Windows)."""
    try:
        import resource
    except ImportError:
        return math.nan
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)  # bytes on macOS, kilobytes elsewhere
