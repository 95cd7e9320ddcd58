"""SCIP, stage after stage. Runs in its own environment, so it imports nothing of ours: ``… FOLDER``."""

import json
import resource
import sys
import time
from pathlib import Path

from pyscipopt import Model, quicksum  # type: ignore[import-not-found]

SLACK = 1e-6


def main(folder: Path) -> None:
    task = json.loads((folder / "task.json").read_text())
    begun = time.perf_counter()
    model = Model()
    model.hideOutput()
    model.readProblem(str(folder / "program.mps"))
    by_name = {v.name: v for v in model.getVars()}
    columns = [by_name[f"c{k}"] for k in range(len(by_name))]
    model.setParam("randomization/randomseedshift", task["seed"])
    read = time.perf_counter() - begun
    deadline = time.perf_counter() + task["seconds"]
    stages: list[dict[str, object]] = []
    values: list[float] = []
    for number, stage in enumerate(task["stages"]):
        last = number == len(task["stages"]) - 1
        left = deadline - time.perf_counter()
        started = time.perf_counter()
        objective = quicksum(c * columns[j] for j, c in zip(stage["columns"], stage["coefficients"], strict=True))
        model.freeTransform()
        model.setObjective(objective + stage["constant"], "minimize")
        model.setParam("limits/time", max(1.0, left if last else left * task["early_share"]))
        model.setParam("limits/gap", task["goal"])
        model.setParam("limits/absgap", stage["absolute_gap"])
        if values:
            start = model.createSol()
            for variable, value in zip(columns, values, strict=True):
                model.setSolVal(start, variable, value)
            model.addSol(start)
        model.optimize()
        if not model.getNSols():
            break
        best = model.getBestSol()
        values = [model.getSolVal(best, v) for v in columns]
        reached = model.getObjVal()
        stages.append(
            {
                "stage": stage["name"], "outcome": model.getStatus(), "objective": reached,
                "bound": model.getDualbound(), "absolute_gap": stage["absolute_gap"],
                "seconds": time.perf_counter() - started,
            }
        )  # fmt: skip
        if not last:
            model.freeTransform()
            model.addCons(objective <= reached - stage["constant"] + SLACK)
    complete = len(stages) == len(task["stages"])
    found = {
        "stages": stages, "values": values, "complete": complete, "read_seconds": read, "peak_mb": peak_mb(),
    }  # fmt: skip
    (folder / "answer.json").write_text(json.dumps(found))


def peak_mb() -> float:
    """Greatest resident memory of this process, in MB; as ``benchmarks.machine.peak_mb``."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


main(Path(sys.argv[1]))
