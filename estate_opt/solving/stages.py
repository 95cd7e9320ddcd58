"""The stages, lexicographic: least shortfall of the aims, tier by tier; then, with those held, the best by preference.

One program with penalties instead of stages is slower and its bound weaker, and
nobody could say which weight had decided what.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pulp

from estate_opt.config.schema import PlanFile, Solve
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import Outcome, Plan, StageProof
from estate_opt.errors import NoPlanInTime, NoPlanPossible, SolverUnavailable
from estate_opt.formulation.build import Formulation
from estate_opt.formulation.objective import preference
from estate_opt.policies.base import Expression, Sense
from estate_opt.solving.backends import Backend, Task
from estate_opt.solving.primal import PrimalSearch
from estate_opt.solving.progress import Progress, Silent, StopSwitch, stop_on_interrupt

PREFERENCES = "preferences"
HELD_SLACK = 1e-6
"""Slack on a shortfall that is held, above what a solver's tolerance may have cost."""
HELD_SCALE = 1000.0
"""Factor on a row that holds a shortfall: HiGHS 1.15 presolves rows with a limit as small as the slack wrongly."""
START_SHARE = 0.7
"""Share of the time that looking for a starting plan may take: without a good one the stages find none."""
SETTLE_SECONDS = 20.0
EARLY_SHARE = 0.6
"""Share of the remaining time that a shortfall stage may take, so that the last stage has time too."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One objective to minimise; the shortfall stages hold what they reach."""

    name: str
    objective: Expression
    holds: bool


def solve_formulation(formulation: Formulation, plan_file: PlanFile, progress: Progress | None = None) -> Plan:
    """Solve all stages.

    Parameters
    ----------
    formulation
        The program; it is used up (held shortfalls become rows).
    plan_file
        Preferences and solve settings.
    progress
        Where reports go.

    Returns
    -------
    Plan
        With one proof a stage.

    Raises
    ------
    NoPlanPossible
        No plan satisfies every must.
    NoPlanInTime
        A limit was reached or the run was interrupted before any plan was found.
    SolverUnavailable
        The solver asked for is not installed here.
    """
    settings = plan_file.solve
    backend = Backend(settings.solver, seed=settings.seed, threads=settings.threads, options=settings.options)
    progress = progress or Silent()
    with stop_on_interrupt() as stop:
        proofs, decisions = _run(formulation, plan_file, backend, progress, stop)
    return Plan(
        decisions=decisions,
        outcome=_overall(proofs, stopped=stop.is_set),
        proof=tuple(proofs),
        solver=backend.title,
        seed=settings.seed,
        threads=settings.threads,
        sizes=dict(formulation.sizes),
        losses=formulation.losses,
    )


def _stages(formulation: Formulation, preferences: Expression) -> Iterator[Stage]:
    for tier in formulation.tiers():
        yield Stage(f"shortfall of tier {tier}", formulation.shortfall(tier), holds=True)
    yield Stage(PREFERENCES, preferences, holds=False)


def _run(
    formulation: Formulation, plan_file: PlanFile, backend: Backend, progress: Progress, stop: StopSwitch
) -> tuple[list[StageProof], Decisions]:
    """Solve stage after stage; a stage that finds no plan in its time leaves the one before it standing."""
    settings = plan_file.solve
    started = time.perf_counter()
    proofs: list[StageProof] = []
    preferences = preference(formulation, plan_file.preferences)
    search = PrimalSearch(formulation, preferences, backend, progress, stop, gap=settings.gap)
    warm = search.run(settings.time_limit_seconds * START_SHARE)
    formulation.sizes["search_seconds"] = time.perf_counter() - started
    decisions: Decisions | None = formulation.decisions() if warm else None
    for stage in _stages(formulation, preferences):
        progress.stage(stage.name)
        left = settings.time_limit_seconds - (time.perf_counter() - started)
        formulation.program.minimise(stage.objective)
        reached = math.inf if decisions is None else settle(formulation, backend, stage.name, stop)
        task = _task(stage, settings, left, warm=decisions is not None)
        if stage.holds and reached <= task.absolute_gap:
            proof = _nothing_missed(task, reached)
        else:
            proof = backend.solve(formulation.program.problem, task, progress, stop)
        if not proof.outcome.has_plan and decisions is None:
            raise _no_plan(proof, settings, stopped=stop.is_set)
        if proof.outcome is Outcome.INFEASIBLE:
            raise SolverUnavailable(
                f"The solver {backend.title} says that nothing is possible, with a plan at hand. "
                "Choose another one with --solver."
            )
        proofs.append(proof)
        if not proof.outcome.has_plan:
            break
        if proof.outcome is not Outcome.OPTIMAL:
            settled = settle(formulation, backend, stage.name, stop)
            proofs[-1] = proof = replace(proof, objective=min(proof.objective, settled))
        decisions = formulation.decisions()
        if stage.holds:
            hold(formulation, stage, proof.objective)
        if stop.is_set:
            break
    assert decisions is not None
    return proofs, decisions


