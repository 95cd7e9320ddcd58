"""Fictional estates: the picture that councils give of themselves, at any size, always the same for a seed."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.domain.building import Building
from estate_opt.domain.estate import Estate
from estate_opt.domain.place import AreaKind
from estate_opt.errors import Severity, UsageError
from estate_opt.inputs import check_estate, read_estate, write_estate
from estate_opt.inputs.synthetic import synthesise

SEEDS = (1, 2, 3, 11)


@cache
def city(seed: int) -> Estate:
    return synthesise(seed=seed)


def use_of(estate: Estate) -> tuple[np.ndarray, np.ndarray]:
    """Use and capacity of the council's buildings."""
    hours = Counter[str]()
    for activity in estate.activities:
        hours[activity.building_id] += activity.hours_per_week
    capacity = np.array([b.capacity_hours_per_week for b in estate.council_buildings])
    return np.array([hours[b.building_id] for b in estate.council_buildings]) / capacity, capacity


def shares_missing(estate: Estate, column: str) -> float:
    values = [getattr(b, column) for b in estate.council_buildings]
    return sum(v is None for v in values) / len(values)


ROOT = Path(__file__).parents[2]


def tables(estate: Estate) -> tuple[object, ...]:
    return (
        estate.buildings, estate.activities, estate.services, estate.options, estate.neighbourhoods, estate.areas,
        estate.name, estate.notice,
    )  # fmt: skip


def test_same_seed_gives_the_same_estate() -> None:
    assert tables(synthesise(seed=5, buildings=20, wards=4)) == tables(synthesise(seed=5, buildings=20, wards=4))


def test_another_seed_gives_another_estate() -> None:
    assert city(1).buildings != city(2).buildings


