"""How complete the tables are: by column, and for buildings by their type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from estate_opt.domain.building import Owner
from estate_opt.inputs.manifest import BUILDINGS, TABLES
from estate_opt.inputs.quality.register import Register
from estate_opt.inputs.sheet import PLACE_COLUMNS, Sheet

PLACE = "place"
"""Stands for the four columns of coordinates: any of the two pairs will do."""
EMPTY_SAYS_NO = frozenset(
    {"restriction", "status", "illustrative", "committee", "indivisible", "public", "carbon_factor",
     "features", "needs", "adds_features", "max_move_km", "min_hours_per_week", "parent", "break_date"}
)  # fmt: skip
"""Columns that are rightly empty in many rows: nothing can be told from how full they are."""
ONLY_LEASED = frozenset({"lease_end", "exit_cost_gbp"})
"""Columns that only a leased building has a value for."""
ONLY_PARTNERS = frozenset({"hire_gbp_per_hour"})
NOT_PARTNERS = frozenset(
    {"tenure", "backlog_gbp", "income_gbp_per_year", "carbon_kgco2e_per_year", "flexibility", "local_importance",
     "receipt_low_gbp", "receipt_central_gbp", "receipt_high_gbp", "disposal_cost_gbp", "running_cost_gbp_per_year",
     "condition", "gia_m2", "listed", "community_value", *ONLY_LEASED}
)  # fmt: skip
"""Columns that the plan needs only of the council's own buildings."""
LEASED = "lease"
"""Part of the word for a leased building's tenure (leasehold, leased, sub-lease)."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How full a column is.

    Parameters
    ----------
    table, column
        Which.
    type
        Type of building; empty where it is of all rows.
    rows
        Rows that ought to have a value.
    known, made_up
        Rows that have one, and rows whose value is made up for illustration.
    needed
        Whether no plan can be made without it.
    """

    table: str
    column: str
    type: str
    rows: int
    known: int
    made_up: int
    needed: bool

    @property
    def missing(self) -> int:
        """Rows without a value."""
        return self.rows - self.known - self.made_up

    @property
    def share(self) -> float:
        """Share of the rows that have a value that is not made up; 1 where there are none."""
        return self.known / self.rows if self.rows else 1.0


def completeness(register: Register) -> Iterator[Completeness]:
    """Tell how full each column is: buildings first, by type and in all, then the other tables."""
    types = sorted(set(register.types))
    for column in (PLACE, *(c.name for c in BUILDINGS.columns)):
        if column in PLACE_COLUMNS or column in EMPTY_SAYS_NO or column in BUILDINGS.key:
            continue
        rows = [row for row in range(len(register)) if _applies(register, row, column)]
        for kind in ("", *types):
            own = [row for row in rows if not kind or register.types[row] == kind]
            if own or not kind:
                yield _of_buildings(register, column, kind, own)
    for table in TABLES:
        if table is not BUILDINGS:
            yield from _of_table(register, table.name)


def _applies(register: Register, row: int, column: str) -> bool:
    """Whether a building ought to have a value in a column."""
    partner = bool(register.value(row, "owner") == Owner.PARTNER)
    if column in ONLY_PARTNERS:
        return partner
    if column in NOT_PARTNERS and partner:
        return False
    if column in ONLY_LEASED:
        return LEASED in str(register.value(row, "tenure") or "").casefold()
    return True


def _of_buildings(register: Register, column: str, kind: str, rows: list[int]) -> Completeness:
    needed = column == PLACE or any(c.required for c in BUILDINGS.columns if c.name == column)
    if column == PLACE:
        found = register.places.known
        made_up = sum(bool(found[row]) and any(register.is_made_up(row, c) for c in PLACE_COLUMNS) for row in rows)
        said = sum(bool(found[row]) for row in rows)
    else:
        said = sum(register.says(row, column) for row in rows)
        made_up = said - sum(register.knows(row, column) for row in rows)
    return Completeness(BUILDINGS.name, column, kind, len(rows), said - made_up, made_up, needed)


def _of_table(register: Register, name: str) -> Iterator[Completeness]:
    sheet = register.package.sheets[name]
    if not len(sheet):
        return
    places = register.package.places.get(name)
    if places is not None:
        yield Completeness(name, PLACE, "", len(sheet), int(places.known.sum()), 0, True)
    for column in sheet.table.columns:
        if column.name not in (*PLACE_COLUMNS, *EMPTY_SAYS_NO, *sheet.table.key):
            yield Completeness(name, column.name, "", len(sheet), _full(sheet, column.name), 0, column.required)
    for column_name in sheet.extra:
        yield Completeness(name, column_name, "", len(sheet), _full(sheet, column_name), 0, False)


def _full(sheet: Sheet, column: str) -> int:
    return sum(value is not None and value != frozenset() for value in sheet[column])
