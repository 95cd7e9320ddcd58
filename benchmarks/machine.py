"""The machine: what it is, what runs on it, and how busy it is."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGES = ("pulp", "highspy", "cbcbox", "numpy", "pandas", "scipy", "geopandas", "shapely", "pydantic", "dask")
WATCH_SECONDS = 0.5
BUSY_SHARE = 0.3
"""Load average of a minute, per core, from which on seconds are not to be trusted."""


def facts() -> dict[str, Any]:
    """Facts that a measurement is worth little without."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "revision": _revision(),
        "load_average": [round(value, 2) for value in os.getloadavg()],
    }


def busy() -> str | None:
    """A warning where others use this machine too."""
    load = os.getloadavg()[0]
    if load <= BUSY_SHARE * (os.cpu_count() or 1):
        return None
    return f"the machine is busy (load average {load:.2f} on {os.cpu_count()} cores): trust ratios, not seconds"


def peak_mb() -> float:
    """Greatest resident memory so far of this process, or of any that it has run and waited for, in MB.

    Where Linux tells it, the high-water mark of this very program: what ``getrusage`` gives there
    also counts the process that started this one, up to the moment of the start.
    """
    programs = _megabytes(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return max(int(line.split()[1]) / 1024, programs)
    return max(_megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss), programs)


@contextmanager
def tree_memory() -> Iterator[Callable[[], float]]:
    """Watch the resident memory of this process and all below it together while a block runs; what is given back
    tells the greatest so far in MB, 0 where the system does not say.

    Pages that processes share count in each of them, so the figure is on the safe side.
    """
    greatest = 0.0
    over = threading.Event()

    def watch() -> None:
        nonlocal greatest
        while not over.wait(WATCH_SECONDS):
            greatest = max(greatest, _tree_mb(os.getpid()))

    thread = threading.Thread(target=watch, name="memory", daemon=True)
    thread.start()
    try:
        yield lambda: max(greatest, _tree_mb(os.getpid()))
    finally:
        over.set()
        thread.join()


def _tree_mb(process: int) -> float:
    """Resident memory of a process and of those that it started, in MB; 0 for one that has ended."""
    folder = Path("/proc") / str(process)
    try:
        pages = int((folder / "statm").read_text().split()[1])
        children = [child for file in folder.glob("task/*/children") for child in file.read_text().split()]
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20 + sum(_tree_mb(int(child)) for child in children)


def cpu_seconds() -> float:
    """Seconds of processor time so far of this process and of those that it has run and waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _megabytes(maxrss: int) -> float:
    """``ru_maxrss`` is in KB, on macOS in bytes."""
    return maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _revision() -> str | None:
    """The commit that is measured, marked where files differ from it; ``None`` outside a repository."""
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "describe", "--always", "--dirty"]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
