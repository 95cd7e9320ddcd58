"""Points: inside a ward, in the ward they name, and not on top of one another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from estate_opt.domain.travel import IntArray
from estate_opt.errors import Problem, Severity
from estate_opt.inputs.coordinates import to_degrees
from estate_opt.inputs.manifest import BUILDINGS, NEIGHBOURHOODS
from estate_opt.inputs.package import Package
from estate_opt.inputs.places import Places
from estate_opt.inputs.wardmap import EDGE_M, WardMap

SAME_SPOT_M = 5.0
"""Two buildings closer than this are probably one, or share one coordinate by mistake."""

NEGLIGIBLE_M = 1.0
"""A building this close to the ward it names is in it: coordinates are rounded."""


def check_points_outside(package: Package) -> Iterator[Problem]:
    """Check that every building and neighbourhood lies in a ward; one just off the edge is warned of."""
    if package.ward_map is None:
        return
    for table in (BUILDINGS, NEIGHBOURHOODS):
        sheet, places = package[table], package.places[table.name]
        rows = package.ward_map.outside(places)
        if not len(rows):
            continue
        hints = _hints(package.ward_map, places, rows)
        nearest = package.ward_map.nearest(places, rows)
        for row, ward, metres, hint in zip(rows.tolist(), *nearest, hints, strict=True):
            near = metres <= EDGE_M
            yield sheet.problem(
                row,
                "longitude" if sheet.text["longitude"][row] else "easting",
                f"The place is outside every ward, {metres / 1000:,.2f} km from the nearest ({ward!r}).",
                f"It counts to {sheet['ward_code'][row] or ward!r}; correct the place if it does not lie there."
                if near
                else hint or "Correct the place, or add its ward to areas.geojson.",
                Severity.WARNING if near else Severity.ERROR,
            )


def _hints(ward_map: WardMap, places: Places, rows: IntArray) -> list[str]:
    """Say which usual slip would put each place inside a ward; empty where none does."""
    mirrored = ward_map.holds(-places.longitude[rows], places.latitude[rows])
    exchanged = ward_map.holds(*to_degrees(places.northing[rows], places.easting[rows]))
    return [
        "Give the longitude its minus sign: west of Greenwich it is below 0."
        if no_sign
        else "Exchange easting and northing: they seem to be swapped."
        if swapped
        else ""
        for no_sign, swapped in zip(mirrored, exchanged, strict=True)
    ]


def check_ward_agrees(package: Package) -> Iterator[Problem]:
    """Check that a building lies in the ward that it names; where not, the ward named counts."""
    buildings, places, ward_map = package[BUILDINGS], package.places["buildings"], package.ward_map
    if ward_map is None:
        return
    wards_of: dict[int, list[str]] = {}
    for row, ward in zip(*ward_map.pairs(places), strict=True):
        wards_of.setdefault(int(row), []).append(ward_map.ward_ids[ward])
    for row, found in wards_of.items():
        given = buildings["ward_code"][row]
        if given is None or given in found or given not in ward_map.ward_ids:
            continue
        metres = ward_map.metres_to(given, places.easting[row], places.northing[row])
        if metres > NEGLIGIBLE_M:
            message = f"The building lies in {found[0]!r}, {metres:,.0f} m from the ward it names."
            remedy = f"It is counted to {given!r}, as the table says; correct the ward or the place."
            yield buildings.warning(row, "ward_code", message, remedy)


def check_same_spot(package: Package) -> Iterator[Problem]:
    """Check that no two buildings stand on the same spot."""
    buildings, places = package[BUILDINGS], package.places["buildings"]
    rows = np.flatnonzero(places.known)
    if len(rows) < 2:
        return
    spots, spot_of = np.unique(
        np.column_stack([places.easting[rows], places.northing[rows]]), axis=0, return_inverse=True
    )
    near = cKDTree(spots).query_pairs(SAME_SPOT_M, output_type="ndarray")
    graph = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(len(spots), len(spots)))
    _, group_of_spot = connected_components(graph, directed=False)
    groups: dict[int, list[int]] = {}
    for row, group in zip(rows.tolist(), group_of_spot[spot_of.ravel()].tolist(), strict=True):
        groups.setdefault(group, []).append(row)
    for members in groups.values():
        if len(members) > 1:
            names = ", ".join(repr(buildings.text["building_id"][row]) for row in members)
            message = f"{len(members)} buildings stand within {SAME_SPOT_M:g} m of one another: {names}."
            yield buildings.warning(members[0], "building_id", message, "Correct the places, or keep one of them.")
