"""kWh of certificates and meters, by building and fuel, over a year, times the factors."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from estate_opt.importing.building_rows import BuildingRows, rows_of_buildings
from estate_opt.importing.energy.factors import FUEL_WORDS, Factors, fuel_called
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.joining import LIKENESS
from estate_opt.importing.layer import Layer, Source
from estate_opt.importing.raw import RawTable
from estate_opt.importing.wording import number_of

NAME = "energy"
WIDE = {
    "electricity_kwh": "electricity", "gas_kwh": "natural gas", "oil_kwh": "burning oil", "lpg_kwh": "LPG",
    "heat_kwh": "district heat", "biomass_kwh": "wood pellets",
}  # fmt: skip
"""Columns of one fuel each."""
TARGETS = (
    *WIDE, "fuel", "kwh", "period_from", "period_to", "electricity_kwh_per_m2", "thermal_kwh_per_m2",
    "floor_area_m2", "main_fuel", "certificate_date",
)  # fmt: skip
PER_M2 = ("electricity_kwh_per_m2", "thermal_kwh_per_m2")
YEAR_DAYS = 365
LEAST_DAYS = 330
MOST_DAYS = 400
"""Readings of fewer days are not made into a year, for winter and summer differ; between these they count as one."""


@dataclass
class _Use:
    """kWh of a building by fuel, and the days of each fuel that readings cover."""

    kwh: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    periods: dict[str, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    positions: set[int] = field(default_factory=set)


def import_energy(
    raw: RawTable,
    gathered: Gathered,
    columns: Mapping[str, str],
    factors: Factors,
    *,
    name: str = NAME,
    likeness: float = LIKENESS,
) -> Layer:
    """Read energy and make emissions of it.

    Parameters
    ----------
    raw
        Display energy certificates as published (kWh per m² of electricity and heat, floor area, main fuel); or
        kWh a row a building with a column a fuel; or meters, a row a reading with its fuel. Readings may say which
        days they cover.
    gathered
        The estate so far.
    columns
        Published column by what it holds: keys of the building and any of :data:`TARGETS`.
    factors
        kg CO2e per kWh of a stated year. A certificate's own CO2 is not used: its factors are those of 2008, with
        0.55 kg for a kWh of electricity.
    name
        Of the layer.
    likeness
        How alike names of one postcode must be, 0 to 100.

    Returns
    -------
    Layer
        ``carbon_kgco2e_per_year`` of the buildings.

    Raises
    ------
    InputError
        Where no column holds energy.
    """
    rows = rows_of_buildings(raw, gathered, columns, needs=((*WIDE, "kwh", *PER_M2),), likeness=likeness)
    reading = _Readings(rows, factors)
    derived, used = reading.emissions()
    return Layer(
        name=name,
        importer=NAME,
        sources=(
            Source(raw.name, raw.sha256),
            Source(factors.source, title=f"UK Government conversion factors for company reporting {factors.year}",
                   licence="Open Government Licence v3.0", vintage=str(factors.year)),
        ),
        tables={"buildings": rows.table(derived, used)},
        unjoined=rows.unjoined(),
        notes=(*rows.joined.notes(rows.text("name")), *reading.notes(derived)),
        settings={"columns": dict(columns), "factors": dict(factors.by_fuel), "year": factors.year,
                  "likeness": likeness},
        problems=tuple(rows.problems),
    )  # fmt: skip


class _Readings:
    """Rows of certificates or meters, read."""

    def __init__(self, rows: BuildingRows, factors: Factors) -> None:
        self.rows, self.factors = rows, factors
        self.is_certificates = any(rows.has(target) for target in PER_M2)
        self.fuels = rows.text("fuel")
        self.spread: list[str] = []

    def emissions(self) -> tuple[dict[str, dict[str, Any]], dict[str, list[int]]]:
        """Emissions in kg CO2e a year of each building, and the rows they are from."""
        uses = self._of_certificates() if self.is_certificates else self._of_meters()
        derived: dict[str, dict[str, Any]] = {}
        used: dict[str, list[int]] = {}
        for building, use in uses.items():
            kg = self._kg(building, use)
            if kg is not None:
                derived[building] = {"carbon_kgco2e_per_year": round(kg, 1)}
                used[building] = sorted(use.positions)
        return derived, used

    def _kg(self, building: str, use: _Use) -> float | None:
        """A year's emissions; nothing where a fuel has no factor or too few days, for a part would mislead."""
        parts = []
        for fuel, kwh in use.kwh.items():
            factor = self.factors.by_fuel.get(fuel)
            total = math.fsum(kwh)
            if total == 0:
                continue
            why = "" if factor is not None else (
                f"There is no factor for {fuel} of {self.factors.year}: give the Government's flat file with --factors."
            )  # fmt: skip
            days = _covered_days(use.periods[fuel])
            if not why and days and days < LEAST_DAYS:
                why = f"The readings of {fuel} at {building} cover {days} days, which do not make a year."
            if total < 0 and not why:
                why = f"The {fuel} of {building} adds up to less than nothing."
            if why or factor is None:
                for position in use.positions:
                    self.rows.set_aside.setdefault(position, why)
                return None
            if days > MOST_DAYS:
                total *= YEAR_DAYS / days
                self.spread.append(f"{building}: {days} days of {fuel} were made into a year.")
            parts.append(total * factor)
        return math.fsum(parts)

    # -- certificates ------------------------------------------------------------------------------

    def _of_certificates(self) -> dict[str, _Use]:
        """The latest certificate of each building."""
        days = self.rows.days("certificate_date")
        area = self.rows.figures("floor_area_m2")
        electric, thermal = (self.rows.figures(target) for target in PER_M2)
        fuels = self.rows.text("main_fuel")
        uses = {}
        for building, positions in self.rows.by_building().items():
            stands = max(positions, key=lambda k: (days[k] or date.min, -k))
            for other in positions:
                if other != stands:
                    self.rows.set_aside[other] = f"The certificate on line {self.rows.raw.rows[stands]} is later."
            if why := self._lacks(area[stands], electric[stands], thermal[stands], fuels[stands]):
                self.rows.set_aside[stands] = why
                continue
            use = _Use(positions={stands})
            size = float(area[stands] or 0)
            use.kwh["electricity"].append(size * float(electric[stands] or 0))
            use.kwh[fuel_called(fuels[stands]) or "heat"].append(size * float(thermal[stands] or 0))
            uses[building] = use
        return uses

    @staticmethod
    def _lacks(area: float | None, electric: float | None, thermal: float | None, fuel: str) -> str:
        """Why a certificate says nothing of its building's energy; empty where it does."""
        if not area or area < 0:
            return "The certificate has no floor area."
        if electric is None and thermal is None:
            return "The certificate has no use of energy."
        if (electric or 0) < 0 or (thermal or 0) < 0:
            return "The certificate has a use of energy below nothing."
        if thermal and not fuel_called(fuel):
            return f"Its main fuel is {fuel!r}, which has no conversion factor." if fuel else "It names no main fuel."
        return ""

    # -- meters ------------------------------------------------------------------------------------

    def _of_meters(self) -> dict[str, _Use]:
        cells = self._cells()
        begin, end = self.rows.days("period_from"), self.rows.days("period_to")
        seen: set[tuple[object, ...]] = set()
        uses: dict[str, _Use] = {}
        for building, positions in self.rows.by_building().items():
            use = _Use()
            for k in positions:
                given = tuple(self.rows.raw.frame.iloc[k])
                if (begin[k] or end[k]) and given in seen:
                    self.rows.set_aside[k] = "A row above is the same in every cell; it counts once."
                    continue
                seen.add(given)
                if self._take(use, k, cells[k], (begin[k], end[k])):
                    use.positions.add(k)
            if use.positions:
                uses[building] = use
        return uses

    def _cells(self) -> list[list[tuple[str, float | None]]]:
        """Fuel and kWh of each row's cells; a fuel that is not known is empty."""
        if self.rows.has("kwh"):
            fuels = self.fuels if self.rows.has("fuel") else ["electricity"] * len(self.rows.raw)
            return [[(fuel_called(fuel), kwh)] for fuel, kwh in zip(fuels, self.rows.figures("kwh"), strict=True)]
        columns = [(fuel, self.rows.figures(target)) for target, fuel in WIDE.items() if self.rows.has(target)]
        return [[(fuel, kwh[k]) for fuel, kwh in columns] for k in range(len(self.rows.raw))]

    def _take(
        self,
        use: _Use,
        position: int,
        cells: Sequence[tuple[str, float | None]],
        period: tuple[date | None, date | None],
    ) -> bool:
        """Add a row's kWh, or note why it does not count."""
        begin, end = period
        known = [(fuel, kwh) for fuel, kwh in cells if kwh is not None]
        why = ""
        if not known:
            why = "It has no kWh that can be read."
        elif any(not fuel for fuel, _ in known):
            names = ", ".join(sorted(FUEL_WORDS))
            why = f"{self.fuels[position]!r} is not a fuel that is known here ({names})."
        elif begin and end and end < begin:
            why = "Its period ends before it begins."
        if why:
            self.rows.set_aside[position] = why
            return False
        for fuel, kwh in known:
            use.kwh[fuel].append(float(kwh or 0))
            if begin and end:
                use.periods[fuel].append((begin, end))
        return True

    def notes(self, derived: Mapping[str, Any]) -> tuple[str, ...]:
        """How the figures were made."""
        factors = ", ".join(f"{fuel} {value:g}" for fuel, value in self.factors.by_fuel.items())
        said = [
            f"Emissions of {number_of(len(derived), 'building')} from kWh by fuel and the conversion factors for "
            f"{self.factors.year} (kg CO2e per kWh: {factors}); scopes 1 and 2."
        ]
        if self.is_certificates:
            said.append("A certificate's own CO2 is not used, for its factors are those of 2008.")
        elif not (self.rows.has("period_from") and self.rows.has("period_to")):
            said.append("The source does not say which days it covers; it was taken for a year.")
        return (*said, *self.spread)


def _covered_days(periods: Sequence[tuple[date, date]]) -> int:
    """Days within any of the periods, first and last counted; 0 where there are none."""
    covered, reached = 0, date.min
    for begin, end in sorted(periods):
        first = max(begin, reached)
        if end >= first:
            covered += (end - first).days + 1
            reached = end + timedelta(days=1)
    return covered
