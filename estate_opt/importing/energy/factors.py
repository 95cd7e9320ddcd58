"""Kilograms of CO2 equivalent per kWh by fuel: the UK Government conversion factors for company reporting.

Emissions are those of burning the fuel, and of generating the electricity or heat that is bought (scopes 1 and 2),
per kWh of gross calorific value as meters and bills have it. Losses on the way and the fuel's own supply chain
(scope 3) are not in them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from estate_opt.errors import InputError, Problem, UsageError
from estate_opt.importing.figures import read_figure
from estate_opt.importing.identifiers import name_key
from estate_opt.importing.raw import RawTable, read_raw

BUILT_IN = "data/uk_conversion_factors.csv"
PUBLISHED_AT = "https://www.gov.uk/government/collections/government-conversion-factors-for-company-reporting"
_FACTOR_COLUMN = re.compile(r"GHG Conversion Factor (20\d{2})", re.IGNORECASE)
_FLAT_COLUMNS = ("Level 1", "Level 3", "UOM", "GHG/Unit")

_FLAT_ROWS = {
    ("uk electricity", "electricity uk", "kwh"): "electricity",
    ("fuels", "natural gas", "kwh gross cv"): "natural gas",
    ("fuels", "lpg", "kwh gross cv"): "LPG",
    ("fuels", "gas oil", "kwh gross cv"): "gas oil",
    ("fuels", "burning oil", "kwh gross cv"): "burning oil",
    ("fuels", "fuel oil", "kwh gross cv"): "fuel oil",
    ("fuels", "coal industrial", "kwh gross cv"): "coal",
    ("bioenergy", "wood pellets", "kwh"): "wood pellets",
    ("bioenergy", "wood chips", "kwh"): "wood chips",
    ("heat and steam", "district heat and steam", "kwh"): "district heat",
}
"""Level 1, level 3 and unit of the Government's flat file, by words, and what the fuel is called here."""

FUEL_WORDS = {
    "electricity": "electricity", "electric": "electricity", "elec": "electricity", "power": "electricity",
    "grid supplied electricity": "electricity", "grid electricity": "electricity", "mains electricity": "electricity",
    "natural gas": "natural gas", "gas": "natural gas", "mains gas": "natural gas",
    "lpg": "LPG", "propane": "LPG", "gas oil": "gas oil", "red diesel": "gas oil", "diesel": "gas oil",
    "oil": "burning oil", "heating oil": "burning oil", "burning oil": "burning oil", "kerosene": "burning oil",
    "fuel oil": "fuel oil", "heavy fuel oil": "fuel oil", "coal": "coal",
    "biomass": "wood pellets", "wood pellets": "wood pellets", "pellets": "wood pellets",
    "wood chips": "wood chips", "wood chip": "wood chips",
    "district heating": "district heat", "district heat": "district heat", "heat": "district heat",
    "heat network": "district heat", "heat and steam": "district heat", "steam": "district heat",
}  # fmt: skip
"""What meters, bills and certificates call a fuel."""


def fuel_called(text: str) -> str:
    """The fuel that a cell names; empty where it names none that is known."""
    return FUEL_WORDS.get(name_key(text), "")


@dataclass(frozen=True, slots=True)
class Factors:
    """Factors of one year.

    Parameters
    ----------
    year
        Year of reporting that they are for.
    by_fuel
        kg CO2e per kWh.
    source
        Where they are from.
    """

    year: int
    by_fuel: Mapping[str, float]
    source: str


def built_in_factors(year: int | None = None) -> Factors:
    """Factors that come with the program: electricity and gas, which is most of what councils use.

    Parameters
    ----------
    year
        Of reporting; the latest that is there where not given.

    Raises
    ------
    UsageError
        Where the year is not there.
    """
    text = resources.files(__package__).joinpath(BUILT_IN).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    years = sorted({int(row["year"]) for row in rows})
    chosen = years[-1] if year is None else year
    if chosen not in years:
        raise UsageError(
            f"There are no conversion factors for {chosen}, only for {', '.join(map(str, years))}. "
            f"Give the Government's flat file of that year with --factors FILE ({PUBLISHED_AT})."
        )
    of_year = [row for row in rows if int(row["year"]) == chosen]
    return Factors(chosen, {row["fuel"]: float(row["kgco2e_per_kwh"]) for row in of_year}, of_year[0]["source"])


def read_factors(path: Path) -> Factors:
    """Factors of the Government's flat file as published, or of a table with ``fuel`` and ``kgco2e_per_kwh``.

    Raises
    ------
    InputError
        Where the file is neither, or has no factor of a known fuel.
    """
    raw = read_raw(path)
    column = next((column for column in raw.columns if _FACTOR_COLUMN.fullmatch(column)), "")
    if column and all(name in raw.columns for name in _FLAT_COLUMNS):
        found = _of_flat_file(raw, column)
        year = int(_FACTOR_COLUMN.fullmatch(column)[1])  # type: ignore[index]
    elif {"fuel", "kgco2e_per_kwh"} <= set(raw.columns):
        found, year = _of_own_table(raw)
    else:
        remedy = f"Give the flat file of {PUBLISHED_AT}, or a table with fuel and kgco2e_per_kwh."
        raise InputError([Problem(raw.name, "There are no conversion factors in it.", remedy)])
    if not found:
        remedy = f"Known fuels: {', '.join(sorted(set(FUEL_WORDS.values())))}."
        raise InputError([Problem(raw.name, "There is no factor per kWh of a known fuel in it.", remedy)])
    return Factors(year, found, raw.name)


def _of_flat_file(raw: RawTable, column: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in raw.frame.to_dict("records"):
        key = (name_key(row["Level 1"]), name_key(row["Level 3"]), name_key(row["UOM"]))
        fuel = _FLAT_ROWS.get(key)
        value = read_figure(row[column])
        if fuel and name_key(row["GHG/Unit"]) == "kg co2e" and isinstance(value, float):
            found.setdefault(fuel, value)
    return found


def _of_own_table(raw: RawTable) -> tuple[dict[str, float], int]:
    problems, found = [], {}
    for line, row in zip(raw.rows, raw.frame.to_dict("records"), strict=True):
        fuel, value = fuel_called(row["fuel"]), read_figure(row["kgco2e_per_kwh"])
        if not fuel or not isinstance(value, float) or value < 0:
            remedy = f"Write one of {', '.join(sorted(set(FUEL_WORDS.values())))}, and kg per kWh."
            problems.append(Problem(raw.name, "This is not a fuel with its factor.", remedy, line, "fuel", row["fuel"]))
        else:
            found[fuel] = value
    if problems:
        raise InputError(problems)
    years = {row for row in raw.frame.get("year", ()) if row.isdigit()}
    return found, int(max(years, default="0"))
