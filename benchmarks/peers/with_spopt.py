"""spopt's p-median with HiGHS, in an environment of its own: spopt needs an older PuLP than we do.

The environment is made once, in ``.bench-venvs/spopt``, with whatever installs packages here.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.peers.plain_pulp import note
from benchmarks.record import Record
from estate_opt.domain.travel import FloatArray

HERE = Path(__file__).resolve().parent
VENV = HERE.parents[1] / ".bench-venvs" / "spopt"
PYTHON = VENV / "bin" / "python"
PACKAGES = ("spopt>=0.7", "highspy")
SPARE_SECONDS = 300.0
"""For building and ending, beyond what the solver gets."""


def p_median(record: Record, distance: FloatArray, p: int, seconds: float) -> Record:
    """Solve in the other environment; where that cannot be made, the record says why."""
    record.skipped = prepare()
    if record.skipped:
        return record
    with tempfile.TemporaryDirectory(prefix="estate-opt-bench-") as folder:
        matrix, answer = Path(folder) / "distance.npy", Path(folder) / "answer.json"
        np.save(matrix, distance)
        command: list[str | Path] = [PYTHON, HERE / "spopt_p_median.py", matrix, str(p), str(seconds), answer]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + SPARE_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            record.skipped = f"ended after {seconds + SPARE_SECONDS:g} s"
            return record
        if done.returncode:
            record.skipped = f"failed: {' '.join(done.stderr.strip().splitlines()[-2:])}"
            return record
        found = json.loads(answer.read_text())
    record.phases |= found["phases"]
    record.rows, record.variables, record.binaries = found["rows"], found["variables"], len(distance)
    record.peak_mb = found["peak_mb"]
    note(record, found["status"], found["objective"], found["bound"])
    return record


def prepare() -> str | None:
    """Make the environment where it is absent; why it cannot be made, or ``None``."""
    if PYTHON.exists() and not _run(PYTHON, "-c", "import spopt, highspy"):
        return None
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    make: tuple[str | Path, ...] = (sys.executable, "-m", "venv", "--clear", VENV)
    install: tuple[str | Path, ...] = (PYTHON, "-m", "pip", "install", "-q", *PACKAGES)
    if uv:
        make = (uv, "venv", "-q", "--clear", "--python", sys.executable, VENV)
        install = (uv, "pip", "install", "-q", "--python", PYTHON, *PACKAGES)
    failed = _run(*make) or _run(*install)
    return f"spopt cannot be installed: {failed}" if failed else None


def _run(*command: str | Path) -> str | None:
    """The last words of a command that failed; ``None`` where it did not."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1] if done.returncode else None
