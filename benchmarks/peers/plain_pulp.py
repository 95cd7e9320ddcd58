"""Textbook models in plain PuLP with HiGHS as it comes: what a user of PuLP writes in ten minutes.

p-median:          min Σ d[i,j]·x[i,j],   Σ_j x[i,j] = 1,   x[i,j] ≤ y[j],   Σ_j y[j] = p
maximal covering:  min Σ people[i]·out[i],   out[i] + Σ_{j near i} y[j] ≥ 1,   Σ_j y[j] ≤ p
set covering:      min Σ y[j],   Σ_{j near i} y[j] ≥ 1
"""

from __future__ import annotations

import math

import pulp

from benchmarks.record import Record, StageFigures
from estate_opt.domain.travel import FloatArray, IntArray


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
    return _solved(record, problem, len(distance), seconds)


def maximal_covering(
    record: Record, customer: IntArray, site: IntArray, people: FloatArray, sites: int, p: int, seconds: float
) -> Record:
    """Build and solve; customers and sites within reach of each other come as pairs, shape (pairs,) each."""
    with record.phase("build"):
        problem = pulp.LpProblem("maximal_covering", pulp.LpMinimize)
        y = problem.add_variable_dicts("y", range(sites), cat="Binary")
        out = problem.add_variable_dicts("out", range(len(people)), 0, 1)
        problem += pulp.lpSum(float(people[i]) * out[i] for i in range(len(people)))
        for i, near in _near(customer, site, len(people)):
            problem += out[i] + pulp.lpSum(y[j] for j in near) >= 1
        problem += pulp.lpSum(y.values()) <= p
    return _solved(record, problem, sites, seconds)


def set_covering(record: Record, customer: IntArray, site: IntArray, sites: int, seconds: float) -> Record:
    """Build and solve; the pairs as for maximal covering. Whom no site reaches is left out."""
    with record.phase("build"):
        problem = pulp.LpProblem("set_covering", pulp.LpMinimize)
        y = problem.add_variable_dicts("y", range(sites), cat="Binary")
        problem += pulp.lpSum(y.values())
        for _, near in _near(customer, site, int(customer.max(initial=-1)) + 1):
            if near:
                problem += pulp.lpSum(y[j] for j in near) >= 1
    return _solved(record, problem, sites, seconds)


def _near(customer: IntArray, site: IntArray, customers: int) -> list[tuple[int, list[int]]]:
    """Sites near each customer."""
    near: list[list[int]] = [[] for _ in range(customers)]
    for i, j in zip(customer.tolist(), site.tolist(), strict=True):
        near[i].append(j)
    return list(enumerate(near))


def _solved(record: Record, problem: pulp.LpProblem, binaries: int, seconds: float) -> Record:
    record.rows, record.variables, record.binaries = problem.numConstraints(), problem.numVariables(), binaries
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
