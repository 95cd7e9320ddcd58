"""How well a plan is proven, in words for people who know no solver."""

from __future__ import annotations

import math

from estate_opt.domain.plan import PREFERENCES, Outcome, Plan
from estate_opt.results.figures import percent
from estate_opt.results.summary import HAND_MADE

PROVEN_BEST = 1e-4
"""Gap below which a plan is called the best possible."""

_ENDINGS = {
    Outcome.OPTIMAL: "",
    Outcome.TIME_LIMIT: " The search was stopped at its time limit.",
    Outcome.INTERRUPTED: " The search was stopped by hand.",
    Outcome.CHOSEN: " It was not chosen as the best plan but by a study, beside it.",
}


def proof_words(plan: Plan) -> str:
    """Say how good a plan is proven to be: against its aims first, where they are missed, then among its equals."""
    if plan.outcome is Outcome.HAND_MADE:
        return HAND_MADE
    aims = max((stage.gap for stage in plan.proof if stage.stage != PREFERENCES), default=0.0)
    last = max((stage.gap for stage in plan.proof if stage.stage == PREFERENCES), default=math.inf)
    return _proven(aims, last) + _ENDINGS.get(plan.outcome, "")


def _proven(aims: float, last: float) -> str:
    if not (math.isfinite(aims) and math.isfinite(last)):
        return "How close this plan is to the best possible is not proven."
    if aims > PROVEN_BEST:
        return (
            f"No plan can cut what is missed of the aims by more than {percent(aims)}; among plans that miss no more, "
            f"this one is proven to be within {percent(last, 2)} of the best."
        )
    if last > PROVEN_BEST:
        return f"This plan is proven to be within {percent(last, 2)} of the best possible under its rules."
    return "This plan is proven to be the best possible under its rules."
