"""The exact distance to the nearest outlet, as in the p-median, by its radius formulation.

For a neighbourhood with outlets at r₁ < r₂ < … the distance is r₁ plus, for each ring that has no open
outlet up to it, the way to the next (Cornuéjols, Nemhauser and Wolsey 1980; García, Labbé and
Marín 2011). Rings are nested: what is covered within r₂ is covered within r₁ or by an outlet of the
second ring.

The distance of whoever lives farthest (the p-centre) takes the same rings. With r₁ < r₂ < … the distances that
it can have, ``beyond[l]`` says that it is more than r_l; it is so where a neighbourhood has no open
outlet up to its last ring within r_l (Elloumi, Labbé and Pochet 2004):

    farthest = r₁ + Σ_l (r_{l+1} − r_l) · beyond[l],   beyond[l] + near[ring] ≥ 1,   beyond[l] ≥ beyond[l+1]
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

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
    _written: dict[tuple[str, float, Outlets], tuple[_RingsOfService, Sequence[Variable]]] = field(default_factory=dict)

    def distance(self, service: str, horizon: float, outlets: Outlets, people: FloatArray) -> Expression:
        """People × km to the nearest outlet, at most a horizon each; asked for once more, it is the same expression."""
        key = (service, horizon, outlets)
        if key not in self._distances:
            self._distances[key] = self._new(service, horizon, outlets, people)
        return self._distances[key]

    def _new(self, service: str, horizon: float, outlets: Outlets, people: FloatArray) -> Expression:
        rings, near = self._rings(service, horizon, outlets, people)
        return Expression([(v, -way) for v, way in zip(near, rings.ways, strict=True)], rings.constant)

    def farthest(self, service: str, horizon: float, outlets: Outlets, people: FloatArray) -> Expression:
        """Km to the nearest outlet, at most a horizon, for whoever lives farthest."""
        rings, near = self._rings(service, horizon, outlets, people)
        least = max(rings.firsts, default=0.0)
        radii = sorted({least, *(far for far in rings.ends if far > least)})
        names = [(f"beyond_{service}_{n}",) for n in range(len(radii) - 1)]
        beyond = self.program.variables(names)
        block = Block()
        for n, (before, after) in enumerate(pairwise(beyond)):
            block.add((*names[n], "order"), [before.id, after.id], [1.0, -1.0])
        self.program.block(block, Sense.AT_LEAST)
        block, rows = Block(), 0
        for end, variable in zip(rings.ends, near, strict=True):
            if end > least:
                last = beyond[bisect_left(radii, end) - 1]
                block.add((f"beyond_{service}", "reach", str(rows)), [last.id, variable.id], [1.0, 1.0])
                rows += 1
        self.program.block(block, Sense.AT_LEAST, 1.0)
        ways = (further - far for far, further in pairwise(radii))
        return Expression(list(zip(beyond, ways, strict=True)), least)

    def _rings(
        self, service: str, horizon: float, outlets: Outlets, people: FloatArray
    ) -> tuple[_RingsOfService, Sequence[Variable]]:
        """Rings of a service and the variable of each, written once."""
        key = (service, horizon, outlets)
        if key not in self._written:
            rings = self._found(service, horizon, outlets, people)
            self._written[key] = rings, self._write(service, rings)
        return self._written[key]

    def _found(self, service: str, horizon: float, outlets: Outlets, people: FloatArray) -> _RingsOfService:
        able = self.cover.outlets(service, outlets)
        rings = _RingsOfService(able)
        reach = self.cover.reach(horizon, Unit.KM)
        wanted = able.usable[reach.destination] | able.always[reach.destination]
        origin, outlet, km = reach.origin[wanted], reach.destination[wanted], reach.distance[wanted]
        starts = np.searchsorted(origin, np.arange(len(people) + 1)).tolist()
        for d in np.flatnonzero(people > 0).tolist():
            a, b = starts[d], starts[d + 1]
            rings.add(float(people[d]), outlet[a:b], km[a:b], horizon)
        return rings

    def _write(self, service: str, rings: _RingsOfService) -> Sequence[Variable]:
        """Variables and rows of all rings."""
        usual = rings.able.columns
        several = [n for n, (before, ring) in enumerate(rings.paths) if before != START or len(ring) > 1]
        names = [(f"near_{service}_{n}",) for n in range(len(several))]
        made = dict(zip(several, self.program.variables(names), strict=True))
        near: list[Variable] = []
        block, label = Block(), iter(names)
        for n, (before, ring) in enumerate(rings.paths):
            variable = made[n] if n in made else rings.able.variables[ring[0]]  # a first ring of one outlet is it
            assert variable is not None
            near.append(variable)
            if n in made:
                limits = [*usual[list(ring)].tolist(), *([] if before == START else [near[before].id])]
                block.add((*next(label), "reach"), [variable.id, *limits], [1.0, *[-1.0] * len(limits)])
        self.program.block(block, Sense.AT_MOST)
        return near


@dataclass(eq=False)
class _RingsOfService:
    """Rings of a service with the people × km that an open outlet in each of them saves.

    Parameters
    ----------
    able
        Outlets of the service.
    constant
        People × km where no outlet is open.
    paths, ways, ends
        Rings by the rings before them; what an open outlet in each saves; and the greatest distance of
        those who have none open up to it, were the next ring open.
    firsts
        Distance of each neighbourhood when all outlets are open.
    """

    able: OutletSet
    constant: float = 0.0
    paths: dict[Path, int] = field(default_factory=dict)
    ways: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)

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
        self.firsts.append(rings[0][0] if rings else last)
        at = START
        beyond = [*(far for far, _ in rings[1:]), last]
        for (far, ring), further in zip(rings, beyond, strict=False):
            at = self.paths.setdefault((at, tuple(sorted(ring))), len(self.paths))
            if at == len(self.ways):
                self.ways.append(0.0)
                self.ends.append(0.0)
            self.ways[at] += people * (further - far)
            self.ends[at] = max(self.ends[at], further)
