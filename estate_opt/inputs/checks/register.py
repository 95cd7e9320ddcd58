"""The register of buildings: what is missing and assumed, what is old, what is there twice. All of it warnings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from estate_opt.domain.building import Owner
from estate_opt.errors import Problem
from estate_opt.inputs.manifest import BUILDINGS, DEPRIVATION, NEIGHBOURHOODS
from estate_opt.inputs.package import Package

_UPRN = re.compile(r"\d{1,12}", re.ASCII)
STALE_DAYS = round(5 * 365.25)

ASSUMED = {
    "condition": "the median grade of the buildings of the same type",
    "flexibility": "the median of the buildings of the same type",
    "local_importance": "the median of the buildings of the same type",
    "gia_m2": "the median of the buildings of the same type",
    "carbon_kgco2e_per_year": "the median per m² of the buildings of the same type",
    "backlog_gbp": "the median per m² of the buildings of the same type",
    "income_gbp_per_year": "£0",
    "exit_cost_gbp": "£0",
    "disposal_cost_gbp": "£0",
    "receipt_low_gbp": "£0",
    "receipt_central_gbp": "£0",
    "receipt_high_gbp": "£0",
}
"""What :mod:`estate_opt.domain.values` takes for a council building's value that is missing, in words."""


def check_missing_values(package: Package) -> Iterator[Problem]:
    """Check that values that a plan needs are known; where not, say how many are missing and what is assumed."""
    buildings = package[BUILDINGS]
    council = [row for row, owner in enumerate(buildings["owner"]) if owner == Owner.COUNCIL]
    for column, assumed in ASSUMED.items():
        empty = sum(1 for row in council if not buildings.text[column][row])
        if empty:
            message = f"{empty:,} of {len(council):,} council buildings have no {column}."
            yield buildings.warning(None, column, message, f"Assumed: {assumed}. Give the values that are known.")


def check_missing_wards(package: Package) -> Iterator[Problem]:
    """Check that buildings and neighbourhoods name their ward; where not, it is worked out."""
    for table in (BUILDINGS, NEIGHBOURHOODS):
        sheet = package[table]
        empty = sum(1 for text in sheet.text.get("ward_code", ()) if not text)
        if empty:
            message = f"{empty:,} of {len(sheet):,} {table.name} name no ward."
            yield sheet.warning(None, "ward_code", message, "Assumed: the ward that the place lies in.")


def check_missing_people(package: Package) -> Iterator[Problem]:
    """Check that neighbourhoods have figures for every group, and a rank."""
    sheet = package[NEIGHBOURHOODS]
    for group in sheet.extra:
        empty = sum(1 for text in sheet.text[group] if not text)
        if empty:
            message = f"{empty:,} of {len(sheet):,} neighbourhoods have no figure."
            yield sheet.warning(None, group, message, "Assumed: none. Give the figures, or take the column out.")
    unranked = sum(1 for text in sheet.text.get("deprivation_rank", ()) if not text)
    if unranked and not len(package[DEPRIVATION]):
        message = f"{unranked:,} of {len(sheet):,} neighbourhoods have no rank of deprivation."
        remedy = "They never count as deprived. Give the ranks, or name the priority wards in the plan file."
        yield sheet.warning(None, "deprivation_rank", message, remedy)


def check_record_dates(package: Package) -> Iterator[Problem]:
    """Check that records are recent, and not from the future."""
    buildings = package[BUILDINGS]
    for row, day in enumerate(buildings["record_date"]):
        if day is None:
            continue
        age = (package.today - day).days
        if age > STALE_DAYS:
            message = f"The record is over {int(age / 365.25)} years old."
            yield buildings.warning(row, "record_date", message, "Have the building's record brought up to date.")
        elif age < 0:
            yield buildings.warning(row, "record_date", "The record is from the future.", "Correct the date.")


def check_leases(package: Package) -> Iterator[Problem]:
    """Check that a lease has not ended yet, and a break comes before its end."""
    buildings = package[BUILDINGS]
    for row, end in enumerate(buildings["lease_end"]):
        broken = buildings["break_date"][row]
        if end is None or buildings["owner"][row] != Owner.COUNCIL:
            continue
        if end < package.today:
            remedy = "Give the lease that holds now, or take the building out if it has been handed back."
            yield buildings.warning(row, "lease_end", "The lease has ended already.", remedy)
        if broken is not None and broken > end:
            yield buildings.warning(row, "break_date", "The break is after the end of the lease.", "Correct the dates.")


def check_uprns_are_digits(package: Package) -> Iterator[Problem]:
    """Check that a UPRN is a number of up to 12 digits."""
    buildings = package[BUILDINGS]
    for row, uprn in enumerate(buildings["uprn"]):
        if uprn is not None and not _UPRN.fullmatch(uprn):
            remedy = "Write up to 12 digits; a spreadsheet may have cut it short (format the column as text)."
            yield buildings.warning(row, "uprn", "This is not a UPRN.", remedy)


def check_duplicate_uprns(package: Package) -> Iterator[Problem]:
    """Check that no two buildings have the same UPRN."""
    buildings = package[BUILDINGS]
    first: dict[str, str] = {}
    for row, uprn in enumerate(buildings["uprn"]):
        if uprn is None:
            continue
        other = first.setdefault(uprn, buildings.text["building_id"][row])
        if other != buildings.text["building_id"][row]:
            message = f"The building {other!r} has the same UPRN."
            yield buildings.warning(row, "uprn", message, "Correct one, or join the two rows if they are one building.")
