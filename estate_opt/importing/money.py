"""Money: running costs, income, receipts, exit costs; a row a building, or lines of a ledger by year and type."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from estate_opt.errors import InputError, Problem
from estate_opt.importing.building_rows import BuildingRows, rows_of_buildings
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.identifiers import name_key
from estate_opt.importing.joining import LIKENESS
from estate_opt.importing.layer import Layer, Source
from estate_opt.importing.raw import RawTable
from estate_opt.importing.wording import number_of

NAME = "money"
COLUMNS = (
    "running_cost_gbp_per_year", "income_gbp_per_year", "receipt_low_gbp", "receipt_central_gbp",
    "receipt_high_gbp", "exit_cost_gbp", "disposal_cost_gbp", "hire_gbp_per_hour",
)  # fmt: skip
"""Columns of the estate that a row a building may fill."""
TARGETS = (*COLUMNS, "year", "cost_type", "amount")
INCOME_WORDS = frozenset({"income", "receipts", "lettings", "sales"})
"""Words of a cost type that tell of income. "Rent" and "charges" may be paid as well as received, and tell nothing."""
CAPITAL_WORDS = frozenset({"capital", "depreciation", "impairment", "revaluation", "financing", "borrowing", "mrp"})
"""Words of a cost type that tell of capital charges, which cost no money a year and are left out."""

_YEAR = re.compile(r"(?:fy)?\s*((?:19|20)\d{2})(?:\s*[/–-]\s*(?:\d{4}|\d{2}))?", re.IGNORECASE)


def import_money(
    raw: RawTable,
    gathered: Gathered,
    columns: Mapping[str, str],
    *,
    name: str = NAME,
    year: str = "",
    income_types: Sequence[str] = (),
    leave_out: Sequence[str] = (),
    likeness: float = LIKENESS,
) -> Layer:
    """Read figures of money.

    Parameters
    ----------
    raw
        A row a building with any of :data:`COLUMNS`; or lines of a ledger with an amount, and a year and a cost
        type where there are several.
    gathered
        The estate so far.
    columns
        Published column by what it holds: keys of the building and any of :data:`TARGETS`.
    name
        Of the layer.
    year
        Year of the ledger to take ("2024/25"); the latest of it where empty.
    income_types
        Cost types that are income, beside those that say so in words (:data:`INCOME_WORDS`). Income in a ledger is
        negative, cost positive; where income stands with positive amounts only, it is taken as income all the same.
    leave_out
        Cost types that do not count, beside capital charges (:data:`CAPITAL_WORDS`).
    likeness
        How alike names of one postcode must be, 0 to 100.

    Returns
    -------
    Layer
        Money of the buildings, in pounds a year or pounds.

    Raises
    ------
    InputError
        Where no column holds money, or the year asked for is not in the ledger.
    """
    rows = rows_of_buildings(raw, gathered, columns, needs=((*COLUMNS, "amount"),), likeness=likeness)
    ledger = rows.has("amount")
    if ledger:
        book = _Ledger(rows, year, income_types, leave_out)
        derived, used, notes = book.sums()
    else:
        derived, used, notes = _a_row_a_building(rows)
    return Layer(
        name=name,
        importer=NAME,
        sources=(Source(raw.name, raw.sha256, vintage=book.year if ledger else ""),),
        tables={"buildings": rows.table(derived, used)},
        unjoined=rows.unjoined(),
        notes=(*rows.joined.notes(rows.text("name")), *notes),
        settings={
            "columns": dict(columns), "year": year, "income_types": list(income_types),
            "leave_out": list(leave_out), "likeness": likeness,
        },
        problems=tuple(rows.problems),
    )  # fmt: skip


Derived = dict[str, dict[str, Any]]


def _a_row_a_building(rows: BuildingRows) -> tuple[Derived, dict[str, list[int]], tuple[str, ...]]:
    """Figures as they stand; of a building named twice the first row, unless the second fills what it leaves open."""
    given = [column for column in COLUMNS if rows.has(column)]
    values = {column: rows.figures(column) for column in given}
    flipped: dict[str, int] = {}
    for column in given:
        for position, value in enumerate(values[column]):
            if value is not None and value < 0:
                if column == "income_gbp_per_year":
                    values[column][position] = -value
                    flipped[column] = flipped.get(column, 0) + 1
                    continue
                rows.warn(
                    position, column, "This is less than nothing.", "It counts as empty; correct it, or its sign."
                )
                values[column][position] = None
    derived: Derived = {}
    used: dict[str, list[int]] = {}
    for building, positions in rows.by_building().items():
        first, *others = positions
        derived[building] = {column: values[column][first] for column in given}
        used[building] = [first]
        for other in others:
            _second_row(rows, building, first, other, derived[building], values)
    notes = tuple(
        f"Income stood as a negative figure in {number_of(count, 'row')}, as in a ledger; it was taken as income."
        for count in flipped.values()
    )
    return derived, used, notes


def _second_row(
    rows: BuildingRows, building: str, first: int, other: int, kept: Mapping[str, Any], values: Mapping[str, list[Any]]
) -> None:
    same = all(values[column][other] in (None, kept[column]) for column in kept)
    line = rows.raw.rows[first]
    rows.set_aside[other] = (
        f"It says of {building} what line {line} says." if same
        else f"It says otherwise of {building} than line {line}, which stands; add the two if both are meant."
    )  # fmt: skip


class _Ledger:
    """Lines of a ledger, read."""

    def __init__(self, rows: BuildingRows, year: str, income_types: Sequence[str], leave_out: Sequence[str]) -> None:
        self.rows = rows
        self.amounts = rows.figures("amount")
        self.years = [read_year(text) for text in rows.text("year")]
        self.types = rows.text("cost_type")
        self.year = self._year_asked(year)
        self.income_keys = {name_key(one) for one in income_types}
        self.left_out_keys = {name_key(one) for one in leave_out}
        self._known_types((*income_types, *leave_out))

    def _year_asked(self, year: str) -> str:
        if not self.rows.has("year"):
            return ""
        there = sorted({one for one in self.years if one})
        asked = read_year(year) if year else ""
        if year and asked not in there:
            message = f"The ledger has no lines of {year!r}."
            raise InputError([Problem(self.rows.raw.name, message, f"It has {', '.join(there) or 'no year'}.")])
        if not there:
            message = "No cell of the column of years can be read."
            column = self.rows.columns["year"]
            raise InputError([Problem(self.rows.raw.name, message, "Write 2024/25 or 2024.", column=column)])
        return asked or there[-1]

    def _known_types(self, named: Sequence[str]) -> None:
        there = {name_key(one) for one in self.types}
        wrong = [one for one in named if name_key(one) not in there]
        if wrong:
            types = ", ".join(sorted(set(self.types)))
            raise InputError([Problem(self.rows.raw.name, f"There is no cost type {wrong[0]!r}.", f"It has {types}.")])

    def _counts(self, position: int) -> bool:
        """Tell whether a line counts, and note why where it does not."""
        words = set(name_key(self.types[position]).split())
        reason = ""
        if self.rows.has("year") and self.years[position] != self.year:
            given = self.years[position]
            reason = f"It is of {given}; {self.year} counts." if given else "Its year cannot be read."
        elif name_key(self.types[position]) in self.left_out_keys:
            reason = f"Lines of {self.types[position]!r} were asked to be left out."
        elif words & CAPITAL_WORDS and name_key(self.types[position]) not in self.income_keys:
            reason = f"{self.types[position]!r} is a capital charge, not money spent on running the building."
        elif self.amounts[position] is None:
            reason = "It has no amount that can be read."
        if reason:
            self.rows.set_aside[position] = reason
        return not reason

    def _is_income(self, kind: str) -> bool:
        return name_key(kind) in self.income_keys or bool(set(name_key(kind).split()) & INCOME_WORDS)

    def sums(self) -> tuple[Derived, dict[str, list[int]], tuple[str, ...]]:
        """Cost and income of each building."""
        counted = [k for k in self.rows.positions if self._counts(k)]
        credits = any((self.amounts[k] or 0) < 0 and self._is_income(self.types[k]) for k in counted)
        derived: Derived = {}
        used: dict[str, list[int]] = {}
        for building, positions in self.rows.by_building().items():
            lines = [k for k in positions if k not in self.rows.set_aside]
            if lines:
                derived[building] = self._of_one(building, lines, credits)
                used[building] = lines
        return derived, used, self._notes(credits, counted)

    def _of_one(self, building: str, lines: Sequence[int], credits: bool) -> dict[str, Any]:
        income_lines = [k for k in lines if self._is_income(self.types[k])]
        cost = math.fsum(self.amounts[k] or 0 for k in lines if k not in set(income_lines))
        income = math.fsum(self.amounts[k] or 0 for k in income_lines)
        income = -income if credits else income
        for what, target, value in (("cost", "amount", cost), ("income", "amount", income)):
            if value < 0:
                message = f"The {what} of {building} adds up to £{value:,.0f}, less than nothing."
                self.rows.warn(lines[0], target, message, "It is left empty; look at its lines for credits and signs.")
        return {
            "running_cost_gbp_per_year": round(cost, 2) if cost >= 0 and len(income_lines) < len(lines) else None,
            "income_gbp_per_year": round(income, 2) if income >= 0 and income_lines else None,
        }

    def _notes(self, credits: bool, counted: Sequence[int]) -> tuple[str, ...]:
        when = f" of {self.year}" if self.year else ""
        said = [f"{number_of(len(counted), 'line')}{when} added up by building."]
        kinds = sorted({self.types[k] for k in counted if self._is_income(self.types[k])})
        if kinds:
            sign = "negative, as ledgers have it" if credits else "positive"
            said.append(f"Income is {', '.join(kinds)}; its amounts are {sign}.")
        if not self.rows.has("cost_type"):
            said.append(
                "The ledger has no cost types: all of it counts as running cost, negative lines as credits to it."
            )
        return tuple(said)


def read_year(text: str) -> str:
    """A year as "2024" or a financial year as "2024/25"; empty where the text is none."""
    found = _YEAR.fullmatch(text.strip())
    if found is None:
        return ""
    first = int(found[1])
    return f"{first}/{(first + 1) % 100:02d}" if re.search(r"\d\s*[/–-]\s*\d", text) else str(first)
