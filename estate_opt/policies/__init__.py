"""The rules of a plan, ONE FILE A POLICY: its config, the rows it adds, the measure that re-checks it.

A policy turns its config into *requirements* ("at least 1,840 people in Armley within 1.6 km of a
library"). For each it gives a linear expression to the formulation and, apart from that, computes
the same figure from decisions alone. Adding a policy is adding a file here.
"""

from estate_opt.policies.access import Access
from estate_opt.policies.base import Context, Kind, Policy, Requirement, Sense, Shown, Unit
from estate_opt.policies.carbon import Carbon
from estate_opt.policies.front_door import FrontDoor
from estate_opt.policies.one_off import OneOff
from estate_opt.policies.presence import Presence
from estate_opt.policies.protect import Protect
from estate_opt.policies.quota import Quota
from estate_opt.policies.reduction import Reduction
from estate_opt.policies.relocation import Relocation
from estate_opt.policies.running_cost import RunningCost
from estate_opt.policies.utilisation import Utilisation

ALL_POLICIES: tuple[type[Policy], ...] = (
    Reduction,
    Utilisation,
    Access,
    Presence,
    Protect,
    Relocation,
    RunningCost,
    OneOff,
    Carbon,
    Quota,
    FrontDoor,
)
"""Every policy, in the order in which pages and references list them."""

__all__ = [
    "ALL_POLICIES",
    "Access",
    "Carbon",
    "Context",
    "FrontDoor",
    "Kind",
    "OneOff",
    "Policy",
    "Presence",
    "Protect",
    "Quota",
    "Reduction",
    "Relocation",
    "Requirement",
    "RunningCost",
    "Sense",
    "Shown",
    "Unit",
    "Utilisation",
]
