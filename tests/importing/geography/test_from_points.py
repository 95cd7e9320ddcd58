"""Wards made of points: they hold their neighbourhoods, meet edge to edge, and say that they were made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from estate_opt.errors import InputError
from estate_opt.importing.gathered import put_layer, read_gathered
from estate_opt.importing.geography import import_neighbourhoods, wards_from_points
from estate_opt.importing.geography.from_points import tiles
from estate_opt.importing.raw import read_raw
from estate_opt.inputs.coordinates import geometry_to_metres, to_degrees, to_metres
from tests.importing.places import AT, LSOAS, SHARED, needs_shared, write_csv


def small_areas(folder: Path) -> Path:
    rows = [f"{c},{w},Ward {w[-1]},E08000035,Leeds,{AT[c][0]},{AT[c][1]}" for c, w in LSOAS.items()]
    return write_csv(folder / "lsoa.csv", "LSOA21CD,WD24CD,WD24NM,LAD24CD,LAD24NM,LONG,LAT", *rows)


def test_each_neighbourhood_lies_in_its_ward_and_the_layer_says_how_it_was_made(tmp_path: Path) -> None:
    raw = read_raw(small_areas(tmp_path))
    layer = wards_from_points(raw, read_gathered(tmp_path / "estate"), authority="Leeds")
    for code, ward in LSOAS.items():
        assert layer.geometry[ward].contains(shapely.Point(AT[code]))
    assert "not the legal boundaries" in layer.notes[0]
    assert layer.settings["vintage"] == {"ward_year": 2024}
    assert layer.title == "Leeds"
    gathered = put_layer(tmp_path / "estate", layer)
    assert import_neighbourhoods(raw, gathered).rows == {"neighbourhoods": 4}


def test_wards_meet_edge_to_edge_for_any_points() -> None:
    rng = np.random.default_rng(7)
    xy = rng.uniform((420_000, 430_000), (440_000, 450_000), (300, 2))
    wards = [f"E0500{k:04d}" for k in rng.integers(0, 12, len(xy))]
    shapes = tiles(xy, wards)
    metres = [geometry_to_metres(shape) for shape in shapes.values()]
    union = shapely.union_all(metres)
    assert sum(shape.area for shape in metres) == pytest.approx(union.area, rel=1e-6)
    assert all(shape.is_valid for shape in shapes.values())
    at = np.column_stack(to_degrees(*np.round(xy).T))
    assert all(shapes[ward].distance(shapely.Point(p)) == 0 for ward, p in zip(wards, at, strict=True))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_handful_of_points_is_enough(count: int) -> None:
    xy = np.array([[430_000.0, 434_000.0], [431_000.0, 434_000.0], [430_000.0, 434_000.0]])[:count]
    shapes = tiles(xy, ["E05000001", "E05000002", "E05000001"][:count])
    assert all(shape.area > 0 for shape in shapes.values())


def test_areas_that_name_no_ward_are_refused(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", "LSOA21CD,LONG,LAT", "E01000001,-1.5,53.8")
    with pytest.raises(InputError, match="No column says which ward"):
        wards_from_points(read_raw(table), read_gathered(tmp_path / "e"))


@pytest.mark.slow
class TestEngland:
    pytestmark = needs_shared

    def test_every_open_library_lies_on_the_made_ground_of_its_authority(self) -> None:
        areas = pd.read_parquet(SHARED / "england" / "lsoa2021.parquet")
        libraries = pd.read_csv(SHARED / "england" / "libraries.csv")
        libraries = libraries[~libraries["is_closed"]]
        outside = []
        for authority, rows in areas.groupby("lad24_code"):
            xy = np.column_stack(to_metres(rows["point_lon"].to_numpy(), rows["point_lat"].to_numpy()))
            shapes = tiles(xy, rows["ward24_code"].tolist())
            assert all(shape.is_valid for shape in shapes.values()), authority
            ground = shapely.union_all([geometry_to_metres(shape) for shape in shapes.values()])
            there = libraries[libraries["lad24_code"] == authority]
            at = shapely.points(np.column_stack(to_metres(there["lon"].to_numpy(), there["lat"].to_numpy())))
            outside += there.loc[shapely.distance(at, ground) > 100, "library_name"].tolist()
        assert outside == []
