"""The order of pairs is one, however they come and however many share an origin and a distance."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.domain.travel import Reach

ORIGIN = st.integers(0, 5) | st.integers(65_530, 65_540) | st.just(2**40)
PAIRS = st.lists(
    st.tuples(ORIGIN, st.integers(0, 9), st.sampled_from([0.0, 0.5, 1.0, 1.0000000001, np.inf])), max_size=40
)


@settings(deadline=None)
@given(PAIRS)
def test_pairs_are_sorted_by_origin_then_distance_then_destination(pairs: list[tuple[int, int, float]]) -> None:
    origin, destination = (np.array([pair[k] for pair in pairs], dtype=np.int64) for k in (0, 1))
    distance = np.array([pair[2] for pair in pairs], dtype=np.float64)
    reach = Reach.sorted(origin, destination, distance)
    assert list(
        zip(*(part.tolist() for part in (reach.origin, reach.distance, reach.destination)), strict=True)
    ) == sorted((o, km, d) for o, d, km in pairs)
