"""England: which library is within 10 km of which neighbourhood in a straight line, and how far.

Real places: 33,755 neighbourhoods (Census 2021 LSOAs) and the 2,914 open public libraries of the Arts Council's data
set. Set beside a matrix of all pairs (scipy's ``cdist``, in slices that fit in memory), and beside GeoPandas' spatial
join of the neighbourhoods with circles around the libraries.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from benchmarks.estates import NEIGHBOURHOODS, SHARED
from benchmarks.record import OURS, Record
from benchmarks.registry import Case
from estate_opt.domain.travel import FloatArray, StraightLine
from estate_opt.inputs.coordinates import to_metres

NAME = "travel"
LIBRARIES = SHARED / "data" / "england" / "libraries.csv"
KM = 10.0
SLICE = 1000
"""Neighbourhoods of which all distances are looked at together."""
SMOKE = 500
"""Neighbourhoods and libraries of the smallest size."""


def missing() -> str | None:
    """Why England cannot be measured here."""
    absent = [path for path in (NEIGHBOURHOODS, LIBRARIES) if not path.exists()]
    return f"no {absent[0].name} in {absent[0].parent.name}" if absent else None


def run(size: str) -> Record:
    """Pairs by the k-d trees of the program itself."""
    record, people, libraries = _places(size, OURS)
    with record.phase("near"):
        reach = StraightLine(libraries, people, detour=1.0).to_buildings(KM)
    return _noted(record, len(reach.origin), float(reach.distance.sum()))


def brute_force(size: str) -> Record:
    """Pairs by looking at all of them."""
    record, people, libraries = _places(size, "cdist")
    pairs, km = 0, 0.0
    with record.phase("near"):
        kept = []
        for start in range(0, len(people), SLICE):
            metres = cdist(people[start : start + SLICE], libraries)
            origin, destination = np.nonzero(metres <= KM * 1000)
            kept.append((origin + start, destination, metres[origin, destination] / 1000))
        pairs, km = sum(len(part[0]) for part in kept), sum(float(part[2].sum()) for part in kept)
    return _noted(record, pairs, km)


def geopandas_join(size: str) -> Record:
    """Pairs by a spatial join, as a GIS analyst would."""
    import geopandas as gpd

    record, people, libraries = _places(size, "geopandas")
    with record.phase("near"):
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*people.T), crs="EPSG:27700")
        places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*libraries.T), crs="EPSG:27700")
        found = gpd.sjoin(points, places, predicate="dwithin", distance=KM * 1000)
        km = points.geometry.loc[found.index].distance(places.geometry.loc[found["index_right"]], align=False) / 1000
    return _noted(record, len(found), float(km.sum()))


def _places(size: str, who: str) -> tuple[Record, FloatArray, FloatArray]:
    """Where people live and where the libraries are, in metres."""
    record = Record(NAME, size, who, goal=0.0)
    with record.phase("load"):
        lsoa = pd.read_parquet(NEIGHBOURHOODS, columns=["point_easting", "point_northing"])
        libraries = pd.read_csv(LIBRARIES, usecols=["lat", "lon", "is_closed"])
        open_ = libraries[~libraries["is_closed"].astype(bool)].dropna(subset=["lat", "lon"])
        there = np.column_stack(to_metres(open_["lon"].to_numpy(), open_["lat"].to_numpy()))
        here = lsoa.to_numpy(dtype=np.float64)
    if size == "smoke":
        return record, here[:SMOKE], there[:SMOKE]
    return record, here, there


def _noted(record: Record, pairs: int, km: float) -> Record:
    record.goal_seconds = record.phases["near"]
    record.extra = {"pairs": pairs, "km": km, "near_seconds": record.phases["near"]}
    return record


CASE = Case(
    name=NAME,
    about="England's 33,755 neighbourhoods and 2,914 libraries within 10 km in a straight line",
    sizes=("england",),
    quick=("england",),
    smoke="smoke",
    run=run,
    peers={"cdist": brute_force, "geopandas": geopandas_join},
    missing=missing,
)
