"""Files that say where UPRNs and postcodes are, read a block at a time for those that are asked for.

Known as published: OS Open UPRN, the ONS Postcode Directory (ONSPD) and National Statistics Postcode Lookup,
Code-Point Open (files without a header, one a postcode area, in a folder or a zip file); and any table with a UPRN or
a postcode and coordinates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from estate_opt.errors import InputError, Problem
from estate_opt.importing.blocks import Block, Stream
from estate_opt.importing.identifiers import postcode_key
from estate_opt.importing.layer import Source
from estate_opt.importing.places.files import files_of
from estate_opt.inputs.coordinates import to_degrees
from estate_opt.inputs.places import DEGREE_DIGITS

CODE_POINT = (
    "postcode", "positional_quality_indicator", "eastings", "northings", "country_code",
    "nhs_regional_ha_code", "nhs_ha_code", "admin_county_code", "admin_district_code", "admin_ward_code",
)  # fmt: skip
"""Columns of Code-Point Open, which has no header, as its technical specification names them."""
NO_PLACE_PQI = 90
"""Code-Point Open: no coordinates; also of the ONSPD's grid reference indicator 9."""
_NAMES: Mapping[str, tuple[str, ...]] = {
    "uprn": ("uprn",),
    "postcode": ("pcds", "pcd8", "pcd7", "pcd", "postcode", "post_code"),
    "easting": ("oseast1m", "east1m", "x_coordinate", "eastings", "easting", "x"),
    "northing": ("osnrth1m", "north1m", "y_coordinate", "northings", "northing", "y"),
    "latitude": ("lat", "latitude"),
    "longitude": ("long", "lon", "longitude", "lng"),
    "terminated": ("doterm", "date_of_termination"),
    "quality": ("positional_quality_indicator", "osgrdind", "gridind"),
}
NO_LATITUDE = 99.0
"""The ONSPD writes 99.999999 for the latitude of a postcode that has no place."""


