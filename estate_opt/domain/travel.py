"""Travel between buildings, and from neighbourhoods to buildings: what is near what, and how far.

Everything that asks for distances (cover classes, relocations, the verifier, the maps) asks here,
so that "within 1.6 km" means the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

ROUNDING = 1e-9
"""Relative slack when a distance is held against a limit, so that 1.6 km is within 1.6 km."""


class Unit(StrEnum):
    """Unit of a travel limit."""

    KM = "km"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Reach:
    """Pairs no further apart than a limit, sorted by origin and then by distance.

    Parameters
    ----------
    origin, destination
        Positions in the estate's tuples, shape (pairs,).
    distance
        Distance of each pair in the unit asked for, shape (pairs,).
    """

    origin: IntArray
    destination: IntArray
    distance: FloatArray

    @classmethod
    def sorted(cls, origin: IntArray, destination: IntArray, distance: FloatArray) -> Reach:
        """Pairs in the canonical order: origin, distance, destination."""
        order = _by_origin_and_distance(origin, destination, distance)
        return cls(origin[order], destination[order], distance[order])

    @property
    def parts(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Origins, destinations, distances."""
        return self.origin, self.destination, self.distance

    def first(self, most: int) -> tuple[Reach, int]:
        """The nearest so many of each origin, and how many pairs are left out."""
        rank = np.arange(len(self.origin)) - np.searchsorted(self.origin, self.origin)
        near = rank < most
        return Reach(self.origin[near], self.destination[near], self.distance[near]), int((~near).sum())


def _by_origin_and_distance(origin: IntArray, destination: IntArray, distance: FloatArray) -> IntArray:
    """What ``np.lexsort((destination, distance, origin))`` gives, in a third of its time for a nation's pairs.

    A fast sort by distance, a stable one by origin (in small integers, which numpy sorts digit by digit), and
    only pairs as far from their origin as another are looked at again.
    """
    if not len(origin):
        return np.empty(0, dtype=np.int64)
    small = origin.min() >= 0 and origin.max() <= np.iinfo(np.uint16).max
    order: IntArray = np.argsort(distance)
    order = order[np.argsort((origin.astype(np.uint16) if small else origin)[order], kind="stable")]
    there, far = origin[order], distance[order]
    tied = (there[1:] == there[:-1]) & (far[1:] == far[:-1])
    if tied.any():
        among = np.concatenate([tied, [False]]) | np.concatenate([[False], tied])
        run = np.cumsum(~np.concatenate([[False], tied]))[among]
        rows = order[among]
        order[among] = rows[np.lexsort((destination[rows], run))]
    return order


