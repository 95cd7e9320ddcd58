"""Buildings without coordinates get those of their UPRN or postcode; those that have some are held against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from estate_opt.errors import InputError, Problem, Severity
from estate_opt.importing.building_rows import REASON
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.identifiers import uprn_key
from estate_opt.importing.joining import known_postcodes
from estate_opt.importing.layer import ORIGINAL, Layer, Source
from estate_opt.importing.licences import OGL
from estate_opt.importing.places.gazetteer import Found, Place, Precision, look_up
from estate_opt.importing.wording import number_of
from estate_opt.inputs.cells import write_cell
from estate_opt.inputs.coordinates import to_metres
from estate_opt.inputs.manifest import BUILDINGS
from estate_opt.inputs.sheet import PLACE_COLUMNS

NAME = "places"
FAR_M = 500.0
"""A building further than this from its UPRN or postcode is told of: one of the two is wrong."""
LICENCES = {
    "UPRNs": f"Contains OS data © Crown copyright and database right, {OGL}",
    "postcodes": f"Contains OS and Royal Mail data © Crown and Royal Mail copyright and database right, {OGL}",
}


@dataclass(frozen=True, slots=True)
class _Building:
    """What is known of a building's place before: keys, and coordinates in metres of another layer."""

    building_id: str
    name: str
    uprn: str
    postcode: str
    easting: float
    northing: float

    @property
    def is_placed(self) -> bool:
        """Whether another layer says where it is."""
        return bool(np.isfinite(self.easting))


def import_places(
    paths: Sequence[Path], gathered: Gathered, *, name: str = NAME, far_m: float = FAR_M, vintage: str = ""
) -> Layer:
    """Place the buildings.

    Parameters
    ----------
    paths
        Files of UPRNs or postcodes as published; see :mod:`~estate_opt.importing.places.gazetteer`. A UPRN's point
        is taken before a postcode's, whatever the order.
    gathered
        The estate so far: UPRNs of its buildings, and postcodes of the sources that they came from.
    name
        Of the layer.
    far_m
        Metres between a building's coordinates and its UPRN or postcode beyond which it is told of.
    vintage
        Edition of the files.

    Returns
    -------
    Layer
        Longitude and latitude of buildings that have none from elsewhere; it gives way to every other layer. The
        precision of each stands in the column ``source.precision``.

    Raises
    ------
    InputError
        Where there are no buildings, or none with a UPRN or a postcode, or a file cannot be read.
    """
    buildings = _buildings(gathered, name)
    if not any(b.uprn or b.postcode for b in buildings):
        message = "No building has a UPRN, and no source of them a column of postcodes."
        raise InputError([Problem(BUILDINGS.file, message, "Import the register first, with either.")])
    found = look_up(paths, (b.uprn for b in buildings), (b.postcode for b in buildings))
    places = {b.building_id: found.place(b.uprn, b.postcode) for b in buildings}
    open_ones = [b for b in buildings if not b.is_placed]
    placed = {b.building_id: place for b in open_ones if (place := places[b.building_id]) is not None}
    return Layer(
        name=name,
        importer=NAME,
        sources=tuple(_sources(found, vintage)),
        tables={BUILDINGS.name: _table(placed)},
        fills_only=True,
        unjoined=_unjoined([b for b in open_ones if b.building_id not in placed]),
        notes=tuple(_notes(placed, len(buildings) - len(open_ones), len(open_ones))),
        settings={"far_m": far_m, "vintage": vintage},
        problems=tuple(_disagreements(buildings, places, far_m)),
    )


def _buildings(gathered: Gathered, own: str) -> list[_Building]:
    composed = gathered.composed[BUILDINGS.name]
    cells, origin = composed.cells, composed.origin
    postcodes = known_postcodes(gathered.layers)
    found = []
    for k, row in enumerate(cells.to_dict("records")):
        texts = [str(row[c]) if origin.iloc[k].get(c) not in ("", own) else "" for c in PLACE_COLUMNS]
        east, north = _metres(texts)
        one = str(row["building_id"])
        found.append(_Building(one, str(row["name"]), uprn_key(str(row["uprn"])), postcodes.get(one, ""), east, north))
    return found


def _metres(texts: Sequence[str]) -> tuple[float, float]:
    """Easting and northing of a building from whichever pair is given; not-a-number where none can be read."""
    try:
        longitude, latitude, easting, northing = (float(text) if text else np.nan for text in texts)
    except ValueError:
        return np.nan, np.nan
    if np.isfinite(longitude) and np.isfinite(latitude):
        east, north = to_metres(longitude, latitude)
        return float(east), float(north)
    return easting, northing


def _table(placed: Mapping[str, Place]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "building_id": list(placed),
            "longitude": [write_cell(place.longitude) for place in placed.values()],
            "latitude": [write_cell(place.latitude) for place in placed.values()],
            f"{ORIGINAL}key": [place.key for place in placed.values()],
            f"{ORIGINAL}precision": [str(place.precision) for place in placed.values()],
        },
        dtype=object,
    )


def _unjoined(lost: Sequence[_Building]) -> pd.DataFrame:
    rows = [(b.building_id, b.name, b.uprn, b.postcode, _why(b)) for b in lost]
    return pd.DataFrame(rows, columns=["building_id", "name", "uprn", "postcode", REASON], dtype=object)


def _why(building: _Building) -> str:
    if not building.uprn and not building.postcode:
        return "It has no UPRN and no postcode."
    keys = " or ".join(key for key in (building.uprn, building.postcode) if key)
    return f"The files have no {keys}" + (", nor another postcode of its sector." if building.postcode else ".")


def _sources(found: Found, vintage: str) -> list[Source]:
    kinds = sorted(set(found.kinds))
    licence = " ".join(LICENCES[kind] for kind in kinds)
    return [replace(source, vintage=vintage, licence=licence) for source in found.sources]


def _notes(placed: Mapping[str, Place], known: int, unplaced: int) -> list[str]:
    said = [
        f"{number_of(known, 'building')} placed by other layers; {len(placed):,} of {unplaced:,} others placed here."
    ]
    counts = Counter(place.precision for place in placed.values())
    said += [f"{counts[precision]:,} by {precision}." for precision in Precision if counts[precision]]
    rough = sorted(one for one, place in placed.items() if place.precision is Precision.SECTOR)
    if rough:
        some = ", ".join(rough[:5]) + (" …" if len(rough) > 5 else "")
        said.append(f"A sector's mean may be a kilometre off: {some}.")
    return said


def _disagreements(buildings: Sequence[_Building], places: Mapping[str, Place | None], far_m: float) -> list[Problem]:
    """Buildings whose coordinates are far from their UPRN or postcode."""
    found = []
    for building in buildings:
        place = places[building.building_id]
        if place is None or not building.is_placed or place.precision is Precision.SECTOR:
            continue
        east, north = to_metres(place.longitude, place.latitude)
        apart = float(np.hypot(float(east) - building.easting, float(north) - building.northing))
        if apart > far_m:
            what = "UPRN" if place.precision is Precision.UPRN else "postcode"
            message = f"{building.name} ({building.building_id}) is {apart / 1000:,.1f} km from its {what} {place.key}."
            remedy = f"Correct its coordinates or its {what}; its coordinates stand."
            found.append(Problem(BUILDINGS.file, message, remedy, severity=Severity.WARNING))
    return found
