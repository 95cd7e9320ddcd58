"""What is written comes back the same: by hand, by hypothesis, whatever the order of rows."""

from __future__ import annotations

import dataclasses
import random
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.domain.assumption import Assumption
from estate_opt.domain.building import Condition
from estate_opt.domain.estate import Estate
from estate_opt.domain.place import DeprivationRank
from estate_opt.domain.travel import StraightLine, TravelTable
from estate_opt.inputs import check_estate, read_estate, write_estate
from tests.inputs.conftest import Disk
from tests.tiny import ACTIVITIES, BUILDINGS, NEIGHBOURHOODS, OPTIONS, SERVICES, tiny_estate, tiny_estate_with_partner


def content(estate: Estate) -> dict[str, object]:
    """Everything of an estate that equality can judge: all but travel, which is compared by its figures."""
    return {field.name: getattr(estate, field.name) for field in dataclasses.fields(estate) if field.name != "travel"}


def after_a_round_trip(estate: Estate) -> Estate:
    with TemporaryDirectory() as folder:
        write_estate(estate, Path(folder) / "estate")
        return read_estate(Path(folder) / "estate")


@pytest.mark.parametrize("estate", [tiny_estate(), tiny_estate_with_partner()], ids=["council", "partner"])
def test_an_estate_comes_back_the_same(estate: Estate) -> None:
    back = after_a_round_trip(estate)

    assert content(back) == content(estate)
    assert isinstance(back.travel, StraightLine)
    assert np.array_equal(back.travel.building_xy, estate.building_xy)


def test_ranks_of_another_vintage_come_back() -> None:
    ranks = (
        DeprivationRank(small_area_id="E01", ward_code="W1", rank=5, ranked_areas=32844, vintage="2019"),
        DeprivationRank(small_area_id="E01", ward_code="W1", rank=7, ranked_areas=33755, vintage="2025"),
    )

    assert after_a_round_trip(tiny_estate().replace(deprivation=ranks)).deprivation == ranks


def test_an_id_keeps_its_leading_zeros() -> None:
    estate = tiny_estate().replace(
        buildings=(dataclasses.replace(BUILDINGS[0], building_id="007"), *BUILDINGS[1:]),
        activities=tuple(dataclasses.replace(a, building_id="007") if a.building_id == "B1" else a for a in ACTIVITIES),
    )

    assert content(after_a_round_trip(estate)) == content(estate)


def test_a_travel_table_comes_back() -> None:
    table = TravelTable(
        neighbourhoods=len(NEIGHBOURHOODS),
        building_pairs=np.array([[0, 1], [1, 0]]),
        building_km=np.array([1.25, 1.5]),
        building_minutes=np.array([15.0, np.nan]),
        neighbourhood_pairs=np.array([[k, k % 4] for k in range(6)]),
        neighbourhood_km=np.array([0.5, np.nan, 0.1, 1.0, 2.0, 3.25]),
        neighbourhood_minutes=np.arange(6) + 0.5,
        mode="walk",
    )

    back = after_a_round_trip(tiny_estate().replace(travel=table)).travel

    assert isinstance(back, TravelTable)
    for field in dataclasses.fields(table):
        np.testing.assert_array_equal(getattr(back, field.name), getattr(table, field.name))


def test_straight_lines_take_the_factor_and_the_speed_asked_for(disk: Disk) -> None:
    travel = read_estate(disk.folder, detour=1.4, speed_km_per_hour=4.0).travel

    assert isinstance(travel, StraightLine)
    assert (travel.detour, travel.speed_km_per_hour) == (1.4, 4.0)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_nothing(disk: Disk, seed: int) -> None:
    shuffler = random.Random(seed)
    for file in ("buildings.csv", "activities.csv", "services.csv", "options.csv", "neighbourhoods.csv"):
        header, *rows = disk.rows(file)
        shuffler.shuffle(rows)
        disk.save(file, [header, *rows])
    disk.features(shuffler.shuffle)

    assert content(read_estate(disk.folder)) == content(tiny_estate())


