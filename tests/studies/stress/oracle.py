"""Brute force for stress: every plan of a small estate, measured over any figures that it could have."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.estate import Estate
from estate_opt.domain.snapshot import Snapshot
from estate_opt.policies import Context, Kind
from estate_opt.results.merit import objective, terms
from estate_opt.results.result import Result
from tests.oracle.brute_force import TIE, World, holds_musts, shortfalls, shut_by


def best_plans(
    result: Result, estate: Estate, allowed: Callable[[Decisions], bool] = lambda _: True
) -> tuple[tuple[float, ...], list[Decisions]]:
    """The least shortfalls over an estate, tier by tier, and every plan that has them; of those allowed."""
    file = result.plan_file
    policies, context = file.policies.all(), Context(estate, result.context.priority_wards)
    relocation = file.policies.relocation
    world = World(context, relocation, shut_by(policies))
    may_end = not (relocation.kind is Kind.MUST and relocation.max_ended_share == 0 and not relocation.services)
    plans = [d for d in world.whole_plans(may_end=may_end) if allowed(d)]
    plans = [d for d in plans if holds_musts(policies, context, Snapshot(estate, d))]
    if not plans:
        return (), []
    missed = np.array([shortfalls(policies, context, Snapshot(estate, d)) for d in plans])
    for tier in range(missed.shape[1]):
        near = missed[:, tier] <= missed[:, tier].min() + TIE
        missed, plans = missed[near], [d for d, is_near in zip(plans, near, strict=True) if is_near]
    return tuple(missed.min(axis=0)), plans


def values(result: Result, estate: Estate, plans: list[Decisions]) -> list[float]:
    """The preferences of each plan over an estate."""
    context, preferences = Context(estate, result.context.priority_wards), result.plan_file.preferences
    return [objective(terms(preferences, context, Snapshot(estate, d))) for d in plans]
