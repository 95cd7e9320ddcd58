"""The ground under a program: which building each column speaks of, and which buildings lie together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from estate_opt.domain.snapshot import area_mask
from estate_opt.domain.travel import FloatArray
from estate_opt.formulation.build import Formulation
from estate_opt.solving.matrix import BoolArray, IntArray

NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Ground:
    """Where the columns of a program lie.

    Parameters
    ----------
    owner
        Position of the building that a column speaks of (a move: of the one it comes from),
        ``NOWHERE`` for others, shape (columns,).
    neighbours
        Buildings by distance from each, itself first, shape (buildings, most that a neighbourhood frees).
    weight
        What a unit of a column beyond the relaxation counts as trouble: hours for activity that ends, shape (columns,).
    running
        Whether a column is a building's option, shape (columns,).
    areas
        Column of each aim's shortfall that speaks of an area, and the buildings of the area.
    """

    owner: IntArray
    neighbours: IntArray
    weight: FloatArray
    running: BoolArray
    areas: tuple[tuple[int, BoolArray], ...]

    @classmethod
    def of(cls, formulation: Formulation, most: int) -> Ground:
        """The ground of a formulation, for neighbourhoods of up to so many buildings."""
        column = {v.id: j for j, v in enumerate(formulation.program.problem.variables())}
        estate = formulation.context.estate
        owner = np.full(len(column), NOWHERE)
        weight = np.zeros(len(column))
        running = np.zeros(len(column), dtype=bool)
        running[[column[v.id] for v in formulation.run.values()]] = True
        for table in (formulation.run, formulation.offers, formulation.ends):
            for key, variable in table.items():
                owner[column[variable.id]] = key[0]
        for (i, _, _), variable in formulation.moves.items():
            owner[column[variable.id]] = i
        for activity, variable in formulation.ends.items():
            weight[column[variable.id]] = formulation.candidates.activities[activity]
        near = cKDTree(estate.building_xy).query(estate.building_xy, k=min(most, len(estate.buildings)))[1]
        areas = tuple(
            (column[short.variable.id], area_mask(estate, short.requirement.area_id))
            for short in formulation.shorts
            if short.requirement.area_id
        )
        return cls(owner, np.reshape(near, (len(estate.buildings), -1)), weight, running, areas)

    def trouble(self, beyond: FloatArray) -> FloatArray:
        """Hours that end at each building beyond the relaxation's, and 1 for each missed aim of its area.

        Parameters
        ----------
        beyond
            Plan less relaxation, shape (columns,).
        """
        trouble = self._by_building(self.weight * np.maximum(beyond, 0.0))
        for column, inside in self.areas:
            if beyond[column] > 1e-6:
                trouble[inside] += 1.0
        return trouble

    def difference(self, beyond: FloatArray, whole: BoolArray) -> FloatArray:
        """How much plan and relaxation differ at each building."""
        return self._by_building(np.abs(beyond) * whole)

    def columns_of(self, buildings: IntArray) -> BoolArray:
        """Which columns speak of some buildings, shape (columns,)."""
        inside = np.zeros(len(self.neighbours) + 1, dtype=bool)  # the last stands for NOWHERE
        inside[buildings] = True
        return np.asarray(inside[self.owner])

    def nearness(self, building: int) -> IntArray:
        """Rank of each column's building by its distance from one, shape (columns,); last for those of none."""
        rank = np.full(len(self.neighbours) + 1, len(self.neighbours))
        rank[self.neighbours[building]] = np.arange(self.neighbours.shape[1])
        rank[-1] = len(self.neighbours)
        return np.asarray(rank[self.owner])

    def _by_building(self, columns: FloatArray) -> FloatArray:
        here = self.owner != NOWHERE
        return np.bincount(self.owner[here], weights=columns[here], minlength=len(self.neighbours))
