"""Public libraries of the Arts Council's basic data set: buildings, their opening hours by day, and their service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from estate_opt.domain.building import Owner
from estate_opt.errors import InputError, Problem, Severity
from estate_opt.importing.already import already_there
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.geography.authority import rows_of_authority
from estate_opt.importing.geography.codes import Unit, find_stamp, read_stamps
from estate_opt.importing.geography.rows import column_text, few, keep_rows, settings_before
from estate_opt.importing.geography.vintages import known_wards
from estate_opt.importing.layer import Layer, Source, beside_originals
from estate_opt.importing.licences import LIBRARIES
from estate_opt.importing.opening import DAYS, hours_of_day
from estate_opt.importing.raw import RawTable
from estate_opt.inputs.cells import write_cell, write_number
from estate_opt.inputs.manifest import ACTIVITIES, BUILDINGS, SERVICES
from estate_opt.inputs.synthetic.catalogue import SERVICES as CATALOGUE

SERVICE = "library"
COUNCIL_TYPES: Mapping[str, Owner] = {
    "LAL": Owner.COUNCIL, "LAL-": Owner.COUNCIL, "CL": Owner.COUNCIL, "CRL": Owner.PARTNER, "ICL": Owner.PARTNER,
}  # fmt: skip
"""Who runs a library of each type: the authority itself (LAL, LAL- with unstaffed hours), another for it under
contract (CL), a community with its support (CRL) or on its own (ICL)."""
YES = frozenset({"yes", "y", "true", "1", "closed"})
_WANTED: Mapping[str, tuple[str, ...]] = {
    "library_id": ("library_id", "id", "reference"),
    "name": ("library_name", "name", "library"),
    "authority": ("local_authority", "library_service", "authority", "council"),
    "postcode": ("postcode", "post_code"),
    "uprn": ("uprn", "unique_property_reference_number", "unique_property_reference_number_uprn"),
    "latitude": ("lat", "latitude"),
    "longitude": ("lon", "longitude", "long", "lng"),
    "easting": ("easting", "x"),
    "northing": ("northing", "y"),
    "type": ("type_of_library", "library_type", "type"),
    "closed": ("is_closed", "closed", "currently_closed"),
    "year_closed": ("year_closed", "year_library_closed", "closed_year"),
    "staffed": ("weekly_staffed_hours", "total_staffed_hours", "staffed_hours"),
    "unstaffed": ("weekly_unstaffed_hours", "total_unstaffed_hours", "unstaffed_hours"),
}
"""Spellings of the columns in the editions of the data set, in small letters with underscores."""
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
DISAGREEMENT_HOURS = 0.5
"""Days and total of a week may differ by this much without a word."""
NO_PLACE = (
    "A place is needed: import the postcodes or UPRNs with 'estate-opt import places', or give a file with lat and lon."
)


@dataclass(frozen=True, eq=False)
class _Columns:
    """The data set's columns, whatever they are called in this edition."""

    raw: RawTable
    names: Mapping[str, str]

    @classmethod
    def of(cls, raw: RawTable) -> _Columns:
        by_plain = {_plain(column): column for column in reversed(raw.columns)}
        found = {
            what: next((by_plain[name] for name in names if name in by_plain), "") for what, names in _WANTED.items()
        }
        problems = [
            Problem(raw.name, f"No column has the {what} of a library.", f"Call it {_WANTED[what][0]}.")
            for what in ("name", "authority")
            if not found[what]
        ]
        if problems:
            raise InputError(problems)
        return cls(raw, found)

    def __getitem__(self, what: str) -> pd.Series:
        return column_text(self.raw, self.names[what] or None)

    def days(self, kind: str) -> list[str]:
        """Columns of the hours of each day, staffed or unstaffed; those there are."""
        by_plain = {_plain(column): column for column in self.raw.columns}
        spellings = ("{day}_{kind}_hours", "{day}_{kind}", "{kind}_hours_{day}", "{kind}_{day}")
        names = [[text.format(day=day, kind=kind) for text in spellings] for day in DAYS]
        return [found for of_day in names if (found := next((by_plain[n] for n in of_day if n in by_plain), ""))]


