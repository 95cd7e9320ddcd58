"""What travel is between: from neighbourhoods and buildings to buildings, with their ids and places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from estate_opt.domain.estate import Estate
from estate_opt.domain.travel import FloatArray


@dataclass(frozen=True, eq=False)
class Ends:
    """Origins and destinations of every way that is asked for.

    Parameters
    ----------
    building_ids, neighbourhood_ids
        Ids in the order of the estate's tuples.
    building_xy, neighbourhood_xy
        Eastings and northings (EPSG:27700) in metres, shapes (buildings, 2) and (neighbourhoods, 2); not-a-number
        where a place is not known.
    building_names
        Names of the buildings, for matrices that know places by name.
    """

    building_ids: Sequence[str]
    building_xy: FloatArray
    neighbourhood_ids: Sequence[str]
    neighbourhood_xy: FloatArray
    building_names: Sequence[str] = ()

    @classmethod
    def of(cls, estate: Estate) -> Ends:
        """Take the ends of an estate."""
        return cls(
            building_ids=tuple(b.building_id for b in estate.buildings),
            building_xy=estate.building_xy,
            neighbourhood_ids=tuple(n.neighbourhood_id for n in estate.neighbourhoods),
            neighbourhood_xy=estate.neighbourhood_xy,
            building_names=tuple(b.name for b in estate.buildings),
        )

    @property
    def buildings(self) -> int:
        """Number of buildings."""
        return len(self.building_ids)

    @cached_property
    def origin_ids(self) -> tuple[str, ...]:
        """Ids of all origins: the buildings, then the neighbourhoods."""
        return (*self.building_ids, *self.neighbourhood_ids)

    @cached_property
    def origin_xy(self) -> FloatArray:
        """Places of all origins: the buildings, then the neighbourhoods."""
        return np.vstack([self.building_xy.reshape(-1, 2), self.neighbourhood_xy.reshape(-1, 2)])

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Position of each origin by id; the first ones are the buildings."""
        return {name: k for k, name in enumerate(self.origin_ids)}

    def straight_km(self, origin: np.ndarray, building: np.ndarray) -> FloatArray:
        """Straight-line km between given origins and buildings, shape (pairs,)."""
        metres = np.linalg.norm(self.origin_xy[origin] - self.building_xy[building], axis=1)
        result: FloatArray = metres / 1000
        return result
