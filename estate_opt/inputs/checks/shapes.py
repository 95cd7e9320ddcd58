"""Wards as polygons: each has one, it is valid, and no two lie on top of each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from estate_opt.domain.place import AreaKind
from estate_opt.errors import Problem
from estate_opt.inputs.coordinates import geometry_to_metres
from estate_opt.inputs.manifest import AREAS
from estate_opt.inputs.package import Package

SLIVER_M2 = 10_000.0
SLIVER_SHARE = 0.001
"""An overlap below either limit (1 ha, or 0.1 % of the smaller polygon) comes from drawing, not from a mistake."""


def check_wards_are_there(package: Package) -> Iterator[Problem]:
    """Check that an estate has wards."""
    areas = package[AREAS]
    if len(areas) and AreaKind.WARD not in areas["kind"]:
        yield areas.problem(None, "kind", "No area is a ward.", "Add the wards, with their polygons.")


def check_valid_polygons(package: Package) -> Iterator[Problem]:
    """Check that a polygon does not cross itself."""
    areas = package[AREAS]
    for row, polygon in enumerate(areas.geometry):
        if polygon is not None and not polygon.is_valid:
            yield areas.problem(
                row,
                "area_id",
                f"The polygon is not valid ({shapely.is_valid_reason(polygon)}).",
                "Repair it in a GIS (in QGIS: Fix geometries).",
            )


def check_overlapping_polygons(package: Package) -> Iterator[Problem]:
    """Check that areas of one kind do not overlap by more than slivers.

    Polygons that meet edge to edge are sorted out by one pass over their edges, so that only those
    that do not are intersected with one another.
    """
    areas = package[AREAS]
    for kind in AreaKind:
        usable = [
            (row, geometry_to_metres(polygon))
            for row, polygon in enumerate(areas.geometry)
            if polygon is not None and polygon.is_valid and areas["kind"][row] == kind
        ]
        if len(usable) < 2:
            continue
        rows = [row for row, _ in usable]
        for i, k, square_metres in _overlaps(np.asarray([polygon for _, polygon in usable])):
            other = areas.text["area_id"][rows[i]]
            message = f"The polygon overlaps that of {other!r} by {square_metres / 10_000:,.1f} ha."
            yield areas.problem(rows[k], "area_id", message, "Correct the boundaries, or take one of the two out.")


def _overlaps(polygons: np.ndarray) -> Iterator[tuple[int, int, float]]:
    """Pairs of polygons (first, second) that overlap by more than a sliver, with the area in m²."""
    suspect = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(polygons)))
    if not len(suspect):
        return
    asking, found = shapely.STRtree(polygons).query(polygons[suspect], predicate="intersects")
    pairs = np.sort(np.column_stack([suspect[asking], found]), axis=1)
    i, k = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0).T
    square_metres = shapely.area(shapely.intersection(polygons[i], polygons[k]))
    smaller = np.minimum(shapely.area(polygons[i]), shapely.area(polygons[k]))
    real = (square_metres >= SLIVER_M2) & (square_metres >= SLIVER_SHARE * smaller)
    yield from zip(i[real].tolist(), k[real].tolist(), square_metres[real].tolist(), strict=True)
