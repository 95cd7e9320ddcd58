"""Every requirement of every policy, measured today and in the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from estate_opt.domain.snapshot import Snapshot
from estate_opt.policies import Context, Kind, Policy, Requirement, Shown

TOLERANCE = 1e-5
"""Relative slack within which a requirement counts as met: a solver holds a row to 1e-6 of its scale, and a held
shortfall may use as much again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One requirement with its figures.

    Parameters
    ----------
    policy
        The policy that asks for it.
    requirement
        The line itself.
    today, planned
        Its figure in the baseline and in the plan, in the requirement's unit.
    shown_today, shown
        The same as people read them (a share of people instead of a number of people …).
    shortfall
        By how much the plan misses the target, in the requirement's unit; 0 where it is met.
    """

    policy: Policy
    requirement: Requirement
    today: float
    planned: float
    shown_today: Shown
    shown: Shown
    shortfall: float

    @property
    def key(self) -> str:
        """Policy and requirement, unique in a plan."""
        return f"{self.policy.id}/{self.requirement.key}"

    @property
    def must(self) -> bool:
        """Whether it cannot be broken."""
        return self.policy.kind is Kind.MUST

    @property
    def met(self) -> bool:
        """Whether the target is met, up to rounding of the solver."""
        return self.shortfall <= TOLERANCE * max(1.0, abs(self.requirement.target), self.requirement.scale)


def measure(policies: Iterable[Policy], context: Context, snapshot: Snapshot) -> tuple[Measure, ...]:
    """Measure every requirement in the baseline and in a plan.

    Parameters
    ----------
    policies
        Policies with their ids.
    context
        The estate and its baseline.
    snapshot
        The estate as decided.

    Returns
    -------
    tuple of Measure
        In the order of policies and of their requirements.
    """
    return tuple(
        _one(policy, requirement, context, snapshot)
        for policy in policies
        for requirement in policy.requirements(context)
    )


def _one(policy: Policy, requirement: Requirement, context: Context, snapshot: Snapshot) -> Measure:
    planned = policy.value(requirement, context, snapshot)
    return Measure(
        policy=policy,
        requirement=requirement,
        today=policy.value(requirement, context, context.baseline),
        planned=planned,
        shown_today=policy.shown(requirement, context, context.baseline),
        shown=policy.shown(requirement, context, snapshot),
        shortfall=requirement.shortfall(planned),
    )


def weighted_shortfall(measures: Iterable[Measure], tier: int) -> float:
    """Weighted shortfall of the aims of a tier, as the first stage minimises it.

    Each shortfall is divided by its scale, averaged over the requirements of its policy, and
    multiplied by the policy's weight.
    """
    aims = [m for m in measures if not m.must and m.policy.tier == tier]
    lines: dict[str, int] = {}
    for m in aims:
        lines[m.policy.id] = lines.get(m.policy.id, 0) + 1
    return sum(m.policy.weight * m.shortfall / m.requirement.scale / lines[m.policy.id] for m in aims)
