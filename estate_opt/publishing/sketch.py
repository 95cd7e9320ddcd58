"""A map as a small drawing: outlines of wards, symbols of buildings, lines of moves; for pages and for paper.

It says nothing that the page does not also say in words; the map page is the one to explore.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from estate_opt.domain.option import Decision
from estate_opt.domain.travel import FloatArray
from estate_opt.mapping.symbols import SYMBOLS, Symbol
from estate_opt.mapping.view import BuildingView

WIDTH = 720
"""Width of the drawing in its own units; the height follows from the place."""
MARGIN = 14
TALLEST = 0.95
"""Height at most, as a multiple of the width."""
TOLERANCE = 3.0
"""Simplification in units of the drawing (the side of the smallest triangle that is kept): about two pixels."""
LEAST_DEGREES = 0.01
"""Size of the smallest drawing, so that a single building is seen in its place."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Size:
    """A size of symbols, what stands behind the id of a symbol of this size, and the box that it fills."""

    scale: float
    suffix: str
    box: str


SMALL, LARGE = Size(0.62, "", "-7 -7 14 14"), Size(1.1, "-l", "-12 -12 24 24")


@dataclass(frozen=True, slots=True)
class Mark:
    """A building in the drawing."""

    x: int
    y: int
    symbol: Symbol
    size: Size


@dataclass(frozen=True, slots=True)
class Outline:
    """Wards in the drawing: their path, and whether the page is about them."""

    path: str
    subject: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """A drawing.

    Parameters
    ----------
    title
        What it shows, as its text for those who do not see it.
    width, height
        Its size in its own units.
    outlines, lines, marks
        From back to front; the lines are one path, empty where there is none.
    symbols
        Symbols that occur, in the order of the legend, each with the sizes in which it does.
    """

    title: str
    width: int
    height: int
    outlines: tuple[Outline, ...]
    lines: str
    marks: tuple[Mark, ...]
    symbols: tuple[tuple[Symbol, tuple[Size, ...]], ...]


def sketch(
    title: str,
    wards: Sequence[tuple[BaseGeometry | None, bool]],
    buildings: Sequence[BuildingView],
    *,
    box: Box,
    lines: Iterable[tuple[BuildingView, BuildingView]] = (),
    large: frozenset[str] = frozenset(),
) -> Sketch:
    """Draw a place.

    Parameters
    ----------
    title
        What the drawing shows.
    wards
        Polygons in degrees (EPSG:4326), each with whether the page is about it; ``None`` is not drawn.
    buildings
        Those outside the box are left out.
    box
        West, south, east, north, in degrees.
    lines
        Moves from one building to another.
    large
        Ids of the buildings that stand out.
    """
    frame = _Frame.around(box)
    inside = [b for b in buildings if frame.has(b.longitude, b.latitude)]
    order = {decision: k for k, decision in enumerate((Decision.PARTNER, Decision.CLOSED))}
    inside.sort(key=lambda b: (b.building_id in large, order.get(b.decision, len(order)), b.building_id))
    marks = tuple(
        Mark(*frame.at(b.longitude, b.latitude), SYMBOLS[b.decision], LARGE if b.building_id in large else SMALL)
        for b in inside
    )
    return Sketch(
        title=title,
        width=WIDTH,
        height=frame.height,
        outlines=tuple(_outlines(wards, frame)),
        lines="".join(dict.fromkeys(_line(frame, a, b) for a, b in lines)),
        marks=marks,
        symbols=tuple(_occurring(marks)),
    )


def _line(frame: _Frame, a: BuildingView, b: BuildingView) -> str:
    (x1, y1), (x2, y2) = frame.at(a.longitude, a.latitude), frame.at(b.longitude, b.latitude)
    return f"M{x1} {y1}L{x2} {y2}"


def _occurring(marks: Sequence[Mark]) -> Iterable[tuple[Symbol, tuple[Size, ...]]]:
    """Symbols of some marks, with the sizes in which each occurs."""
    drawn = {(mark.symbol.key, mark.size) for mark in marks}
    for symbol in SYMBOLS.values():
        sizes = tuple(size for size in (SMALL, LARGE) if (symbol.key, size) in drawn)
        if sizes:
            yield symbol, sizes


