"""Plain PuLP with HiGHS or CBC as they come, on the model that an analyst would write: one solve, then our measures."""

from __future__ import annotations

import math

import pulp

from benchmarks.ours import note_quality
from benchmarks.peers.analyst_model import NOTHING, AnalystModel
from benchmarks.peers.plain_stages import peer_seconds
from benchmarks.record import GAPS, Record, StageFigures
from estate_opt.config.schema import PlanFile
from estate_opt.domain.plan import Outcome, Plan
from estate_opt.policies import Context
from estate_opt.results.result import Result


def measure_analyst(record: Record, context: Context, plan_file: PlanFile) -> Record:
    """Build, solve once to the record's goal, and measure the plan as ours is measured."""
    with record.phase("build"):
        model = AnalystModel(context, plan_file.policies.relocation)
        model.add_rules(plan_file)
    problem = model.problem
    record.rows, record.variables = problem.numConstraints(), problem.numVariables()
    record.binaries = sum(v.cat == pulp.LpInteger for v in problem.variables())
    record.nonzeros = sum(len(row) for row in problem.constraints())
    kind = pulp.HiGHS if record.who == "analyst-highs" else pulp.COIN_CMD
    solver = kind(
        msg=False, timeLimit=peer_seconds(plan_file), gapRel=record.goal or 0.0, threads=plan_file.solve.threads
    )
    with record.phase("solve"):
        stats = problem.solve(solver)
    if not stats.has_solution or stats.objective is None:
        return record
    _note(record, str(stats.status.name), stats.objective, -math.inf if stats.best_bound is None else stats.best_bound)
    found = Plan(
        decisions=model.decisions(), outcome=Outcome.TIME_LIMIT, proof=(), solver=record.who,
        seed=plan_file.solve.seed, threads=plan_file.solve.threads,
    )  # fmt: skip
    note_quality(record, Result(plan_file, context, found))
    return record


def _note(record: Record, status: str, objective: float, bound: float) -> None:
    """Note how the one solve ended; its gap is of the weighted sum."""
    gap = max(0.0, objective - bound) / abs(objective)
    record.objective, record.bound, record.gap = objective, bound, gap
    record.stages = [StageFigures("weighted", status, objective, bound, gap, record.phases["solve"])]
    if record.goal is not None and gap <= record.goal + NOTHING:
        record.goal_seconds = record.solve_seconds
    for known in GAPS:
        if gap <= known:
            record.proven(known, record.solve_seconds)
