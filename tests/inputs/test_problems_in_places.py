"""Ids, places and polygons that cannot be right."""

from __future__ import annotations

import pytest

from tests.inputs.broken import Case, Edit, assert_told, cell, row
from tests.inputs.conftest import Disk


def _polygon(number: int, coordinates: list[list[list[float]]]) -> Edit:
    geometry = {"type": "Polygon", "coordinates": coordinates}
    return lambda disk: disk.features(lambda features: features[number - 1].update(geometry=geometry))


def _swap_polygon(disk: Disk) -> None:
    def swap(features: list[dict]) -> None:
        ring = features[2]["geometry"]["coordinates"][0]
        features[2]["geometry"]["coordinates"] = [[[y, x] for x, y in ring]]

    disk.features(swap)


def _bow_tie(disk: Disk) -> None:
    def cross(features: list[dict]) -> None:
        a, b, c, d, _ = features[0]["geometry"]["coordinates"][0]
        features[0]["geometry"]["coordinates"] = [[a, c, b, d, a]]

    disk.features(cross)


def _repeat_ward(disk: Disk) -> None:
    twin = {"area_id": "W9", "kind": "ward", "name": "Twin"}
    disk.features(lambda features: features.append({**features[1], "properties": twin}))


def _no_wards(disk: Disk) -> None:
    def demote(features: list[dict]) -> None:
        features[0]["geometry"] = None
        for feature in features[1:]:
            feature["properties"]["kind"] = "committee"

    disk.features(demote)


def _property(number: int, name: str, value: object) -> Edit:
    return lambda disk: disk.features(lambda features: features[number - 1]["properties"].update({name: value}))


IDS = (
    Case(
        "reserved option",
        lambda d: d.append("options.csv", "partner", "P", "B1", "1", "1", "2", "", "0", "0", "", "true", "true"),
        "options.csv:6:option_id=partner",
        "only option of a partner",
        "another id",
    ),
    Case(
        "star for a type",
        cell("buildings.csv", 2, "type", "*"),
        "buildings.csv:2:type=*",
        "stands for every building",
        "Rename",
    ),
    Case(
        "duplicate id",
        lambda d: d.append("services.csv", *d.rows("services.csv")[1]),
        "services.csv:5:service_id=childrens",
        "as in line 2",
        "another id",
    ),
    Case(
        "duplicate of two columns",
        lambda d: d.append("activities.csv", "B1", "library", "1", ""),
        "activities.csv:9:building_id=B1",
        "as in line 2",
        "another id",
    ),
    Case(
        "unknown building",
        lambda d: d.append("activities.csv", "B11", "library", "1", ""),
        "activities.csv:9:building_id=B11",
        "no such building_id",
        "'B1'",
    ),
    Case(
        "unknown service",
        cell("activities.csv", 3, "service_id", "room_hir"),
        "activities.csv:3:service_id=room_hir",
        "no such service_id in services.csv",
        "'room_hire'",
    ),
    Case(
        "unknown ward",
        cell("neighbourhoods.csv", 3, "ward_code", "Quux"),
        "neighbourhoods.csv:3:ward_code=Quux",
        "no such area_id",
        "Add it to areas.geojson",
    ),
    Case(
        "committee as a ward",
        cell("neighbourhoods.csv", 3, "ward_code", "C1"),
        "neighbourhoods.csv:3:ward_code=C1",
        "committee, not a ward",
        "id of a ward",
    ),
    Case(
        "ward as a parent",
        _property(3, "parent", "W1"),
        "areas.geojson:3:parent=W1",
        "ward, not a committee",
        "id of a committee",
    ),
)