def test_more_partner_venues_leave_the_council_buildings_where_they_are() -> None:
    few, many = synthesise(buildings=20, wards=4, partners=1), synthesise(buildings=20, wards=4, partners=9)
    assert [(b.type, b.easting, b.northing) for b in few.council_buildings] == [
        (b.type, b.easting, b.northing) for b in many.council_buildings
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_city_is_the_size_of_leeds(seed: int) -> None:
    estate = city(seed)
    wards = [a.geometry for a in estate.areas_of(AreaKind.WARD)]
    assert len(wards) == 33
    assert len(estate.neighbourhoods) == 490
    assert len(estate.council_buildings) == 240
    assert len({b.type for b in estate.council_buildings}) == 7
    assert 780_000 < estate.population.sum() < 850_000
    km2 = shapely.union_all(wards).area * 111.32**2 * np.cos(np.radians(estate.buildings[0].latitude))
    assert 450 < km2 < 650


@pytest.mark.parametrize("seed", SEEDS)
def test_wards_tile_the_city(seed: int) -> None:
    wards = np.array([a.geometry for a in city(seed).areas_of(AreaKind.WARD)])
    assert all(ward.geom_type == "Polygon" and ward.is_valid for ward in wards)
    assert shapely.coverage_is_valid(wards)
    assert shapely.union_all(wards).geom_type == "Polygon"
    assert not shapely.union_all(wards).interiors


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_lies_in_its_ward(seed: int) -> None:
    estate = city(seed)
    for thing in (*estate.buildings, *estate.neighbourhoods):
        ward = estate.area_by_id[thing.ward_code].geometry
        assert ward is not None
        assert ward.contains(shapely.Point(thing.longitude, thing.latitude)), thing


@pytest.mark.parametrize("seed", SEEDS)
def test_committees_gather_wards_that_touch(seed: int) -> None:
    estate = city(seed)
    committees = estate.areas_of(AreaKind.COMMITTEE)
    assert len(committees) == 10
    for committee in committees:
        wards = [a.geometry for a in estate.areas_of(AreaKind.WARD) if a.parent == committee.area_id]
        assert shapely.union_all(wards).geom_type == "Polygon"


@pytest.mark.parametrize("seed", SEEDS)
def test_six_wards_hold_a_neighbourhood_in_the_most_deprived_hundredth(seed: int) -> None:
    worst = [n for n in city(seed).neighbourhoods if n.deprivation_rank is not None and n.deprivation_rank <= 328]
    assert len({n.ward_code for n in worst}) == 6
    assert {n.deprivation_vintage for n in city(seed).neighbourhoods} == {"2019"}


@pytest.mark.parametrize("seed", SEEDS)
def test_use_is_what_councils_say(seed: int) -> None:
    use, capacity = use_of(city(seed))
    assert 0.40 <= (use * capacity).sum() / capacity.sum() <= 0.45
    assert (use < 0.5).mean() > 0.5
    assert use.max() <= 1.0
    assert use.min() > 0.0


@pytest.mark.parametrize("seed", SEEDS)
def test_sixty_percent_fewer_at_eighty_percent_use_is_just_in_conflict(seed: int) -> None:
    """Two in five average buildings cannot hold the activity; the largest two in five are not used enough."""
    use, capacity = use_of(city(seed))
    activity = (use * capacity).sum()
    assert activity > 0.4 * capacity.sum()
    largest = np.sort(capacity)[-96:].sum()
    assert 0.60 < activity / largest < 0.80


@pytest.mark.parametrize("seed", SEEDS)
def test_every_activity_is_a_viable_outlet_in_a_building_with_what_it_needs(seed: int) -> None:
    estate = city(seed)
    by_id = {b.building_id: b for b in estate.buildings}
    for activity in estate.activities:
        service = estate.service_by_id[activity.service_id]
        assert activity.hours_per_week >= service.min_hours_per_week
        assert service.needs <= by_id[activity.building_id].features
        assert by_id[activity.building_id].is_council


@pytest.mark.parametrize("seed", SEEDS)
def test_registers_lack_what_real_registers_lack(seed: int) -> None:
    estate = city(seed)
    assert 0.13 < shares_missing(estate, "condition") < 0.27
    for column in ("backlog_gbp", "flexibility", "carbon_kgco2e_per_year", "receipt_central_gbp"):
        assert 0.05 < shares_missing(estate, column) < 0.4, column
    for building in estate.council_buildings:
        receipts = (building.receipt_low_gbp, building.receipt_central_gbp, building.receipt_high_gbp)
        assert len({value is None for value in receipts}) == 1
        if receipts[0] is not None:
            assert receipts[0] <= receipts[1] <= receipts[2]  # type: ignore[operator]


@pytest.mark.parametrize("seed", SEEDS)
def test_older_buildings_are_in_worse_condition(seed: int) -> None:
    def worse(kind: str) -> float:
        grades = [b.condition for b in city(seed).council_buildings if b.type == kind and b.condition]
        return sum(g in "CD" for g in grades) / len(grades)

    assert worse("library") > worse("childrens_centre")


def test_a_break_comes_before_the_end_of_its_lease() -> None:
    leased = [b for b in city(1).council_buildings if b.break_date]
    assert leased
    assert all(b.lease_end and b.break_date and b.break_date <= b.lease_end for b in leased)


def test_names_and_ids_are_not_repeated() -> None:
    estate = city(1)
    for things in (estate.buildings, estate.neighbourhoods, estate.areas):
        names = [thing.name for thing in things]  # type: ignore[attr-defined]
        assert len(set(names)) == len(names)
    ids = [b.building_id for b in estate.buildings] + [n.neighbourhood_id for n in estate.neighbourhoods]
    ids += [a.area_id for a in estate.areas]
    assert len(set(ids)) == len(ids)


def test_it_says_that_it_is_fictional() -> None:
    assert city(1).notice == "Brackenford is a fictional city: every figure in this estate is made up."


def test_partner_venues_have_a_price_and_room_and_nothing_of_the_councils() -> None:
    partners = [b for b in city(1).buildings if not b.is_council]
    assert len(partners) == 20
    for venue in partners:
        assert venue.hire_gbp_per_hour
        assert venue.capacity_hours_per_week > 0
        assert venue.running_cost_gbp_per_year == 0
        assert venue.condition is None
        assert venue.receipt_central_gbp is None


def test_a_transfer_is_open_to_community_centres_only() -> None:
    estate = city(1)
    ids = estate.option_by_id["transfer"].applies_to
    chosen = [b for b in estate.buildings if b.building_id in ids]
    assert len(chosen) == len(ids) == 15
    assert {b.type for b in chosen} == {"community_centre"}
    assert any(b.community_value for b in chosen)


def test_every_council_building_can_be_kept_and_closed() -> None:
    estate = city(1)
    for building in estate.council_buildings:
        options = {o.option_id for o in estate.options_of(building)}
        assert {"keep", "close"} <= options
        assert estate.option_today(building).option_id == "keep"


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    buildings=st.integers(3, 30),
    wards=st.integers(1, 6),
    more=st.integers(0, 20),
    partners=st.integers(0, 4),
)
def test_any_small_size_can_be_made(seed: int, buildings: int, wards: int, more: int, partners: int) -> None:
    estate = synthesise(seed=seed, buildings=buildings, wards=wards, neighbourhoods=wards + more, partners=partners)
    assert len(estate.council_buildings) == buildings
    assert len(estate.buildings) == buildings + partners
    assert len(estate.neighbourhoods) == wards + more
    assert {n.ward_code for n in estate.neighbourhoods} == {a.area_id for a in estate.areas_of(AreaKind.WARD)}
    use, _ = use_of(estate)
    assert use.max() <= 1.0


