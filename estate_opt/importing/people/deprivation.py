"""Ranks of the English Indices of Deprivation, beside the neighbourhoods they were made for or on their own areas.

File 7 of the indices has a row for each LSOA, with ``LSOA code (2011)`` in 2019 and ``LSOA code (2021)`` in 2025. An
index belongs to the areas that it was made for: where the neighbourhoods are others, its ranks go to a table of their
own, by ward.
"""

from __future__ import annotations

import re

import pandas as pd

from estate_opt.errors import InputError, Problem, Severity
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.geography.authority import rows_of_authority
from estate_opt.importing.geography.codes import Stamp, Unit, find_stamp, read_stamps
from estate_opt.importing.geography.lookups import read_lookup
from estate_opt.importing.geography.rows import check_codes, column_text, few, keep_rows, settings_before
from estate_opt.importing.geography.vintages import (
    INDEX_AREAS,
    RANKED_AREAS,
    Vintage,
    index_fits,
    known_neighbourhoods,
    known_wards,
    neighbourhood_vintage,
    refuse_other_wards,
)
from estate_opt.importing.layer import Layer, Source, beside_originals
from estate_opt.importing.licences import DEPRIVATION as LICENCE
from estate_opt.importing.raw import RawTable
from estate_opt.inputs.manifest import DEPRIVATION, NEIGHBOURHOODS

_RANK = re.compile(
    r"index of multiple deprivation \(imd\) rank.*|imd[ _]?(?P<index>20\d\d)?[ _]?rank|imd_?rank_?(?P<behind>20\d\d)?",
    re.IGNORECASE,
)
_INDEX_IN_NAME = re.compile(r"(?:iod|imd|deprivation)[^0-9]{0,3}(20\d\d)", re.IGNORECASE)
TO_WARDS = (
    "Give a look-up from these areas to the wards (--lookup), so that the ranks stand on their own areas by ward; or"
    " take the index that was made for the neighbourhoods."
)


def import_deprivation(
    raw: RawTable,
    gathered: Gathered,
    *,
    index: str = "",
    lookup: RawTable | None = None,
    authority: str = "",
    name: str = "deprivation",
) -> Layer:
    """Read the ranks of an index.

    Parameters
    ----------
    raw
        File 7 of the indices, or another table with a rank for each LSOA.
    gathered
        The estate, with neighbourhoods (for ranks beside them) or wards.
    index
        Year of the index, where the file does not say.
    lookup
        Look-up from the index's areas to wards: the ranks then go to the table ``deprivation``.
    authority
        Code or name of a local authority, where only its rows are wanted.
    name
        Of the layer.

    Raises
    ------
    InputError
        With every reason, such as an index of other areas than the neighbourhoods are.
    """
    before = settings_before(gathered, name, "deprivation")
    index, authority = index or before.get("index", ""), authority or before.get("authority", "")
    if authority:
        raw = keep_rows(raw, rows_of_authority(raw, authority))
    code, rank = _columns(raw)
    year = _index_year(raw, code, rank, index)
    ours = Vintage(unit=Unit.LSOA, areas_year=code.year or INDEX_AREAS.get(year), index=year)
    index_fits(raw.name, year, ours)
    theirs = neighbourhood_vintage(gathered)
    same = theirs.unit in ("", Unit.LSOA) and theirs.areas_year in (None, ours.areas_year)
    settings: dict[str, object] = {"index": index, "authority": authority, "vintage": ours.as_settings()}
    source = Source(raw.name, raw.sha256, f"English Indices of Deprivation {year}", LICENCE, year)
    if lookup is None and same:
        table, frame, notes = _beside_neighbourhoods(raw, gathered, code, rank, year)
        sources: tuple[Source, ...] = (source,)
    else:
        table, frame, notes = _on_own_areas(raw, gathered, code, rank, year, lookup)
        sources = (source, *([Source(lookup.name, lookup.sha256, "Look-up to wards")] if lookup is not None else []))
    missing = _without_rank(gathered, frame) if table == NEIGHBOURHOODS.name else []
    return Layer(
        name=name,
        importer="deprivation",
        sources=sources,
        tables={table: frame},
        defines=frozenset({DEPRIVATION.name}) & {table},
        notes=tuple(notes),
        settings=settings,
        problems=tuple(_missing(raw.name, missing)),
    )


def _columns(raw: RawTable) -> tuple[Stamp, str]:
    """The column of codes and that of the overall rank.

    Raises
    ------
    InputError
        Where either is missing.
    """
    rank = next((c for c in raw.columns if _RANK.fullmatch(" ".join(c.split()))), None)
    code = find_stamp(read_stamps(raw.columns), Unit.LSOA)
    problems = []
    listed = ", ".join(raw.columns[:6])
    if rank is None:
        message = "No column has the rank in the Index of Multiple Deprivation."
        problems.append(Problem(raw.name, message, "Take File 7 (or File 1) of the indices.", value=listed))
    if code is None:
        message = "No column has codes of LSOAs, such as 'LSOA code (2021)'."
        problems.append(Problem(raw.name, message, "Take File 7 of the indices, which is by LSOA.", value=listed))
    if rank is None or code is None:
        raise InputError(problems)
    return code, rank