def _plain(column: str) -> str:
    return _NOT_A_LETTER.sub("_", column.casefold()).strip("_")


def import_libraries(raw: RawTable, gathered: Gathered, *, authority: str = "", name: str = "libraries") -> Layer:
    """Read the libraries of a council as buildings.

    Parameters
    ----------
    raw
        The basic data set, as published or with coordinates added.
    gathered
        The estate so far; a ward named in the file is taken where the estate has it. A library that another layer
        brings, as the register of the council's assets may, gets its hours and service and is not there twice.
    authority
        Code or name of the local authority, or the name of its library service; all where empty.
    name
        Of the layer.

    Returns
    -------
    Layer
        Open libraries with the hours that are known. Closed ones are listed as without a home.

    Raises
    ------
    InputError
        Where columns are missing or a row cannot be read.
    """
    authority = authority or settings_before(gathered, name, "libraries").get("authority", "")
    names = tuple(c for c in raw.columns if _plain(c) in _WANTED["authority"])
    ours = keep_rows(raw, rows_of_authority(raw, authority, names=names)) if authority else raw
    closed = _closed(_Columns.of(ours))
    gone, kept = keep_rows(ours, closed), keep_rows(ours, ~closed)
    if not len(kept):
        raise InputError([Problem(raw.name, "Every library of the file is closed.", "Name another authority.")])
    columns = _Columns.of(kept)
    library_names = _names(columns)
    uprns = columns["uprn"].str.removesuffix(".0")
    rows = {"uprn": list(uprns), "postcode": list(columns["postcode"]), "name": library_names}
    already = already_there(list(_ids(columns)), rows, gathered, name)
    hours, problems = _hours(columns)
    owners = [COUNCIL_TYPES.get(kind, Owner.COUNCIL) for kind in columns["type"].str.upper()]
    buildings = pd.DataFrame(
        {
            "building_id": already.ids, "uprn": uprns, "name": library_names,
            "type": [SERVICE if owner is Owner.COUNCIL else "partner_venue" for owner in owners],
            "owner": [str(owner) for owner in owners], **_place(columns), "ward_code": _wards(kept, gathered),
            "opening_hours_per_week": [write_number(h) if h > 0 else "" for h in hours.tolist()],
        },
        dtype=object,
    )  # fmt: skip
    of_council = buildings["owner"] == Owner.COUNCIL
    notes = (*_notes(buildings, hours, len(gone)), *already.notes(library_names))
    buildings = already.only_own(buildings, ("name", "type", "owner", "ward_code"))
    activities = pd.DataFrame(
        {"building_id": buildings.loc[of_council, "building_id"], "service_id": SERVICE}, dtype=object
    )
    return Layer(
        name=name,
        importer="libraries",
        sources=(Source(raw.name, raw.sha256, "Public libraries basic data set", LIBRARIES),),
        tables={
            BUILDINGS.name: beside_originals(buildings, kept.frame, list(kept.rows)),
            ACTIVITIES.name: activities.assign(hours_per_week="").reset_index(drop=True),
            SERVICES.name: _service(),
        },
        defines=frozenset({BUILDINGS.name, ACTIVITIES.name, SERVICES.name}),
        unjoined=_unjoined(gone),
        notes=notes,
        settings={"authority": authority},
        problems=tuple(few(problems)),
    )


def _closed(columns: _Columns) -> np.ndarray:
    """Whether each library is closed for good: said so, or with a year in which it closed."""
    if columns.names["closed"]:
        return columns["closed"].str.casefold().isin(YES).to_numpy(dtype=bool)
    return (columns["year_closed"] != "").to_numpy(dtype=bool)


def _ids(columns: _Columns) -> pd.Series:
    """The data set's ids; numbered in the file's order where it has none."""
    ids = columns["library_id"]
    if (ids == "").all():
        return pd.Series([f"LIB{row:05d}" for row in columns.raw.rows], dtype=object)
    problems = [
        Problem(columns.raw.name, "The id is missing or there twice.", "Correct it.", columns.raw.rows[k], value=ids[k])
        for k in np.flatnonzero((ids.duplicated() | (ids == "")).to_numpy())
    ]
    if problems:
        raise InputError(few(problems))
    return ids


