"""Wards with their polygons, as the Open Geography Portal exports them, and the committees that they belong to."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from estate_opt.errors import InputError, Problem, Severity
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.geography.authority import one_authority, rows_of_authority
from estate_opt.importing.geography.codes import Unit, find_stamp, read_stamps
from estate_opt.importing.geography.committees import Committees
from estate_opt.importing.geography.lookups import read_lookup
from estate_opt.importing.geography.rows import check_codes, column_text, keep_rows, settings_before
from estate_opt.importing.geography.vintages import Vintage, refuse_unfitting_boundaries
from estate_opt.importing.layer import Layer, Source, beside_originals
from estate_opt.importing.licences import ONS_GEOGRAPHY
from estate_opt.importing.raw import RawTable
from estate_opt.inputs.manifest import AREAS
from estate_opt.inputs.places import BRITAIN_LATITUDE, BRITAIN_LONGITUDE

POLYGONS = ("Polygon", "MultiPolygon")
NO_POLYGONS = (
    "Export the boundaries from the Open Geography Portal as GeoJSON or GeoPackage, or make wards from the"
    " points of their neighbourhoods (estate-opt import wards FILE --from-points)."
)


def import_wards(
    raw: RawTable,
    gathered: Gathered,
    *,
    authority: str = "",
    authorities: RawTable | None = None,
    committees: RawTable | None = None,
    year: int | None = None,
    name: str = "wards",
) -> Layer:
    """Read ward boundaries.

    Parameters
    ----------
    raw
        Wards with polygons and a code and name each (``WD24CD``, ``WD24NM`` of any year, ``ward_code``, ``ward_name``).
        Without polygons, wards get names and committees only.
    gathered
        The estate so far.
    authority
        Code or name of the local authority whose wards are taken; all where empty.
    authorities
        Look-up from wards to local authorities, for boundaries that do not say it.
    committees
        Table with each ward's committee.
    year
        Year of the boundaries, where the columns do not say.
    name
        Of the layer.

    Raises
    ------
    InputError
        With every reason why the file cannot be used, or does not fit the neighbourhoods that are there.
    """
    before = settings_before(gathered, name, "wards")
    authority = authority or before.get("authority", "")
    rows = _rows(raw, authority, authorities)
    kept = keep_rows(raw, rows)
    stamps = read_stamps(kept.columns)
    code = find_stamp(stamps, Unit.WARD)
    if code is None:
        message = "No column has codes of wards (such as WD24CD or ward_code)."
        raise InputError([Problem(raw.name, message, "Name a file of wards.", value=", ".join(raw.columns[:8]))])
    codes = column_text(kept, code.column)
    check_codes(kept, code.column, codes)
    label = find_stamp(stamps, Unit.WARD, is_code=False, year=code.year)
    names = column_text(kept, label.column if label else None)
    geometry, notes, problems = _polygons(kept, codes)
    of_year = code.year or year or before.get("vintage", {}).get("ward_year")
    refuse_unfitting_boundaries(raw.name, of_year, codes, gathered)
    belongs = Committees.read(committees, codes, names) if committees is not None else Committees()
    derived = pd.DataFrame(
        {
            "area_id": codes, "kind": "ward", "name": names.where(names != "", codes),
            "parent": [belongs.of_ward.get(ward, "") for ward in codes],
        },
        dtype=object,
    )  # fmt: skip
    areas = pd.concat([beside_originals(derived, kept.frame, list(kept.rows)), belongs.rows()], ignore_index=True)
    _, lad_name = one_authority(kept, np.ones(len(kept), dtype=bool))
    return Layer(
        name=name,
        importer="wards",
        sources=(
            Source(raw.name, raw.sha256, "Ward boundaries", ONS_GEOGRAPHY, str(of_year or "")),
            *belongs.sources,
        ),
        tables={AREAS.name: areas.fillna("")},
        defines=frozenset({AREAS.name}),
        geometry=geometry,
        notes=(*notes, *belongs.notes),
        settings={
            "authority": authority,
            "vintage": Vintage(ward_year=of_year).as_settings(),
        },
        problems=(*problems, *belongs.problems),
        title=lad_name,
    )


def _rows(raw: RawTable, authority: str, authorities: RawTable | None) -> np.ndarray:
    """Rows of the authority, told by the table itself or by a look-up."""
    if not authority:
        return np.ones(len(raw), dtype=bool)
    if authorities is None:
        return rows_of_authority(raw, authority)
    code = find_stamp(read_stamps(raw.columns), Unit.WARD)
    wanted = keep_rows(authorities, rows_of_authority(authorities, authority))
    lookup = read_lookup(wanted, Unit.WARD, Unit.AUTHORITY, from_year=code.year if code else None)
    return column_text(raw, code.column if code else None).isin([ward for ward, _ in lookup.pairs]).to_numpy(dtype=bool)


def _polygons(raw: RawTable, codes: pd.Series) -> tuple[Mapping[str, BaseGeometry], list[str], list[Problem]]:
    """Polygon of each ward in degrees, repaired where it crosses itself; a table without any gets a warning."""
    if raw.geometry is None:
        warning = Problem(raw.name, "The wards have no polygons.", NO_POLYGONS, severity=Severity.WARNING)
        return {}, [], [warning]
    found: dict[str, BaseGeometry] = {}
    problems, repaired = [], []
    for row, code, shape in zip(raw.rows, codes, raw.geometry, strict=True):
        fault = _fault(shape)
        if fault:
            problems.append(Problem(raw.name, fault, NO_POLYGONS, row=row, column="geometry", value=code))
            continue
        if not shape.is_valid:
            repaired.append(code)
        found[code] = shape if shape.is_valid else _only_polygons(shapely.make_valid(shape))
    if problems:
        raise InputError(problems)
    notes = [f"{len(repaired):,} polygons crossed themselves and were repaired: {', '.join(repaired)}."]
    return found, notes if repaired else [], []


def _fault(shape: BaseGeometry | None) -> str:
    if shape is None or shape.is_empty:
        return "The ward has no polygon."
    if shape.geom_type not in POLYGONS:
        return f"The ward is a {shape.geom_type} where a polygon is needed."
    west, south, east, north = shape.bounds
    inside = (
        BRITAIN_LONGITUDE[0] <= west <= east <= BRITAIN_LONGITUDE[1]
        and BRITAIN_LATITUDE[0] <= south <= north <= BRITAIN_LATITUDE[1]
    )
    return "" if inside else f"The polygon reaches to {east:g}, {north:g}, outside Britain."


def _only_polygons(shape: BaseGeometry) -> BaseGeometry:
    return shapely.union_all([part for part in shapely.get_parts(shape) if part.geom_type in POLYGONS])
