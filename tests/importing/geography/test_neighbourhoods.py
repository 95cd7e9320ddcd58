"""Neighbourhoods: points of every kind that is published, best-fit look-ups, and years that do not fit."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from estate_opt.errors import InputError
from estate_opt.importing.gathered import put_layer, read_gathered
from estate_opt.importing.geography import import_neighbourhoods
from estate_opt.importing.raw import read_raw
from tests.importing.places import (
    AT,
    LSOAS,
    SHARED,
    best_fit_file,
    centroid_file,
    needs_shared,
    square,
    ward_file,
    wards_of,
    write_csv,
    write_geojson,
)


def places(layer: object) -> dict[str, tuple[float, float]]:
    frame = layer.tables["neighbourhoods"]  # type: ignore[attr-defined]
    columns = (frame["neighbourhood_id"], frame["longitude"], frame["latitude"])
    return {code: (float(x), float(y)) for code, x, y in zip(*columns, strict=True)}


def test_population_weighted_centroids_in_metres_with_a_best_fit(tmp_path: Path) -> None:
    estate = wards_of(tmp_path, ward_file(tmp_path))
    layer = import_neighbourhoods(
        read_raw(centroid_file(tmp_path)), estate, lookup=read_raw(best_fit_file(tmp_path)), authority="Leeds"
    )
    frame = layer.tables["neighbourhoods"]
    assert dict(zip(frame["neighbourhood_id"], frame["ward_code"], strict=True)) == LSOAS
    for code, (x, y) in places(layer).items():
        assert (x, y) == pytest.approx(AT[code], abs=2e-6)
    assert layer.notes == ("Points of the neighbourhoods: 4 population-weighted.",)
    assert layer.settings["vintage"] == {"unit": "LSOA", "areas_year": 2021, "ward_year": 2024}
    assert [source.vintage for source in layer.sources] == ["2021", "2024"]


@pytest.mark.parametrize("census", [11, 21])
def test_boundaries_give_a_point_inside(tmp_path: Path, census: int) -> None:
    source = write_geojson(
        tmp_path / "lsoa.geojson",
        [({f"LSOA{census}CD": "E01000001", f"LSOA{census}NM": "Leeds 1"}, square(-1.6, -1.5))],
    )
    layer = import_neighbourhoods(read_raw(source), read_gathered(tmp_path / "e"))
    (point,) = places(layer).values()
    assert shapely.geometry.shape(square(-1.6, -1.5)).contains(shapely.Point(point))
    assert layer.notes == ("Points of the neighbourhoods: 1 representative point.",)
    assert layer.settings["vintage"] == {"unit": "LSOA", "areas_year": 2000 + census}
    assert layer.tables["neighbourhoods"]["name"].tolist() == ["Leeds 1"]


def test_published_label_point_stands_before_one_made_of_the_polygon(tmp_path: Path) -> None:
    properties = {"OA21CD": "E00000001", "LSOA21CD": "E01000001", "LAT": 53.79, "LONG": -1.51}
    source = write_geojson(tmp_path / "oa.geojson", [(properties, square(-1.6, -1.5))])
    layer = import_neighbourhoods(read_raw(source), read_gathered(tmp_path / "e"))
    assert places(layer) == {"E00000001": (-1.51, 53.79)}
    assert layer.settings["vintage"]["unit"] == "output area"  # type: ignore[index]


def test_points_of_a_layer_and_what_kind_they_are_said_to_be(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"lsoa21cd": ["E01000001"]}, geometry=[shapely.Point(-1.5, 53.8)], crs=4326)
    frame.to_crs(27700).to_file(tmp_path / "points.gpkg")
    layer = import_neighbourhoods(read_raw(tmp_path / "points.gpkg"), read_gathered(tmp_path / "e"), basis="my own")
    assert places(layer)["E01000001"] == pytest.approx((-1.5, 53.8), abs=3e-5)
    assert layer.notes == ("Points of the neighbourhoods: 1 my own.",)


def test_named_columns_and_gaps_filled_from_the_next_best(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "t.csv", "lsoa21_code,hhw_lon,hhw_lat,point_lon,point_lat,a,b",
        "E01000001,-1.51,53.81,-1.5,53.8,-1.4,53.7", "E01000002,,,-1.5,53.8,-1.4,53.7",
    )  # fmt: skip
    estate = read_gathered(tmp_path / "e")
    layer = import_neighbourhoods(read_raw(table), estate)
    assert places(layer) == {"E01000001": (-1.51, 53.81), "E01000002": (-1.5, 53.8)}
    assert layer.notes == ("Points of the neighbourhoods: 1 household-weighted; 1 representative point.",)
    named = import_neighbourhoods(read_raw(table), estate, points=("a", "b"))
    assert set(places(named).values()) == {(-1.4, 53.7)}
    with pytest.raises(InputError, match="There is no column 'A'"):
        import_neighbourhoods(read_raw(table), estate, points=("A", "b"))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("53.8,-1.5", "swapped"),
        ("", "no point"),
        (",", "no point"),
        ("2.35,48.85", "outside Britain"),
        ("west,53.8", "not a coordinate"),
    ],
)
def test_places_that_cannot_be_are_told(tmp_path: Path, cells: str, said: str) -> None:
    table = write_csv(tmp_path / "t.csv", "LSOA21CD,LONG,LAT", f"E01000001,{cells}", "E01000002,-1.5,53.8")
    with pytest.raises(InputError, match=said) as refused:
        import_neighbourhoods(read_raw(table), read_gathered(tmp_path / "e"))
    assert refused.value.problems[0].row == 2


class TestVintages:
    def test_wards_of_another_year_with_the_same_codes_are_told(self, tmp_path: Path) -> None:
        estate = wards_of(tmp_path, ward_file(tmp_path, 20))
        layer = import_neighbourhoods(
            read_raw(centroid_file(tmp_path)), estate, lookup=read_raw(best_fit_file(tmp_path))
        )
        assert layer.notes[1].startswith(
            "The wards named are of 2024 and the boundaries of 2020; all codes are the same"
        )

    def test_wards_that_the_boundaries_lack_are_refused_with_the_remedy(self, tmp_path: Path) -> None:
        estate = wards_of(tmp_path, ward_file(tmp_path, 20))
        lookup = read_raw(best_fit_file(tmp_path, wards=LSOAS | {"E01000001": "E05099999"}))
        with pytest.raises(InputError, match=r"1 of the 3 wards of 2024 .* of 2020: E05099999.*best-fit look-up"):
            import_neighbourhoods(read_raw(centroid_file(tmp_path)), estate, lookup=lookup)

    def test_a_lookup_of_other_areas_names_those_without_a_home(self, tmp_path: Path) -> None:
        lookup = read_raw(best_fit_file(tmp_path, wards={"E01000001": "E05011384"}))
        with pytest.raises(InputError) as refused:
            import_neighbourhoods(read_raw(centroid_file(tmp_path)), read_gathered(tmp_path / "e"), lookup=lookup)
        assert [p.value for p in refused.value.problems] == ["E01000002", "E01000003", "E01000004"]
        of_2011 = read_raw(best_fit_file(tmp_path, census=11))
        with pytest.raises(InputError, match="not a look-up: it needs a column with the codes of each LSOA of 2021"):
            import_neighbourhoods(read_raw(centroid_file(tmp_path)), read_gathered(tmp_path / "e"), lookup=of_2011)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No column has codes of LSOAs or output areas"):
        import_neighbourhoods(read_raw(write_csv(tmp_path / "t.csv", "a,b", "1,2")), read_gathered(tmp_path / "e"))


class TestRealNeighbourhoods:
    pytestmark = needs_shared

    def test_leeds_with_its_wards(self, tmp_path: Path) -> None:
        estate = wards_of(tmp_path, SHARED / "leeds" / "wards_2020.geojson", year=2020)
        layer = import_neighbourhoods(read_raw(SHARED / "leeds" / "lsoa2021.csv"), estate)
        published = pd.read_csv(SHARED / "leeds" / "lsoa2021.csv").set_index("lsoa21_code")
        assert layer.rows == {"neighbourhoods": 488}
        assert "438 household-weighted; 50 representative point" in layer.notes[0]
        expected = published["hhw_lon"].fillna(published["point_lon"])
        found = {code: x for code, (x, _) in places(layer).items()}
        assert np.allclose(pd.Series(found)[expected.index], expected, atol=1e-6)
        put_layer(tmp_path / "estate", layer)

    def test_leeds_by_its_polygons(self, tmp_path: Path) -> None:
        estate = wards_of(tmp_path, SHARED / "leeds" / "wards_2020.geojson")
        raw = read_raw(SHARED / "leeds" / "lsoa2021.geojson")
        layer = import_neighbourhoods(raw, estate)
        shapes = gpd.read_file(SHARED / "leeds" / "lsoa2021.geojson").set_index("lsoa21_code").geometry
        assert all(shapes[code].distance(shapely.Point(xy)) < 1e-6 for code, xy in places(layer).items())
