"""How a program is taken apart: its components, blocks of them to relax, and parts to search.

A *block* is a batch of whole components, so that only the totals are priced; it is relaxed at once. A *part* is a
piece of a block of about a city's size; rows across its border are priced too, at what the relaxation gives them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, triu

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import BoolArray, IntArray, Matrix
from estate_opt.solving.regions.places import NOWHERE, Places, components, halves, links, spread

WHOLE_BUILDINGS = 1_500
"""An estate of at most so many buildings is relaxed as one: that takes seconds, and its totals need no prices."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Parts of a program at three scales.

    Parameters
    ----------
    totals
        Which rows are totals, shape (rows,).
    building
        Building by which each column lies, shape (columns,), :data:`NOWHERE` for columns of totals.
    component, block, part
        Component, block and part of each column, numbered from 0, :data:`NOWHERE` for those in none.
    xy
        Easting and northing of the buildings in metres, shape (buildings, 2).
    building_part
        Part of each building, shape (buildings,).
    """

    totals: BoolArray
    building: IntArray
    component: IntArray
    block: IntArray
    part: IntArray
    xy: FloatArray
    building_part: IntArray

    @classmethod
    def of(cls, matrix: Matrix, places: Places, block_buildings: float, part_buildings: float) -> Layout:
        """Take a program apart.

        Parameters
        ----------
        matrix
            The program.
        places
            Where its columns lie.
        block_buildings, part_buildings
            Most buildings of a block (of more than one component) and of a part.
        """
        totals = places.totals(matrix, part_buildings)
        buildings = len(places.xy)
        label = components(matrix, totals)
        known = label != NOWHERE
        component = np.full(label.size, NOWHERE)
        component[known] = np.unique(label[known], return_inverse=True)[1]
        of_building = _component_of_buildings(component, places)
        weight = np.bincount(of_building[of_building != NOWHERE], minlength=int(component.max()) + 1).astype(float)
        batch = _batches(of_building, weight, places.xy, block_buildings)
        if buildings <= WHOLE_BUILDINGS:
            block = np.zeros(label.size, dtype=np.int64)
        else:
            block = np.where(component == NOWHERE, NOWHERE, batch[component])
        own = places.building
        shared = links(matrix, own, buildings)
        batch_of_building = np.where(of_building == NOWHERE, 0, batch[of_building])
        together = _together(batch_of_building, places.area, part_buildings)
        building_part = _parts(batch_of_building, places.xy, part_buildings, shared, together)
        part = np.where(own == NOWHERE, NOWHERE, building_part[own])
        return cls(
            totals=totals,
            building=spread(matrix, own, buildings),
            component=component,
            block=block,
            part=spread(matrix, part, int(building_part.max()) + 1),
            xy=places.xy,
            building_part=building_part,
        )

    def buildings_of(self, label: IntArray) -> FloatArray:
        """Number of buildings of each component, block or part."""
        here = (label != NOWHERE) & (self.building != NOWHERE)
        pairs = np.unique(np.column_stack([label[here], self.building[here]]), axis=0)
        return np.bincount(pairs[:, 0], minlength=int(label.max()) + 1).astype(float)


def _component_of_buildings(component: IntArray, places: Places) -> IntArray:
    """Component of each building, :data:`NOWHERE` for buildings about which nothing is decided."""
    found = np.full(len(places.xy), NOWHERE)
    known = (places.building != NOWHERE) & (component != NOWHERE)
    found[places.building[known]] = component[known]
    return found


def _batches(of_building: IntArray, weight: FloatArray, xy: FloatArray, most: float) -> IntArray:
    """Batch of each component: components near one another, of so many buildings together."""
    known = of_building != NOWHERE
    used = np.flatnonzero(weight)
    centre = np.column_stack(
        [np.bincount(of_building[known], weights=xy[known, axis], minlength=weight.size) for axis in (0, 1)]
    )
    batch = np.zeros(weight.size, dtype=np.int64)
    for number, members in enumerate(halves(centre[used] / weight[used, None], weight[used], most)):
        batch[used[members]] = number
    return batch


def _together(batch: IntArray, area: IntArray, most: float) -> IntArray:
    """Group of each building that no part's border cuts, shape (buildings,).

    A committee, where it has no more buildings than a part may have, else a ward, else the building alone: a rule asks
    something of an area as a whole (a share of its people, a hub), and only a part that holds all of it knows what
    whole decisions can give there.
    """
    group = np.arange(batch.size)
    for of_level in area:  # the wider areas come last
        inside = np.flatnonzero(of_level != NOWHERE)
        key = batch[inside] * (of_level.max(initial=NOWHERE) + 1) + of_level[inside]
        _, of, count = np.unique(key, return_inverse=True, return_counts=True)
        first = np.full(count.size, batch.size)
        np.minimum.at(first, of, inside)
        small = count[of] <= most
        group[inside[small]] = first[of[small]]
    return group


def _parts(batch: IntArray, xy: FloatArray, most: float, shared: csr_array, together: IntArray) -> IntArray:
    """Part of each building: a batch, or a compact piece of one, cut where it shares little."""
    part, number = np.zeros(len(xy), dtype=np.int64), 0
    for b in np.unique(batch):
        members = np.flatnonzero(batch == b)
        groups, of = np.unique(together[members], return_inverse=True)
        weight = np.bincount(of).astype(float)
        centre = np.column_stack([np.bincount(of, weights=xy[members, axis]) for axis in (0, 1)]) / weight[:, None]
        inside = csr_array((np.ones(members.size), (np.arange(members.size), of)), shape=(members.size, groups.size))
        between = inside.T @ shared[members][:, members] @ inside
        for piece in halves(centre, weight, most, csr_array(triu(between + between.T, k=1))):
            part[members[np.isin(of, piece)]] = number
            number += 1
    return part
