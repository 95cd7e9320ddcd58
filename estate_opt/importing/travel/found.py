"""What was found of travel: sparse pairs with their km and minutes, and what is to be known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray, IntArray, TravelTable
from estate_opt.errors import Problem
from estate_opt.importing.travel.ends import Ends


@dataclass(frozen=True, eq=False)
class FoundTravel:
    """Ways that were found; a pair that is not among them has none.

    Parameters
    ----------
    origin
        Positions among :attr:`Ends.origin_ids`, shape (pairs,).
    building
        Positions of the destinations among the buildings, shape (pairs,).
    km, minutes
        Figures of the pairs; not-a-number where one is not known.
    basis
        What the figures are, in words for a page.
    attribution
        Whose data they come from, to be shown with them; empty where nobody's needs to be.
    problems
        What is to be known of them: warnings, and errors where they cannot be used.
    """

    origin: IntArray
    building: IntArray
    km: FloatArray
    minutes: FloatArray
    basis: str
    attribution: str = ""
    problems: Sequence[Problem] = ()

    def table(self, ends: Ends, mode: str) -> TravelTable:
        """The ways as a travel table of the estate whose ends these are."""
        order = np.lexsort((self.building, self.origin))
        origin, building = self.origin[order], self.building[order]
        km, minutes = self.km[order], self.minutes[order]
        of_building = origin < ends.buildings
        of_people = ~of_building
        return TravelTable(
            neighbourhoods=len(ends.neighbourhood_ids),
            building_pairs=np.column_stack([origin[of_building], building[of_building]]),
            building_km=km[of_building],
            building_minutes=minutes[of_building],
            neighbourhood_pairs=np.column_stack([origin[of_people] - ends.buildings, building[of_people]]),
            neighbourhood_km=km[of_people],
            neighbourhood_minutes=minutes[of_people],
            mode=mode,
            label=self.basis,
        )