def test_every_size_that_is_too_small_is_named() -> None:
    with pytest.raises(UsageError) as refused:
        synthesise(seed=-1, buildings=2, wards=0, neighbourhoods=0, partners=-1)
    for word in ("seed", "council buildings", "ward", "neighbourhoods", "partner venues"):
        assert word in str(refused.value)


@pytest.mark.slow
def test_it_scales_to_a_county() -> None:
    estate = synthesise(seed=4, buildings=2500, wards=330)
    assert len(estate.council_buildings) == 2500
    assert len({b.name for b in estate.buildings}) == len(estate.buildings)
    use, capacity = use_of(estate)
    assert 0.40 <= (use * capacity).sum() / capacity.sum() <= 0.45


def known_columns(building: Building) -> set[str]:
    return {name for name in Building.__dataclass_fields__ if getattr(building, name) is not None}


def test_every_column_of_a_building_is_known_somewhere() -> None:
    known = set().union(*(known_columns(b) for b in city(1).buildings))
    assert known == set(Building.__dataclass_fields__) - {"illustrative"}


def test_the_committed_city_is_what_the_generator_makes(tmp_path: Path) -> None:
    write_estate(city(1), tmp_path / "again")
    made = {file.name: file.read_bytes() for file in (tmp_path / "again").iterdir()}
    committed = {file.name: file.read_bytes() for file in (ROOT / "data" / "brackenford").iterdir()}
    assert sorted(made) == sorted(committed)
    assert [name for name in made if made[name] != committed[name]] == []
    assert sum(len(content) for content in committed.values()) < 1_000_000
    assert len(committed["areas.geojson"]) < 150_000


def test_the_city_comes_back_from_disk_as_it_was_made(tmp_path: Path) -> None:
    write_estate(city(2), tmp_path / "two")
    assert tables(read_estate(tmp_path / "two")) == tables(city(2))


def test_the_checks_find_gaps_and_stale_records_and_no_error(tmp_path: Path) -> None:
    write_estate(city(3), tmp_path / "three")
    _, problems = check_estate(tmp_path / "three")
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert {"condition", "record_date"} <= {problem.column for problem in problems}
