"""The rules of a plan file, where they say no more than a location problem can: how many, which, whom to reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from estate_opt.domain.travel import ROUNDING
from estate_opt.policies import Access, Context, Kind, Policy, Protect, Reduction, Relocation, Requirement, Sense
from estate_opt.solving.special.customers import Demand, access_demand
from estate_opt.solving.special.location import BoolArray
from estate_opt.solving.special.sites import Sites

COMPLETE = 1e-9
"""Share of people by which a target may exceed those within reach and still ask for just them."""


@dataclass(eq=False)
class Rules:
    """What the musts of a plan file ask of sites and customers, and the one aim that they leave.

    Parameters
    ----------
    must_open, must_shut
        Sites that stay and that go, shape (sites,), boolean.
    most
        Most sites that may be open; ``None`` where nothing limits them.
    demands
        Customers who must be served.
    aim
        The rule that may fall short; ``None`` where there is none.
    """

    must_open: BoolArray
    must_shut: BoolArray
    most: int | None = None
    demands: list[Demand] = field(default_factory=list)
    aim: Reduction | Access | None = None


def read_rules(policies: Sequence[Policy], sites: Sites) -> Rules | None:
    """What the rules ask for; ``None`` where it is more than a location problem can say."""
    context = sites.formulation.context
    rules = Rules(
        np.array([not c for c in sites.closing], dtype=bool), np.array([not k for k in sites.keeping], dtype=bool)
    )
    for policy in policies:
        requirements = policy.requirements(context)
        if not requirements or _asks_nothing(policy, requirements):
            continue
        if policy.kind is Kind.AIM:
            if rules.aim is not None or not isinstance(policy, (Reduction, Access)) or _asks_for_backup(policy):
                return None
            rules.aim = policy
        elif not _take(policy, requirements, sites, rules):
            return None
    counts = rules.aim is None or not isinstance(rules.aim, Reduction) or _counts_all(rules.aim, context, sites)
    return rules if counts and not (rules.must_open & rules.must_shut).any() else None


def _asks_nothing(policy: Policy, requirements: Sequence[Requirement]) -> bool:
    """Whether a rule holds whatever is decided: where no activity is there to be moved, none can end."""
    return isinstance(policy, Relocation) and all(r.sense is Sense.AT_MOST and r.target >= 0 for r in requirements)


def _asks_for_backup(policy: Policy) -> bool:
    """Whether people count only with more than one outlet in reach."""
    return isinstance(policy, Access) and policy.outlets > 1


def _take(policy: Policy, requirements: Sequence[Requirement], sites: Sites, rules: Rules) -> bool:
    """Add what a must asks for; whether that can be said."""
    context = sites.formulation.context
    match policy:
        case Reduction() if _counts_all(policy, context, sites):
            most = int(np.floor(requirements[0].target + COMPLETE))
            rules.most = most if rules.most is None else min(rules.most, most)
            return True
        case Protect() if policy.decision is not None:
            site = sites.position[requirements[0].subject]
            (rules.must_open if policy.decision == "keep" else rules.must_shut)[site] = True
            return True
        case Access() if not _asks_for_backup(policy):
            return all(_take_access(policy, r, sites, rules) for r in requirements)
        case _:
            return False


def _take_access(policy: Access, requirement: Requirement, sites: Sites, rules: Rules) -> bool:
    """Serve everybody who can be served, where a must asks for no fewer."""
    demand = access_demand(policy, requirement, sites)
    if requirement.target > demand.people_in_reach * (1 + ROUNDING):
        return False
    if requirement.target < demand.people_in_reach * (1 - COMPLETE):
        return bool(requirement.target <= 0)
    rules.demands.append(demand.obliged())
    return True


def _counts_all(policy: Reduction, context: Context, sites: Sites) -> bool:
    """Whether a reduction counts every site, so that it limits how many may be open."""
    return bool(policy.counted(context) == sites.building.tolist())