def box_of(points: Iterable[tuple[float, float]], geometry: BaseGeometry | None = None) -> Box:
    """The box around some points (longitude, latitude) and a polygon.

    Raises
    ------
    ValueError
        Where there is neither.
    """
    xy = np.array([*points, *([] if geometry is None else _corners(geometry))], dtype=np.float64)
    if not len(xy):
        raise ValueError("there is nothing to draw a box around")
    (west, south), (east, north) = xy.min(axis=0), xy.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _corners(geometry: BaseGeometry) -> list[tuple[float, float]]:
    west, south, east, north = geometry.bounds
    return [(west, south), (east, north)]


@dataclass(frozen=True, slots=True)
class _Frame:
    """From degrees to the drawing: one scale both ways, north at the top."""

    west: float
    north: float
    per_degree: float
    stretch: float
    height: int

    @classmethod
    def around(cls, box: Box) -> _Frame:
        west, south, east, north = box
        stretch = 1 / math.cos(math.radians((south + north) / 2))
        high = max((north - south) * stretch, LEAST_DEGREES)
        wide = max(east - west, LEAST_DEGREES, high / TALLEST)
        per_degree = (WIDTH - 2 * MARGIN) / wide
        middle = (west + east) / 2, (south + north) / 2
        return cls(
            west=middle[0] - wide / 2,
            north=middle[1] + high / stretch / 2,
            per_degree=per_degree,
            stretch=stretch,
            height=round(high * per_degree + 2 * MARGIN),
        )

    def at(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Where a point lies in the drawing."""
        x = MARGIN + (longitude - self.west) * self.per_degree
        y = MARGIN + (self.north - latitude) * self.per_degree * self.stretch
        return round(x), round(y)

    def placed(self, degrees: FloatArray) -> FloatArray:
        """Where points lie in the drawing, shape (points, 2)."""
        across = MARGIN + (degrees[:, 0] - self.west) * self.per_degree
        down = MARGIN + (self.north - degrees[:, 1]) * self.per_degree * self.stretch
        return np.column_stack((across, down))

    def touches(self, bounds: Box) -> bool:
        """Whether something within some bounds may be seen."""
        west, south, east, north = bounds
        (left, bottom), (right, top) = self.at(west, south), self.at(east, north)
        return left <= WIDTH and right >= 0 and top <= self.height and bottom >= 0

    def has(self, longitude: float, latitude: float) -> bool:
        """Whether a point lies in the drawing."""
        x, y = self.at(longitude, latitude)
        return 0 <= x <= WIDTH and 0 <= y <= self.height


def _outlines(wards: Sequence[tuple[BaseGeometry | None, bool]], frame: _Frame) -> Iterable[Outline]:
    """Wards that touch the drawing as one path, and last those that the page is about, so that their border is seen."""
    paths: dict[bool, list[str]] = {False: [], True: []}
    edge = shapely.box(-MARGIN, -MARGIN, WIDTH + MARGIN, frame.height + MARGIN)
    touching = [(geometry, subject) for geometry, subject in wards if geometry and frame.touches(geometry.bounds)]
    drawn = [shapely.transform(geometry, frame.placed) for geometry, _ in touching]
    simpler = shapely.coverage_simplify(np.array(drawn, dtype=object), TOLERANCE)  # borders stay shared
    for ward, (_, subject) in zip(simpler, touching, strict=True):
        seen = ward.intersection(edge)
        paths[subject] += [
            _ring(part.exterior.coords) for part in shapely.get_parts(seen) if part.geom_type == "Polygon"
        ]
    for subject, rings in paths.items():
        if any(rings):
            yield Outline("".join(rings), subject)


def _ring(coordinates: Iterable[tuple[float, ...]]) -> str:
    """A closed path through points of the drawing, each told from the one before; empty where they fall together."""
    points = list(dict.fromkeys((round(x), round(y)) for x, y, *_ in coordinates))
    if len(points) < 3:
        return ""
    steps = (b - a for before, after in pairwise(points) for a, b in zip(before, after, strict=True))
    relative = "".join(f"{step}" if step < 0 else f" {step}" for step in steps)  # a minus parts figures by itself
    return f"M{points[0][0]} {points[0][1]}l{relative.strip()}Z"
