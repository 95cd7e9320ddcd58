"""Streets, places and matrices made up for tests, and an oracle that walks by another library."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import networkx as nx
import numpy as np
import shapely

from estate_opt.domain.travel import FloatArray
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.found import FoundTravel
from estate_opt.inputs.coordinates import to_degrees, to_metres

CORNER = (430_000.0, 433_000.0)
"""South-west corner of the made-up town, on the British National Grid."""

Way = tuple[Sequence[tuple[float, float]], Mapping[str, str]]
"""Corners in metres from :data:`CORNER`, and tags."""
ROAD = {"highway": "residential"}


def ends(buildings: Sequence[tuple[float, float]], people: Sequence[tuple[float, float]]) -> Ends:
    """Buildings B1, B2 … and neighbourhoods N1, N2 … at places in metres from the corner."""
    return Ends(
        building_ids=[f"B{k}" for k in range(1, len(buildings) + 1)],
        building_xy=np.array(buildings, dtype=np.float64).reshape(-1, 2) + CORNER,
        neighbourhood_ids=[f"N{k}" for k in range(1, len(people) + 1)],
        neighbourhood_xy=np.array(people, dtype=np.float64).reshape(-1, 2) + CORNER,
        building_names=[f"Hall {k}" for k in range(1, len(buildings) + 1)],
    )


def degrees(corners: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners in degrees, as OpenStreetMap keeps them."""
    xy = np.array(corners, dtype=np.float64) + CORNER
    longitude, latitude = to_degrees(xy[:, 0], xy[:, 1])
    return [(round(float(x), 7), round(float(y), 7)) for x, y in zip(longitude, latitude, strict=True)]


def geojson(path: Path, ways: Sequence[Way]) -> Path:
    """Write ways as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": dict(tags),
            "geometry": {"type": "LineString", "coordinates": degrees(corners)},
        }
        for corners, tags in ways
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def km(found: FoundTravel, of: Ends) -> dict[tuple[str, str], float]:
    """Km by pair of ids."""
    return {
        (of.origin_ids[o], of.building_ids[b]): float(d)
        for o, b, d in zip(found.origin, found.building, found.km, strict=True)
    }


def walked(lines: Sequence[FloatArray], of: Ends, snap_limit_m: float, limit_km: float) -> dict[tuple[str, str], float]:
    """The same by networkx's Dijkstra, over every corner of every line, each place on its nearest piece of line."""
    graph = nx.Graph()
    pieces = [(tuple(a), tuple(b)) for line in lines for a, b in itertools.pairwise(line)]
    shapes = shapely.linestrings([np.array(piece) for piece in pieces])
    on: dict[int, list[tuple[float, str]]] = {}
    off: dict[str, float] = {}
    for name, xy in zip(of.origin_ids, of.origin_xy, strict=True):
        distances = shapely.distance(shapes, shapely.Point(xy))
        nearest = int(np.argmin(distances))
        if distances[nearest] <= snap_limit_m:
            off[name] = float(distances[nearest])
            on.setdefault(nearest, []).append((shapely.line_locate_point(shapes[nearest], shapely.Point(xy)), name))
    for k, (a, b) in enumerate(pieces):
        chain = [(0.0, a), *sorted(on.get(k, []), key=lambda stop: stop[0]), (shapes[k].length, b)]
        for (start, one), (end, other) in itertools.pairwise(chain):
            if one != other and (not graph.has_edge(one, other) or graph[one][other]["weight"] > end - start):
                graph.add_edge(one, other, weight=end - start)
    found = {}
    for building in of.building_ids:
        if building not in off:
            continue
        for node, metres in nx.single_source_dijkstra_path_length(graph, building).items():
            if isinstance(node, str) and node != building:
                whole = (metres + off[node] + off[building]) / 1000
                if whole <= limit_km:
                    found[node, building] = whole
    return found


def in_metres(corners: Sequence[tuple[float, float]]) -> FloatArray:
    """Corners in degrees as metres."""
    longitude, latitude = np.array(corners).T
    return np.column_stack(to_metres(longitude, latitude))
