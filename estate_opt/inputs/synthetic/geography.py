"""The land of a fictional city: its outline, where its settlements are, and the wards that tile it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.inputs.synthetic.nearby import nearest

KM2_PER_NEIGHBOURHOOD = 1.125
"""Leeds: 551.8 km² and 488 neighbourhoods of the 2021 census."""
NEIGHBOURHOODS_PER_CITY = 490
"""An estate larger than Leeds gets further cities rather than one endless one."""
TOWNS_PER_CITY = 9
GRID_M = 10.0
"""Vertices of ward boundaries lie on this grid, so that shared edges are the same in both wards."""


@dataclass(frozen=True, eq=False)
class Land:
    """Where people can live, in metres of the British National Grid.

    Parameters
    ----------
    outline
        The city's boundary.
    cities
        Centres of cities, shape (cities, 2); the first is the middle of the estate.
    city_radius_m
        Radius of a circle with one city's share of the land.
    towns
        Centres of outlying towns, shape (towns, 2).
    """

    outline: Polygon
    cities: FloatArray
    city_radius_m: float
    towns: FloatArray


def draw_land(rng: np.random.Generator, neighbourhoods: int, centre: tuple[float, float]) -> Land:
    """Draw the outline and the centres of settlement of an estate of a given size."""
    cities = max(1, round(neighbourhoods / NEIGHBOURHOODS_PER_CITY))
    radius = float(np.sqrt(neighbourhoods * KM2_PER_NEIGHBOURHOOD / np.pi)) * 1000
    outline = _wobbly_circle(rng, radius, centre, vertices=int(90 * np.sqrt(cities)))
    middle = np.array([centre], dtype=np.float64)
    others = points_inside(rng, outline.buffer(-0.1 * radius), cities - 1)
    return Land(
        outline=outline,
        cities=np.vstack([middle, others]),
        city_radius_m=radius / np.sqrt(cities),
        towns=points_inside(rng, outline.buffer(-0.06 * radius), TOWNS_PER_CITY * cities),
    )


def _wobbly_circle(rng: np.random.Generator, radius: float, centre: tuple[float, float], vertices: int) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    waves = np.arange(2, 8)
    size = rng.normal(0, 0.09, waves.size) / np.sqrt(waves - 1)
    phase = rng.uniform(0, 2 * np.pi, waves.size)
    wobble = 1 + (size * np.cos(np.outer(angle, waves) + phase)).sum(axis=1) + rng.normal(0, 0.008, vertices)
    distance = radius * np.clip(wobble, 0.6, 1.4)
    ring = np.column_stack([centre[0] + distance * np.cos(angle), centre[1] + distance * np.sin(angle)])
    return Polygon(np.round(ring / GRID_M) * GRID_M)


def points_inside(rng: np.random.Generator, outline: BaseGeometry, count: int) -> FloatArray:
    """Draw points evenly from a polygon, shape (count, 2)."""
    west, south, east, north = outline.bounds
    kept = np.empty((0, 2))
    while len(kept) < count:
        drawn = rng.uniform((west, south), (east, north), (2 * count + 8, 2))
        kept = np.vstack([kept, drawn[shapely.contains_xy(outline, drawn[:, 0], drawn[:, 1])]])
    return kept[:count]


def divide(xy: FloatArray, weights: Sequence[int]) -> IntArray:
    """Part points into contiguous groups whose sizes follow the weights.

    The points are halved across their longer axis again and again, so that every group is compact.

    Parameters
    ----------
    xy
        Points, shape (n, 2); at least one for each unit of weight.
    weights
        Whole-number weight of each group.

    Returns
    -------
    IntArray
        Group of each point, shape (n,).
    """
    labels = np.zeros(len(xy), dtype=np.int64)
    waiting = [(np.arange(len(xy)), 0, len(weights))]
    while waiting:
        members, first, last = waiting.pop()
        if last - first == 1:
            labels[members] = first
            continue
        middle = (first + last) // 2
        left, right = sum(weights[first:middle]), sum(weights[middle:last])
        cut = int(np.clip(round(len(members) * left / (left + right)), left, len(members) - right))
        order = members[np.argsort(_along_longer_axis(xy[members]), kind="stable")]
        waiting += [(order[:cut], first, middle), (order[cut:], middle, last)]
    return labels


def _along_longer_axis(xy: FloatArray) -> FloatArray:
    centred = xy - xy.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    axis = vectors[:, -1]
    projected: FloatArray = centred @ (axis * np.sign(axis[np.argmax(np.abs(axis))]))
    return projected


def tile(outline: Polygon, xy: FloatArray, group: IntArray, groups: int) -> tuple[list[BaseGeometry], IntArray]:
    """Cut an outline into one area a group: the union of the cells nearest to the group's points.

    All boundaries are noded together on one grid before the areas are made of them, so that the
    areas tile the outline exactly: no gap, no overlap, shared edges identical. A piece that is cut
    off from the rest of its area, with the points in it, goes to the area it borders most.

    Parameters
    ----------
    outline
        What is cut.
    xy, group
        Points inside it, shape (n, 2), and the group of each, shape (n,).
    groups
        Number of groups.

    Returns
    -------
    tuple
        The area of each group, and the group of each point as it came out.
    """
    faces, cell = _cells(outline, xy)
    owner = group[cell]
    areas = [shapely.union_all(faces[owner == k]) for k in range(groups)]
    for k in [k for k, area in enumerate(areas) if area.geom_type == "MultiPolygon"]:
        parts = sorted(shapely.get_parts(areas[k]), key=lambda part: part.area)
        for part in parts[:-1]:
            neighbour = _borders_most(part, areas, k)
            owner[(owner == k) & shapely.contains(part, shapely.point_on_surface(faces))] = neighbour
            areas[neighbour] = areas[neighbour].union(part)
        areas[k] = parts[-1]
    point, face = shapely.STRtree(faces).query(shapely.points(xy), predicate="within")
    settled = group.copy()
    settled[point] = owner[face]
    return areas, settled


def _cells(outline: Polygon, xy: FloatArray) -> tuple[NDArray[np.object_], IntArray]:
    """Pieces of the outline, and for each the point that it is nearest to."""
    edges = shapely.voronoi_polygons(MultiPoint(xy), extend_to=outline.buffer(1000), only_edges=True)
    lines = shapely.union_all([edges, outline.boundary], grid_size=GRID_M)
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))))
    inside = shapely.point_on_surface(faces)
    kept = shapely.contains(outline, inside)
    faces, inside = faces[kept], inside[kept]
    return faces, nearest(xy, np.column_stack([shapely.get_x(inside), shapely.get_y(inside)]))


def _borders_most(part: BaseGeometry, areas: Sequence[BaseGeometry], own: int) -> int:
    shared = shapely.length(shapely.intersection(part, np.array(areas)))
    shared[own] = -1
    return int(np.argmax(shared))
