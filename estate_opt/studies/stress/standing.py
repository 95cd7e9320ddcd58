"""How a plan stands by the stages: its shortfall tier by tier, then its preferences; and what it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from estate_opt.domain.plan import PREFERENCES, SHORTFALL
from estate_opt.results.measures import weighted_shortfall
from estate_opt.results.merit import Term, objective
from estate_opt.results.result import Result
from estate_opt.results.verify import check_musts, check_physics

SAME = 1e-5
"""Weighted shortfalls that differ by less are the same: what the verifier lets pass as rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A plan by the stages, measured from its decisions.

    Parameters
    ----------
    stages
        Value by stage, in their order: less is better.
    least
        The least value that any plan of the same kind can have, where it was solved for; the value itself where
        nothing was left to choose.
    terms
        Terms of the preferences.
    lines, met
        Lines of the policies, and how many of them hold.
    broken
        What does not fit or breaks a must, in sentences; empty where the plan can be carried out.
    """

    stages: Mapping[str, float]
    least: Mapping[str, float]
    terms: tuple[Term, ...]
    lines: int
    met: int
    broken: tuple[str, ...]


def stages_of(result: Result) -> Mapping[str, float]:
    """Value of each stage by the decisions: the weighted shortfall of each tier, and the preferences."""
    tiers = sorted({m.policy.tier for m in result.measures if not m.must})
    shortfalls = {f"{SHORTFALL}{tier}": weighted_shortfall(result.measures, tier) for tier in tiers}
    return {**shortfalls, PREFERENCES: objective(result.terms)}


def standing(result: Result, *, proven: bool) -> Standing:
    """Measure a plan.

    Parameters
    ----------
    result
        The plan over some estate.
    proven
        Whether its proof speaks of that estate, so that its bounds do too.
    """
    values = stages_of(result)
    bounds = {proof.stage: proof.bound for proof in result.plan.proof} if proven else values
    relocation = result.plan_file.policies.relocation
    broken = (*check_physics(result.context, relocation, result.after), *check_musts(result))
    return Standing(
        stages=values,
        least={stage: min(value, bounds.get(stage, float("-inf"))) for stage, value in values.items()},
        terms=result.terms,
        lines=len(result.measures),
        met=sum(m.met for m in result.measures),
        broken=tuple(said for said in broken if said),
    )
