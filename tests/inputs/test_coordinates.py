"""Degrees and metres: against the published places of known points, and there and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from estate_opt.inputs.coordinates import geometry_to_metres, to_degrees, to_metres

KNOWN = {
    # Ordnance Survey, "A guide to coordinate systems in Great Britain", worked example: Caister water tower.
    # OSGB36 651409.903, 313177.270; ETRS89 52°39'28.8282"N 1°42'57.8663"E.
    "Caister water tower": (1 + 42 / 60 + 57.8663 / 3600, 52 + 39 / 60 + 28.8282 / 3600, 651409.903, 313177.270),
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_point_is_found_within_five_metres(name: str) -> None:
    longitude, latitude, easting, northing = KNOWN[name]

    east, north = to_metres(longitude, latitude)

    assert np.hypot(east - easting, north - northing) < 5


@given(st.floats(-6, 1.7), st.floats(50, 58.5))
def test_there_and_back_is_the_same_place(longitude: float, latitude: float) -> None:
    back = to_degrees(*to_metres(longitude, latitude))

    assert back == pytest.approx((longitude, latitude), abs=5e-8)  # 5 mm


def test_a_shape_moves_with_its_corners() -> None:
    moved = geometry_to_metres(Point(-1.55, 53.8))

    assert (moved.x, moved.y) == pytest.approx(to_metres(-1.55, 53.8))
