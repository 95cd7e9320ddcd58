"""The best plans known with each building staying and with it leaving, and what is proven of both."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from estate_opt.results.facts import Facts
from estate_opt.results.merit import objective
from estate_opt.results.result import Result


@dataclass(slots=True, eq=False)
class Best:
    """The best plan known of one kind.

    ``value`` is its preferences, ``bound`` the least that any plan of the kind can have: infinite where there is none.
    """

    result: Result | None = None
    value: float = math.inf
    bound: float = -math.inf

    def take(self, result: Result, value: float) -> None:
        """Take a plan where it is better."""
        if value < self.value:
            self.result, self.value = result, value


@dataclass(eq=False)
class Known:
    """Plans that miss no target by more than the plan, by what they decide about some buildings.

    Every plan that is found for one building is one with each other building staying or leaving too.

    Parameters
    ----------
    buildings
        Positions of the buildings.
    """

    buildings: Iterable[int]
    staying: dict[int, Best] = field(init=False)
    leaving: dict[int, Best] = field(init=False)
    bound: float = -math.inf

    def __post_init__(self) -> None:
        positions = tuple(self.buildings)
        self.staying = {k: Best() for k in positions}
        self.leaving = {k: Best() for k in positions}

    def take(self, result: Result) -> float:
        """Remember a plan for every building; its preferences."""
        value = objective(result.terms)
        for k in self.staying:
            self.of(k, stays=bool(result.after.in_estate[k])).take(result, value)
        return value

    def of(self, building: int, *, stays: bool) -> Best:
        """The best plan known with a building staying, or leaving."""
        return (self.staying if stays else self.leaving)[building]

    def proven(self, bound: float) -> None:
        """No plan at all is better than so much."""
        self.bound = max(self.bound, bound)

    def least(self, building: int, *, stays: bool) -> float:
        """What no plan with a building staying, or leaving, is better than."""
        return max(self.bound, self.of(building, stays=stays).bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What differs between two plans.

    Parameters
    ----------
    running_cost_gbp_per_year
        Of the other plan less that of the one.
    people
        People for whom some service comes within its distance or goes out of it.
    others
        Buildings decided otherwise, the one in question apart.
    """

    running_cost_gbp_per_year: float
    people: float
    others: int


def difference(one: Result, other: Result, building: int) -> Difference:
    """Hold two plans of one estate against each other."""
    population = one.estate.population
    changed = population < 0
    for standard in Facts(one).standards:
        asked = (standard.service_id, standard.limit, standard.unit, standard.outlets)
        changed |= one.after.covered(*asked) != other.after.covered(*asked)
    options = other.plan.decisions.options
    here = one.estate.buildings[building].building_id
    return Difference(
        running_cost_gbp_per_year=float(other.after.running_cost.sum() - one.after.running_cost.sum()),
        people=float(population[changed].sum()),
        others=sum(1 for b, option in one.plan.decisions.options.items() if options[b] != option and b != here),
    )
