"""Distances from a table: the same figures whatever way they are looked up."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from estate_opt.domain.travel import TravelTable, Unit

BUILDINGS, NEIGHBOURHOODS = 5, 4

Figures = dict[tuple[int, int], tuple[float | None, float | None]]


def figures(origins: int) -> st.SearchStrategy[Figures]:
    """Km and minutes of some pairs; either may be missing."""
    figure = st.none() | st.floats(0, 20)
    pairs = st.tuples(st.integers(0, origins - 1), st.integers(0, BUILDINGS - 1))
    return st.dictionaries(pairs, st.tuples(figure, figure))


def table(between: Figures, to: Figures) -> TravelTable:
    def column(pairs: Figures, unit: int) -> np.ndarray:
        return np.array([figure[unit] for figure in pairs.values()], dtype=np.float64)

    def positions(pairs: Figures) -> np.ndarray:
        return np.array(list(pairs), dtype=np.int64).reshape(-1, 2)

    return TravelTable(
        neighbourhoods=NEIGHBOURHOODS,
        building_pairs=positions(between),
        building_km=column(between, 0),
        building_minutes=column(between, 1),
        neighbourhood_pairs=positions(to),
        neighbourhood_km=column(to, 0),
        neighbourhood_minutes=column(to, 1),
    )


@given(between=figures(BUILDINGS))
def test_km_between_buildings_are_those_of_the_table(between: Figures) -> None:
    i, k = (ends.ravel() for ends in np.indices((BUILDINGS, BUILDINGS)))

    found = table(between, {}).km_between(i, k)

    for a, b, km in zip(i.tolist(), k.tolist(), found.tolist(), strict=True):
        known = between.get((a, b), (None, None))[0]
        assert km == (0.0 if a == b else np.inf if known is None else known)


def test_no_pair_asks_for_no_figure() -> None:
    nobody = np.empty(0, dtype=np.int64)

    assert table({(0, 1): (2.0, None)}, {}).km_between(nobody, nobody).shape == (0,)


@given(to=figures(NEIGHBOURHOODS), chosen=st.sets(st.integers(0, BUILDINGS - 1)), unit=st.sampled_from(Unit))
def test_the_nearest_building_is_the_least_figure_of_the_table(to: Figures, chosen: set[int], unit: Unit) -> None:
    found = table({}, to).nearest(np.array(sorted(chosen), dtype=np.int64), unit)

    column = 0 if unit is Unit.KM else 1
    for d in range(NEIGHBOURHOODS):
        known = [f[column] for (origin, k), f in to.items() if origin == d and k in chosen and f[column] is not None]
        assert found[d] == min(known, default=np.inf)
