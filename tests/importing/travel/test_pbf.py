"""Streets from a file of OpenStreetMap itself, written here by pyosmium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import osmium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from osmium.osm.mutable import Node, Way

from estate_opt.errors import InputError
from estate_opt.importing.travel.streets.settings import StreetSettings
from estate_opt.importing.travel.streets.walk import walk
from tests.importing.travel.made import ROAD, degrees, ends, km

ALL = StreetSettings(least_network_km=0)
METRE = 0.001
CROSSING = {1: (0, 0), 2: (500, 0), 3: (1000, 0), 4: (500, 400)}


def pbf(
    path: Path,
    nodes: Mapping[int, tuple[float, float]],
    ways: Sequence[tuple[Sequence[int], Mapping[str, str]]],
    tags: Mapping[int, Mapping[str, str]] | None = None,
) -> Path:
    """Write nodes by id, in metres from the corner, and ways by the ids of their nodes."""
    with osmium.SimpleWriter(path) as writer:
        for ref, place in nodes.items():
            writer.add_node(Node(id=ref, location=degrees([place])[0], tags=dict((tags or {}).get(ref, {}))))
        for number, (refs, own) in enumerate(ways, start=1):
            writer.add_way(Way(id=number, nodes=list(refs), tags=dict(own)))
    return path


@pytest.mark.parametrize("ending", ["osm.pbf", "osm"])
def test_ways_meet_at_their_nodes(tmp_path: Path, ending: str) -> None:
    path = pbf(tmp_path / f"town.{ending}", CROSSING, [([1, 2, 3], ROAD), ([2, 4], {"highway": "footway"})])
    of = ends([(500, 400)], [(0, 0), (1000, 10)])
    found = walk(path, of, ALL)
    assert km(found, of) == {
        ("N1", "B1"): pytest.approx(0.9, abs=METRE),
        ("N2", "B1"): pytest.approx(0.91, abs=METRE),
    }
    assert found.attribution == "Streets: © OpenStreetMap contributors, Open Database Licence (ODbL)."


def test_two_nodes_in_one_place_do_not_meet(tmp_path: Path) -> None:
    """A bridge above a street may have a node right above one of it: only ids count in such a file."""
    nodes = {**CROSSING, 5: (500, 0)}
    path = pbf(tmp_path / "town.osm.pbf", nodes, [([1, 2, 3], ROAD), ([5, 4], ROAD)])
    assert not len(walk(path, ends([(500, 400)], [(0, 0)]), ALL).origin)


def test_nobody_passes_a_locked_gate(tmp_path: Path) -> None:
    ways = [([1, 2, 3], ROAD)]
    of = ends([(0, 0)], [(1000, 0), (400, 0)])
    shut = pbf(tmp_path / "shut.osm.pbf", CROSSING, ways, {2: {"barrier": "gate", "access": "private"}})
    assert set(km(walk(shut, of, ALL), of)) == {("N2", "B1")}
    open_ = pbf(tmp_path / "open.osm.pbf", CROSSING, ways, {2: {"barrier": "gate"}})
    assert set(km(walk(open_, of, ALL), of)) == {("N1", "B1"), ("N2", "B1")}


def test_a_way_is_cut_where_the_file_lacks_a_node(tmp_path: Path) -> None:
    path = pbf(tmp_path / "cut.osm.pbf", CROSSING, [([1, 2, 99, 3], ROAD), ([2, 4], ROAD)])
    of = ends([(500, 400)], [(0, 0)])
    found = walk(path, of, ALL)
    assert set(km(found, of)) == {("N1", "B1")}
    assert "1 corners of ways have no place in the file" in found.problems[0].message


def test_other_things_than_streets_are_passed_over(tmp_path: Path) -> None:
    path = pbf(tmp_path / "town.osm.pbf", CROSSING, [([1, 2, 3], {"waterway": "river"}), ([1, 4, 3], ROAD)])
    of = ends([(0, 0)], [(1000, 0)])
    assert km(walk(path, of, ALL), of)["N1", "B1"] == pytest.approx(2 * 0.6403, abs=METRE)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_refused_with_a_sentence(tmp_path: Path, data: st.DataObject) -> None:
    whole = pbf(tmp_path / "whole.osm.pbf", CROSSING, [([1, 2, 3], ROAD)]).read_bytes()
    (tmp_path / "whole.osm.pbf").unlink()
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + data.draw(st.integers(0, 3)) :]
    (tmp_path / "broken.osm.pbf").write_bytes(broken)
    with suppress(InputError):  # any other exception is a defect
        walk(tmp_path / "broken.osm.pbf", ends([(0, 0)], [(1000, 0)]), ALL)
