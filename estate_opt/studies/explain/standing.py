"""How two sides stand to one another: the best plan with a decision and the best plan with its opposite.

Plans are compared as the stages are solved: shortfall by shortfall, and where those are the same by the preferences.
Each side is known by the value of the best plan found and by a bound that no plan of that side is below, so that what
is proven and what is only found are never mixed up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from estate_opt.domain.plan import PREFERENCES

SAME = 2e-6
"""Values that differ by less are the same: what a solver's tolerance and a held shortfall may cost."""


class Verdict(StrEnum):
    """What is known of the opposite of a decision."""

    IMPOSSIBLE = "no plan possible"
    """Proven: the musts allow no plan with the opposite."""
    WORSE = "proven worse"
    """Proven: every plan with the opposite is worse than the best plan with the decision."""
    AS_GOOD = "proven as good"
    """Proven: no plan with the decision is better than the plan found with the opposite."""
    OPEN = "open"
    """Between what was found and what is proven there is room for either."""

    @property
    def proven(self) -> bool:
        """Whether the question is settled."""
        return self is not Verdict.OPEN


@dataclass(frozen=True, slots=True)
class Level:
    """Where a side stands in one stage: the value of its best plan, and what no plan of it is below."""

    stage: str
    value: float
    bound: float = -math.inf


Standing = tuple[Level, ...]
"""A side's levels, shortfalls first, the preferences last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The opposite against the decision.

    Parameters
    ----------
    verdict
        What is proven.
    stage
        The stage that decides; empty where no plan is possible.
    found, least, most
        How much more of that stage's objective the opposite costs: by the best plans found, and at least and at most
        as far as is proven. Infinite where nothing is known.
    as_good
        Whether the best plan found with the opposite is at least as good as the best found with the decision.
    """

    verdict: Verdict
    stage: str = ""
    found: float = math.inf
    least: float = -math.inf
    most: float = math.inf
    as_good: bool = False


IMPOSSIBLE = Comparison(verdict=Verdict.IMPOSSIBLE, least=math.inf)
"""There is no plan with the opposite."""


def compare(opposite: Standing, same: Standing, shortfall_slack: float = 0.0) -> Comparison:
    """Hold the opposite of a decision against the decision.

    Parameters
    ----------
    opposite, same
        Both sides, stage by stage.
    shortfall_slack
        Shortfalls that differ by no more count as the same (``solve.shortfall_gap``).
    """
    may_be_worse = may_be_as_good = True
    for theirs, ours in zip(opposite, same, strict=True):
        last = theirs.stage == PREFERENCES
        slack = SAME * max(1.0, abs(ours.value)) + (0.0 if last else shortfall_slack)
        found, least, most = theirs.value - ours.value, theirs.bound - ours.value, theirs.value - ours.bound
        verdict = Verdict.OPEN
        if least > slack and may_be_worse:
            verdict = Verdict.WORSE
        elif may_be_as_good and most <= (slack if last else -slack):
            verdict = Verdict.AS_GOOD
        if last or verdict.proven or abs(found) > slack:
            return Comparison(
                verdict=verdict, stage=theirs.stage, found=found, least=least, most=most, as_good=found <= slack
            )
        may_be_worse = may_be_worse and least >= -slack
        may_be_as_good = may_be_as_good and most <= slack
    raise ValueError("a standing ends with the preferences")


def best_of(standings: Sequence[Standing], shortfall_slack: float = 0.0) -> int:
    """Position of the best of some plans of one side, by their values."""
    best = 0
    for n, standing in enumerate(standings):
        one = compare(standing, standings[best], shortfall_slack)
        if one.found < 0:
            best = n
    return best
