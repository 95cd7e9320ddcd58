"""Customers of a location problem from what the plan file counts: people within a limit, or how far they live.

Distances are those of the formulation, so that any travel table will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from estate_opt.config.schema import Preferences
from estate_opt.domain.snapshot import Outlets
from estate_opt.domain.travel import ROUNDING, FloatArray, IntArray, Reach, Unit
from estate_opt.policies import Access, Requirement
from estate_opt.results.merit import travel_services, travel_steps
from estate_opt.solving.special.location import BoolArray, Location, location
from estate_opt.solving.special.sites import Sites


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Customers and what it costs to serve them.

    Parameters
    ----------
    customer, site, cost
        Pairs, shape (pairs,).
    cap
        Cost of each customer whom no site serves, shape (customers,).
    everybody, people_in_reach
        People counted, and those of them whom some outlet could serve.
    """

    customer: IntArray
    site: IntArray
    cost: FloatArray
    cap: FloatArray
    everybody: float = 0.0
    people_in_reach: float = 0.0

    def obliged(self) -> Demand:
        """The same customers, all of whom must be served who can be and are not already."""
        can = (np.bincount(self.customer, minlength=len(self.cap)) > 0) & (self.cap > 0)
        return replace(self, cost=np.zeros(len(self.cost)), cap=np.where(can, np.inf, 0.0))

    def without(self, gone: BoolArray) -> Demand:
        """The same without the pairs of some sites."""
        kept = ~gone[self.site]
        return replace(self, customer=self.customer[kept], site=self.site[kept], cost=self.cost[kept])

    def times(self, factor: float) -> Demand:
        """The same at another price."""
        return replace(self, cost=self.cost * factor, cap=self.cap * factor)


def joined(demands: Sequence[Demand], *, site_cost: FloatArray, most: int | None, must_open: BoolArray) -> Location:
    """A location problem of several demands; the rest is as of :class:`Location`."""
    offsets = np.cumsum([0, *(len(d.cap) for d in demands)])
    nobody, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
    return location(
        site_cost=site_cost,
        most=most,
        must_open=must_open,
        customer=np.concatenate([nobody, *(d.customer + o for d, o in zip(demands, offsets, strict=False))]),
        site=np.concatenate([nobody, *(d.site for d in demands)]),
        cost=np.concatenate([nothing, *(d.cost for d in demands)]),
        cap=np.concatenate([nothing, *(d.cap for d in demands)]),
    )


def access_demand(policy: Access, requirement: Requirement, sites: Sites) -> Demand:
    """People of a requirement: each costs 0 within the limit and 1 beyond it."""
    limit, unit = policy.limit
    people = policy.people(requirement.subject, sites.formulation.context)
    reach = sites.formulation.context.estate.travel.to_buildings(limit, unit)
    return _demand(sites, policy.service, policy.counting, people, reach, np.zeros(len(reach.distance)), 1.0)


def kilometres(preferences: Preferences, sites: Sites, service: str, people: FloatArray) -> Demand:
    """People × km to the nearest outlet of a service, at most the horizon each."""
    outlets = Outlets(partners=preferences.partners, transfers=preferences.transfers)
    horizon = preferences.travel_horizon_km
    reach = sites.formulation.context.estate.travel.to_buildings(horizon, Unit.KM)
    return _demand(sites, service, outlets, people, reach, reach.distance, horizon)


def travel_demands(preferences: Preferences, sites: Sites) -> list[Demand]:
    """People × km to the nearest outlet of each service that counts, by bands or exactly."""
    estate = sites.formulation.context.estate
    services = travel_services(preferences, estate)
    if preferences.exact_travel:
        return [kilometres(preferences, sites, service, estate.population) for service in services]
    outlets = Outlets(partners=preferences.partners, transfers=preferences.transfers)
    steps = [(limit, width) for limit, width in travel_steps(preferences) if width]
    reach = estate.travel.to_buildings(max((limit for limit, _ in steps), default=0.0), Unit.KM)
    km = np.zeros(len(reach.distance))
    for limit, width in steps:
        km += width * (reach.distance > limit * (1 + ROUNDING))
    beyond = float(sum(width for _, width in steps))
    return [_demand(sites, service, outlets, estate.population, reach, km, beyond) for service in services]


def _demand(
    sites: Sites, service: str, outlets: Outlets, people: FloatArray, reach: Reach, price: FloatArray, cap: float
) -> Demand:
    """People at a price for each pair, and at a cap where no outlet is in reach."""
    site, always = sites.outlets(service, outlets)
    counted = people[reach.origin] > 0
    caps = people * cap
    free = counted & always[reach.destination]
    np.minimum.at(caps, reach.origin[free], people[reach.origin[free]] * price[free])
    able = counted & (site[reach.destination] >= 0)
    in_reach = np.zeros(len(people), dtype=bool)
    in_reach[reach.origin[able | free]] = True
    customer = reach.origin[able]
    return Demand(
        customer=customer,
        site=site[reach.destination[able]],
        cost=people[customer] * price[able],
        cap=caps,
        everybody=float(people.sum()),
        people_in_reach=float(people[in_reach].sum()),
    )
