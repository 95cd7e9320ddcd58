"""From a file of streets to the ways that people walk between neighbourhoods and buildings."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from estate_opt.domain.travel import ROUNDING, FloatArray, IntArray
from estate_opt.errors import InputError, Problem
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.found import FoundTravel
from estate_opt.importing.travel.streets.features import read_features
from estate_opt.importing.travel.streets.network import Network, build_network
from estate_opt.importing.travel.streets.pbf import ENDINGS, read_pbf
from estate_opt.importing.travel.streets.report import reports
from estate_opt.importing.travel.streets.route import shortest, with_places
from estate_opt.importing.travel.streets.settings import StreetSettings
from estate_opt.importing.travel.streets.snap import Snapped, snap
from estate_opt.importing.travel.streets.ways import Ways, Window
from estate_opt.inputs.coordinates import to_degrees

ATTRIBUTION = "Streets: © OpenStreetMap contributors, Open Database Licence (ODbL)."


def walk(path: Path, ends: Ends, settings: StreetSettings) -> FoundTravel:
    """Find the shortest way on foot between each neighbourhood and each building, and between buildings.

    Parameters
    ----------
    path
        Ways of OpenStreetMap: ``.osm.pbf`` or ``.osm``, GeoPackage, GeoJSON or Shapefile.
    ends
        Where people start and where they go.
    settings
        Limits and speed.

    Returns
    -------
    FoundTravel
        Pairs within the limit. A way is: straight to the nearest point of the nearest way, along the
        streets, and straight to the building. One-way signs are for vehicles and count for nobody on foot.

    Raises
    ------
    InputError
        Where the file cannot be read, or has no way near any place.
    """
    ways = _read(path, window_of(ends, settings))
    network = build_network(ways).without_small_pieces(settings.least_network_km)
    places = snap(network, ends.origin_xy, settings.snap_limit_m)
    if not places.found.any():
        raise InputError([_nowhere(path, ways, settings)])
    origin, building, km = _pairs(network, places, ends.buildings, settings.limit_km)
    return FoundTravel(
        origin=origin,
        building=building,
        km=km,
        minutes=km * 60 / settings.speed_km_per_hour,
        basis=(
            f"walked on streets of OpenStreetMap ({path.name}), with the straight line to and from them, up to "
            f"{settings.limit_km:g} km; minutes at {settings.speed_km_per_hour:g} km/h"
        ),
        attribution=ATTRIBUTION,
        problems=[*ways.problems, *reports(path.name, ends, places, network, origin, settings)],
    )


def _read(path: Path, window: Window) -> Ways:
    if not path.is_file():
        raise InputError([Problem(str(path), "There is no such file.", "Check its name and folder.")])
    reader = read_pbf if path.name.casefold().endswith(ENDINGS) else read_features
    return reader(path, window)


def window_of(ends: Ends, settings: StreetSettings) -> Window:
    """All places with half the limit around them: no way within the limit leads further out, but for the first step."""
    known = ends.origin_xy[np.isfinite(ends.origin_xy).all(axis=1)]
    if not len(known):
        raise InputError([Problem("estate", "No building or neighbourhood has a place.", "Give them coordinates.")])
    margin = max(settings.limit_km * 1000 / 2, settings.snap_limit_m)
    (west, south), (east, north) = known.min(axis=0) - margin, known.max(axis=0) + margin
    longitude, latitude = to_degrees(np.array([west, west, east, east]), np.array([south, north, south, north]))
    return Window(*(float(edge) for edge in (longitude.min(), latitude.min(), longitude.max(), latitude.max())))


def _pairs(network: Network, places: Snapped, buildings: int, limit_km: float) -> tuple[IntArray, IntArray, FloatArray]:
    """Origin, building and km of every pair within the limit.

    Streets are walked both ways, so the search goes out from the buildings, of which there are fewer.
    """
    limit_m = limit_km * 1000 * (1 + ROUNDING)
    routable = with_places(network, places)
    start, goal = np.flatnonzero(places.found[:buildings]), np.flatnonzero(places.found)
    found = []
    for source, target, metres in shortest(routable, routable.vertex[start], routable.vertex[goal], limit_m):
        building, origin = start[source], goal[target]
        whole = metres + places.metres[building] + places.metres[origin]
        near = (whole <= limit_m) & (origin != building)
        found.append((origin[near], building[near], whole[near] / 1000))
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    origin, building, km = (np.concatenate(part) for part in zip(*found, strict=True))
    return origin, building, km


def _nowhere(path: Path, ways: Ways, settings: StreetSettings) -> Problem:
    message = (
        f"No building or neighbourhood is within {settings.snap_limit_m:g} m of a way that can be walked "
        f"({len(ways):,} such ways are near the estate, {ways.not_walkable:,} others)."
    )
    return Problem(path.name, message, "Give streets of the estate's own area.")
