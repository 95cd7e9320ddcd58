"""Figures of buildings as arrays, with what is missing filled in by stated rules, each listed as an assumption.

A missing condition grade or cost is not zero. Grades and scores take the median of the buildings
of the same type that have one, and so does floor area; carbon and backlog take the median per m² of
the type times the floor area; money that no record mentions (income, exit cost, receipt, disposal
cost) counts as none, and the list says so. Where no building of the type has a record, all buildings
that have one stand in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median, median_high

import numpy as np

from estate_opt.domain.assumption import Assumption
from estate_opt.domain.building import Building, Condition
from estate_opt.domain.travel import FloatArray

GRADES = tuple(Condition)
USUAL_FLOOR_AREA_M2 = 500.0
"""Floor area where no building of the estate has a record: a community building of a middling size."""
MIDDLE = 0.5
"""Score of a quality (flexibility, local importance) of which no building of the estate has a record."""


@dataclass(frozen=True, eq=False)
class BuildingValues:
    """Arrays over the buildings, shape (buildings,), nothing missing.

    ``condition`` holds positions in A, B, C, D; money is pounds (a year for costs, income).
    """

    condition: np.ndarray
    flexibility: FloatArray
    local_importance: FloatArray
    gia_m2: FloatArray
    running_cost: FloatArray
    income: FloatArray
    carbon: FloatArray
    backlog: FloatArray
    exit_cost: FloatArray
    disposal_cost: FloatArray
    receipt_low: FloatArray
    receipt_central: FloatArray
    receipt_high: FloatArray
    assumptions: tuple[Assumption, ...]


def fill_building_values(buildings: Sequence[Building]) -> BuildingValues:
    """Fill in what no record gives.

    Parameters
    ----------
    buildings
        All buildings of the estate.

    Returns
    -------
    BuildingValues
        Arrays without gaps, and an assumption for each council building's gap. Partner venues are
        never decided about, so that their gaps are filled without being listed.
    """
    filler = _Filler(buildings)
    gia = filler.median_of_type("gia_m2", "{:,.0f} m²", USUAL_FLOOR_AREA_M2)
    condition = filler.grade()
    return BuildingValues(
        condition=condition,
        flexibility=filler.median_of_type("flexibility", "{:.2f}", MIDDLE),
        local_importance=filler.median_of_type("local_importance", "{:.2f}", MIDDLE),
        gia_m2=gia,
        running_cost=np.array([b.running_cost_gbp_per_year for b in buildings], dtype=np.float64),
        income=filler.nothing("income_gbp_per_year"),
        carbon=filler.per_m2_of_type("carbon_kgco2e_per_year", gia, "{:,.0f} kg CO₂e a year"),
        backlog=filler.per_m2_of_type("backlog_gbp", gia, "£{:,.0f}"),
        exit_cost=filler.nothing("exit_cost_gbp"),
        disposal_cost=filler.nothing("disposal_cost_gbp"),
        receipt_low=filler.nothing("receipt_low_gbp"),
        receipt_central=filler.nothing("receipt_central_gbp"),
        receipt_high=filler.nothing("receipt_high_gbp"),
        assumptions=tuple(filler.assumptions),
    )


@dataclass(frozen=True, eq=False)
class _Pool:
    """Known values, and their median, worked out once however many gaps it fills."""

    values: list[float]

    @cached_property
    def median(self) -> float:
        """The median."""
        return median(self.values)

    @cached_property
    def median_high(self) -> float:
        """The greater of the two middle values of an even number."""
        return median_high(self.values)


class _Filler:
    """Fills one column after another and keeps the list of what it assumed."""

    def __init__(self, buildings: Sequence[Building]) -> None:
        self.buildings = buildings
        self.assumptions: list[Assumption] = []

    def grade(self) -> np.ndarray:
        """Condition grades as positions; a gap takes the median grade of the type, the worse of two."""
        pools = self._pools(lambda b: None if b.condition is None else float(GRADES.index(b.condition)))
        result = np.zeros(len(self.buildings), dtype=np.int64)
        for k, building in enumerate(self.buildings):
            if building.condition is not None:
                result[k] = GRADES.index(building.condition)
                continue
            pool, basis = self._pool(pools, building, "median grade")
            result[k] = int(pool.median_high) if pool else GRADES.index(Condition.C)
            self._note(building, "condition", f"grade {GRADES[result[k]]}", basis if pool else "no grade in the estate")
        return result

    def median_of_type(self, column: str, text: str, fallback: float) -> FloatArray:
        """A gap takes the median of the type."""
        pools = self._pools(lambda b: getattr(b, column))
        result = np.zeros(len(self.buildings))
        for k, building in enumerate(self.buildings):
            value = getattr(building, column)
            if value is None:
                pool, basis = self._pool(pools, building, "median")
                value = pool.median if pool else fallback
                self._note(building, column, text.format(value), basis if pool else "no record in the estate")
            result[k] = value
        return result

    def per_m2_of_type(self, column: str, gia: FloatArray, text: str) -> FloatArray:
        """A gap takes the type's median per m² times the floor area."""
        position = {b.building_id: k for k, b in enumerate(self.buildings)}

        def rate(building: Building) -> float | None:
            value = getattr(building, column)
            area = gia[position[building.building_id]]
            return None if value is None or area <= 0 else value / area

        pools = self._pools(rate)
        result = np.zeros(len(self.buildings))
        for k, building in enumerate(self.buildings):
            value = getattr(building, column)
            if value is None:
                pool, basis = self._pool(pools, building, "median per m²")
                value = pool.median * gia[k] if pool else 0.0
                self._note(building, column, text.format(value), basis if pool else "no record in the estate")
            result[k] = value
        return result

    def nothing(self, column: str) -> FloatArray:
        """A gap counts as none."""
        result = np.zeros(len(self.buildings))
        for k, building in enumerate(self.buildings):
            value = getattr(building, column)
            if value is None:
                self._note(building, column, "£0", "no record: counted as none")
            result[k] = value or 0.0
        return result

    def _pools(self, value_of: Callable[[Building], float | None]) -> dict[str, _Pool]:
        """Known values by type, and of all buildings under the empty name."""
        pools: dict[str, list[float]] = defaultdict(list)
        for building in self.buildings:
            value = value_of(building)
            if value is not None:
                pools[building.type].append(value)
                pools[""].append(value)
        return {name: _Pool(values) for name, values in pools.items()}

    @staticmethod
    def _pool(pools: dict[str, _Pool], building: Building, what: str) -> tuple[_Pool | None, str]:
        own = pools.get(building.type)
        if own:
            return own, f"{what} of {len(own.values)} buildings of type {building.type}"
        return pools.get(""), f"{what} of all buildings with a record"

    def _note(self, building: Building, column: str, assumed: str, basis: str) -> None:
        if building.is_council:
            self.assumptions.append(
                Assumption(table="buildings", record=building.building_id, column=column, assumed=assumed, basis=basis)
            )
