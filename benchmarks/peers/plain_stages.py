"""The same program and the same stages, given to a solver as it is: no starting plan, no search of ours.

What is left out is exactly what ``estate_opt.solving`` adds, so that the difference is what that is worth.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import highspy

from benchmarks.ours import build, note_proofs, note_quality, note_sizes
from benchmarks.record import Record
from benchmarks.trace import Trace
from estate_opt.config.schema import PlanFile
from estate_opt.domain.plan import PREFERENCES, SHORTFALL, Plan, StageProof
from estate_opt.formulation import Formulation
from estate_opt.formulation.objective import preference
from estate_opt.policies import Context, Sense
from estate_opt.policies.base import Expression
from estate_opt.results.result import Result
from estate_opt.solving.backends import HIGHS_OPTIONS, Backend, Task
from estate_opt.solving.progress import StopSwitch

LEAST_SECONDS = 120.0
"""Time that a peer gets at least; more where the plan file gives more."""
EARLY_SHARE = 0.6
"""Share of the remaining time that a stage before the last may take."""
HELD_SLACK, HELD_SCALE = 1e-6, 1000.0
"""Slack on a shortfall that is held, and the factor on its row: HiGHS 1.15 presolves smaller limits wrongly."""
PLAIN = ("highs-default", "highs-options", "cbc")
"""HiGHS as it comes, HiGHS with the options that we give it, CBC."""


@dataclass(frozen=True, slots=True)
class PlainStage:
    """One objective to minimise, and the absolute gap at which it counts as proven."""

    name: str
    objective: Expression
    absolute_gap: float


def plain_stages(formulation: Formulation, plan_file: PlanFile) -> list[PlainStage]:
    """The stages in their order: the shortfalls of each tier, and the preferences."""
    last = PlainStage(PREFERENCES, preference(formulation, plan_file.preferences), 1e-9)
    gap = plan_file.solve.shortfall_gap
    return [*(PlainStage(f"{SHORTFALL}{t}", formulation.shortfall(t), gap) for t in formulation.tiers()), last]


def measure_plain(record: Record, context: Context, plan_file: PlanFile) -> Record:
    """Build, solve stage after stage to the record's goal, verify."""
    solver = record.who.split("-")[0]
    options = _highs_defaults() if record.who == "highs-default" else {}
    backend = Backend(solver, seed=plan_file.solve.seed, threads=plan_file.solve.threads, options=options)
    formulation = build(record, context, plan_file)
    trace = Trace(formulation.decisions)
    proofs = _solve(formulation, plan_file, backend, trace, record.goal or 0.0)
    end = trace.elapsed
    record.phases |= trace.phases(end)
    note_sizes(record, formulation)
    note_proofs(record, tuple(proofs), trace, end)
    if not all(proof.outcome.has_plan for proof in proofs):
        record.gap = record.objective = record.goal_seconds = None
        return record
    plan = Plan(
        decisions=formulation.decisions(), outcome=proofs[-1].outcome, proof=tuple(proofs), solver=backend.title,
        seed=plan_file.solve.seed, threads=plan_file.solve.threads,
    )  # fmt: skip
    note_quality(record, Result(plan_file, context, plan))
    return record


def peer_seconds(plan_file: PlanFile) -> float:
    """Time that a peer gets for all stages: never less than ours."""
    return max(LEAST_SECONDS, plan_file.solve.time_limit_seconds)


def _highs_defaults() -> Mapping[str, Any]:
    """HiGHS's own values of the options that we change."""
    fresh = highspy.Highs()
    return {name: fresh.getOptionValue(name)[1] for name in HIGHS_OPTIONS}


def _solve(
    formulation: Formulation, plan_file: PlanFile, backend: Backend, trace: Trace, goal: float
) -> list[StageProof]:
    deadline = time.perf_counter() + peer_seconds(plan_file)
    stages = plain_stages(formulation, plan_file)
    proofs: list[StageProof] = []
    for stage in stages:
        trace.stage(stage.name)
        formulation.program.minimise(stage.objective)
        left = max(1.0, deadline - time.perf_counter())
        last = stage.name == PREFERENCES
        task = Task(
            stage.name,
            seconds=left if last else left * EARLY_SHARE,
            relative_gap=goal,
            absolute_gap=stage.absolute_gap,
            warm=bool(proofs),
        )
        proof = backend.solve(formulation.program.problem, task, trace, StopSwitch())
        proofs.append(proof)
        if not proof.outcome.has_plan:
            break
        if not last:
            held = Expression()
            held.extend(stage.objective, HELD_SCALE)
            limit = HELD_SCALE * (proof.objective + HELD_SLACK)
            formulation.program.row(("held", stage.name), held, Sense.AT_MOST, limit)
    return proofs