def _nothing_missed(task: Task, shortfall: float) -> StageProof:
    """A shortfall is never below 0, so one that is 0 up to the gap allowed needs no further proof."""
    return StageProof(
        stage=task.stage,
        outcome=Outcome.OPTIMAL,
        objective=shortfall,
        bound=min(0.0, shortfall),
        absolute_gap_allowed=task.absolute_gap,
        seconds=0.0,
    )


def hold(formulation: Formulation, stage: Stage, reached: float) -> None:
    """Let no later stage undo what a stage has reached."""
    row = Expression()
    row.extend(stage.objective, HELD_SCALE)
    formulation.program.row(("held", stage.name), row, Sense.AT_MOST, HELD_SCALE * (reached + HELD_SLACK))


def settle(formulation: Formulation, backend: Backend, stage: str, stop: StopSwitch) -> float:
    """Keep every whole decision as it is and make the rest as good as it can be for the present objective.

    What a stage does not look at (a cover that counts only in the next one) is left anyhow by it,
    and a plan that starts a stage, or ends one early, would be stated worse than it is.

    Returns
    -------
    float
        The objective then; infinite where the solver cannot tell, and nothing is changed.
    """
    problem = formulation.program.problem
    variables = problem.variables()
    before = [v.varValue for v in variables]
    whole = [v for v in variables if v.cat == pulp.LpInteger]
    bounds = [(v.lowBound, v.upBound) for v in whole]
    for variable in whole:
        value = round(variable.varValue or 0.0)
        variable.bounds(value, value)
    task = Task(stage, seconds=SETTLE_SECONDS, relative_gap=0.0, absolute_gap=0.0, warm=False, integer=False)
    try:
        proof = backend.solve(problem, task, Silent(), StopSwitch() if stop.is_set else stop)
    finally:
        for variable, (low, high) in zip(whole, bounds, strict=True):
            variable.bounds(low, high)
    if proof.outcome is Outcome.OPTIMAL:
        return proof.objective
    for variable, value in zip(variables, before, strict=True):
        variable.varValue = value
    return math.inf


def _task(stage: Stage, settings: Solve, left: float, *, warm: bool) -> Task:
    return Task(
        stage=stage.name,
        seconds=left * EARLY_SHARE if stage.holds else left,
        relative_gap=settings.gap,
        absolute_gap=settings.shortfall_gap if stage.holds else 1e-9,
        warm=warm,
    )


def _no_plan(proof: StageProof, settings: Solve, *, stopped: bool) -> NoPlanPossible | NoPlanInTime:
    if stopped:
        return NoPlanInTime("The run was stopped before any plan was found.")
    if proof.outcome is Outcome.INFEASIBLE:
        return NoPlanPossible(
            "No plan satisfies every must of the plan file. Make some of them aims, or loosen their values."
        )
    return NoPlanInTime(
        f"No plan was found within {settings.time_limit_seconds:g} s. "
        "Give more time (--time-limit), or make musts into aims so that a first plan is easier to find."
    )


def _overall(proofs: list[StageProof], *, stopped: bool) -> Outcome:
    """How the run ended as a whole: optimal only where every stage was, up to the preferences."""
    if proofs[-1].stage == PREFERENCES and all(proof.outcome is Outcome.OPTIMAL for proof in proofs):
        return Outcome.OPTIMAL
    return Outcome.INTERRUPTED if stopped else Outcome.TIME_LIMIT
