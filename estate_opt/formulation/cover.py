"""Cover: which people have an outlet within a limit, with neighbourhoods merged into cover classes.

Neighbourhoods from which the same outlets are in reach are covered together or not at all, so
they share one variable. Classes are kept by their set of outlets, whatever policy or band asks,
so that a standard of 1.6 km and a travel band of 1.6 km are the same variables.

    cover[c] ≤ Σ_{k in reach of c} outlet[k,s],   0 ≤ cover[c] ≤ 1

A class with one outlet is that outlet's variable; a class that a partner venue's own service
covers is a constant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from estate_opt.domain.estate import Estate
from estate_opt.domain.snapshot import Outlets
from estate_opt.domain.travel import FloatArray, Reach, Unit
from estate_opt.formulation.program import Program
from estate_opt.policies.base import Expression, Sense, Variable

Always = bool
OutletOf = Callable[[int, str, Outlets], "Variable | Always"]
"""Variable of an outlet; True where it always is one, False where it never is."""


class Cover:
    """Cover variables of a formulation.

    Parameters
    ----------
    program
        Where the variables and rows go.
    estate
        Neighbourhoods and distances.
    outlet_of
        What makes a building an outlet of a service.
    """

    def __init__(self, program: Program, estate: Estate, outlet_of: OutletOf) -> None:
        self._program = program
        self._estate = estate
        self._outlet_of = outlet_of
        self._near: dict[tuple[float, Unit], Reach] = {}
        self._offered: dict[tuple[str, Outlets], tuple[Mapping[int, Variable], frozenset[int]]] = {}
        self._classes: dict[tuple[str, bool, frozenset[int]], Variable] = {}
        self.neighbourhoods_merged = 0

    def covered(self, service: str, limit: float, unit: Unit, outlets: Outlets, people: FloatArray) -> Expression:
        """People with an outlet within a limit, as an expression."""
        variables, always = self._outlets(service, outlets)
        reach = self._reach(limit, unit)
        useful = people[reach.origin] > 0
        near: dict[int, list[int]] = {}
        safe: set[int] = set()
        for d, k in zip(reach.origin[useful].tolist(), reach.destination[useful].tolist(), strict=True):
            if k in always:
                safe.add(d)
            elif k in variables:
                near.setdefault(d, []).append(k)
        weights: dict[frozenset[int], float] = {}
        for d, ks in near.items():
            if d not in safe:
                key = frozenset(ks)
                weights[key] = weights.get(key, 0.0) + float(people[d])
        self.neighbourhoods_merged += len(near) - len(weights)
        expression = Expression(constant=float(people[sorted(safe)].sum()) if safe else 0.0)
        for key in sorted(weights, key=sorted):
            expression.add(self._class(service, outlets, key, variables), weights[key])
        return expression

    def distance(self, service: str, horizon: float, outlets: Outlets, people: FloatArray) -> Expression:
        """People × km to the nearest outlet, at most a horizon each: the p-median, by its radius formulation.

        For a neighbourhood with outlets at r₁ < r₂ < … the distance is r₁ plus, for each ring that
        has no open outlet up to it, the way to the next (Cornuéjols, Nemhauser and Wolsey 1980;
        García, Labbé and Marín 2011). Rings are nested: what is covered within r₂ is covered
        within r₁ or by an outlet of the second ring.
        """
        variables, always = self._outlets(service, outlets)
        reach = self._reach(horizon, Unit.KM)
        starts = np.searchsorted(reach.origin, np.arange(len(people) + 1))
        total = Expression()
        rings_of: dict[tuple[tuple[int, ...], ...], Variable] = {}
        for d in np.flatnonzero(people > 0).tolist():
            rings: list[tuple[float, list[int]]] = []
            settled = False
            for k, km in zip(
                reach.destination[starts[d] : starts[d + 1]].tolist(),
                reach.distance[starts[d] : starts[d + 1]].tolist(),
                strict=True,
            ):
                if k in always:
                    rings.append((km, []))
                    settled = True
                    break
                if k in variables:
                    if rings and km - rings[-1][0] <= 1e-9:
                        rings[-1][1].append(k)
                    else:
                        rings.append((km, [k]))
            self._add_rings(total, service, float(people[d]), rings, settled, horizon, variables, rings_of)
        return total

    def _add_rings(
        self,
        total: Expression,
        service: str,
        people: float,
        rings: list[tuple[float, list[int]]],
        settled: bool,
        horizon: float,
        variables: Mapping[int, Variable],
        rings_of: dict[tuple[tuple[int, ...], ...], Variable],
    ) -> None:
        """Distance of one neighbourhood: the first ring, and the way on from each ring that is not open."""
        if not rings:
            total.constant += people * horizon
            return
        total.constant += people * rings[0][0]
        beyond = [km for km, _ in rings[1:]] + ([] if settled else [horizon])
        path: tuple[tuple[int, ...], ...] = ()
        previous: Variable | None = None
        for (km, ring), further in zip(rings, beyond, strict=False):
            path = (*path, tuple(sorted(ring)))
            previous = self._ring(service, path, previous, variables, rings_of)
            total.constant += people * (further - km)
            total.add(previous, -people * (further - km))

    def _ring(
        self,
        service: str,
        path: tuple[tuple[int, ...], ...],
        previous: Variable | None,
        variables: Mapping[int, Variable],
        rings_of: dict[tuple[tuple[int, ...], ...], Variable],
    ) -> Variable:
        """Whether some outlet of the rings so far is open; shared by all neighbourhoods with the same rings."""
        if previous is None and len(path[-1]) == 1:
            return variables[path[-1][0]]
        if path not in rings_of:
            name = f"near_{service}_{len(rings_of)}"
            within = self._program.share(name)
            row = Expression([(within, 1.0), *((variables[k], -1.0) for k in path[-1])])
            if previous is not None:
                row.add(previous, -1.0)
            self._program.row((name, "reach"), row, Sense.AT_MOST, 0.0)
            rings_of[path] = within
        return rings_of[path]

    def _reach(self, limit: float, unit: Unit) -> Reach:
        """Pairs (neighbourhood, building) within a limit, kept: every service asks for the same."""
        if (limit, unit) not in self._near:
            self._near[limit, unit] = self._estate.travel.to_buildings(limit, unit)
        return self._near[limit, unit]

    def _outlets(self, service: str, outlets: Outlets) -> tuple[Mapping[int, Variable], frozenset[int]]:
        """Variables of the buildings that may be outlets, and the buildings that always are; kept."""
        if (service, outlets) not in self._offered:
            self._offered[service, outlets] = self._find_outlets(service, outlets)
        return self._offered[service, outlets]

    def _find_outlets(self, service: str, outlets: Outlets) -> tuple[Mapping[int, Variable], frozenset[int]]:
        variables: dict[int, Variable] = {}
        always: set[int] = set()
        for k in range(len(self._estate.buildings)):
            outlet = self._outlet_of(k, service, outlets)
            if outlet is True:
                always.add(k)
            elif outlet is not False:
                variables[k] = outlet
        return variables, frozenset(always)

    def _class(
        self, service: str, outlets: Outlets, near: frozenset[int], variables: Mapping[int, Variable]
    ) -> Variable:
        if len(near) == 1:
            return variables[next(iter(near))]
        key = (service, outlets.transfers, near)
        if key not in self._classes:
            name = f"cover_{service}_{len(self._classes)}"
            cover = self._program.share(name)
            row = Expression([(cover, 1.0), *((variables[k], -1.0) for k in sorted(near))])
            self._program.row((name, "reach"), row, Sense.AT_MOST, 0.0)
            self._classes[key] = cover
        return self._classes[key]
