"""The exact distance to the nearest outlet, as in the p-median, by its radius formulation.

For a neighbourhood with outlets at r₁ < r₂ < … the distance is r₁ plus, for each ring that has no open
outlet up to it, the way to the next (Cornuéjols, Nemhauser and Wolsey 1980; García, Labbé and
Marín 2011). Rings are nested: what is covered within r₂ is covered within r₁ or by an outlet of the
second ring.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from estate_opt.domain.snapshot import Outlets
from estate_opt.domain.travel import FloatArray, IntArray, Unit
from estate_opt.formulation.cover import Cover, OutletSet
from estate_opt.formulation.program import Block, Program
from estate_opt.policies.base import Expression, Sense, Variable

SAME_KM = 1e-9
"""Outlets that are so much further away, or less, are in the same ring."""
Path = tuple[int, tuple[int, ...]]
"""A ring after others: the number of the path before it (:data:`START` where there is none), and its buildings."""
START = -1


@dataclass(eq=False)
class Rings:
    """Rings of neighbourhoods, shared by those that have the same ones.

    Parameters
    ----------
    program, cover
        Where the variables go, and what is in reach.
    """

    program: Program
    cover: Cover
    _distances: dict[tuple[str, float, Outlets], Expression] = field(default_factory=dict)

    def distance(self, service: str, horizon: float, outlets: Outlets, people: FloatArray) -> Expression:
        """People × km to the nearest outlet, at most a horizon each; asked for once more, it is the same expression."""
        key = (service, horizon, outlets)
        if key not in self._distances:
            self._distances[key] = self._new(service, horizon, outlets, people)
        return self._distances[key]

    def _new(self, service: str, horizon: float, outlets: Outlets, people: FloatArray) -> Expression:
        able = self.cover.outlets(service, outlets)
        rings = _RingsOfService(able)
        reach = self.cover.reach(horizon, Unit.KM)
        wanted = able.usable[reach.destination] | able.always[reach.destination]
        origin, outlet, km = reach.origin[wanted], reach.destination[wanted], reach.distance[wanted]
        starts = np.searchsorted(origin, np.arange(len(people) + 1)).tolist()
        for d in np.flatnonzero(people > 0).tolist():
            a, b = starts[d], starts[d + 1]
            rings.add(float(people[d]), outlet[a:b], km[a:b], horizon)
        return self._written(service, rings)

    def _written(self, service: str, rings: _RingsOfService) -> Expression:
        """Variables and rows of all rings, and the distance as an expression of them."""
        usual = rings.able.columns
        several = [n for n, (before, ring) in enumerate(rings.paths) if before != START or len(ring) > 1]
        names = [(f"near_{service}_{n}",) for n in range(len(several))]
        made = dict(zip(several, self.program.variables(names), strict=True))
        terms: list[tuple[Variable, float]] = []
        columns: list[int] = []
        block, label = Block(), iter(names)
        for n, (before, ring) in enumerate(rings.paths):
            near = made[n] if n in made else rings.able.variables[ring[0]]  # a first ring of one outlet is that outlet
            assert near is not None
            columns.append(near.id)
            terms.append((near, -rings.ways[n]))
            if n in made:
                limits = [*usual[list(ring)].tolist(), *([] if before == START else [columns[before]])]
                block.add((*next(label), "reach"), [near.id, *limits], [1.0, *[-1.0] * len(limits)])
        self.program.block(block, Sense.AT_MOST)
        return Expression(terms, rings.constant)


@dataclass(eq=False)
class _RingsOfService:
    """Rings of a service with the people × km that an open outlet in each of them saves.

    Parameters
    ----------
    able
        Outlets of the service.
    """

    able: OutletSet
    constant: float = 0.0
    paths: dict[Path, int] = field(default_factory=dict)
    ways: list[float] = field(default_factory=list)

    def add(self, people: float, outlets: IntArray, km: FloatArray, horizon: float) -> None:
        """Add a neighbourhood with its outlets, nearest first: the way on from each ring that is not open."""
        rings: list[tuple[float, list[int]]] = []
        last = horizon
        for k, far in zip(outlets.tolist(), km.tolist(), strict=True):
            if self.able.always[k]:
                last = far  # nobody goes on from here
                break
            if rings and far - rings[-1][0] <= SAME_KM:
                rings[-1][1].append(k)
            else:
                rings.append((far, [k]))
        self.constant += people * last
        at = START
        beyond = [*(far for far, _ in rings[1:]), last]
        for (far, ring), further in zip(rings, beyond, strict=False):
            at = self.paths.setdefault((at, tuple(sorted(ring))), len(self.paths))
            if at == len(self.ways):
                self.ways.append(0.0)
            self.ways[at] += people * (further - far)
