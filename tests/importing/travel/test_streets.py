"""Walking on streets: small networks that can be checked by hand, and an oracle of another library."""

from __future__ import annotations

import itertools
import json
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString

from estate_opt.errors import InputError
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.streets.network import build_network
from estate_opt.importing.travel.streets.route import shortest, with_places
from estate_opt.importing.travel.streets.settings import StreetSettings
from estate_opt.importing.travel.streets.snap import snap
from estate_opt.importing.travel.streets.walk import walk
from estate_opt.importing.travel.streets.ways import Ways
from estate_opt.inputs.coordinates import to_metres
from tests.importing.travel.made import CORNER, ROAD, ends, geojson, in_metres, km, walked

SAMPLE = Path(__file__).parents[3].parent / "shared" / "data" / "leeds" / "osm_roads_central_sample.geojson"
ALL = StreetSettings(least_network_km=0)
METRE = 0.001
"""Corners are rounded to 1e-7 degrees, about a centimetre, so that a few of them add up to less than a metre."""

SQUARE = [
    ([(0, 0), (1000, 0)], ROAD),
    ([(1000, 0), (1000, 1000)], ROAD),
    ([(1000, 1000), (0, 1000), (0, 0)], ROAD),
]
"""The four sides of a square kilometre."""


def test_a_way_goes_around_the_corner_and_counts_the_steps_to_the_street(tmp_path: Path) -> None:
    of = ends([(500, 30)], [(1020, 500)])
    found = walk(geojson(tmp_path / "s.geojson", SQUARE), of, ALL)
    assert km(found, of) == {("N1", "B1"): pytest.approx(0.030 + 0.5 + 0.5 + 0.020, abs=METRE)}
    assert found.minutes[0] == pytest.approx(found.km[0] * 60 / 4.8)
    assert not found.problems


def test_places_on_one_street_do_not_go_by_its_ends(tmp_path: Path) -> None:
    of = ends([(200, 10), (700, 0)], [(300, 0), (200, 10)])
    found = km(walk(geojson(tmp_path / "s.geojson", SQUARE), of, ALL), of)
    assert found["B1", "B2"] == found["B2", "B1"] == pytest.approx(0.010 + 0.5, abs=METRE)
    assert found["N1", "B1"] == pytest.approx(0.1 + 0.010, abs=METRE)
    assert found["N2", "B1"] == pytest.approx(0.020, abs=METRE)  # both step onto the street at one spot


def test_a_place_at_the_end_of_a_street_is_on_it(tmp_path: Path) -> None:
    of = ends([(0, 0)], [(1000, 0), (-40, -30)])
    found = km(walk(geojson(tmp_path / "s.geojson", SQUARE), of, ALL), of)
    assert found["N1", "B1"] == pytest.approx(1.0, abs=METRE)
    assert found["N2", "B1"] == pytest.approx(0.050, abs=METRE)


def test_streets_that_cross_without_a_common_corner_do_not_meet(tmp_path: Path) -> None:
    bridge = [([(0, 0), (1000, 0)], ROAD), ([(500, -500), (500, 500)], ROAD)]
    of = ends([(0, 0)], [(500, 500)])
    found = walk(geojson(tmp_path / "s.geojson", bridge), of, ALL)
    assert not len(found.origin)
    assert any(
        "1 pairs within 10 km in a straight line have no street between them" in p.message for p in found.problems
    )


def test_the_shorter_of_two_streets_between_the_same_corners_is_taken(tmp_path: Path) -> None:
    ways = [([(0, 0), (500, 400), (1000, 0)], ROAD), ([(0, 0), (1000, 0)], ROAD), ([(1000, 0), (1200, 0)], ROAD)]
    of = ends([(-100, 0)], [(1200, 0)])
    found = km(walk(geojson(tmp_path / "s.geojson", ways), of, ALL), of)
    assert found["N1", "B1"] == pytest.approx(1.3, abs=METRE)


def test_what_cannot_be_walked_is_not(tmp_path: Path) -> None:
    ways = [*SQUARE[1:], ([(0, 0), (1000, 0)], {"highway": "motorway"})]
    of = ends([(0, 0)], [(1000, 0)])
    found = km(walk(geojson(tmp_path / "s.geojson", ways), of, ALL), of)
    assert found["N1", "B1"] == pytest.approx(3.0, abs=METRE)


