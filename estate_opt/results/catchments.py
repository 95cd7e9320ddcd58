"""Catchments: which building each neighbourhood's nearest outlet of a service is, today and in the plan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from estate_opt.domain.snapshot import Snapshot
from estate_opt.domain.travel import FloatArray, IntArray, Reach, Unit
from estate_opt.results.facts import Facts, Standard

NOWHERE = -1
"""Position of the nearest outlet where none is in reach."""
LEAST = 0.001
"""Least limit in which pairs are looked for, in km or minutes."""


@dataclass(frozen=True, eq=False)
class Catchments:
    """Nearest outlets of the public services, by the standard that each is shown by."""

    facts: Facts

    def distance(self, standard: Standard, snapshot: Snapshot) -> FloatArray:
        """From each neighbourhood to its nearest outlet, in the standard's unit, shape (neighbourhoods,)."""
        return snapshot.distance(standard.service_id, standard.unit, standard.outlets)

    def nearest(self, standard: Standard, snapshot: Snapshot) -> IntArray:
        """Position of each neighbourhood's nearest outlet, shape (neighbourhoods,); :data:`NOWHERE` where none is.

        Of several that are equally near it is the first in table order, so that everybody is counted once.
        """
        found = np.full(len(self.facts.result.estate.neighbourhoods), NOWHERE, dtype=np.int64)
        pairs = self._pairs.get(standard.unit)
        if pairs is not None:
            offered = np.isin(pairs.destination, snapshot.offering(standard.service_id, standard.outlets))
            origin, first = np.unique(pairs.origin[offered], return_index=True)  # the nearest comes first
            found[origin] = pairs.destination[offered][first]
        return found

    @cached_property
    def _pairs(self) -> dict[Unit, Reach]:
        """Neighbourhoods and buildings as far apart as anybody has to go, by unit, the nearest first."""
        before, after = self.facts.result.before, self.facts.result.after
        furthest: dict[Unit, float] = {}
        for standard in self.facts.standards:
            for snapshot in (before, after):
                way = self.distance(standard, snapshot)
                reached = way[np.isfinite(way)]
                if len(reached):
                    furthest[standard.unit] = max(furthest.get(standard.unit, LEAST), float(reached.max()))
        travel = self.facts.result.estate.travel
        return {unit: travel.to_buildings(limit, unit) for unit, limit in furthest.items()}
