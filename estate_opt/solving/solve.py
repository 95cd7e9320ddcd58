"""Solve a formulation: by a method made for it, by parts where it is a region or a nation, else stage by stage."""

from __future__ import annotations

import time
from collections.abc import Sequence

from estate_opt.config.schema import PlanFile
from estate_opt.domain.plan import PREFERENCES, Plan, StageProof
from estate_opt.errors import NoPlanInTime
from estate_opt.formulation.build import Formulation
from estate_opt.formulation.objective import preference
from estate_opt.policies.base import Expression
from estate_opt.solving import regions
from estate_opt.solving.backends import Backend
from estate_opt.solving.progress import Progress, Silent, StopSwitch, stop_on_interrupt
from estate_opt.solving.session import Session
from estate_opt.solving.special import Found, recognise
from estate_opt.solving.stages import EARLY_SHARE, answer

LEAST_SECONDS = 5.0
"""Time that the whole gets at least where its parts found no plan in theirs."""


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
    progress = progress or Silent()
    started = time.perf_counter()
    with stop_on_interrupt() as stop:
        found = _by_special(formulation, plan_file, progress, stop)
        if found is not None and found.proofs[-1].stage == PREFERENCES:
            return _plan(found.proofs, formulation, plan_file, stop)
        if found is None and regions.applies(formulation, plan_file):
            preferences = preference(formulation, plan_file.preferences)
            by_parts = _by_regions(formulation, plan_file, preferences, progress, stop)
        else:
            session = Session(formulation, plan_file, progress, stop)
            parted = found is None and regions.applies(formulation, plan_file, short=True) and session.stays_short()
            if not parted:
                return session.solve(found=found)
            left = _with_time_left(plan_file, started)
            by_parts = _by_regions(formulation, left, session.preferences, progress, stop)
        if by_parts is not None:
            return by_parts
        return Session(formulation, _with_time_left(plan_file, started), progress, stop).solve(found=None)


def _by_special(formulation: Formulation, plan_file: PlanFile, progress: Progress, stop: StopSwitch) -> Found | None:
    """Plan and proof of the first stages, where those are a classical location problem; the variables hold the plan."""
    settings = plan_file.solve
    shares = Backend.of(settings).shares
    special = recognise(formulation, plan_file) if settings.special and shares else None
    if special is None:
        return None
    holds = special.stage != PREFERENCES
    found = special.solve(
        gap=settings.gap,
        absolute_gap=settings.shortfall_gap if holds else 1e-9,
        seconds=settings.time_limit_seconds * (EARLY_SHARE if holds else 1.0),
        seed=settings.seed,
        stop=stop,
        progress=progress,
    )
    if found is not None:
        found.apply()
    return found


def _by_regions(
    formulation: Formulation, plan_file: PlanFile, preferences: Expression, progress: Progress, stop: StopSwitch
) -> Plan | None:
    """The answer by parts; ``None`` where they found no plan, so that the whole can say whether there is one."""
    try:
        proofs = regions.solve_regions(formulation, plan_file, preferences, progress, stop)[0]
    except NoPlanInTime:
        if stop.is_set:
            raise
        return None
    return _plan(proofs, formulation, plan_file, stop)


def _with_time_left(plan_file: PlanFile, started: float) -> PlanFile:
    """The plan file with the time that is left of its limit, and enough to say that there is no plan."""
    left = max(LEAST_SECONDS, plan_file.solve.time_limit_seconds - (time.perf_counter() - started))
    return plan_file.model_copy(update={"solve": plan_file.solve.model_copy(update={"time_limit_seconds": left})})


def _plan(proofs: Sequence[StageProof], formulation: Formulation, plan_file: PlanFile, stop: StopSwitch) -> Plan:
    """The plan that the variables hold, with its proofs."""
    title = Backend.of(plan_file.solve).title
    return answer(formulation, plan_file.solve, title, proofs, formulation.decisions(), stopped=stop.is_set)