PLACES = (
    Case(
        "no minus sign",
        row("buildings.csv", 2, longitude="1.5611717", easting="", northing=""),
        "buildings.csv:2:longitude=1.5611717",
        "outside every ward",
        "minus sign",
    ),
    Case(
        "swapped metres",
        row("buildings.csv", 2, longitude="", latitude="", easting="435500", northing="429000"),
        "buildings.csv:2:easting=435500",
        "outside every ward",
        "Exchange easting and northing",
    ),
    Case(
        "swapped",
        row("buildings.csv", 2, longitude="53.801498", latitude="-1.5611717"),
        "buildings.csv:2:longitude=53.801498",
        "swapped",
        "Exchange",
    ),
    Case(
        "grid as degrees",
        row("neighbourhoods.csv", 2, longitude="429100", latitude="434100"),
        "neighbourhoods.csv:2:longitude=429100",
        "British National Grid metres",
        "easting and northing",
    ),
    Case(
        "degrees as grid",
        row("buildings.csv", 2, longitude="", latitude="", easting="1.56", northing="53.8"),
        "buildings.csv:2:easting=1.56",
        "degrees, not metres",
        "longitude and latitude",
    ),
    Case(
        "outside Britain",
        row("buildings.csv", 2, longitude="12.5", latitude="41.9"),
        "buildings.csv:2:longitude=12.5",
        "outside Britain",
        "Correct",
    ),
    Case(
        "outside the grid",
        cell("buildings.csv", 2, "easting", "999999"),
        "buildings.csv:2:easting=999999",
        "outside the British National Grid",
        "Correct",
    ),
    Case(
        "two places",
        cell("buildings.csv", 2, "easting", "429200"),
        "buildings.csv:2:easting=429200",
        "200 m from",
        "leave it empty",
    ),
    Case(
        "half a place",
        cell("buildings.csv", 2, "latitude", ""),
        "buildings.csv:2:longitude=-1.5611717",
        "no latitude",
        "Give the latitude",
    ),
    Case(
        "no place",
        row("buildings.csv", 2, longitude="", latitude="", easting="", northing=""),
        "buildings.csv:2:longitude",
        "no place",
        "postcode alone cannot be placed",
    ),
    Case(
        "outside every ward",
        row("neighbourhoods.csv", 2, longitude="", latitude="", easting="420000"),
        "neighbourhoods.csv:2:easting=420000",
        "8.00 km from the nearest ('W1')",
        "areas.geojson",
    ),
)

SHAPES = (
    Case("list for a parent", _property(2, "parent", ["C1"]), "areas.geojson:2:parent", "a list", "Write text"),
    Case("no ward", _no_wards, "areas.geojson::kind", "No area is a ward", "Add the wards"),
    Case("overlap", _repeat_ward, "areas.geojson:4:area_id=W9", "overlaps that of 'W1' by 1,200.0 ha", "boundaries"),
    Case("crosses itself", _bow_tie, "areas.geojson:1:area_id=C1", "not valid (Self-intersection", "Fix geometries"),
    Case("polygon swapped", _swap_polygon, "areas.geojson:3:geometry", "swapped", "Export"),
    Case(
        "polygon in metres",
        _polygon(3, [[[431000, 432000], [434000, 432000], [434000, 436000], [431000, 432000]]]),
        "areas.geojson:3:geometry",
        "British National Grid metres",
        "longitude and latitude",
    ),
    Case(
        "open ring",
        _polygon(3, [[[-1.53, 53.78], [-1.48, 53.78], [-1.48, 53.82], [-1.53, 53.82]]]),
        "areas.geojson:3:geometry",
        "does not end where it starts",
        "Export",
    ),
    Case(
        "ring of three",
        _polygon(3, [[[-1.53, 53.78], [-1.48, 53.78], [-1.53, 53.78]]]),
        "areas.geojson:3:geometry",
        "fewer than four",
        "Export",
    ),
    Case(
        "not numbers",
        _polygon(3, [[["x", 53.78], [-1.48, 53.78], [-1.48, 53.8], ["x", 53.78]]]),
        "areas.geojson:3:geometry",
        "pair of numbers",
        "Export",
    ),
    Case(
        "a point for a ward",
        lambda d: d.features(lambda f: f[2].update(geometry={"type": "Point", "coordinates": [0, 0]})),
        "areas.geojson:3:geometry",
        "'Point'",
        "Export",
    ),
    Case(
        "ward without a polygon",
        lambda d: d.features(lambda f: f[2].update(geometry=None)),
        "areas.geojson:3:geometry",
        "no polygon",
        "Add its polygon",
    ),
    Case(
        "unknown kind",
        _property(1, "kind", "parish"),
        "areas.geojson:1:kind=parish",
        "not one of ward, committee",
        "Write one of",
    ),
)


@pytest.mark.parametrize("case", IDS + PLACES + SHAPES, ids=lambda case: case.name.replace(" ", "-"))
def test_the_fault_is_told_once_with_its_place_and_remedy(disk: Disk, case: Case) -> None:
    assert_told(disk, case)
