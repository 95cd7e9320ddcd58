"""A good plan to start from: solve the relaxation, fix what it decides, solve the small program that is left.

At a city's size the root bound is within a percent of the truth after seconds; what a solver lacks
is good plans (DESIGN.md §7.9). The relaxation of one objective, the aims' shortfalls at a heavy
weight plus the preferences, leaves about one decision in twelve open; with the others fixed the
rest is solved in a second. The plan found is only a start: the stages prove what is best.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pulp

from estate_opt.formulation.build import Formulation
from estate_opt.policies.base import Expression
from estate_opt.solving.backends import Backend, Task
from estate_opt.solving.progress import Progress, StopSwitch

START = "starting plan"
TIER_WEIGHT = 100.0
"""Weight of a tier's shortfall against everything after it, here only: the stages need no weights."""
DECIDED = 1e-6
"""How near to 0 or 1 a relaxed decision counts as decided."""


def find_start(
    formulation: Formulation,
    preferences: Expression,
    backend: Backend,
    seconds: float,
    progress: Progress,
    stop: StopSwitch,
) -> bool:
    """Look for a plan to start from; the variables hold it afterwards.

    Parameters
    ----------
    formulation
        The program, before any stage.
    preferences
        The last stage's objective.
    backend
        The solver.
    seconds
        Time allowed for both solves.
    progress, stop
        As for the stages.

    Returns
    -------
    bool
        Whether a plan was found.
    """
    progress.stage(START)
    problem = formulation.program.problem
    formulation.program.minimise(_combined(formulation, preferences))
    relaxed = backend.solve(problem, _task(seconds / 2, integer=False), progress, stop)
    binaries = [v for v in problem.variables() if v.cat == pulp.LpInteger]
    if not relaxed.outcome.has_plan or stop.is_set:
        return False
    values = [v.varValue or 0.0 for v in binaries]
    if all(min(value, 1 - value) <= DECIDED for value in values):
        return True
    bounds = [(v.lowBound, v.upBound) for v in binaries]
    try:
        _fix(binaries, values)
        fixed = backend.solve(problem, _task(seconds - relaxed.seconds, integer=True), progress, stop)
    finally:
        for variable, (low, high) in zip(binaries, bounds, strict=True):
            variable.bounds(low, high)
    return fixed.outcome.has_plan


def _combined(formulation: Formulation, preferences: Expression) -> Expression:
    """Shortfalls, earlier tiers heavier, plus the preferences."""
    total = Expression()
    total.extend(preferences)
    for power, tier in enumerate(reversed(formulation.tiers()), start=1):
        total.extend(formulation.shortfall(tier), math.pow(TIER_WEIGHT, power))
    return total


def _fix(binaries: Sequence[pulp.LpVariable], values: Sequence[float]) -> None:
    for variable, value in zip(binaries, values, strict=True):
        if value <= DECIDED:
            variable.bounds(0, 0)
        elif value >= 1 - DECIDED:
            variable.bounds(1, 1)


def _task(seconds: float, *, integer: bool) -> Task:
    return Task(
        stage=START,
        seconds=max(1.0, seconds),
        relative_gap=1e-3,
        absolute_gap=1e-6,
        warm=False,
        integer=integer,
    )