class Precision(StrEnum):
    """How near a place is to the building, the nearest first."""

    UPRN = "UPRN point"
    POSTCODE = "postcode centroid"
    TERMINATED = "terminated postcode"
    SECTOR = "sector mean"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in degrees, how near it is, and the key that it was found by."""

    longitude: float
    latitude: float
    precision: Precision
    key: str


@dataclass(eq=False)
class Found:
    """Places of the UPRNs and postcodes asked for.

    Parameters
    ----------
    uprns, postcodes
        Places by key.
    sectors
        Sum of longitudes, sum of latitudes and number of the postcodes in use, by sector.
    sources
        Files that were read.
    kinds
        What each file has: "UPRNs" or "postcodes".
    """

    uprns: dict[str, Place] = field(default_factory=dict)
    postcodes: dict[str, Place] = field(default_factory=dict)
    sectors: dict[str, NDArray[np.float64]] = field(default_factory=lambda: defaultdict(lambda: np.zeros(3)))
    sources: list[Source] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    def place(self, uprn: str, postcode: str) -> Place | None:
        """The nearest place that is known of a UPRN and a postcode, either of which may be empty."""
        if uprn in self.uprns:
            return self.uprns[uprn]
        if postcode in self.postcodes:
            return self.postcodes[postcode]
        sector = postcode[:-2]
        if postcode and sector in self.sectors:
            longitude, latitude, count = self.sectors[sector]
            longitude, latitude = (round(float(total / count), DEGREE_DIGITS) for total in (longitude, latitude))
            return Place(longitude, latitude, Precision.SECTOR, sector)
        return None


def look_up(paths: Sequence[Path], uprns: Iterable[str], postcodes: Iterable[str]) -> Found:
    """Look UPRNs and postcodes up.

    Parameters
    ----------
    paths
        Files, folders or zip files.
    uprns, postcodes
        Keys as :mod:`~estate_opt.importing.identifiers` gives them.

    Raises
    ------
    InputError
        Where a file has neither, or no coordinates.
    """
    found = Found()
    wanted = _Wanted.of(uprns, postcodes)
    for path in paths:
        with files_of(path, wanted.areas) as files:
            for file in files:
                _read(file, wanted, found)
        found.sources.append(_source(path))
    return found


@dataclass(frozen=True, eq=False)
class _Wanted:
    """What is asked for, as the files have it: UPRNs without leading zeros, postcodes without spaces."""

    uprns: pa.Array
    postcodes: pa.Array
    sectors: pa.Array
    areas: frozenset[str]

    @classmethod
    def of(cls, uprns: Iterable[str], postcodes: Iterable[str]) -> _Wanted:
        plain = sorted({one.replace(" ", "") for one in postcodes if one})
        return cls(
            pa.array(sorted({one for one in uprns if one}), pa.string()),
            pa.array(plain, pa.string()),
            pa.array(sorted({one[:-2] for one in plain}), pa.string()),
            frozenset(re.match("[A-Z]+", one)[0].casefold() for one in plain),  # type: ignore[index]
        )


def _source(path: Path) -> Source:
    return Source(path.name) if path.is_dir() else Source.of_file(path)


def _read(path: Path, wanted: _Wanted, found: Found) -> None:
    stream = Stream(path)
    if any(postcode_key(column) for column in stream.columns[:1]):
        stream = Stream(path, header=CODE_POINT[: stream.width])
    columns = _columns(stream)
    found.kinds.append("UPRNs" if "uprn" in columns else "postcodes")
    for block in stream.blocks():
        if "uprn" in columns:
            _take_uprns(block, columns, wanted, found)
        else:
            _take_postcodes(block, columns, wanted, found)


def _columns(stream: Stream) -> dict[str, str]:
    by_name = {name.casefold().strip(): name for name in stream.columns}
    columns = {
        what: by_name[n] for what, names in _NAMES.items() if (n := next((n for n in names if n in by_name), ""))
    }
    metres, degrees = {"easting", "northing"} <= set(columns), {"latitude", "longitude"} <= set(columns)
    if not (metres or degrees) or not {"uprn", "postcode"} & set(columns):
        message = f"It has no UPRN or postcode with coordinates. It has: {', '.join(stream.columns[:12])}."
        remedy = "Give OS Open UPRN, the ONSPD, Code-Point Open, or a table with postcode, lat and lon."
        raise InputError([Problem(stream.path.name, message, remedy)])
    return columns


def _take_uprns(block: Block, columns: Mapping[str, str], wanted: _Wanted, found: Found) -> None:
    keys = pc.utf8_ltrim(pc.utf8_trim_whitespace(block.columns[columns["uprn"]]), "0")
    rows = _rows(block, columns, pc.is_in(keys, wanted.uprns))
    for key, (longitude, latitude, _) in zip(keys.take(rows.at).to_pylist(), rows.places(), strict=True):
        if np.isfinite(longitude):
            found.uprns.setdefault(key, Place(longitude, latitude, Precision.UPRN, key))


def _take_postcodes(block: Block, columns: Mapping[str, str], wanted: _Wanted, found: Found) -> None:
    keys = pc.replace_substring(pc.utf8_upper(block.columns[columns["postcode"]]), " ", "")
    sectors = pc.utf8_slice_codeunits(keys, 0, -2)
    rows = _rows(block, columns, pc.is_in(sectors, wanted.sectors))
    asked = set(wanted.postcodes.to_pylist())
    for key, (longitude, latitude, live) in zip(keys.take(rows.at).to_pylist(), rows.places(), strict=True):
        if not np.isfinite(longitude):
            continue
        postcode = postcode_key(key)
        if live and postcode:
            found.sectors[postcode[:-2]] += (longitude, latitude, 1)
        if key in asked and (live or postcode not in found.postcodes):
            precision = Precision.POSTCODE if live else Precision.TERMINATED
            found.postcodes[postcode] = Place(longitude, latitude, precision, postcode)


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows of a block that are asked for, by position, with the texts of their places."""

    at: pa.Array
    cells: Mapping[str, list[str]]

    def places(self) -> Iterator[tuple[float, float, bool]]:
        """Longitude and latitude of each, not-a-number where there is none, and whether the postcode is in use."""
        count = len(self.at)
        figures = {what: _figures(self.cells[what]) for what in ("easting", "northing", "latitude", "longitude")
                   if what in self.cells}  # fmt: skip
        if "latitude" in figures and "longitude" in figures:
            longitude, latitude = figures["longitude"], figures["latitude"]
            none = (latitude >= NO_LATITUDE) | ((latitude == 0) & (longitude == 0))
        else:
            longitude, latitude = to_degrees(figures["easting"], figures["northing"])
            none = (figures["easting"] == 0) & (figures["northing"] == 0)
        quality = _figures(self.cells["quality"]) if "quality" in self.cells else np.zeros(count)
        none |= (quality == NO_PLACE_PQI) | ((quality == NO_PLACE_PQI // 10) & ("latitude" in figures))
        longitude, latitude = (np.where(none, np.nan, np.round(x, DEGREE_DIGITS)) for x in (longitude, latitude))
        ended = [bool(text.strip()) for text in self.cells.get("terminated", [""] * count)]
        return zip(longitude.tolist(), latitude.tolist(), [not one for one in ended], strict=True)


def _rows(block: Block, columns: Mapping[str, str], mask: pa.Array) -> _Rows:
    at = pa.array(np.flatnonzero(mask.to_numpy(zero_copy_only=False)))
    texts = {what: block.columns[name].take(at).to_pylist() for what, name in columns.items() if what != "uprn"}
    return _Rows(at, texts)


def _figures(texts: Sequence[str]) -> NDArray[np.float64]:
    return np.array([_figure(text) for text in texts], dtype=np.float64)


def _figure(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
