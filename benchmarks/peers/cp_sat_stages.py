"""CP-SAT, stage after stage. Runs in its own environment, so it imports nothing of ours: ``… FOLDER``.

CP-SAT knows whole numbers only, so the program is scaled to them:

- a column that may be fractional (a share, a shortfall, hours) becomes a whole number of THOUSANDTHS;
- one without an upper bound gets the most that any of its rows can need of it;
- each row is multiplied until its largest coefficient is COEFFICIENT, and rounded; its limits give way by what the
  rounding may have cost, so that no plan is cut off;
- the objective is multiplied by OBJECTIVE and rounded.

(OR-Tools' own conversion, its "sat" back end for linear programs, calls a plan optimal here that is a third above the
optimum on which HiGHS, CBC and SCIP agree.) What the values give in our units is measured by whoever asked.
"""

import json
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ortools.sat.python import cp_model  # type: ignore[import-not-found]

THOUSANDTHS = 1000
COEFFICIENT = 10_000_000
OBJECTIVE = 1_000_000_000
SLACK = 1e-6


def main(folder: Path) -> None:
    task = json.loads((folder / "task.json").read_text())
    begun = time.perf_counter()
    p = np.load(folder / "program.npz")
    unit = np.where(p["whole"], 1.0, 1.0 / THOUSANDTHS)
    low = np.ceil(p["low"] / unit - SLACK).astype(np.int64)
    high = np.floor(bounded(p) / unit + SLACK).astype(np.int64)
    model = cp_model.CpModel()
    columns = [model.new_int_var(int(a), int(b), f"c{k}") for k, (a, b) in enumerate(zip(low, high, strict=True))]
    for r in range(len(p["row_low"])):
        inside = slice(p["starts"][r], p["starts"][r + 1])
        j = p["indices"][inside]
        add_row(model, columns, high, j, p["data"][inside] * unit[j], p["row_low"][r], p["row_high"][r])
    read = time.perf_counter() - begun
    deadline = time.perf_counter() + task["seconds"]
    stages: list[dict[str, object]] = []
    values: list[int] = []
    for number, stage in enumerate(task["stages"]):
        last = number == len(task["stages"]) - 1
        left = deadline - time.perf_counter()
        started = time.perf_counter()
        j = np.array(stage["columns"])
        cost = np.round(np.array(stage["coefficients"]) * unit[j] * OBJECTIVE).astype(np.int64)
        objective = cp_model.LinearExpr.weighted_sum([columns[k] for k in j], cost.tolist())
        model.minimize(objective)
        model.clear_hints()
        for variable, value in zip(columns, values, strict=False):
            model.add_hint(variable, value)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(1.0, left if last else left * task["early_share"])
        solver.parameters.num_workers = task["threads"]
        solver.parameters.random_seed = task["seed"]
        solver.parameters.relative_gap_limit = task["goal"]
        solver.parameters.absolute_gap_limit = stage["absolute_gap"] * OBJECTIVE
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        values = [solver.value(v) for v in columns]
        stages.append(
            {
                "stage": stage["name"], "outcome": solver.status_name(status).lower(),
                "objective": solver.objective_value / OBJECTIVE + stage["constant"],
                "bound": solver.best_objective_bound / OBJECTIVE + stage["constant"],
                "absolute_gap": stage["absolute_gap"], "seconds": time.perf_counter() - started,
            }
        )  # fmt: skip
        if not last:
            model.add(objective <= int(solver.objective_value) + round(SLACK * OBJECTIVE))
    found = {
        "stages": stages, "values": (np.array(values) * unit).tolist() if values else [],
        "complete": len(stages) == len(task["stages"]), "read_seconds": read, "peak_mb": peak_mb(),
    }  # fmt: skip
    (folder / "answer.json").write_text(json.dumps(found))


def bounded(p: Mapping[str, np.ndarray]) -> np.ndarray:
    """Upper bounds, those that are missing filled with the most that a row of the column can need."""
    open_ended = ~np.isfinite(p["high"])
    reach = np.where(open_ended, 0.0, np.maximum(np.abs(p["low"]), np.abs(p["high"])))
    high = np.where(open_ended, 1.0, p["high"])
    for r in range(len(p["row_low"])):
        inside = slice(p["starts"][r], p["starts"][r + 1])
        j, a = p["indices"][inside], np.abs(p["data"][inside])
        if open_ended[j].any():
            limits = [abs(b) for b in (p["row_low"][r], p["row_high"][r]) if np.isfinite(b)]
            need = float(a @ reach[j]) + sum(limits)
            high[j] = np.where(open_ended[j], np.maximum(high[j], need / a), high[j])
    return np.ceil(high)


def add_row(
    model: Any, columns: Sequence[Any], high: np.ndarray, indices: np.ndarray, data: np.ndarray, low: float, most: float
) -> None:
    """Add one row with whole coefficients and limits that give way by the rounding."""
    if not len(data):
        return
    whole = bool((data == np.round(data)).all())
    factor = 1.0 if whole else COEFFICIENT / np.abs(data).max()
    scaled = np.round(data * factor).astype(np.int64)
    lost = float(np.abs(scaled - data * factor) @ np.abs(high[indices].astype(np.float64)))
    at_least = int(np.ceil(low * factor - lost - SLACK)) if np.isfinite(low) else cp_model.INT_MIN
    at_most = int(np.floor(most * factor + lost + SLACK)) if np.isfinite(most) else cp_model.INT_MAX
    total = cp_model.LinearExpr.weighted_sum([columns[k] for k in indices], scaled.tolist())
    model.add_linear_constraint(total, at_least, at_most)


def peak_mb() -> float:
    """Greatest resident memory of this process, in MB; as ``benchmarks.machine.peak_mb``."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


main(Path(sys.argv[1]))
