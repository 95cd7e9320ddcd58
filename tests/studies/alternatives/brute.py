"""Every plan of a small estate, and from them what the study says: nothing shared with it but the measures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from estate_opt.domain.snapshot import Snapshot
from estate_opt.policies import Context
from estate_opt.results.merit import objective, terms
from tests.oracle.brute_force import World, holds_musts, shortfalls, shut_by
from tests.oracle.cases import Tables, plan_file
from tests.oracle.estates import VILLAGE

Ways = tuple[tuple[str, str], ...]
"""An option for each building."""


@dataclass(frozen=True)
class Truth:
    """Every way to run the buildings within the limit, with the best preferences that it can have.

    Parameters
    ----------
    plans
        Least preferences by way.
    best
        The best of all plans that miss least.
    limit
        Greatest preferences within.
    """

    context: Context
    plans: dict[Ways, float]
    best: float
    limit: float

    @property
    def within(self) -> list[Ways]:
        return [ways for ways, value in self.plans.items() if value <= self.limit]

    def kept(self, ways: Ways) -> frozenset[str]:
        by_id = self.context.estate.option_by_id
        return frozenset(building for building, option in ways if by_id[option].in_estate)

    def standing(self, building: str) -> str:
        """In every plan within the limit, in none, or in some."""
        found = {building in self.kept(ways) for ways in self.within}
        return "swing" if len(found) == 2 else "in every" if True in found else "in none"

    def least_otherwise(self, building: str, *, stays: bool) -> float:
        """Least preferences of plans that miss no more and in which a building is the other way about."""
        return min(
            (value for ways, value in self.plans.items() if (building in self.kept(ways)) != stays),
            default=float("inf"),
        )

    def apart(self, one: Ways, other: Ways) -> float:
        mine, theirs = self.kept(one), self.kept(other)
        flipped = mine ^ theirs
        otherwise = {b for (b, o), (_, p) in zip(one, other, strict=True) if o != p} - flipped
        return len(flipped) + 0.1 * len(otherwise)

    def farthest(self, before: list[Ways]) -> float:
        """Greatest distance that a plan within the limit has to the nearest of some."""
        return max(min(self.apart(ways, other) for other in before) for ways in self.within)


@cache
def _scored(rules: str) -> dict[Ways, tuple[tuple[float, ...], float]]:
    """Shortfalls and preferences of the best plan of the village for every way to run its buildings."""
    asked = plan_file(json.loads(rules))
    policies, relocation = asked.policies.all(), asked.policies.relocation
    world = World(VILLAGE, relocation, shut_by(policies))
    scored: dict[Ways, tuple[tuple[float, ...], float]] = {}
    for decisions in world.whole_plans(may_end=False):
        plan = Snapshot(VILLAGE.estate, decisions)
        if holds_musts(policies, VILLAGE, plan):
            missed = tuple(round(s, 7) for s in shortfalls(policies, VILLAGE, plan))
            value = (missed, objective(terms(asked.preferences, VILLAGE, plan)))
            ways = tuple(sorted(decisions.options.items()))
            scored[ways] = min(scored.get(ways, value), value)
    return scored


def truth(rules: Tables, share: float) -> Truth:
    """Try all plans of the village."""
    scored = _scored(json.dumps(rules))
    least = min(missed for missed, _ in scored.values())
    plans = {ways: value for ways, (missed, value) in scored.items() if missed == least}
    best = min(plans.values())
    return Truth(VILLAGE, plans, best, best + share * abs(best))
