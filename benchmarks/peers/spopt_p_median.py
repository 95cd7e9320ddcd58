"""Runs in spopt's own environment, so it imports nothing of ours: ``… DISTANCE.npy P SECONDS ANSWER.json``."""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pulp
from spopt.locate import PMedian  # type: ignore[import-not-found]


def main() -> None:
    matrix, p, seconds, answer = sys.argv[1:]
    distance = np.load(matrix)
    start = time.perf_counter()
    model = PMedian.from_cost_matrix(distance, np.ones(len(distance)), p_facilities=int(p))
    built = time.perf_counter()
    model = model.solve(pulp.HiGHS(msg=False, timeLimit=float(seconds), gapRel=0.0), results=False)
    solved = time.perf_counter()
    info = model.problem.solverModel.getInfo()
    found = {
        "phases": {"build": built - start, "solve": solved - built},
        "rows": model.problem.numConstraints(),
        "variables": model.problem.numVariables(),
        "status": model.problem.solverModel.modelStatusToString(model.problem.solverModel.getModelStatus()),
        "objective": info.objective_function_value,
        "bound": info.mip_dual_bound,
        "peak_mb": _peak_mb(),
    }
    Path(answer).write_text(json.dumps(found))


def _peak_mb() -> float:
    """Greatest resident memory of this process, in MB; as ``benchmarks.machine.peak_mb``."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


main()
