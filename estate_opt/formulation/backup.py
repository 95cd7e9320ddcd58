"""Backup cover: which people have at least so many outlets within a limit (Hogan and ReVelle 1986).

A cover of Σ outlet ÷ n would count half of those who have one outlet of two. So the outlets k₁, k₂, … of a class
are gone through in a fixed order, and for each n the program says whether there are n among the first j:

    among[1,j] ≤ among[1,j−1] + outlet[k_j]
    nth[n,j]   ≤ outlet[k_j],   nth[n,j] ≤ among[n−1,j−1]          the n-th is found at k_j
    among[n,j] ≤ among[n,j−1] + nth[n,j],   0 ≤ all of them ≤ 1

With whole outlets all of it is whole, and the size is linear in outlets × n.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from estate_opt.domain.snapshot import Outlets
from estate_opt.domain.travel import FloatArray, Unit
from estate_opt.formulation.cover import Cover
from estate_opt.formulation.program import Program
from estate_opt.policies.base import Expression, Sense, Variable

ClassKey = tuple[str, Outlets, tuple[int, ...]]


@dataclass(eq=False)
class Backup:
    """Variables of backup cover, shared by neighbourhoods with the same outlets in reach.

    Parameters
    ----------
    program, cover
        Where the variables go, and what is in reach.
    """

    program: Program
    cover: Cover
    _among: dict[ClassKey, list[list[Variable]]] = field(default_factory=dict)

    def covered(
        self, service: str, limit: float, unit: Unit, outlets: Outlets, people: FloatArray, least: int
    ) -> Expression:
        """People with at least so many outlets within a limit, as an expression."""
        able, reach = self.cover.outlets(service, outlets), self.cover.reach(limit, unit)
        sure = np.bincount(reach.origin[able.always[reach.destination]], minlength=len(people))
        near: dict[int, list[int]] = defaultdict(list)
        wanted = able.usable[reach.destination]
        for d, k in zip(reach.origin[wanted].tolist(), reach.destination[wanted].tolist(), strict=True):
            near[d].append(k)
        expression = Expression()
        weight: dict[tuple[int, tuple[int, ...]], float] = defaultdict(float)
        for d in np.flatnonzero(people > 0).tolist():
            missing = least - int(sure[d])
            if missing <= 0:
                expression.constant += float(people[d])
            elif missing <= len(near[d]):
                weight[missing, tuple(sorted(near[d]))] += float(people[d])
        for (missing, members), counted in weight.items():
            variables = [able.variables[k] for k in members]
            expression.add(self._at_least(missing, (service, outlets, members), variables), counted)
        return expression

    def _at_least(self, count: int, key: ClassKey, members: Sequence[Variable]) -> Variable:
        """Whether so many members are outlets."""
        levels = self._among.setdefault(key, [])
        while len(levels) < count:
            levels.append(self._first(key, members) if not levels else self._next(key, members, levels))
        return levels[count - 1][-1]

    def _first(self, key: ClassKey, members: Sequence[Variable]) -> list[Variable]:
        """Whether there is an outlet among the first j members, for each j."""
        among = [members[0]]
        for member in members[1:]:
            among.append(self._limited(key, "among", [among[-1], member]))
        return among

    def _next(self, key: ClassKey, members: Sequence[Variable], levels: list[list[Variable]]) -> list[Variable]:
        """Whether there is one outlet more among the first j members, for each j from the first that allows it."""
        fewer, among = levels[-1], list[Variable]()
        for before, member in zip(fewer, members[len(members) - len(fewer) + 1 :], strict=False):
            found = self._limited(key, "nth", [member])
            self.program.row(("nth", key[0]), Expression([(found, 1.0), (before, -1.0)]), Sense.AT_MOST, 0.0)
            among.append(self._limited(key, "among", [among[-1], found]) if among else found)
        return among

    def _limited(self, key: ClassKey, what: str, by: Sequence[Variable]) -> Variable:
        """A new variable that is at most 1 and at most the sum of some."""
        variable = self.program.share(what, key[0])
        self.program.row((what, key[0]), Expression([(variable, 1.0), *((v, -1.0) for v in by)]), Sense.AT_MOST, 0.0)
        return variable