def test_the_order_of_columns_and_outer_spaces_change_nothing(disk: Disk) -> None:
    rows = disk.rows("buildings.csv")
    disk.save("buildings.csv", [[f" {value} " for value in reversed(row)] for row in rows])

    assert content(read_estate(disk.folder)) == content(tiny_estate())


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(disk: Disk) -> None:
    for file in ("buildings.csv", "areas.geojson", "datapackage.json"):
        text = (disk.folder / file).read_text(encoding="utf-8")
        disk.write(file, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert content(read_estate(disk.folder)) == content(tiny_estate())


def test_degrees_follow_from_metres_and_metres_from_degrees(disk: Disk) -> None:
    for column in ("longitude", "latitude"):
        disk.drop_column("buildings.csv", column)
    for column in ("easting", "northing"):
        disk.drop_column("neighbourhoods.csv", column)

    estate = read_estate(disk.folder)

    for back, there in zip(estate.buildings, BUILDINGS, strict=True):
        assert (back.longitude, back.latitude) == pytest.approx((there.longitude, there.latitude), abs=2e-7)
    for near, here in zip(estate.neighbourhoods, NEIGHBOURHOODS, strict=True):
        assert (near.easting, near.northing) == pytest.approx((here.easting, here.northing), abs=0.02)
    assert estate.assumptions == ()


def test_what_was_read_can_be_written_and_read_again_without_a_change(disk: Disk, tmp_path: Path) -> None:
    for column in ("longitude", "latitude", "ward_code"):
        disk.drop_column("buildings.csv", column)
    first = read_estate(disk.folder)

    write_estate(first, tmp_path / "again")
    second = read_estate(tmp_path / "again")

    assert content(second) == content(first) | {"assumptions": ()}


def test_a_ward_that_is_worked_out_is_listed_as_an_assumption(disk: Disk) -> None:
    disk.cell("buildings.csv", 4, "ward_code", "")

    estate = read_estate(disk.folder)

    assert estate.buildings == BUILDINGS
    assert estate.assumptions == (
        Assumption(
            table="buildings",
            record="B3",
            column="ward_code",
            assumed="W2",
            basis="the ward whose polygon it lies in or is nearest to",
        ),
    )


def test_a_missing_group_is_listed_as_an_assumption(disk: Disk) -> None:
    disk.cell("neighbourhoods.csv", 2, "no_car", "")

    (assumption,) = read_estate(disk.folder).assumptions

    assert (assumption.table, assumption.record, assumption.column, assumption.assumed) == (
        "neighbourhoods", "N1", "no_car", "0",
    )  # fmt: skip


def test_empty_cells_take_what_the_manifest_names(disk: Disk) -> None:
    for column in ("max_move_km", "min_hours_per_week", "indivisible", "public"):
        disk.column("services.csv", column, "")
    disk.column("options.csv", "carbon_factor", "")
    disk.column("buildings.csv", "status", "")

    estate = read_estate(disk.folder)

    service = estate.services[0]
    assert (service.max_move_km, service.min_hours_per_week, service.indivisible, service.public) == (
        float("inf"), 0.0, False, True,
    )  # fmt: skip
    assert [o.carbon_factor for o in estate.options] == [o.running_cost_factor for o in OPTIONS]
    assert {b.status for b in estate.buildings} == {"open"}
    assert estate.assumptions == ()


# -- any estate ----------------------------------------------------------------------------------

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip).filter(bool)
AMOUNT = st.floats(0, 1e12, allow_nan=False)
SHARE = st.floats(0, 1, allow_nan=False)
DAY = st.dates(date(1900, 1, 1), date(2200, 1, 1))
FEATURE = st.sampled_from(["lift", "café", "IT suite", "pool"])


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


@st.composite
def estates(draw: st.DrawFn) -> Estate:
    """The tiny estate with everything redrawn that does not have to agree with something else."""
    buildings = tuple(
        dataclasses.replace(
            building,
            name=draw(TEXT),
            features=building.features | draw(st.frozensets(FEATURE)),
            running_cost_gbp_per_year=draw(AMOUNT),
            **{name: draw(maybe(AMOUNT)) for name in ("gia_m2", "backlog_gbp", "exit_cost_gbp", "disposal_cost_gbp")},
            **{name: draw(maybe(AMOUNT)) for name in ("income_gbp_per_year", "hire_gbp_per_hour")},
            **{name: draw(maybe(SHARE)) for name in ("flexibility", "local_importance")},
            **{name: draw(maybe(st.booleans())) for name in ("listed", "community_value")},
            **{name: draw(maybe(DAY)) for name in ("lease_end", "break_date", "record_date")},
            **{name: draw(maybe(TEXT)) for name in ("uprn", "tenure", "restriction", "illustrative")},
            condition=draw(maybe(st.sampled_from(Condition))),
            status=draw(st.sampled_from(["open", "temporarily closed"])),
        )
        for building in BUILDINGS
    )
    taken = {field.name for field in dataclasses.fields(NEIGHBOURHOODS[0])}
    groups = draw(st.lists(TEXT.filter(lambda name: name not in taken), unique=True, max_size=3).map(sorted))
    neighbourhoods = tuple(
        dataclasses.replace(
            place,
            name=draw(TEXT),
            population=draw(st.floats(1, 1e6)),
            deprivation_rank=draw(maybe(st.integers(1, 40_000))),
            groups=MappingProxyType({group: draw(SHARE) for group in groups}),
        )
        for place in NEIGHBOURHOODS
    )
    return tiny_estate().replace(
        name=draw(TEXT),
        notice=draw(TEXT),
        attribution=draw(TEXT),
        buildings=buildings,
        neighbourhoods=neighbourhoods,
        services=tuple(
            dataclasses.replace(
                s, max_move_km=draw(AMOUNT | st.just(float("inf"))), indivisible=draw(st.booleans()), name=draw(TEXT)
            )
            for s in SERVICES
        ),
        activities=tuple(dataclasses.replace(a, visits_per_year=draw(maybe(AMOUNT))) for a in ACTIVITIES),
    )


@settings(max_examples=40, deadline=None)
@given(estates())
def test_any_estate_comes_back_the_same(estate: Estate) -> None:
    assert content(after_a_round_trip(estate)) == content(estate)


@settings(max_examples=20, deadline=None)
@given(estates())
def test_equal_estates_give_equal_bytes(estate: Estate) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_estate(estate, folder / "one")
        write_estate(read_estate(folder / "one"), folder / "two")

        for path in sorted((folder / "one").iterdir()):
            assert path.read_bytes() == (folder / "two" / path.name).read_bytes()


def test_a_round_trip_tells_no_problem_that_was_not_there(tmp_path: Path) -> None:
    write_estate(tiny_estate_with_partner(), tmp_path / "estate")

    assert check_estate(tmp_path / "estate")[1] == []
