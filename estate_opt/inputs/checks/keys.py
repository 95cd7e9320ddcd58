"""Ids: each names one thing, and what refers to an id refers to something that is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from estate_opt.domain.option import PARTNER_OPTION
from estate_opt.domain.place import AreaKind
from estate_opt.errors import Problem, did_you_mean
from estate_opt.inputs.cells import LIST_SEPARATOR
from estate_opt.inputs.manifest import AREAS, BUILDINGS, DEPRIVATION, NEIGHBOURHOODS, OPTIONS, TABLES, Column
from estate_opt.inputs.package import Package
from estate_opt.inputs.sheet import Sheet

EVERYTHING = "*"
"""What an option applies to when it applies to every building."""

MOST_GUESSES = 50
"""Unknown ids of a column for which the nearest known one is looked up; it takes long among thousands."""

WARD_AND_COMMITTEE_COLUMNS = (
    (BUILDINGS, "ward_code", AreaKind.WARD),
    (BUILDINGS, "committee", AreaKind.COMMITTEE),
    (NEIGHBOURHOODS, "ward_code", AreaKind.WARD),
    (DEPRIVATION, "ward_code", AreaKind.WARD),
    (AREAS, "parent", AreaKind.COMMITTEE),
)


def check_duplicate_ids(package: Package) -> Iterator[Problem]:
    """Check that each row of a table has a key of its own."""
    for table in TABLES:
        sheet = package[table]
        first: dict[tuple[Any, ...], int] = {}
        for row, key in enumerate(zip(*(sheet[column] for column in table.key), strict=True)):
            if None in key:
                continue
            if key in first:
                same = f"The same {' and '.join(table.key)} as in line {sheet.lines[first[key]]}."
                yield sheet.problem(row, table.key[0], same, "Give it another id, or take one of the rows out.")
            first.setdefault(key, row)


def check_reserved_names(package: Package) -> Iterator[Problem]:
    """Check that no name means something else in another table."""
    options, buildings = package[OPTIONS], package[BUILDINGS]
    for row, option in enumerate(options["option_id"]):
        if option == PARTNER_OPTION.option_id:
            message = "This name is kept for the only option of a partner venue."
            yield options.problem(row, "option_id", message, "Give the option another id.")
    for column in ("building_id", "type"):
        for row, name in enumerate(buildings[column]):
            if name == EVERYTHING:
                yield buildings.problem(row, column, "In options.csv '*' stands for every building.", "Rename it.")
            elif name is not None and (LIST_SEPARATOR in name or "," in name):
                message = "A name with ';' or ',' cannot be listed in applies_to of options.csv."
                yield buildings.warning(row, column, message, "Rename it if an option is to apply to it alone.")


def check_unknown_ids(package: Package) -> Iterator[Problem]:
    """Check that what refers to another table refers to a row that is there."""
    for table in TABLES:
        for column in table.columns:
            if column.refers_to:
                yield from _unknown(package, package[table], column)


def _unknown(package: Package, sheet: Sheet, column: Column) -> Iterator[Problem]:
    target, target_column = column.refers_to or ("", "")
    other = package.sheets[target]
    if not other.readable:
        return
    known = {value for value in other[target_column] if value is not None}
    guesses: dict[str, str] = {}
    for row, value in enumerate(sheet[column.name]):
        if value is None or value in known:
            continue
        if value not in guesses and len(guesses) < MOST_GUESSES:
            guesses[value] = did_you_mean(value, known)
        remedy = guesses.get(value) or f"Add it to {other.table.file}, or correct it."
        yield sheet.problem(row, column.name, f"There is no such {target_column} in {other.table.file}.", remedy)


def check_kind_of_area(package: Package) -> Iterator[Problem]:
    """Check that wards are where wards belong, and committees where committees do."""
    areas = package[AREAS]
    kinds = dict(zip(areas["area_id"], areas["kind"], strict=True))
    if AreaKind.WARD not in kinds.values():
        return  # told once, not of every row that names a ward
    for table, column, kind in WARD_AND_COMMITTEE_COLUMNS:
        sheet = package[table]
        for row, value in enumerate(sheet[column]):
            found = kinds.get(value)
            if value is not None and found is not None and found != kind:
                yield sheet.problem(row, column, f"The area is a {found}, not a {kind}.", f"Give the id of a {kind}.")