def _names(columns: _Columns) -> list[str]:
    """Names of the buildings; 'Central' alone says too little beside other buildings."""
    return [name if "librar" in name.casefold() else f"{name} Library" for name in columns["name"]]


def _place(columns: _Columns) -> dict[str, pd.Series]:
    pairs = ("longitude", "latitude"), ("easting", "northing")
    given = [pair for pair in pairs if all(columns.names[what] for what in pair)]
    return {what: columns[what] for what in given[0]} if given else {}


def _wards(raw: RawTable, gathered: Gathered) -> pd.Series:
    """Wards that the file names, where the estate's boundaries have them; empty ones follow from the place."""
    stamp = find_stamp(read_stamps(raw.columns), Unit.WARD)
    said = column_text(raw, stamp.column if stamp else None)
    known = known_wards(gathered)
    return said.where(said.isin(known), "") if known else said


def _hours(columns: _Columns) -> tuple[np.ndarray, list[Problem]]:
    """Hours open in a week, staffed and unstaffed, by the days where they can be read, else by the week's total."""
    by_day, problems = _hours_by_day(columns)
    total = np.zeros(len(columns.raw))
    for what in ("staffed", "unstaffed"):
        for k, text in enumerate(columns[what]):
            hours = _weekly(text)
            total[k] += hours or 0.0
            if hours is None:
                message = "These are not hours of a week."
                problems.append(_warning(columns, k, columns.names[what], text, message, "It was passed over."))
    apart = (by_day > 0) & (total > 0) & (np.abs(by_day - total) > DISAGREEMENT_HOURS)
    for k in np.flatnonzero(apart).tolist():
        message = f"The days add up to {by_day[k]:g} hours a week, the total says {total[k]:g}."
        problems.append(_warning(columns, k, "", "", message, "The days were taken; check which is right."))
    return np.where(by_day > 0, by_day, total), problems


def _hours_by_day(columns: _Columns) -> tuple[np.ndarray, list[Problem]]:
    """Hours of the days added up; not-a-number where one of them cannot be read."""
    hours = np.zeros(len(columns.raw))
    problems = []
    for kind in ("staffed", "unstaffed"):
        for column in columns.days(kind):
            for k, text in enumerate(column_text(columns.raw, column)):
                of_day = hours_of_day(text)
                hours[k] += np.nan if of_day is None else of_day
                if of_day is None:
                    message = "These are not opening hours such as 10:00-13:00,14:00-17:00."
                    remedy = "The week's total counts instead, where there is one."
                    problems.append(_warning(columns, k, column, text, message, remedy))
    return hours, problems


def _warning(columns: _Columns, k: int, column: str, value: str, message: str, remedy: str) -> Problem:
    return Problem(columns.raw.name, message, remedy, columns.raw.rows[k], column, value, Severity.WARNING)


def _weekly(text: str) -> float | None:
    if not text:
        return 0.0
    try:
        hours = float(text)
    except ValueError:
        return None
    return hours if 0 <= hours <= 168 else None


def _service() -> pd.DataFrame:
    """The service 'library' as the catalogue has it."""
    library = next(service for service in CATALOGUE if service.service_id == SERVICE)
    return pd.DataFrame([{c: write_cell(getattr(library, c)) for c in SERVICES.column_names}], dtype=object)


def _unjoined(gone: RawTable) -> pd.DataFrame:
    years = _Columns.of(gone)["year_closed"].str.removesuffix(".0")
    reason = ["closed" + (f" in {year}" if year else "") for year in years]
    return gone.frame.assign(reason=reason, source_row=[str(row) for row in gone.rows])


def _notes(buildings: pd.DataFrame, hours: np.ndarray, gone: int) -> tuple[str, ...]:
    partners = int((buildings["owner"] == Owner.PARTNER).sum())
    known = int((hours > 0).sum())
    notes = [f"{len(buildings):,} open libraries; opening hours known of {known:,}. {gone:,} closed ones are left out."]
    if partners:
        notes.append(f"{partners:,} are run by a community, and count as partner venues.")
    if "longitude" not in buildings and "easting" not in buildings:
        notes.append(NO_PLACE)
    return tuple(notes)