def test_the_limits_are_kept_and_what_they_leave_out_is_told(tmp_path: Path) -> None:
    of = ends([(0, 0), (1000, 1000)], [(0, 100), (490, 0), (500, -600), (900, 1000)])
    found = walk(geojson(tmp_path / "s.geojson", SQUARE), of, StreetSettings(limit_km=0.5, least_network_km=0))
    assert set(km(found, of)) == {("N1", "B1"), ("N2", "B1"), ("N4", "B2")}
    told = [problem.message for problem in found.problems]
    assert told == [
        "2 buildings (B1, B2) are on a street without any other building within 0.5 km.",
        "1 neighbourhood (N3) is further than 500 m from every way.",
    ]


def test_a_piece_that_leads_nowhere_is_left_out(tmp_path: Path) -> None:
    island = [*SQUARE, ([(400, 50), (600, 50)], {"highway": "service"})]
    path, of = geojson(tmp_path / "s.geojson", island), ends([(500, 49)], [(1000, 500)])
    assert not len(walk(path, of, ALL).origin)
    found = walk(path, of, StreetSettings())
    assert km(found, of)["N1", "B1"] == pytest.approx(0.049 + 1.0, abs=METRE)
    assert "1 stretches of way are left out" in found.problems[0].message


def test_an_unknown_place_is_on_no_street(tmp_path: Path) -> None:
    of = ends([(0, 0), (np.nan, np.nan)], [(100, 0)])
    assert set(km(walk(geojson(tmp_path / "s.geojson", SQUARE), of, ALL), of)) == {("N1", "B1")}


@pytest.mark.parametrize("kind", ["GPKG", "packed", "fclass", "grid", "shp", "many"])
def test_other_files_give_the_same_ways(tmp_path: Path, kind: str) -> None:
    of = ends([(500, 30)], [(1020, 500)])
    lines = [LineString([(x + CORNER[0], y + CORNER[1]) for x, y in corners]) for corners, _ in SQUARE]
    closed = LineString([(CORNER[0] + 500, CORNER[1]), (CORNER[0] + 1000, CORNER[1] + 500)])
    frame = gpd.GeoDataFrame(
        {"highway": ["residential"] * 3 + ["footway"], "access": [None] * 3 + ["private"]},
        geometry=[*lines, closed], crs="EPSG:27700",
    )  # fmt: skip
    path = tmp_path / "s.gpkg"
    if kind == "packed":  # as GDAL's own reader of OpenStreetMap files writes the keys that have no column
        frame["other_tags"] = [None] * 3 + ['"name"=>"A \\"B\\" => C","access"=>"private"']
        frame = frame.drop(columns="access")
    elif kind == "fclass":
        frame = frame.rename(columns={"highway": "fclass"})
    elif kind == "grid":
        frame = frame.to_crs("EPSG:4326")
    elif kind == "shp":
        path = tmp_path / "s.shp"
    elif kind == "many":
        frame.loc[0, "geometry"] = MultiLineString([lines[0]])
    frame.to_file(path)
    assert km(walk(path, of, ALL), of)["N1", "B1"] == pytest.approx(1.05, abs=METRE)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("s.geojson", "{", "cannot be read as streets"),
        ("s.geojson", '{"type": "FeatureCollection", "features": []}', "No layer has lines"),
        ("s.gpkg", "no database", "cannot be read as streets"),
        ("s.osm.pbf", "no streets", "cannot be read as OpenStreetMap data"),
        ("s.osm", "<osm><way id='1'><nd ref='5'/>", "cannot be read as OpenStreetMap data"),
        ("s.osm", "<osm version='0.6'></osm>", "No building or neighbourhood is within 500 m"),
    ],
)
def test_a_file_that_is_no_streets_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        walk(tmp_path / name, ends([(0, 0)], [(1, 1)]), ALL)


def test_a_file_without_ways_says_what_it_has(tmp_path: Path) -> None:
    places = {
        "type": "Feature",
        "properties": {"shop": "x"},
        "geometry": {"type": "Point", "coordinates": [-1.5, 53.8]},
    }
    path = tmp_path / "p.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [places]}), encoding="utf-8")
    with pytest.raises(InputError, match=r"It has: p \(Point; shop\)"):
        walk(path, ends([(0, 0)], []), ALL)
    with pytest.raises(InputError, match="There is no such file"):
        walk(tmp_path / "absent.geojson", ends([(0, 0)], []), ALL)


