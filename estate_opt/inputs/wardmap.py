"""Which ward a point lies in, for thousands of wards and tens of thousands of points at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.inputs.coordinates import geometry_to_metres
from estate_opt.inputs.places import Places

EDGE_M = 100.0
"""A place no further than this outside every ward counts to the nearest one, with a warning.

Published boundaries are generalised by tens of metres, so a building on the edge of the city may fall off it.
"""


@dataclass(frozen=True)
class WardMap:
    """The wards' polygons in degrees (EPSG:4326), by id.

    An invalid polygon, which is reported elsewhere, is looked up in its repaired form, so that it
    does not put every point in it outside as well.
    """

    ward_ids: tuple[str, ...]
    polygons: tuple[BaseGeometry, ...]

    @cached_property
    def _in_degrees(self) -> np.ndarray:
        return np.array([p if p.is_valid else shapely.make_valid(p) for p in self.polygons], dtype=object)

    @cached_property
    def _in_metres(self) -> np.ndarray:
        return np.array([geometry_to_metres(polygon) for polygon in self._in_degrees], dtype=object)

    def pairs(self, places: Places) -> tuple[IntArray, IntArray]:
        """Positions (place, ward) for every ward that a place lies in or on the edge of, ordered by place, then ward.

        Asked in degrees, in which the edges of GeoJSON are straight. The tree holds the points and the
        polygons do the asking, because polygons can be prepared.
        """
        known = np.flatnonzero(places.known)
        points = np.asarray(shapely.points(places.longitude[known], places.latitude[known]), dtype=object)
        wards, rows = shapely.STRtree(points).query(self._in_degrees, predicate="intersects")
        order = np.lexsort((wards, rows))
        return known[rows[order]], wards[order]

    def holds(self, longitude: FloatArray, latitude: FloatArray) -> np.ndarray:
        """Whether each point in degrees lies in some ward, shape (points,), boolean."""
        points = np.asarray(shapely.points(longitude, latitude), dtype=object)
        _, rows = shapely.STRtree(points).query(self._in_degrees, predicate="intersects")
        inside = np.zeros(len(points), dtype=bool)
        inside[rows] = True
        return inside

    def outside(self, places: Places) -> IntArray:
        """Positions of the places that lie in no ward."""
        inside, _ = self.pairs(places)
        return np.setdiff1d(np.flatnonzero(places.known), inside)

    def nearest(self, places: Places, rows: IntArray) -> tuple[tuple[str, ...], FloatArray]:
        """Nearest ward of some places, and its distance in metres."""
        points = np.asarray(shapely.points(places.easting[rows], places.northing[rows]), dtype=object)
        found = np.atleast_1d(shapely.STRtree(self._in_metres).nearest(points))
        distance: FloatArray = np.asarray(shapely.distance(points, self._in_metres[found]), dtype=np.float64)
        return tuple(self.ward_ids[ward] for ward in found), distance

    def wards_of(self, places: Places) -> tuple[str | None, ...]:
        """Ward of each place; on an edge between wards the one whose id sorts first, just outside all the nearest."""
        result: list[str | None] = [None] * len(places.easting)
        for row, ward in zip(*self.pairs(places), strict=True):
            known = result[row]
            result[row] = self.ward_ids[ward] if known is None else min(known, self.ward_ids[ward])
        rows = self.outside(places)
        if not len(rows):
            return tuple(result)
        for row, ward_id, distance in zip(rows, *self.nearest(places, rows), strict=True):
            if distance <= EDGE_M:
                result[row] = ward_id
        return tuple(result)

    def metres_to(self, ward_id: str, easting: float, northing: float) -> float:
        """Distance from a point to a ward in metres, 0 inside it."""
        polygon = self._in_metres[self.ward_ids.index(ward_id)]
        return float(shapely.distance(shapely.Point(easting, northing), polygon))
