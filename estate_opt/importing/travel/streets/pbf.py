"""Streets from a file of OpenStreetMap itself (``.osm.pbf``, ``.osm``), read by pyosmium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from estate_opt.errors import InputError, Problem, Severity
from estate_opt.importing.travel.streets.walkable import OTHER_WALKS, can_pass, can_walk
from estate_opt.importing.travel.streets.ways import Ways, Window

if TYPE_CHECKING:
    from osmium.osm import Way

ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.xml", ".osm.bz2", ".osm.gz")
"""How such files' names end."""
WAY_KEYS = ("highway", *(key for key, _ in sorted(OTHER_WALKS)))


class _Reader:
    """Collects the corners of ways, and gives each node a number."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.shut: set[int] = set()
        self.number: dict[int, int] = {}
        self.longitude: list[float] = []
        self.latitude: list[float] = []
        self.corner: list[int] = []
        self.lengths: list[int] = []
        self.not_walkable = 0
        self.unplaced = 0

    def take(self, way: Way) -> None:
        """Take a way, where it can be walked and meets the window."""
        if not can_walk(dict(way.tags)):
            self.not_walkable += 1
            return
        for part in self._parts(way):
            longitude = np.array([place[1] for place in part])
            latitude = np.array([place[2] for place in part])
            if self.window.meets(longitude, latitude):
                self.corner += [self._node(*place) for place in part]
                self.lengths.append(len(part))

    def _parts(self, way: Way) -> Iterator[list[tuple[int, float, float]]]:
        """A way parted at shut gates, and at nodes that the file lacks: an extract may cut ways off at its edge."""
        part: list[tuple[int, float, float]] = []
        for node in way.nodes:
            placed = node.location.valid()
            self.unplaced += not placed
            if placed:
                part.append((node.ref, node.location.lon, node.location.lat))
            if not placed or node.ref in self.shut:
                if len(part) > 1:
                    yield part
                part = part[-1:] if placed else []
        if len(part) > 1:
            yield part

    def _node(self, ref: int, longitude: float, latitude: float) -> int:
        """Number of a node; a shut gate gets a new one each time, so that nothing meets there."""
        if ref not in self.number or ref in self.shut:
            self.number[ref] = len(self.longitude)
            self.longitude.append(longitude)
            self.latitude.append(latitude)
        return self.number[ref]


def read_pbf(path: Path, window: Window) -> Ways:
    """Read the ways that can be walked from a file of OpenStreetMap.

    Parameters
    ----------
    path
        The file. Its nodes come before its ways, as in every published extract.
    window
        Ways that lie wholly outside are left aside.

    Raises
    ------
    InputError
        Where the file is no file of OpenStreetMap, or is cut off.
    """
    import osmium  # slow to import, and needed here only

    kinds = osmium.osm.osm_entity_bits
    reader = _Reader(window)
    try:
        ways = osmium.FileProcessor(path, kinds.NODE | kinds.WAY).with_locations()
        for thing in ways.with_filter(osmium.filter.KeyFilter(*WAY_KEYS, "barrier")):
            if isinstance(thing, osmium.osm.Way):
                reader.take(thing)
            elif isinstance(thing, osmium.osm.Node) and not can_pass(dict(thing.tags)):
                reader.shut.add(thing.id)
    except (RuntimeError, OSError, ValueError) as error:  # pyosmium has no exceptions of its own
        raise InputError([_unreadable(path, error)]) from error
    return Ways.of(
        np.array(reader.longitude),
        np.array(reader.latitude),
        np.array(reader.corner, dtype=np.int64),
        np.array(reader.lengths, dtype=np.int64),
        reader.not_walkable,
        list(_warnings(path, reader)),
    )


def _unreadable(path: Path, error: Exception) -> Problem:
    remedy = "Give an extract of OpenStreetMap (.osm.pbf), whole and as downloaded."
    return Problem(path.name, f"The file cannot be read as OpenStreetMap data ({error}).", remedy)


def _warnings(path: Path, reader: _Reader) -> Iterator[Problem]:
    if reader.unplaced:
        message = f"{reader.unplaced:,} corners of ways have no place in the file: those ways are cut there."
        remedy = "Make the extract with whole ways (osmium extract --strategy=complete_ways)."
        yield Problem(path.name, message, remedy, severity=Severity.WARNING)
