"""Cover: which people have an outlet within a limit, with neighbourhoods merged into cover classes.

Neighbourhoods from which the same outlets are in reach are covered together or not at all, so
they share one variable. Classes are kept by their set of outlets, whatever policy or band asks,
so that a standard of 1.6 km and a travel band of 1.6 km are the same variables.

    cover[c] ≤ Σ_{k in reach of c} outlet[k,s],   0 ≤ cover[c] ≤ 1

Where what is in reach of ``c`` within a smaller limit is a class ``b`` already, the row builds on it:

    cover[c] ≤ cover[b] + Σ_{k in reach of c but not of b} outlet[k,s]

With cover[b] = min(1, Σ_{k in reach of b} outlet) this is the same limit on cover[c], and
nothing is ever the better for a smaller cover[b]: the relaxation is as tight, with a fraction of the
coefficients.

A class with one outlet is that outlet's variable; a class that a partner venue's own service
covers is a constant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from estate_opt.config.schema import FormulationSettings
from estate_opt.domain.estate import Estate
from estate_opt.domain.snapshot import Outlets
from estate_opt.domain.travel import FloatArray, IntArray, Reach, Unit
from estate_opt.formulation.classes import Groups, group, spans, weights
from estate_opt.formulation.dominance import minimal
from estate_opt.formulation.program import Block, Program, columns_of
from estate_opt.policies.base import Expression, Sense, Variable

Always = bool
OutletOf = Callable[[int, str, Outlets], "Variable | Always"]
"""Variable of an outlet; True where it always is one, False where it never is."""
EVERYBODY = 1e-9
"""Share of a target by which people may miss it and count as all."""


@dataclass(frozen=True, eq=False)
class OutletSet:
    """Buildings that may be outlets of a service.

    Parameters
    ----------
    variables
        By building; ``None`` where there is none.
    columns
        Their ids, shape (buildings,).
    usable, always
        Which buildings may be outlets, and which always are, shapes (buildings,).
    """

    variables: Sequence[Variable | None]
    columns: IntArray
    usable: NDArray[np.bool_]
    always: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Bases:
    """What the rows of classes build on.

    Parameters
    ----------
    neighbourhoods
        A neighbourhood of each class, whose outlets the row lists in their order, shape (classes,).
    counts
        How many of its outlets are in the class built on; 0 where there is none, shape (classes,).
    columns
        Ids of the variables of the classes built on, -1 where there is none, shape (classes,).
    """

    neighbourhoods: IntArray
    counts: IntArray
    columns: IntArray

    def only(self, some: NDArray[np.bool_]) -> Bases:
        """Those of some of the classes."""
        return Bases(self.neighbourhoods[some], self.counts[some], self.columns[some])


@dataclass(eq=False)
class Classes:
    """Cover classes of a service within one limit, and the variables that they have so far."""

    groups: Groups
    variables: list[Variable | None]
    columns: IntArray = field(init=False)

    def __post_init__(self) -> None:
        self.columns = np.full(len(self.variables), -1)

    def set(self, at: int, variable: Variable) -> None:
        """Note the variable of a class."""
        self.variables[at] = variable
        self.columns[at] = variable.id


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
    settings
        Which tricks are used.
    """

    def __init__(self, program: Program, estate: Estate, outlet_of: OutletOf, settings: FormulationSettings) -> None:
        self._program = program
        self._estate = estate
        self._outlet_of = outlet_of
        self._settings = settings
        self._near: dict[tuple[float, Unit], Reach] = {}
        self._outlets: dict[tuple[str, Outlets], OutletSet] = {}
        self._classes: dict[tuple[str, Outlets, Unit], dict[float, Classes]] = {}
        self._by_column: dict[int, Variable] = {}
        self.neighbourhoods_merged = 0
        self.neighbourhoods_dominated = 0

    def covered(self, service: str, limit: float, unit: Unit, outlets: Outlets, people: FloatArray) -> Expression:
        """People with an outlet within a limit, as an expression."""
        found = self.classes(service, limit, unit, outlets)
        weight, safe = weights(found.groups, people)
        wanted = np.flatnonzero(weight)
        self._add_missing(wanted, found, service, limit, unit, outlets)
        terms = [(found.variables[c], w) for c, w in zip(wanted.tolist(), weight[wanted].tolist(), strict=True)]
        return Expression(terms, safe)

    def all_covered(
        self, name: str, service: str, limit: tuple[float, Unit], outlets: Outlets, people: FloatArray, target: float
    ) -> list[int] | None:
        """Ask for an outlet for everybody, where fewer people could not reach a target, without any cover variables.

        Returns
        -------
        list of int or None
            Positions of the rows; ``None``, and nothing is added, where some may be left out or not all can be covered.
        """
        found = self.classes(service, *limit, outlets)
        weight, safe = weights(found.groups, people)
        wanted = np.flatnonzero(weight)
        if abs(float(weight.sum()) + safe - target) > EVERYBODY * target:
            return None
        sets = [found.groups.members(c) for c in wanted.tolist()]
        kept, columns, block = minimal(sets), self.outlets(service, outlets).columns, Block()
        self.neighbourhoods_dominated += len(sets) - len(kept)
        for n in kept:
            block.add((name, service, str(n)), columns[sets[n]].tolist(), [1.0] * len(sets[n]))
        first = self._program.block(block, Sense.AT_LEAST, 1.0)
        return list(range(first, first + len(kept)))

    def classes(self, service: str, limit: float, unit: Unit, outlets: Outlets) -> Classes:
        """Classes within a limit; a class of one outlet has that outlet's variable from the start."""
        known = self._classes.setdefault((service, outlets, unit), {})
        if limit not in known:
            able = self.outlets(service, outlets)
            reach, size = self.reach(limit, unit), len(self._estate.neighbourhoods)
            merge = self._settings.merge_neighbourhoods
            groups = group(reach, size, able.usable, able.always, merge=merge)
            self.neighbourhoods_merged += int((groups.of >= 0).sum()) - len(groups.first)
            known[limit] = Classes(groups, [None] * len(groups.first))
            for c in np.flatnonzero(groups.counts[groups.first] == 1).tolist():
                known[limit].set(c, able.variables[groups.members(c)[0]])
        return known[limit]

    def reach(self, limit: float, unit: Unit) -> Reach:
        """Pairs (neighbourhood, building) within a limit, kept: every service asks for the same."""
        if (limit, unit) not in self._near:
            self._near[limit, unit] = self._estate.travel.to_buildings(limit, unit)
        return self._near[limit, unit]

    def outlets(self, service: str, outlets: Outlets) -> OutletSet:
        """Buildings that may be outlets of a service, kept."""
        if (service, outlets) not in self._outlets:
            found = [self._outlet_of(k, service, outlets) for k in range(len(self._estate.buildings))]
            always = np.array([outlet is True for outlet in found], dtype=bool)
            variables = [None if isinstance(outlet, bool) else outlet for outlet in found]
            columns = np.array([-1 if v is None else v.id for v in variables], dtype=np.int64)
            self._outlets[service, outlets] = OutletSet(variables, columns, columns >= 0, always)
        return self._outlets[service, outlets]

    # -- variables and rows ------------------------------------------------------------------------

    def _add_missing(
        self, wanted: IntArray, found: Classes, service: str, limit: float, unit: Unit, outlets: Outlets
    ) -> None:
        """Add variables and rows for classes that have none."""
        missing = wanted[found.columns[wanted] < 0]
        if not len(missing):
            return
        base = self._bases(found.groups, missing, limit, self._classes[service, outlets, unit])
        new = np.ones(len(missing), dtype=bool)
        if self._settings.merge_neighbourhoods:
            new = base.counts < found.groups.counts[found.groups.first[missing]]
            for c, column in zip(missing[~new].tolist(), base.columns[~new].tolist(), strict=True):
                found.set(c, self._by_column[column])
        missing, base = missing[new], base.only(new)
        stem = self._program.plain("cover", service)
        names = [f"{stem}_{n}" for n in range(len(self._by_column), len(self._by_column) + len(missing))]
        made = self._program.variables(names)
        columns = columns_of(made)
        found.columns[missing] = columns
        self._by_column |= dict(zip(columns.tolist(), made, strict=True))
        for c, variable in zip(missing.tolist(), made, strict=True):
            found.variables[c] = variable
        self._add_rows(columns, found.groups, names, base, self.outlets(service, outlets).columns)

    def _bases(self, groups: Groups, classes: IntArray, limit: float, known: Mapping[float, Classes]) -> Bases:
        """For each of some classes, its neighbourhood with the most outlets in a class within another limit."""
        wanted = np.zeros(len(groups.first) + 1, dtype=bool)  # the last stands for none
        wanted[classes] = True
        inside = np.flatnonzero(wanted[np.maximum(groups.of, -1)])
        counts, columns = np.zeros_like(inside), np.full_like(inside, -1)
        for other_limit, other in known.items():
            there = np.append(other.columns, (-1, -1))[other.groups.of[inside]]  # no class is -1 or -2
            size = other.groups.counts[inside]
            usable = size == groups.counts[inside]
            if self._settings.nested_rings and other_limit < limit:
                usable |= size > 1
            better = usable & (there >= 0) & (size > counts)
            counts[better], columns[better] = size[better], there[better]
        order = np.lexsort((-counts, groups.of[inside]))
        _, first = np.unique(groups.of[inside][order], return_index=True)
        chosen = order[first]  # one of each class; the classes are rising
        return Bases(inside[chosen], counts[chosen], columns[chosen])

    def _add_rows(self, covers: IntArray, groups: Groups, names: Sequence[str], base: Bases, outlets: IntArray) -> None:
        """What each new cover is limited by: what it builds on, and the outlets beyond that."""
        beyond = groups.counts[base.neighbourhoods] - base.counts
        built_on = base.columns >= 0
        counts = 1 + built_on + beyond
        starts = np.cumsum(counts) - counts
        columns, coefficients = np.empty(int(counts.sum()), np.int64), np.full(int(counts.sum()), -1.0)
        columns[starts], coefficients[starts] = covers, 1.0
        columns[starts[built_on] + 1] = base.columns[built_on]
        ring = groups.outlets[spans(groups.starts[base.neighbourhoods] + base.counts, beyond)]
        columns[spans(starts + 1 + built_on, beyond)] = outlets[ring]
        rows = [f"{name}_reach" for name in names]
        self._program.rows(rows, counts, columns, coefficients, Sense.AT_MOST, 0.0)