def _index_year(raw: RawTable, code: Stamp, rank: str, index: str) -> str:
    """Year of the index: as said, else of the rank's column, the file's name, or the areas that it is on."""
    found = _RANK.fullmatch(" ".join(rank.split()))
    in_column = (found["index"] or found["behind"] or "") if found else ""
    in_name = match[1] if (match := _INDEX_IN_NAME.search(raw.name)) else ""
    said = {text for text in (index, in_column, in_name) if text}
    if len(said) > 1:
        message = f"The index is said to be of {' and of '.join(sorted(said))}."
        raise InputError([Problem(raw.name, message, "Say which it is, or correct the name of the file.")])
    if said:
        return said.pop()
    districts = find_stamp(read_stamps(raw.columns), Unit.AUTHORITY)
    by_district = str(districts.year) if districts and districts.year else ""
    if by_district in INDEX_AREAS:
        return by_district
    fitting = [year for year, areas in INDEX_AREAS.items() if areas == code.year]
    if not fitting:
        raise InputError([Problem(raw.name, "Nothing says of which year the index is.", "Say it with --index 2019.")])
    return fitting[-1]


def _ranks(raw: RawTable, column: str, index: str) -> pd.Series:
    """Ranks as text, each a whole number from 1 to the number of areas ranked."""
    texts = column_text(raw, column).str.replace(",", "").str.removesuffix(".0")
    most = RANKED_AREAS.get(index, 10**6)
    problems = []
    for k, text in enumerate(texts):
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
            message = f"This is not a rank from 1 to {most:,}."
            remedy = "Take the column of ranks, not of scores or deciles."
            problems.append(Problem(raw.name, message, remedy, raw.rows[k], column, text))
    if problems:
        raise InputError(few(problems))
    return texts


def _beside_neighbourhoods(
    raw: RawTable, gathered: Gathered, code: Stamp, rank: str, index: str
) -> tuple[str, pd.DataFrame, list[str]]:
    known = known_neighbourhoods(gathered)
    codes = column_text(raw, code.column)
    kept = keep_rows(raw, codes.isin(known).to_numpy(dtype=bool))
    if not known or not len(kept):
        what = "The estate has no neighbourhoods yet." if not known else "No code is one of the neighbourhoods'."
        first = "Import the neighbourhoods first." if not known else TO_WARDS
        raise InputError([Problem(raw.name, what, first)])
    kept_codes = column_text(kept, code.column)
    check_codes(kept, code.column, kept_codes)
    derived = pd.DataFrame(
        {"neighbourhood_id": kept_codes, "deprivation_rank": _ranks(kept, rank, index), "deprivation_vintage": index},
        dtype=object,
    )
    notes = [f"Ranks of the {index} index beside {len(kept):,} neighbourhoods, which it was made for."]
    return NEIGHBOURHOODS.name, beside_originals(derived, kept.frame, list(kept.rows)), notes


def _on_own_areas(
    raw: RawTable, gathered: Gathered, code: Stamp, rank: str, index: str, lookup: RawTable | None
) -> tuple[str, pd.DataFrame, list[str]]:
    theirs = neighbourhood_vintage(gathered)
    if lookup is None:
        made_for = INDEX_AREAS.get(index, code.year)
        kind = f"{theirs.unit or 'small area'}s of {theirs.areas_year}"
        message = f"The {index} index ranks the LSOAs of {made_for}, and the neighbourhoods are {kind}."
        raise InputError([Problem(raw.name, message, TO_WARDS)])
    to_wards = read_lookup(lookup, Unit.LSOA, Unit.WARD, from_year=code.year)
    ward_of = to_wards.as_mapping()
    known = known_wards(gathered)
    of_row = column_text(raw, code.column).map(ward_of).fillna("")
    ours = (of_row.isin(known) if known & set(of_row) else of_row != "").to_numpy(dtype=bool)
    kept, wards = keep_rows(raw, ours), of_row[ours].reset_index(drop=True)
    if not len(kept):
        raise InputError([Problem(lookup.name, f"The look-up has no code of {raw.name}.", TO_WARDS)])
    notes = refuse_other_wards(lookup.name, to_wards.to_year, gathered, set(wards), TO_WARDS)
    if empty := sorted(known - set(wards)):
        message = f"{len(empty):,} of the {len(known):,} wards have no small area in this look-up, such as {empty[0]}."
        raise InputError([Problem(lookup.name, message, "Give the look-up to the wards of the same year.")])
    kept_codes = column_text(kept, code.column)
    check_codes(kept, code.column, kept_codes)
    derived = pd.DataFrame(
        {
            "small_area_id": kept_codes, "ward_code": wards, "rank": _ranks(kept, rank, index),
            "ranked_areas": str(RANKED_AREAS.get(index, len(raw))), "vintage": index,
        },
        dtype=object,
    )  # fmt: skip
    said = f"Ranks of the {index} index on its own {len(kept):,} areas of {code.year}, by ward ({lookup.name})."
    return DEPRIVATION.name, beside_originals(derived, kept.frame, list(kept.rows)), [said, *notes]


def _without_rank(gathered: Gathered, frame: pd.DataFrame) -> list[str]:
    return sorted(known_neighbourhoods(gathered) - set(frame["neighbourhood_id"]))


def _missing(source: str, missing: list[str]) -> list[Problem]:
    if not missing:
        return []
    some = ", ".join(missing[:3])
    message = f"{len(missing):,} neighbourhoods have no rank in this index, such as {some}."
    return [Problem(source, message, "Give the index of the neighbourhoods' areas.", severity=Severity.WARNING)]
