"""Estates among real neighbourhoods: the same for a seed, as used as councils say, and asked for in proportion."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import estates
from estate_opt.domain.place import AreaKind
from estate_opt.inputs.synthetic.catalogue import SERVICES

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(estates.missing() is not None, reason="the open data is not beside the project"),
]


@pytest.fixture(scope="module")
def calderdale():
    return estates.real_places(("Calderdale",), buildings=60, seed=4, name="Calderdale")


def test_a_seed_always_gives_the_same_estate(calderdale):
    context, plan_file = calderdale
    again, same_file = estates.real_places(("Calderdale",), buildings=60, seed=4, name="Calderdale")
    other, _ = estates.real_places(("Calderdale",), buildings=60, seed=5, name="Calderdale")
    assert again.estate.buildings == context.estate.buildings
    assert again.estate.activities == context.estate.activities
    assert same_file == plan_file
    assert other.estate.buildings != context.estate.buildings


def test_people_are_real_and_buildings_stand_among_them(calderdale):
    estate = calderdale[0].estate
    assert len(estate.neighbourhoods) == 129
    assert estate.population.sum() == pytest.approx(206_600, abs=500)  # Census 2021: 206,600
    assert [area.name for area in estate.areas_of(AreaKind.COMMITTEE)] == ["Calderdale"]
    assert len(estate.council_buildings) == 60
    assert len(estate.buildings) == 65
    wards = {area.area_id for area in estate.areas_of(AreaKind.WARD)}
    assert {b.ward_code for b in estate.buildings} <= wards
    assert {b.committee for b in estate.buildings} == {"E08000033"}
    nearest = estate.travel.nearest(np.arange(len(estate.buildings)))
    assert np.median(nearest) < 3.0


def test_the_estate_is_half_empty_and_has_every_service(calderdale):
    context, _ = calderdale
    capacity = sum(b.capacity_hours_per_week for b in context.estate.council_buildings)
    assert 0.40 <= context.activity_hours / capacity <= 0.45
    assert {a.service_id for a in context.estate.activities} == {s.service_id for s in SERVICES}


def test_totals_follow_the_number_of_buildings(calderdale):
    _, plan_file = calderdale
    (budget,) = plan_file.policies.one_off
    assert budget.budget_gbp == pytest.approx(25_000_000 * 60 / 240)
    assert plan_file.policies.relocation.max_km == 5


def test_presence_is_asked_only_where_it_is_possible(calderdale):
    context, plan_file = calderdale
    (presence,) = plan_file.policies.presence
    assert presence.areas
    assert all(len(context.estate.buildings_in[ward]) >= presence.at_least for ward in presence.areas)


def test_an_unknown_authority_is_named():
    with pytest.raises(ValueError, match="no authority called Calderdle"):
        estates.read_neighbourhoods(("Calderdle",))


def test_west_yorkshire_is_its_five_districts():
    table = estates.read_neighbourhoods(estates.WEST_YORKSHIRE)
    assert table["authority_code"].nunique() == 5
    assert len(table) == 1404


def test_a_tenth_of_england_lies_around_leeds():
    names = estates.authorities_around("Leeds", share=0.1)
    assert names[0] == "Leeds"
    assert set(estates.WEST_YORKSHIRE) < set(names)
    people = estates.read_neighbourhoods(names)["population"].sum()
    assert 0.1 <= people / estates.read_neighbourhoods()["population"].sum() < 0.12


@pytest.mark.slow
def test_england_has_every_neighbourhood():
    context, _ = estates.england(1000)
    assert len(context.estate.neighbourhoods) == 33_755
    assert len(context.estate.areas_of(AreaKind.COMMITTEE)) == 296
