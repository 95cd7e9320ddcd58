"""Wards: any year's spelling, one authority of many, committees, and boundaries that do not fit."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from estate_opt.errors import InputError, Severity
from estate_opt.importing.gathered import put_layer, read_gathered
from estate_opt.importing.geography import import_neighbourhoods, import_wards
from estate_opt.importing.raw import read_raw
from tests.importing.places import (
    SHARED,
    WARDS,
    best_fit_file,
    centroid_file,
    needs_shared,
    square,
    ward_file,
    write_csv,
    write_geojson,
)


@pytest.mark.parametrize("year", [18, 20, 24, 31])
def test_any_years_export_is_read(tmp_path: Path, year: int) -> None:
    layer = import_wards(read_raw(ward_file(tmp_path, year)), read_gathered(tmp_path / "estate"))
    areas = layer.tables["areas"]
    assert dict(zip(areas["area_id"], areas["name"], strict=True)) == WARDS
    assert set(areas["kind"]) == {"ward"}
    assert layer.settings["vintage"] == {"ward_year": 2000 + year}
    assert layer.sources[0].vintage == str(2000 + year)
    assert layer.title == "Leeds"
    assert areas["source.WD%02dCD" % year].tolist() == list(WARDS)  # noqa: UP031 - as the column is written
    assert layer.geometry["E05011385"].equals(shapely.geometry.shape(square(-1.56, -1.52)))


def test_geopackage_in_metres_and_shapefile_come_to_degrees(tmp_path: Path) -> None:
    frame = gpd.read_file(ward_file(tmp_path)).to_crs(27700)
    frame.to_file(tmp_path / "wards.gpkg", layer="WD_MAY_2024")
    frame[["WD24CD", "WD24NM", "geometry"]].to_file(tmp_path / "wards.shp")
    for name in ("wards.gpkg", "wards.shp"):
        layer = import_wards(read_raw(tmp_path / name), read_gathered(tmp_path / "estate"))
        wanted = shapely.geometry.shape(square(-1.6, -1.56))
        assert shapely.hausdorff_distance(layer.geometry["E05011384"], wanted) < 1e-4  # 10 m


def test_plain_names_need_the_year_to_be_said(tmp_path: Path) -> None:
    source = write_geojson(tmp_path / "w.geojson", [({"ward_code": "E05000001", "ward_name": "A"}, square(-1.6, -1.5))])
    layer = import_wards(read_raw(source), read_gathered(tmp_path / "estate"), year=2020)
    assert layer.settings["vintage"] == {"ward_year": 2020}


class TestOneAuthority:
    def source(self, folder: Path) -> Path:
        rows = [
            ({"WD24CD": f"E0500000{k}", "WD24NM": f"Ward {k}", "LAD24CD": code, "LAD24NM": name}, square(-1.6, -1.5))
            for k, (code, name) in enumerate(
                [("E08000035", "Leeds"), ("E06000016", "Leicester"), ("E08000035", "Leeds")]
            )
        ]
        return write_geojson(folder / "wards.geojson", rows)

    @pytest.mark.parametrize("authority", ["E08000035", "Leeds", "leeds city council", "City of Leeds"])
    def test_by_code_or_any_form_of_its_name(self, tmp_path: Path, authority: str) -> None:
        layer = import_wards(read_raw(self.source(tmp_path)), read_gathered(tmp_path / "estate"), authority=authority)
        assert layer.tables["areas"]["area_id"].tolist() == ["E05000000", "E05000002"]
        assert set(layer.geometry) == {"E05000000", "E05000002"}
        assert layer.tables["areas"]["source_row"].tolist() == ["1", "3"]

    def test_a_misspelt_name_gets_the_nearest(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="Did you mean 'Leicester'"):
            import_wards(read_raw(self.source(tmp_path)), read_gathered(tmp_path / "e"), authority="Leicesster")

    def test_boundaries_without_authority_take_a_lookup(self, tmp_path: Path) -> None:
        bare = write_geojson(
            tmp_path / "bare.geojson",
            [({"WD24CD": f"E0500000{k}", "WD24NM": f"Ward {k}"}, square(-1.6, -1.5)) for k in range(3)],
        )
        lookup = write_csv(
            tmp_path / "lu.csv", "WD24CD,WD24NM,LAD24CD,LAD24NM",
            "E05000000,Ward 0,E08000035,Leeds", "E05000001,Ward 1,E06000016,Leicester",
        )  # fmt: skip
        estate = read_gathered(tmp_path / "estate")
        layer = import_wards(read_raw(bare), estate, authority="Leicester", authorities=read_raw(lookup))
        assert layer.tables["areas"]["area_id"].tolist() == ["E05000001"]
        with pytest.raises(InputError, match="No column has the name of a local authority"):
            import_wards(read_raw(bare), estate, authority="Leicester")


class TestCommittees:
    def test_by_code_or_name_with_and(self, tmp_path: Path) -> None:
        table = write_csv(
            tmp_path / "c.csv", "Ward,Community committee", "Armley and Wortley,Inner West", "E05011385,Inner South"
        )
        layer = import_wards(
            read_raw(ward_file(tmp_path)), read_gathered(tmp_path / "estate"), committees=read_raw(table)
        )
        areas = layer.tables["areas"].set_index("area_id")
        assert areas.loc["E05011384", "parent"] == "committee-inner-west"
        assert areas.loc["committee-inner-south", ["kind", "name"]].tolist() == ["committee", "Inner South"]
        assert {source.name for source in layer.sources} == {"WD_MAY_2024_UK_BGC.geojson", "c.csv"}

    def test_unknown_wards_and_two_homes_are_all_named(self, tmp_path: Path) -> None:
        table = write_csv(tmp_path / "c.csv", "ward,committee", "Holbek,X", "Holbeck,X", "Holbeck,Y")
        with pytest.raises(InputError) as refused:
            import_wards(read_raw(ward_file(tmp_path)), read_gathered(tmp_path / "e"), committees=read_raw(table))
        first, second = refused.value.problems
        assert (first.row, first.value) == (2, "Holbek")
        assert "Holbeck" in first.remedy
        assert (second.row, second.message) == (4, "The ward is in another committee further up.")

    def test_wards_without_one_are_warned_of(self, tmp_path: Path) -> None:
        table = write_csv(tmp_path / "c.csv", "ward,committee", "Holbeck,X")
        layer = import_wards(read_raw(ward_file(tmp_path)), read_gathered(tmp_path / "e"), committees=read_raw(table))
        (warning,) = layer.problems
        assert warning.severity is Severity.WARNING
        assert "1 wards have no committee: E05011384" in warning.message


class TestRefused:
    def test_a_file_of_something_else(self, tmp_path: Path) -> None:
        source = write_geojson(tmp_path / "x.geojson", [({"name": "A"}, square(-1.6, -1.5))])
        with pytest.raises(InputError, match="No column has codes of wards"):
            import_wards(read_raw(source), read_gathered(tmp_path / "e"))

    def test_points_and_missing_shapes_and_codes_are_all_named(self, tmp_path: Path) -> None:
        point = {"type": "Point", "coordinates": [-1.5, 53.8]}
        source = write_geojson(
            tmp_path / "x.geojson", [({"WD24CD": "E05000001"}, point), ({"WD24CD": "E05000002"}, None)]
        )
        with pytest.raises(InputError) as refused:
            import_wards(read_raw(source), read_gathered(tmp_path / "e"))
        assert [p.row for p in refused.value.problems] == [1, 2]
        twice = write_geojson(
            tmp_path / "y.geojson", [({"WD24CD": c}, square(-1.6, -1.5)) for c in ("E05000001", "", "E05000001")]
        )
        with pytest.raises(InputError) as refused:
            import_wards(read_raw(twice), read_gathered(tmp_path / "e"))
        assert {p.row for p in refused.value.problems} == {2, 3}

    def test_boundaries_of_another_year_than_the_neighbourhoods(self, tmp_path: Path) -> None:
        estate = tmp_path / "estate"
        moved = {"E01000001": "E05099999", "E01000002": "E05011384", "E01000003": "E05011385", "E01000004": "E05011385"}
        lookup = read_raw(best_fit_file(tmp_path, wards=moved))
        put_layer(
            estate, import_neighbourhoods(read_raw(centroid_file(tmp_path)), read_gathered(estate), lookup=lookup)
        )
        with pytest.raises(InputError, match=r"name 1 wards of 2024 .* boundaries of 2020: E05099999"):
            import_wards(read_raw(ward_file(tmp_path, 20)), read_gathered(estate))

    def test_a_bow_tie_is_repaired_and_told(self, tmp_path: Path) -> None:
        ring = [[-1.6, 53.78], [-1.5, 53.82], [-1.5, 53.78], [-1.6, 53.82], [-1.6, 53.78]]
        source = write_geojson(
            tmp_path / "x.geojson", [({"WD24CD": "E05000001"}, {"type": "Polygon", "coordinates": [ring]})]
        )
        layer = import_wards(read_raw(source), read_gathered(tmp_path / "e"))
        assert layer.geometry["E05000001"].is_valid
        assert "repaired: E05000001" in layer.notes[0]

    def test_a_table_without_polygons_gives_names_with_a_warning(self, tmp_path: Path) -> None:
        table = write_csv(tmp_path / "w.csv", "WD24CD,WD24NM", "E05000001,A")
        layer = import_wards(read_raw(table), read_gathered(tmp_path / "e"))
        assert layer.geometry == {}
        assert "--from-points" in layer.problems[0].remedy


class TestRealWards:
    pytestmark = needs_shared

    def test_leeds(self, tmp_path: Path) -> None:
        raw = read_raw(SHARED / "leeds" / "wards_2020.geojson")
        layer = import_wards(raw, read_gathered(tmp_path / "e"), authority="E08000035", year=2020)
        assert layer.rows == {"areas": 33}
        published = gpd.read_file(SHARED / "leeds" / "wards_2020.geojson").set_index("ward_code")
        assert all(shape.equals(published.geometry[code]) for code, shape in layer.geometry.items())
