"""The layers, read back."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from estate_opt.domain.decisions import Decisions
from estate_opt.errors import OutputError
from estate_opt.reporting import GEOPACKAGE, WORKBOOK, report_writers
from estate_opt.reporting.geopackage import write_geopackage
from estate_opt.results.manifest import Origin, manifest
from estate_opt.results.summary import summary
from estate_opt.results.tables import tables
from tests.results.plans import MIXED, kept_as_today, plan_file, result
from tests.tiny import tiny_estate_with_partner

WHEN = datetime(2026, 3, 1, 12)


def write(path: Path, decisions: Decisions = MIXED) -> Path:
    of = result(decisions)
    write_geopackage(path, result=of, found=tables(of), when=WHEN)
    return path


def test_it_has_four_layers_in_degrees(tmp_path: Path) -> None:
    path = write(tmp_path / "plan.gpkg")
    assert dict(pyogrio.list_layers(path)) == {
        "buildings": "Point",
        "relocations": "LineString",
        "wards": "Polygon",
        "neighbourhoods": "Point",
    }
    for layer in ("buildings", "relocations", "wards", "neighbourhoods"):
        assert gpd.read_file(path, layer=layer).crs.to_epsg() == 4326


def test_buildings_carry_their_decision_at_their_place(tmp_path: Path) -> None:
    layer = gpd.read_file(write(tmp_path / "plan.gpkg"), layer="buildings").set_index("building_id")
    assert layer.loc["B2", "decision"] == "closed"
    assert layer.loc["B2", "reason"].startswith("It is used for 30%")
    place = layer.loc["B2"].geometry
    assert (place.x, place.y) == pytest.approx((layer.loc["B2", "longitude"], layer.loc["B2", "latitude"]))
    assert not layer.loc["B2", "condition_assumed"]


def test_lines_run_from_the_old_place_to_the_new(tmp_path: Path) -> None:
    path = write(tmp_path / "plan.gpkg")
    buildings = gpd.read_file(path, layer="buildings").set_index("building_id").geometry
    lines = gpd.read_file(path, layer="relocations")
    assert len(lines) == 3, "what ends has no line"
    for line in lines.itertuples():
        start, end = line.geometry.coords
        assert start == pytest.approx(buildings[line.from_building_id].coords[0])
        assert end == pytest.approx(buildings[line.to_building_id].coords[0])


def test_wards_carry_the_cover_of_each_service(tmp_path: Path) -> None:
    wards = gpd.read_file(write(tmp_path / "plan.gpkg"), layer="wards").set_index("area_id")
    assert wards.loc["W2", "cover_library_today_share"] == pytest.approx(0.6)
    assert wards.loc["W2", "cover_library_plan_share"] == 0
    assert wards.loc["W1", "priority"]
    assert wards.geometry.is_valid.all()


def test_neighbourhoods_carry_their_way_to_each_service(tmp_path: Path) -> None:
    places = gpd.read_file(write(tmp_path / "plan.gpkg"), layer="neighbourhoods").set_index("neighbourhood_id")
    of = result()
    for name, snapshot in (("library_today_km", of.before), ("library_plan_km", of.after)):
        assert list(places[name]) == pytest.approx(list(snapshot.distance("library")))
    assert places.loc["N5", "library_plan_km"] > places.loc["N5", "library_today_km"]
    assert places.loc["N1", "people"] == 1_500


def test_a_plan_that_moves_nothing_has_an_empty_layer_of_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "plan.gpkg", kept_as_today())
    assert gpd.read_file(path, layer="relocations").empty


def test_a_ward_without_a_polygon_is_kept_without_one(tmp_path: Path) -> None:
    estate = tiny_estate_with_partner()
    areas = tuple(replace(a, geometry=None) if a.area_id == "W2" else a for a in estate.areas)
    of = result(estate=estate.replace(areas=areas))
    path = tmp_path / "plan.gpkg"
    write_geopackage(path, result=of, found=tables(of), when=WHEN)
    wards = gpd.read_file(path, layer="wards").set_index("area_id")
    assert wards.loc["W2"].geometry is None
    assert wards.loc["W1"].geometry is not None


def test_services_that_differ_in_capitals_only_have_columns_of_their_own(tmp_path: Path) -> None:
    estate = tiny_estate_with_partner()
    clash = {"library": "Room_Hire"}
    of = result(
        Decisions(
            MIXED.options,
            tuple(replace(m, service_id=clash.get(m.service_id, m.service_id)) for m in MIXED.moves),
            frozenset((building, clash.get(service, service)) for building, service in MIXED.offers),
        ),
        plan_file(reduction={"share": 0.5}),
        estate.replace(
            services=tuple(replace(s, service_id=clash.get(s.service_id, s.service_id)) for s in estate.services),
            activities=tuple(replace(a, service_id=clash.get(a.service_id, a.service_id)) for a in estate.activities),
        ),
    )
    path = tmp_path / "plan.gpkg"
    write_geopackage(path, result=of, found=tables(of), when=WHEN)
    wards = gpd.read_file(path, layer="wards").set_index("area_id")
    assert {"cover_Room_Hire_plan_share", "cover_room_hire_plan_share_2"} <= set(wards.columns)


def test_the_same_result_and_time_give_the_same_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "a.gpkg").read_bytes() == write(tmp_path / "b.gpkg").read_bytes()
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"plan\.gpkg cannot be written"):
        write(tmp_path / "nowhere" / "plan.gpkg")


@pytest.mark.parametrize("wanted", [(True, True), (True, False), (False, True), (False, False)])
def test_only_the_files_that_are_asked_for_are_written(wanted: tuple[bool, bool]) -> None:
    of = result()
    outputs = of.plan_file.outputs.model_copy(update={"workbook": wanted[0], "geopackage": wanted[1]})
    asked = replace(of, plan_file=of.plan_file.model_copy(update={"outputs": outputs}))
    record = manifest(of, Origin(estate_path="tiny", estate_files={}, plan_files={}), when=WHEN, checks=3)
    writers = report_writers(asked, tables(of), summary(record), WHEN)
    assert (WORKBOOK in writers, GEOPACKAGE in writers) == wanted
