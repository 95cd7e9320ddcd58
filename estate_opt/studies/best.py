"""What studies that go by the best plan ask of a run first: that its plan was looked for as the best."""

from __future__ import annotations

from estate_opt.domain.plan import Outcome
from estate_opt.errors import UsageError
from estate_opt.results.result import Result


def require_best(result: Result) -> None:
    """Refuse plans that were not looked for as the best.

    Raises
    ------
    UsageError
        For a plan that somebody made by hand, or that a study chose.
    """
    plan = result.plan
    if plan.outcome is Outcome.CHOSEN or not plan.proof:
        raise UsageError(
            "This plan was made by hand or chosen by a study, so that it is not the best of its plan file, and nothing "
            "is to be explained by that. Ask about the run of the plan file ('estate-opt run PLANFILE'), and compare "
            "the two ('estate-opt compare')."
        )
