"""Measure our own workflow: load → build → starting plan → stages → verify → publish."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.record import GAPS, Record, StageFigures
from benchmarks.trace import Trace
from estate_opt.config.schema import PlanFile
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import Outcome, StageProof
from estate_opt.formulation import Formulation, formulate
from estate_opt.policies import Context
from estate_opt.results.measures import weighted_shortfall
from estate_opt.results.merit import objective
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import solve_formulation


def measure_run(record: Record, plan_file: Path, overrides: Mapping[str, object], goal: float | None) -> Record:
    """Everything that ``estate-opt run`` does, into a folder that is thrown away.

    The plan file's own gap is the goal where none is given.
    """
    from estate_opt.workflow import load, publish  # imported here so that only those who publish have it in memory

    with tempfile.TemporaryDirectory(prefix="estate-opt-bench-") as folder:
        outputs = {"outputs.runs": f"{folder}/runs", "outputs.maps": f"{folder}/maps"}
        with record.phase("load"):
            case = load(plan_file, {**overrides, **outputs})
        record.goal = case.plan_file.solve.gap if goal is None else goal
        result = measure_solve(record, case.context, case.plan_file)
        with record.phase("publish"):
            publish(case, result)
    return record


def measure_solve(record: Record, context: Context, plan_file: PlanFile) -> Result:
    """Build, solve and verify."""
    formulation = build(record, context, plan_file)
    trace = Trace(formulation.decisions)
    plan = solve_formulation(formulation, plan_file, trace)
    end = trace.elapsed
    record.phases |= trace.phases(end)
    note_sizes(record, formulation)
    note_proofs(record, plan.proof, trace, end)
    result = Result(plan_file, context, plan)
    note_quality(record, result)
    record.first_incumbent_seconds = trace.first_incumbent(record.phases["build"])
    record.first_plan_seconds = _first_plan(record, result, trace, end)
    return result


def build(record: Record, context: Context, plan_file: PlanFile) -> Formulation:
    """Build the formulation and note its sizes."""
    policies = plan_file.policies
    with record.phase("build"):
        formulation = formulate(
            context, policies.all(), policies.relocation, plan_file.scenario, plan_file.solve.formulation
        )
    note_sizes(record, formulation)
    return formulation


def note_sizes(record: Record, formulation: Formulation) -> None:
    """Note the size of the program as it stands."""
    record.rows, record.variables = formulation.program.shape
    record.binaries = formulation.program.binaries
    record.nonzeros = formulation.program.nonzeros


def note_proofs(record: Record, proofs: tuple[StageProof, ...], trace: Trace, end: float) -> None:
    """Note how the stages ended, and when the goal was proven."""
    record.stages = [StageFigures(p.stage, str(p.outcome), p.objective, p.bound, p.gap, p.seconds) for p in proofs]
    record.objective, record.bound = proofs[-1].objective, proofs[-1].bound
    record.gap = max(proof.gap for proof in proofs)
    for gap in GAPS:
        if (reached := trace.reached(gap, proofs, end)) is not None:
            record.proven(gap, record.phases["build"] + reached)
    if record.goal is not None:
        reached = trace.reached(record.goal, proofs, end)
        record.goal_seconds = None if reached is None else record.phases["build"] + reached


def note_quality(record: Record, result: Result) -> None:
    """Verify a plan, whoever found it, and note how good it is by our measures."""
    with record.phase("verify"):
        record.verified = verify(result).accepted
    if not record.verified:  # what is refused proves nothing, whatever a solver says of it
        record.goal_seconds, record.gap_seconds = None, {}
    record.shortfall = weighted_shortfall(result.measures, tier=1)
    record.preferences = objective(result.terms)


def _first_plan(record: Record, result: Result, trace: Trace, end: float) -> float | None:
    """When the first plan that the verifier accepts was there."""
    for at, decisions in [*trace.plans, (end, result.plan.decisions)]:
        if _accepted(result, decisions):
            return record.phases["build"] + at
    return None


def _accepted(result: Result, decisions: Decisions) -> bool:
    """Whether decisions hold by physics and every must, whatever was proven of them."""
    plan = replace(result.plan, decisions=decisions, proof=(), outcome=Outcome.TIME_LIMIT)
    return verify(Result(result.plan_file, result.context, plan)).accepted
