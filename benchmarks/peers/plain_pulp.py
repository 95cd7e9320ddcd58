"""The textbook p-median in plain PuLP with HiGHS as it comes: what a user of PuLP writes in ten minutes.

min Σ d[i,j]·x[i,j],   Σ_j x[i,j] = 1,   x[i,j] ≤ y[j],   Σ_j y[j] = p
"""

from __future__ import annotations

import math

import pulp

from benchmarks.record import Record, StageFigures
from estate_opt.domain.travel import FloatArray


def p_median(record: Record, distance: FloatArray, p: int, seconds: float) -> Record:
    """Build and solve; ``distance`` has shape (nodes, nodes)."""
    nodes = range(len(distance))
    with record.phase("build"):
        problem = pulp.LpProblem("p_median", pulp.LpMinimize)
        x = problem.add_variable_dicts("x", (nodes, nodes), 0, 1)
        y = problem.add_variable_dicts("y", nodes, cat="Binary")
        problem += pulp.lpSum(float(distance[i, j]) * x[i][j] for i in nodes for j in nodes)
        for i in nodes:
            problem += pulp.lpSum(x[i][j] for j in nodes) == 1
            for j in nodes:
                problem += x[i][j] <= y[j]
        problem += pulp.lpSum(y[j] for j in nodes) == p
    record.rows, record.variables, record.binaries = problem.numConstraints(), problem.numVariables(), len(distance)
    record.nonzeros = sum(len(row) for row in problem.constraints())
    with record.phase("solve"):
        stats = problem.solve(pulp.HiGHS(msg=False, timeLimit=seconds, gapRel=0.0))
    note(record, str(stats.status.name), stats.objective, stats.best_bound)
    return record


def note(record: Record, status: str, objective: float | None, bound: float | None) -> None:
    """Note how a solve of one stage ended, and its time where the goal was proven."""
    if objective is None or bound is None or not math.isfinite(bound):
        return
    gap = max(0.0, objective - bound) / abs(objective)
    record.objective, record.bound, record.gap = objective, bound, gap
    record.stages = [StageFigures("solve", status, objective, bound, gap, record.phases["solve"])]
    if record.goal is not None and gap <= record.goal:
        record.goal_seconds = record.solve_seconds