@pytest.mark.parametrize("corner", ["NaN", "1e300", "null"])
def test_a_way_without_a_usable_line_is_left_out_and_counted(tmp_path: Path, corner: str) -> None:
    broken = '{"type": "Feature", "properties": {"highway": "path"}, "geometry": {"type": "LineString", "coordinates": '
    text = geojson(tmp_path / "s.geojson", SQUARE).read_text(encoding="utf-8")
    text = text.replace('"features": [', f'"features": [{broken}[[-1.5, 53.8], [{corner}, 53.8]]}}}}, ')
    (tmp_path / "s.geojson").write_text(text, encoding="utf-8")
    of = ends([(500, 30)], [(1020, 500)])
    assert km(walk(tmp_path / "s.geojson", of, ALL), of)["N1", "B1"] == pytest.approx(1.05, abs=METRE)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_refused_with_a_sentence(tmp_path: Path, data: st.DataObject) -> None:
    whole = geojson(tmp_path / "s.geojson", SQUARE).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    inserted = data.draw(st.sampled_from([b"", b",", b'"', b"}", b"\x00", b"9e999", b"null", b"\xff"]))
    (tmp_path / "s.geojson").write_bytes(whole[:at] + inserted + whole[at + data.draw(st.integers(0, 4)) :])
    with suppress(InputError):  # any other exception is a defect
        walk(tmp_path / "s.geojson", ends([(500, 30)], [(1020, 500)]), ALL)


def test_streets_of_another_place_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="streets of the estate's own area"):
        walk(geojson(tmp_path / "s.geojson", SQUARE), ends([(90_000, 0)], []), ALL)


NODE = st.tuples(st.integers(0, 6), st.integers(0, 6))
PLACE = st.tuples(st.integers(-40, 640), st.integers(-40, 640))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(NODE, min_size=2, max_size=5), min_size=1, max_size=12),
    st.lists(PLACE, min_size=1, max_size=4, unique=True),
    st.lists(PLACE, min_size=1, max_size=4),
)
def test_random_streets_agree_with_another_library(
    ways: list[list[tuple[int, int]]], buildings: list[tuple[int, int]], people: list[tuple[int, int]]
) -> None:
    """Nodes of a grid, 100 m apart and shifted a little.

    No three are in a line and nothing is equally near to two streets, where two answers would be right.
    """
    every = [(x, y) for x in range(7) for y in range(7)]
    place = {
        (x, y): (100 * x + 7.3 * y + 0.37 * x * y + 0.43 * y * y, 100 * y - 3.1 * x + 0.59 * x * x) for x, y in every
    }
    xy = np.array([place[node] for node in every]) + CORNER
    corner = np.array([every.index(node) for way in ways for node in way], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum([len(way) for way in ways])]).astype(np.int64)
    network = build_network(Ways(xy, corner, start))
    of = ends([(x + 0.123, y + 0.456) for x, y in buildings], [(x + 0.789, y + 0.321) for x, y in people])
    places = snap(network, of.origin_xy, 90.0)
    routable = with_places(network, places)
    own = {}
    here, everywhere = np.flatnonzero(places.found[: of.buildings]), np.flatnonzero(places.found)
    for source, target, metres in shortest(routable, routable.vertex[here], routable.vertex[everywhere], 5000.0):
        for b, o, d in zip(here[source], everywhere[target], metres, strict=True):
            if o != b:
                own[of.origin_ids[o], of.building_ids[b]] = (d + places.metres[b] + places.metres[o]) / 1000
    lines = [xy[corner[a:b]] for a, b in itertools.pairwise(start)]
    lines = [line for line in lines if np.ptp(line, axis=0).any()]
    theirs = walked(lines, of, 90.0, 5.0) if lines else {}
    assert own == pytest.approx(theirs, abs=1e-9)


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLE.exists(), reason=f"no {SAMPLE}")
def test_the_centre_of_leeds_agrees_with_another_library() -> None:
    rng = np.random.default_rng(7)
    spots = np.column_stack(to_metres(rng.uniform(-1.557, -1.530, 60), rng.uniform(53.788, 53.806, 60)))
    of = Ends([f"B{k}" for k in range(15)], spots[:15], [f"N{k}" for k in range(45)], spots[15:])
    found = walk(SAMPLE, of, ALL)
    shut = {"motorway", "motorway_link", "busway", "razed"}
    lines = [
        in_metres(feature["geometry"]["coordinates"])
        for feature in json.loads(SAMPLE.read_text(encoding="utf-8"))["features"]
        if feature["properties"]["highway"] not in shut
        and feature["properties"].get("access") not in {"private", "no", "delivery"}
    ]
    theirs = walked(lines, of, ALL.snap_limit_m, ALL.limit_km)
    assert len(theirs) > 600
    assert km(found, of) == pytest.approx(theirs, abs=1e-6)
    assert (found.km >= of.straight_km(found.origin, found.building) - 1e-9).all()
