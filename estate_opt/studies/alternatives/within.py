"""What "within x % of the best" means, and what is proven of it.

A plan is within x % of a run's plan when it misses no tier of the aims by more than that one does, and
its preferences are at most x % worse. The best plan *found* is the yardstick, because the best possible
is known up to the proven gap only; what is proven against it is true whatever the gap.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from estate_opt.domain.plan import PREFERENCES, SHORTFALL
from estate_opt.errors import UsageError
from estate_opt.results.figures import percent
from estate_opt.results.measures import weighted_shortfall
from estate_opt.results.merit import objective
from estate_opt.results.result import Result

ROUNDING = 1e-6
"""Difference of preferences, as a share of them, that is a solver's rounding."""
SAME_SHORTFALL = 1e-5
"""Difference of weighted shortfalls that is rounding, as for the verifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Plans within a share of the best.

    Parameters
    ----------
    share
        The x, such as 0.02 for 2 %.
    best
        Value of the preferences of the run's plan, measured from its decisions.
    bound
        Value below which no plan can be that misses no more, as the run proved; minus infinity where it proved none.
    held
        Weighted shortfall of the run's plan, measured, by stage.
    """

    share: float
    best: float
    bound: float
    held: Mapping[str, float]

    @classmethod
    def of(cls, result: Result, share: float) -> Within:
        """What is within a share of a result.

        Raises
        ------
        UsageError
            Where the share is no share.
        """
        if not (math.isfinite(share) and 0 <= share < 1):
            raise UsageError(
                f"No plan can be within {share:g} of the best. Give a share of at least 0 and below 1, "
                "such as --within 0.02 for 2 %."
            )
        best = float(objective(result.terms))
        proven = [stage.bound for stage in result.plan.proof if stage.stage == PREFERENCES]
        tiers = sorted({m.policy.tier for m in result.measures if not m.must})
        held = {f"{SHORTFALL}{tier}": float(weighted_shortfall(result.measures, tier)) for tier in tiers}
        return cls(share=share, best=best, bound=min([*proven, best]) if proven else -math.inf, held=held)

    @property
    def limit(self) -> float:
        """Greatest value of the preferences that is within, rounding included."""
        return self.best + self.share * abs(self.best) + self.rounding

    @property
    def rounding(self) -> float:
        """Difference of preferences that is rounding."""
        return ROUNDING * max(1.0, abs(self.best))

    @property
    def gap(self) -> float:
        """By how much the best possible may be better than the best found, as a share of the best found."""
        if self.best - self.bound <= self.rounding:
            return 0.0
        return (self.best - self.bound) / abs(self.best) if self.best else math.inf

    def holds(self, result: Result) -> bool:
        """Whether a plan is within, measured from its decisions."""
        missed = all(
            weighted_shortfall(result.measures, int(stage.removeprefix(SHORTFALL))) <= most + SAME_SHORTFALL
            for stage, most in self.held.items()
        )
        return missed and float(objective(result.terms)) <= self.limit + self.rounding

    def worse(self, value: float) -> float:
        """By what share of the best a value of the preferences is worse than it; infinite for an infinite one."""
        if abs(value - self.best) <= self.rounding:
            return 0.0
        return (value - self.best) / abs(self.best) if self.best else math.inf

    def sentences(self) -> tuple[str, ...]:
        """What is measured against what, for people."""
        meant = (
            f"A plan is within {percent(self.share, 2)} of the run's plan when it misses none of the aims by more, and "
            f"is at most {percent(self.share, 2)} worse by the plan file's preferences."
        )
        if not math.isfinite(self.gap):
            return (meant, "How far the run's plan is from the best possible is not proven.")
        if self.gap == 0:
            return (meant, "The run's plan is proven to be the best possible, so this is so of the true best too.")
        true = (
            f"The run's plan is proven to be within {percent(self.gap, 2)} of the best possible, so every plan "
            f"shown is proven to be within {percent(self.share + self.gap, 2)} of it."
        )
        if self.share >= self.gap - ROUNDING:
            return (meant, true)
        return (meant, true, self._small())

    def _small(self) -> str:
        return (
            f"{percent(self.share, 2)} is less than that proven gap of {percent(self.gap, 2)}: the best possible may "
            "itself be further from the run's plan than what is looked at here. Everything is measured from the plan "
            "that was found and holds for every plan within the limit, better ones too; but more buildings may stay "
            "undecided than after a run to a smaller gap (--gap)."
        )
