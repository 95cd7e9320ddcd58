"""Neighbourhoods: small areas of the census (LSOAs or output areas) with a point each, as the ONS exports them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from estate_opt.errors import InputError, Problem
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.geography.authority import one_authority, rows_of_authority
from estate_opt.importing.geography.codes import SMALL_AREAS, Stamp, Unit, find_stamp, read_stamps
from estate_opt.importing.geography.lookups import read_lookup
from estate_opt.importing.geography.points import find_points
from estate_opt.importing.geography.rows import check_codes, column_text, few, keep_rows, settings_before
from estate_opt.importing.geography.vintages import Vintage, refuse_other_wards
from estate_opt.importing.layer import Layer, Source, beside_originals
from estate_opt.importing.licences import ONS_GEOGRAPHY
from estate_opt.importing.raw import RawTable
from estate_opt.inputs.cells import write_number
from estate_opt.inputs.manifest import NEIGHBOURHOODS

BEST_FIT = "Give the best-fit look-up to the wards of the boundaries (--lookup), as the Open Geography Portal has it."


def import_neighbourhoods(
    raw: RawTable,
    gathered: Gathered,
    *,
    authority: str = "",
    lookup: RawTable | None = None,
    points: Sequence[str] = (),
    basis: str = "",
    year: int | None = None,
    name: str = "neighbourhoods",
) -> Layer:
    """Read small areas as the estate's neighbourhoods.

    Parameters
    ----------
    raw
        Points or polygons of LSOAs or output areas with their codes (``LSOA21CD``, ``OA21CD``, ``lsoa21_code`` …).
    gathered
        The estate so far; where it has wards, the wards named here must be among them.
    authority
        Code or name of the local authority whose areas are taken; all where empty.
    lookup
        Best-fit look-up from the small areas to wards (and local authorities). Where neither it nor the table
        names wards, each neighbourhood counts to the ward that its point lies in, when the estate is read.
    points
        The two columns with the points, easterly first; the best known ones where empty.
    basis
        What kind of point they are, where the file does not say.
    year
        Census year of the areas, where the columns do not say.
    name
        Of the layer.

    Raises
    ------
    InputError
        With every reason why the file cannot be used.
    """
    before = settings_before(gathered, name, "neighbourhoods")
    authority = authority or before.get("authority", "")
    points, basis = points or before.get("points", ()), basis or before.get("basis", "")
    code = _code_column(raw)
    kept = keep_rows(raw, _rows(raw, code, authority, lookup))
    codes = column_text(kept, code.column)
    check_codes(kept, code.column, codes)
    found = find_points(kept, columns=points, basis=basis)
    wards, ward_year = _wards(kept, code, lookup)
    notes = refuse_other_wards(raw.name, ward_year, gathered, set(wards), BEST_FIT)
    stamps = read_stamps(kept.columns)
    label = find_stamp(stamps, code.unit, is_code=False, year=code.year)
    names = column_text(kept, label.column if label else None)
    derived = pd.DataFrame(
        {
            "neighbourhood_id": codes,
            "name": names.where(names != "", codes),
            "longitude": [write_number(x) for x in found.longitude.tolist()],
            "latitude": [write_number(y) for y in found.latitude.tolist()],
            "ward_code": wards,
        },
        dtype=object,
    )
    _, lad_name = one_authority(kept, np.ones(len(kept), dtype=bool))
    vintage = Vintage(unit=code.unit, areas_year=code.year or year, ward_year=ward_year)
    sources = [Source(raw.name, raw.sha256, f"{code.unit} points", ONS_GEOGRAPHY, str(vintage.areas_year or ""))]
    if lookup is not None:
        sources.append(
            Source(lookup.name, lookup.sha256, "Best-fit look-up to wards", ONS_GEOGRAPHY, str(ward_year or ""))
        )
    return Layer(
        name=name,
        importer="neighbourhoods",
        sources=tuple(sources),
        tables={NEIGHBOURHOODS.name: beside_originals(derived, kept.frame, list(kept.rows))},
        defines=frozenset({NEIGHBOURHOODS.name}),
        notes=(*found.notes, *notes),
        settings={
            "authority": authority,
            "points": list(points),
            "basis": basis,
            "vintage": vintage.as_settings(),
        },
        title=lad_name,
    )


def _code_column(raw: RawTable) -> Stamp:
    """The column with the codes of the smallest areas that the table has a row for each of."""
    stamps = read_stamps(raw.columns)
    for unit in reversed(SMALL_AREAS):
        stamp = find_stamp(stamps, unit)
        if stamp is not None:
            return stamp
    message = "No column has codes of LSOAs or output areas (such as LSOA21CD, OA21CD or lsoa21_code)."
    listed = ", ".join(raw.columns[:8])
    raise InputError([Problem(raw.name, message, "Name a file of small areas.", value=listed)])


def _rows(raw: RawTable, code: Stamp, authority: str, lookup: RawTable | None) -> np.ndarray:
    """Rows of the authority, told by the table itself or else by the look-up."""
    if not authority:
        return np.ones(len(raw), dtype=bool)
    says = any(stamp.unit is Unit.AUTHORITY for stamp in read_stamps(raw.columns))
    if says or lookup is None:
        return rows_of_authority(raw, authority)
    of_authority = keep_rows(lookup, rows_of_authority(lookup, authority))
    small = find_stamp(read_stamps(lookup.columns), code.unit, year=code.year)
    return column_text(raw, code.column).isin(column_text(of_authority, small.column if small else None)).to_numpy(bool)


def _wards(raw: RawTable, code: Stamp, lookup: RawTable | None) -> tuple[list[str], int | None]:
    """Ward of each row and the year of the wards: by the look-up, else as the table says, else not known."""
    codes = column_text(raw, code.column)
    if lookup is None:
        stamp = find_stamp(read_stamps(raw.columns), Unit.WARD)
        return column_text(raw, stamp.column if stamp else None).tolist(), stamp.year if stamp else None
    best_fit = read_lookup(lookup, code.unit, Unit.WARD, from_year=code.year)
    ward_of = best_fit.as_mapping()
    homeless = [k for k, area in enumerate(codes) if area not in ward_of]
    if homeless:
        remedy = "Give the look-up of the same areas and year."
        message = f"The area is not in the look-up {lookup.name}."
        problems = [Problem(raw.name, message, remedy, raw.rows[k], code.column, codes[k]) for k in homeless]
        raise InputError(few(problems))
    return [ward_of[area] for area in codes], best_fit.to_year
