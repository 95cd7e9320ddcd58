"""Catchments against a brute force that looks at every pair."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from estate_opt.domain.decisions import today
from estate_opt.domain.travel import TravelTable
from estate_opt.inputs.synthetic import synthesise
from estate_opt.results.catchments import NOWHERE, Catchments
from estate_opt.results.facts import Facts
from tests.mapping.views import tiny_result
from tests.results.plans import plan_file, result
from tests.tiny import tiny_estate_with_partner


def test_the_nearest_outlet_of_every_neighbourhood_is_the_nearest_of_all_pairs() -> None:
    estate = synthesise(seed=3, buildings=60, wards=8)
    facts = Facts(
        result(today(estate), plan_file("city", access={"service": "library", "km": 1.6, "share": 0.9}), estate)
    )
    catchments = Catchments(facts)
    km = np.linalg.norm(estate.neighbourhood_xy[:, None] - estate.building_xy[None], axis=2) * 1.3 / 1000
    for standard in facts.standards:
        outlets = facts.result.before.offering(standard.service_id, standard.outlets)
        assert len(outlets)
        expected = outlets[np.argmin(km[:, outlets], axis=1)]
        np.testing.assert_array_equal(catchments.nearest(standard, facts.result.before), expected)
        reached = catchments.distance(standard, facts.result.before)
        np.testing.assert_allclose(reached, km[np.arange(len(km)), expected])


def test_in_the_tiny_plan_everybody_goes_to_the_library_that_is_left() -> None:
    facts = Facts(tiny_result())
    library = next(s for s in facts.standards if s.service_id == "library")
    ids = [b.building_id for b in facts.result.estate.buildings]
    catchments = Catchments(facts)
    assert [ids[k] for k in catchments.nearest(library, facts.result.before)] == ["B1", "B1", "B1", "B4", "B4", "B4"]
    assert [ids[k] for k in catchments.nearest(library, facts.result.after)] == ["B1"] * 6


def test_of_equally_near_outlets_the_first_of_the_table_counts() -> None:
    estate = tiny_estate_with_partner()
    first, *others = estate.buildings
    place = {key: getattr(first, key) for key in ("longitude", "latitude", "easting", "northing")}
    same = estate.replace(buildings=(first, *(replace(b, **place) if b.building_id == "B4" else b for b in others)))
    facts = Facts(result(today(same), estate=same))
    library = next(s for s in facts.standards if s.service_id == "library")
    assert set(Catchments(facts).nearest(library, facts.result.before)) == {0}


@pytest.mark.parametrize("pairs", [[], [(0, 0, 2.0), (0, 3, 1.0), (4, 3, 9.0)]])
def test_who_has_no_way_in_the_travel_table_goes_nowhere(pairs: list[tuple[int, int, float]]) -> None:
    estate = tiny_estate_with_partner()
    none = np.zeros((0, 2), dtype=np.int64)
    lengths = np.array([km for *_, km in pairs])
    table = TravelTable(
        neighbourhoods=len(estate.neighbourhoods),
        building_pairs=none,
        building_km=np.zeros(0),
        building_minutes=np.zeros(0),
        neighbourhood_pairs=np.array([pair[:2] for pair in pairs], dtype=np.int64).reshape(-1, 2),
        neighbourhood_km=lengths,
        neighbourhood_minutes=np.full(len(pairs), np.nan),
    )
    sparse = estate.replace(travel=table)
    facts = Facts(result(today(sparse), estate=sparse))
    library = next(s for s in facts.standards if s.service_id == "library")
    found = Catchments(facts).nearest(library, facts.result.before)
    assert list(found) == ([3, NOWHERE, NOWHERE, NOWHERE, 3, NOWHERE] if pairs else [NOWHERE] * 6)
