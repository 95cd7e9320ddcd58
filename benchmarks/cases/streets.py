"""Walking on streets: the first time, from the file to every pair, and again from the cache.

``grid`` is a made-up city of 100,000 street corners, a little crooked, with the neighbourhoods and buildings of a city
of Leeds' size; ``leeds`` is the sample of OpenStreetMap's ways of its centre. Set beside networkx's Dijkstra on the
same network.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks.estates import SHARED
from benchmarks.record import OURS, Record
from benchmarks.registry import Case
from estate_opt.domain.travel import FloatArray
from estate_opt.importing.travel.cache import FOLDER_VARIABLE
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.find import find_travel
from estate_opt.importing.travel.found import FoundTravel
from estate_opt.importing.travel.streets.features import read_features
from estate_opt.importing.travel.streets.network import build_network
from estate_opt.importing.travel.streets.route import with_places
from estate_opt.importing.travel.streets.settings import StreetSettings
from estate_opt.importing.travel.streets.snap import snap
from estate_opt.importing.travel.streets.walk import window_of
from estate_opt.inputs.coordinates import to_degrees, to_metres

NAME = "streets"
SAMPLE = SHARED / "data" / "leeds" / "osm_roads_central_sample.geojson"
SETTINGS = StreetSettings(limit_km=5.0)
CORNERS = {"grid": 317, "smoke": 20}
"""Corners a side."""
BLOCK_M, CROOKED_M, LONGEST = 60.0, 15.0, 8
"""Metres between corners, how crooked they are, and corners of the longest way."""
CITY, VILLAGE = (488, 240), (12, 5)
"""Neighbourhoods and buildings."""


def run(size: str) -> Record:
    """The first time and again; the phases ``first`` and ``again`` are of the whole, from file to pairs."""
    record = Record(NAME, size, OURS, goal=0.0)
    with _made(record, size) as (path, ends), _own_cache():
        with record.phase("first"):
            first = find_travel(path, ends, SETTINGS)
        with record.phase("again"):
            again = find_travel(path, ends, SETTINGS)
    if not np.array_equal(first.km, again.km):
        raise ValueError("the cache gives other distances")
    record.goal_seconds = record.phases["first"]
    record.extra |= {
        "pairs": len(first.origin),
        "metres": _metres(first),
        "first_seconds": record.phases["first"],
        "again_seconds": record.phases["again"],
        "cached": record.phases["first"] / record.phases["again"],
    }
    return record


def networkx(size: str) -> Record:
    """The same pairs by networkx, on the network that we make of the file; reading it is counted for both."""
    import networkx as nx

    record = Record(NAME, size, "networkx", goal=0.0)
    with _made(record, size) as (path, ends), record.phase("first"):
        network = build_network(read_features(path, window_of(ends, SETTINGS)))
        network = network.without_small_pieces(SETTINGS.least_network_km)
        places = snap(network, ends.origin_xy, SETTINGS.snap_limit_m)
        routable = with_places(network, places)
        graph = nx.from_scipy_sparse_array(routable.graph)
        pairs = 0
        metres = 0.0
        goals = {int(v): [] for v in routable.vertex[places.found]}
        for k in np.flatnonzero(places.found):
            goals[int(routable.vertex[k])].append(int(k))
        limit = SETTINGS.limit_km * 1000
        for building in np.flatnonzero(places.found[: ends.buildings]):
            reached = nx.single_source_dijkstra_path_length(graph, int(routable.vertex[building]), cutoff=limit)
            for vertex in goals.keys() & reached.keys():
                for origin in goals[vertex]:
                    way = reached[vertex] + places.metres[origin] + places.metres[building]
                    if origin != building and way <= limit:
                        pairs += 1
                        metres += way
    record.goal_seconds = record.phases["first"]
    record.extra |= {"pairs": pairs, "metres": metres}
    return record


def _metres(found: FoundTravel) -> float:
    return float(found.km.sum()) * 1000


@contextmanager
def _made(record: Record, size: str) -> Iterator[tuple[Path, Ends]]:
    """A file of streets, and who lives where."""
    with tempfile.TemporaryDirectory(prefix="estate-opt-streets-") as folder:
        with record.phase("synthesise"):
            rng = np.random.default_rng(1)
            if size == "leeds":
                path, low, high = SAMPLE, *_corners_of_the_sample()
            else:
                path, low, high = _grid(Path(folder) / "grid.geojson", CORNERS[size], rng)
            neighbourhoods, buildings = VILLAGE if size == "smoke" else CITY
            xy = rng.uniform(low, high, (neighbourhoods + buildings, 2))
            ends = Ends(
                [f"B{k}" for k in range(buildings)], xy[:buildings],
                [f"N{k}" for k in range(neighbourhoods)], xy[buildings:],
            )  # fmt: skip
        yield path, ends


def _corners_of_the_sample() -> tuple[FloatArray, FloatArray]:
    east, north = to_metres(np.array([-1.555, -1.532]), np.array([53.789, 53.805]))
    return np.array([east[0], north[0]]), np.array([east[1], north[1]])


def _grid(path: Path, corners: int, rng: np.random.Generator) -> tuple[Path, FloatArray, FloatArray]:
    """Streets both ways between crooked corners, cut into ways of a few blocks, as OpenStreetMap has them."""
    low = np.array([425_000.0, 428_000.0])
    column, row = np.meshgrid(np.arange(corners), np.arange(corners), indexing="ij")
    xy = low + np.stack([column, row], axis=-1) * BLOCK_M + rng.uniform(-CROOKED_M, CROOKED_M, (corners, corners, 2))
    longitude, latitude = to_degrees(xy[..., 0], xy[..., 1])
    places = np.round(np.stack([longitude, latitude], axis=-1), 7)
    features = []
    for line in (*places, *places.transpose(1, 0, 2)):
        start = 0
        while start < corners - 1:
            end = min(corners - 1, start + int(rng.integers(1, LONGEST)))
            shape = {"type": "LineString", "coordinates": line[start : end + 1].tolist()}
            features.append({"type": "Feature", "properties": {"highway": "residential"}, "geometry": shape})
            start = end
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path, low, low + corners * BLOCK_M


@contextmanager
def _own_cache() -> Iterator[None]:
    """An empty cache, and the one of before afterwards."""
    before = os.environ.get(FOLDER_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="estate-opt-cache-") as folder:
        os.environ[FOLDER_VARIABLE] = folder
        try:
            yield
        finally:
            os.environ.pop(FOLDER_VARIABLE)
            if before is not None:
                os.environ[FOLDER_VARIABLE] = before


def missing() -> str | None:
    """Why the sample of Leeds cannot be walked here."""
    return None if SAMPLE.exists() else f"no {SAMPLE.name} in {SAMPLE.parent.name}"


CASE = Case(
    name=NAME,
    about="walking on streets: from the file to every pair, and again from the cache",
    sizes=("leeds", "grid"),
    quick=("leeds",),
    smoke="smoke",
    run=run,
    peers={"networkx": networkx},
    missing=missing,
    seconds=1800.0,
)
