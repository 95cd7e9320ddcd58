"""The stages, lexicographic: least shortfall of the aims, tier by tier; then, with those held, the best by preference.

One program with penalties instead of stages is slower and its bound weaker, and
nobody could say which weight had decided what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from estate_opt.config.schema import Solve
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import PREFERENCES, SHORTFALL, Outcome, Plan, StageProof
from estate_opt.errors import NoPlanInTime, NoPlanPossible
from estate_opt.formulation.build import Formulation
from estate_opt.policies.base import Expression
from estate_opt.solving.backends import Task

STARTING = "starting plan"
"""Name under which the search for a first plan reports."""
TIER_WEIGHT = 100.0
"""Weight of a tier's shortfall against everything after it, where the search for plans looks at all at once; the
stages need no weights."""
HELD_SLACK = 1e-6
"""Slack on a shortfall that is held, above what a solver's tolerance may have cost."""
HELD_SCALE = 1000.0
"""Factor on a row that holds a figure: HiGHS 1.15 presolves rows with a limit as small as the slack wrongly."""
EARLY_SHARE = 0.6
"""Share of the remaining time that a shortfall stage may take, so that the last stage has time too."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One objective to minimise; the shortfall stages hold what they reach."""

    name: str
    objective: Expression
    holds: bool


def stages_of(formulation: Formulation, preferences: Expression) -> tuple[Stage, ...]:
    """The shortfalls, tier by tier, and the preferences."""
    tiers = formulation.tiers()
    shortfalls = [Stage(f"{SHORTFALL}{tier}", formulation.shortfall(tier), holds=True) for tier in tiers]
    return (*shortfalls, Stage(PREFERENCES, preferences, holds=False))


def combined(formulation: Formulation, preferences: Expression) -> Expression:
    """Shortfalls, earlier tiers heavier, plus the preferences: what the search for plans goes by."""
    total = Expression()
    total.extend(preferences)
    for power, tier in enumerate(reversed(formulation.tiers()), start=1):
        total.extend(formulation.shortfall(tier), TIER_WEIGHT**power)
    return total


def task_of(stage: Stage, settings: Solve, left: float, *, warm: bool, decided_at: float | None = None) -> Task:
    """What a solver is asked for in a stage, with so many seconds left for all that are to come."""
    return Task(
        stage=stage.name,
        seconds=left * EARLY_SHARE if stage.holds else left,
        relative_gap=settings.gap,
        absolute_gap=settings.shortfall_gap if stage.holds else 1e-9,
        warm=warm,
        holds=stage.holds,
        decided_at=None if stage.holds else decided_at,
    )


def nothing_missed(task: Task, shortfall: float) -> StageProof:
    """A shortfall is never below 0, so one that is 0 up to the gap allowed needs no further proof."""
    return StageProof(
        stage=task.stage,
        outcome=Outcome.OPTIMAL,
        objective=shortfall,
        bound=min(0.0, shortfall),
        absolute_gap_allowed=task.absolute_gap,
        seconds=0.0,
    )


def no_plan(proof: StageProof, settings: Solve, *, stopped: bool) -> NoPlanPossible | NoPlanInTime:
    """The error for a first stage that ended without a plan."""
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


def overall(proofs: Sequence[StageProof], *, stopped: bool) -> Outcome:
    """How the run ended as a whole: optimal only where every stage was, up to the preferences."""
    if proofs[-1].stage == PREFERENCES and all(proof.outcome is Outcome.OPTIMAL for proof in proofs):
        return Outcome.OPTIMAL
    return Outcome.INTERRUPTED if stopped else Outcome.TIME_LIMIT


def answer(
    formulation: Formulation,
    settings: Solve,
    solver: str,
    proofs: Sequence[StageProof],
    decisions: Decisions,
    *,
    stopped: bool,
) -> Plan:
    """Decisions and their proofs as a plan, with what is known of the program."""
    return Plan(
        decisions=decisions,
        outcome=overall(proofs, stopped=stopped),
        proof=tuple(proofs),
        solver=solver,
        seed=settings.seed,
        threads=settings.threads,
        sizes=dict(formulation.sizes),
        losses=formulation.losses,
    )
