"""The same program and the same stages, given to solvers that need an environment of their own: CP-SAT and SCIP.

The program goes over as an MPS file (SCIP) and as arrays (CP-SAT), the objectives of the stages as coefficients by
column. What comes back are the values of the columns, which stand for decisions as those of any solver of ours, and
are measured as such. How CP-SAT's whole numbers are made of shares says ``cp_sat_stages.py``.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pulp

from benchmarks.ours import build, note_quality, note_sizes
from benchmarks.peers.environment import Environment
from benchmarks.peers.plain_stages import EARLY_SHARE, PlainStage, peer_seconds, plain_stages
from benchmarks.record import GAPS, Record, StageFigures
from estate_opt.config.schema import PlanFile
from estate_opt.domain.plan import Outcome, Plan
from estate_opt.formulation import Formulation
from estate_opt.formulation.objective import preference
from estate_opt.policies import Context
from estate_opt.policies.base import Expression
from estate_opt.results.result import Result
from estate_opt.solving.matrix import Matrix

HERE = Path(__file__).resolve().parent
OTHER_SOLVERS = {
    "cp-sat": (Environment("ortools", ("ortools>=9.12",), ("ortools",)), HERE / "cp_sat_stages.py"),
    "scip": (Environment("scip", ("pyscipopt>=5.5",), ("pyscipopt",)), HERE / "scip_stages.py"),
}
"""Environment and script of each."""
SHORTFALL_WEIGHT = 1000.0


def measure_other(record: Record, context: Context, plan_file: PlanFile) -> Record:
    """Build, hand over, read the answer back and measure it; the record says why where that cannot be."""
    environment, script = OTHER_SOLVERS[record.who]
    record.skipped = environment.prepare()
    if record.skipped:
        return record
    formulation = build(record, context, plan_file)
    with tempfile.TemporaryDirectory(prefix="estate-opt-bench-") as folder:
        with record.phase("objective"):
            _hand_over(Path(folder), formulation, plan_file, record.goal or 0.0)
        answer = Path(folder) / "answer.json"
        found = environment.ask(script, (folder,), answer, peer_seconds(plan_file))
    note_sizes(record, formulation)
    if isinstance(found, str):
        record.skipped = found
        return record
    _note(record, found)
    if found["values"]:
        _take(formulation, found["values"])
        _settle(formulation, plan_file)
        plan = Plan(
            decisions=formulation.decisions(), outcome=Outcome.TIME_LIMIT, proof=(), solver=record.who,
            seed=plan_file.solve.seed, threads=plan_file.solve.threads,
        )  # fmt: skip
        note_quality(record, Result(plan_file, context, plan))
    return record


def _hand_over(folder: Path, formulation: Formulation, plan_file: PlanFile, goal: float) -> None:
    """Write ``program.mps`` with columns c0, c1 …, ``program.npz`` and ``task.json``."""
    stages = plain_stages(formulation, plan_file)  # the preferences add columns, so that they come before the columns
    problem = formulation.program.problem
    matrix = Matrix.of(problem)
    matrix.highs(integer=True).writeModel(str(folder / "program.mps"))
    np.savez(
        folder / "program.npz", starts=matrix.a.indptr, indices=matrix.a.indices, data=matrix.a.data, low=matrix.low,
        high=matrix.high, whole=matrix.whole, row_low=matrix.row_low, row_high=matrix.row_high,
    )  # fmt: skip
    column = {v.id: j for j, v in enumerate(problem.variables())}
    task = {
        "stages": [_as_json(stage, column) for stage in stages],
        "seconds": peer_seconds(plan_file),
        "early_share": EARLY_SHARE,
        "goal": goal,
        "threads": plan_file.solve.threads,
        "seed": plan_file.solve.seed,
    }
    (folder / "task.json").write_text(json.dumps(task))


def _as_json(stage: PlainStage, column: dict[int, int]) -> dict[str, Any]:
    cost: dict[int, float] = {}
    for variable, coefficient in stage.objective.terms:
        j = column[variable.id]
        cost[j] = cost.get(j, 0.0) + coefficient
    return {
        "name": stage.name, "columns": list(cost), "coefficients": list(cost.values()),
        "constant": stage.objective.constant, "absolute_gap": stage.absolute_gap,
    }  # fmt: skip


def _note(record: Record, found: dict[str, Any]) -> None:
    """Note how the stages ended; a stage without a plan ends the list."""
    record.peak_mb = found["peak_mb"]
    record.phases |= {"read": found["read_seconds"]} | {s["stage"]: s["seconds"] for s in found["stages"]}
    gaps = []
    for s in found["stages"]:
        difference = s["objective"] - s["bound"]
        gaps.append(0.0 if difference <= s["absolute_gap"] else difference / max(abs(s["objective"]), 1e-12))
        figures = (s["stage"], s["outcome"], s["objective"], s["bound"], gaps[-1], s["seconds"])
        record.stages.append(StageFigures(*figures))
    if not found["complete"]:
        return
    record.gap = max(gaps)
    record.objective, record.bound = found["stages"][-1]["objective"], found["stages"][-1]["bound"]
    if record.goal is not None and record.gap <= record.goal * 1.001:  # solvers stop at a gap of their own denominator
        record.goal_seconds = record.solve_seconds
    for known in GAPS:
        if record.gap <= known:
            record.proven(known, record.solve_seconds)


def _settle(formulation: Formulation, plan_file: PlanFile) -> None:
    """Keep every whole decision and let a linear program set the rest, which thousandths leave a little off."""
    both = Expression()
    both.extend(preference(formulation, plan_file.preferences))
    for tier in formulation.tiers():
        both.extend(formulation.shortfall(tier), SHORTFALL_WEIGHT)
    formulation.program.minimise(both)
    problem = formulation.program.problem
    for variable in problem.variables():
        if variable.cat == pulp.LpInteger:
            value = round(variable.varValue or 0.0)
            variable.bounds(value, value)
    problem.solve(pulp.HiGHS(msg=False, mip=False))


def _take(formulation: Formulation, values: list[float]) -> None:
    """Give the program's variables the values that came back."""
    for variable, value in zip(formulation.program.problem.variables(), np.asarray(values).tolist(), strict=True):
        variable.varValue = value
