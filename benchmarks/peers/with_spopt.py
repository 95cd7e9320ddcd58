"""spopt's p-median with HiGHS, in an environment of its own: spopt needs an older PuLP than we do."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from benchmarks.peers.environment import Environment
from benchmarks.peers.plain_pulp import note
from benchmarks.record import Record
from estate_opt.domain.travel import FloatArray

SPOPT = Environment("spopt", packages=("spopt>=0.7", "highspy"), modules=("spopt", "highspy"))
SCRIPT = Path(__file__).resolve().parent / "spopt_p_median.py"


def p_median(record: Record, distance: FloatArray, p: int, seconds: float) -> Record:
    """Solve in the other environment; where that cannot be made, the record says why."""
    record.skipped = SPOPT.prepare()
    if record.skipped:
        return record
    with tempfile.TemporaryDirectory(prefix="estate-opt-bench-") as folder:
        matrix, answer = Path(folder) / "distance.npy", Path(folder) / "answer.json"
        np.save(matrix, distance)
        found = SPOPT.ask(SCRIPT, (matrix, str(p), str(seconds), answer), answer, seconds)
    if isinstance(found, str):
        record.skipped = found
        return record
    record.phases |= found["phases"]
    record.rows, record.variables, record.binaries = found["rows"], found["variables"], len(distance)
    record.peak_mb = found["peak_mb"]
    note(record, found["status"], found["objective"], found["bound"])
    return record
