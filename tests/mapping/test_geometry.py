"""Wards become smaller, not torn apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, shape

from estate_opt.mapping.geometry import drawn, label_point


def wavy_neighbours() -> tuple[Polygon, Polygon]:
    """Two rectangles whose common border of 0.02° wiggles by about 5 m, 200 times."""
    border = [(0.00005 if k % 2 else 0.0, k / 10_000) for k in range(201)]
    return Polygon([*border, (-1, 0.02), (-1, 0)]), Polygon([*border, (1, 0.02), (1, 0)])


def test_shared_border_stays_shared_and_gets_shorter() -> None:
    left, right = (shape(g) for g in drawn(wavy_neighbours()))
    assert shapely.get_num_coordinates(left) < 100  # of 203
    assert left.intersection(right).length >= 0.02
    assert left.intersection(right).area == 0
    assert left.union(right).area == shapely.unary_union([left, right]).convex_hull.area


def test_coordinates_are_rounded_to_about_a_metre() -> None:
    (ring,) = drawn([Polygon([(0.123456789, 1), (2, 1.987654321), (3, 3)])])[0]["coordinates"]
    assert ring[0] == [0.12346, 1.0] or [0.12346, 1.0] in ring
    assert all(x == round(x, 5) for point in ring for x in point)


def test_parts_and_holes_are_kept() -> None:
    ring = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], holes=[[(1, 1), (2, 1), (2, 2), (1, 2)]])
    both = shape(drawn([MultiPolygon([ring, Polygon([(9, 9), (10, 9), (10, 10)])])])[0])
    assert len(both.geoms) == 2
    assert sum(len(part.interiors) for part in both.geoms) == 1


def test_name_goes_where_the_polygon_is_widest() -> None:
    hammer = Polygon([(0, 0), (10, 0), (10, 1), (4, 1), (4, 4), (0, 4)])
    latitude, longitude = label_point(hammer)
    assert hammer.contains(shapely.Point(longitude, latitude))
    assert longitude < 3


def test_no_polygon_is_no_trouble() -> None:
    assert drawn([]) == []


WARDS_OF_LEEDS = Path(__file__).parents[2] / ".." / "shared" / "data" / "leeds" / "wards_2020.geojson"


@pytest.mark.shared
@pytest.mark.skipif(not WARDS_OF_LEEDS.exists(), reason="the real data do not lie beside the project")
def test_real_wards_still_tile_their_city() -> None:
    features = json.loads(WARDS_OF_LEEDS.read_text(encoding="utf-8"))["features"]
    wards = [shape(feature["geometry"]) for feature in features]
    simpler = drawn(wards)
    shapes = [shape(geometry) for geometry in simpler]
    assert len(json.dumps(simpler)) < 150_000
    assert all(ward.is_valid for ward in shapes)
    overlaps = sum(a.intersection(b).area for k, a in enumerate(shapes) for b in shapes[:k])
    assert overlaps < 1e-6 * sum(ward.area for ward in shapes)
    assert shapely.unary_union(shapes).symmetric_difference(shapely.unary_union(wards)).area < 1e-3 * sum(
        ward.area for ward in wards
    )