class Travel(Protocol):
    """How far things are from each other, whatever the figures come from."""

    @property
    def basis(self) -> str:
        """What the figures are, in words for a page ("straight line × 1.3")."""

    def between_buildings(self, limit: float, unit: Unit = Unit.KM) -> Reach:
        """Pairs of different buildings within a limit."""

    def between(self, origins: IntArray, destinations: IntArray, limit_km: float) -> Reach:
        """Pairs of different buildings within a limit in km, from some to some; positions are those of the estate."""

    def nearest_of(self, origins: IntArray, destinations: IntArray, limit_km: float, most: int) -> tuple[Reach, int]:
        """The first so many pairs of :meth:`between` of each origin, and how many further ones there are."""

    def km_between(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Km between given pairs of buildings, shape (pairs,); infinite where there is no way."""

    def to_buildings(self, limit: float, unit: Unit = Unit.KM) -> Reach:
        """Pairs (neighbourhood, building) within a limit."""

    def nearest(self, buildings: IntArray, unit: Unit = Unit.KM) -> FloatArray:
        """Distance from each neighbourhood to the nearest of some buildings (infinite where none is reached)."""


@dataclass(frozen=True, slots=True, eq=False)
class StraightLine:
    """Straight-line distance times a detour factor; minutes at a stated speed.

    Parameters
    ----------
    building_xy, neighbourhood_xy
        Eastings and northings (EPSG:27700) in metres, shapes (buildings, 2) and (neighbourhoods, 2).
    detour
        Factor from straight line to way walked. 1.3 is the usual urban value (the circuity of
        street networks lies between 1.2 and 1.5).
    speed_km_per_hour
        Speed used to turn km into minutes; 4.8 km/h is a brisk walk.
    """

    building_xy: FloatArray
    neighbourhood_xy: FloatArray
    detour: float = 1.3
    speed_km_per_hour: float = 4.8

    @property
    def basis(self) -> str:
        """What the figures are, in words for a page."""
        return f"straight line × {self.detour:g} (not a walked route); minutes at {self.speed_km_per_hour:g} km/h"

    def _factor(self, unit: Unit) -> float:
        """Metres in a straight line to the unit asked for."""
        km = self.detour / 1000
        return km if unit is Unit.KM else km * 60 / self.speed_km_per_hour

    def _pairs(self, from_xy: FloatArray, limit: float, unit: Unit) -> tuple[IntArray, IntArray, FloatArray]:
        factor = self._factor(unit)
        if np.isfinite(limit):
            metres = limit * (1 + ROUNDING) / factor
        else:
            corners = np.vstack([from_xy, self.building_xy])
            metres = float(np.linalg.norm(np.ptp(corners, axis=0))) + 1.0
        found = cKDTree(from_xy).sparse_distance_matrix(cKDTree(self.building_xy), metres, output_type="ndarray")
        return found["i"].astype(np.int64), found["j"].astype(np.int64), found["v"] * factor

    def between_buildings(self, limit: float, unit: Unit = Unit.KM) -> Reach:
        """Pairs of different buildings within a limit."""
        i, j, distance = self._pairs(self.building_xy, limit, unit)
        other = i != j
        return Reach.sorted(i[other], j[other], distance[other])

    def between(self, origins: IntArray, destinations: IntArray, limit_km: float) -> Reach:
        """Pairs of different buildings within a limit in km, from some to some."""
        if not (len(origins) and len(destinations)):
            return Reach(origins[:0], destinations[:0], np.zeros(0))
        here = StraightLine(self.building_xy[destinations], self.building_xy[origins], self.detour)
        i, j, distance = here._pairs(here.neighbourhood_xy, limit_km, Unit.KM)
        origin, destination = origins[i], destinations[j]
        other = origin != destination
        return Reach.sorted(origin[other], destination[other], distance[other])

    def nearest_of(self, origins: IntArray, destinations: IntArray, limit_km: float, most: int) -> tuple[Reach, int]:
        """The nearest so many of some buildings within a limit in km, found without looking at all pairs."""
        if len(destinations) <= most + 2:
            return self.between(origins, destinations, limit_km).first(most)
        metres = limit_km * (1 + ROUNDING) / self._factor(Unit.KM)
        tree, xy = cKDTree(self.building_xy[destinations]), self.building_xy[origins]
        # itself, those asked for, and one more that tells whether the last place is shared
        distance, place = tree.query(xy, k=most + 2, distance_upper_bound=metres)
        last = distance[:, most - 1 :]
        shared = np.flatnonzero((np.isfinite(last[:, 1:]) & (last[:, 1:] <= last[:, :-1])).any(axis=1))
        found = np.isfinite(distance)
        found[shared] = False
        origin = np.repeat(origins[:, None], most + 2, axis=1)[found]
        destination = destinations[place[found]]
        other = origin != destination
        near, _ = Reach.sorted(
            origin[other], destination[other], (distance[found] * self._factor(Unit.KM))[other]
        ).first(most)
        ties, _ = self.between(origins[shared], destinations, limit_km).first(most)
        kept = Reach.sorted(*(np.concatenate(pair) for pair in zip(near.parts, ties.parts, strict=True)))
        within = tree.query_ball_point(xy, metres, return_length=True) - np.isin(origins, destinations)
        return kept, int(within.sum()) - len(kept.origin)

    def km_between(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Km between given pairs of buildings."""
        metres = np.linalg.norm(self.building_xy[origin] - self.building_xy[destination], axis=1)
        result: FloatArray = metres * self._factor(Unit.KM)
        return result

    def to_buildings(self, limit: float, unit: Unit = Unit.KM) -> Reach:
        """Pairs (neighbourhood, building) within a limit."""
        return Reach.sorted(*self._pairs(self.neighbourhood_xy, limit, unit))

    def nearest(self, buildings: IntArray, unit: Unit = Unit.KM) -> FloatArray:
        """Distance from each neighbourhood to the nearest of some buildings."""
        if len(buildings) == 0:
            return np.full(len(self.neighbourhood_xy), np.inf)
        metres, _ = cKDTree(self.building_xy[buildings]).query(self.neighbourhood_xy)
        result: FloatArray = np.asarray(metres, dtype=np.float64) * self._factor(unit)
        return result


@dataclass(frozen=True, slots=True, eq=False)
class TravelTable:
    """Distances and times that somebody worked out: the travel table of the estate, as sparse pairs.

    A pair that the table does not have is out of reach. A building is 0 from itself.

    Parameters
    ----------
    neighbourhoods
        Number of neighbourhoods.
    building_pairs, neighbourhood_pairs
        Positions (origin, destination), shapes (pairs, 2).
    building_km, building_minutes, neighbourhood_km, neighbourhood_minutes
        Figures for the pairs; not-a-number where the table has none.
    mode
        The way of travelling that the table declares ("walk", "bus" …).
    label
        What the figures are, in words for a page; that they stand in the estate's travel table where empty.
    """

    neighbourhoods: int
    building_pairs: IntArray
    building_km: FloatArray
    building_minutes: FloatArray
    neighbourhood_pairs: IntArray
    neighbourhood_km: FloatArray
    neighbourhood_minutes: FloatArray
    mode: str = "unknown"
    label: str = ""

    @property
    def basis(self) -> str:
        """What the figures are, in words for a page."""
        return self.label or f"travel table of the estate ({self.mode})"

    @staticmethod
    def _within(pairs: IntArray, figures: FloatArray, limit: float) -> tuple[IntArray, IntArray, FloatArray]:
        chosen = figures <= limit * (1 + ROUNDING)  # a missing figure compares false: out of reach
        return pairs[chosen, 0], pairs[chosen, 1], figures[chosen]

    def between_buildings(self, limit: float, unit: Unit = Unit.KM) -> Reach:
        """Pairs of different buildings within a limit."""
        figures = self.building_km if unit is Unit.KM else self.building_minutes
        i, j, distance = self._within(self.building_pairs, figures, limit)
        other = i != j
        return Reach.sorted(i[other], j[other], distance[other])

    def between(self, origins: IntArray, destinations: IntArray, limit_km: float) -> Reach:
        """Pairs of different buildings within a limit in km, from some to some."""
        reach = self.between_buildings(limit_km)
        wanted = np.isin(reach.origin, origins) & np.isin(reach.destination, destinations)
        return Reach(reach.origin[wanted], reach.destination[wanted], reach.distance[wanted])

    def nearest_of(self, origins: IntArray, destinations: IntArray, limit_km: float, most: int) -> tuple[Reach, int]:
        """The nearest so many of some buildings within a limit in km."""
        return self.between(origins, destinations, limit_km).first(most)

    def km_between(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Km between given pairs of buildings, infinite where the table has none; 0 from a building to itself."""
        start, end = self.building_pairs[:, 0], self.building_pairs[:, 1]
        width = 1 + max((int(ends.max()) for ends in (end, destination) if len(ends)), default=0)
        known, asked = start * width + end, origin * width + destination
        order = np.argsort(known, kind="stable")
        known = known[order]
        at = np.searchsorted(known, asked)
        found = at < len(known)
        found[found] = known[at[found]] == asked[found]
        result = np.full(len(asked), np.inf)
        result[found] = self.building_km[order][at[found]]
        result[np.isnan(result)] = np.inf  # the table has minutes for the pair, but no km
        result[origin == destination] = 0.0
        return result

    def to_buildings(self, limit: float, unit: Unit = Unit.KM) -> Reach:
        """Pairs (neighbourhood, building) within a limit."""
        figures = self.neighbourhood_km if unit is Unit.KM else self.neighbourhood_minutes
        return Reach.sorted(*self._within(self.neighbourhood_pairs, figures, limit))

    def nearest(self, buildings: IntArray, unit: Unit = Unit.KM) -> FloatArray:
        """Distance from each neighbourhood to the nearest of some buildings."""
        figures = self.neighbourhood_km if unit is Unit.KM else self.neighbourhood_minutes
        chosen = np.isin(self.neighbourhood_pairs[:, 1], buildings) & ~np.isnan(figures)
        result = np.full(self.neighbourhoods, np.inf)
        np.minimum.at(result, self.neighbourhood_pairs[chosen, 0], figures[chosen])
        return result
