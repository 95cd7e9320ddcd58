"""What each value that no record gives could be: a grade from A to D, or what is recorded of others of its type.

Taking the record of another unit of the same class is random hot-deck imputation (Andridge and Little 2010,
*International Statistical Review* 78). Where no building of the type has a record, those of all types stand in, as
they do for the value that the plan assumes; where nobody has one, there is nothing to draw from and the value stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from estate_opt.domain.building import Building, Condition
from estate_opt.domain.estate import Estate
from estate_opt.domain.values import GRADES

CONDITION = "condition"
RECEIPTS = ("receipt_low_gbp", "receipt_central_gbp", "receipt_high_gbp")
PER_M2 = frozenset({"carbon_kgco2e_per_year", "backlog_gbp"})
"""Figures that are assumed by the floor area, and so are drawn by it."""
COLUMNS: tuple[tuple[str, ...], ...] = (
    ("gia_m2",), (CONDITION,), ("flexibility",), ("local_importance",), ("income_gbp_per_year",),
    ("carbon_kgco2e_per_year",), ("backlog_gbp",), ("exit_cost_gbp",), ("disposal_cost_gbp",), RECEIPTS,
)  # fmt: skip
"""Columns that may be empty; what one record gives together is drawn together. Floor area first: others go by it."""

Record = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A value that no record gives.

    Parameters
    ----------
    building
        Position of the building in the estate.
    columns
        Columns that are empty; more than one where one record gives them together.
    could_be
        What others have in these columns, lowest first (a grade: worst first), per m² where the value goes by
        the floor area. Empty where nobody has a record.
    """

    building: int
    columns: tuple[str, ...]
    could_be: tuple[Record, ...]

    def filled(self, building: Building, gia_m2: float, record: Record) -> Building:
        """The building with a record of others in its place."""
        factors = [gia_m2 if column in PER_M2 else None for column in self.columns]
        values = [v if factor is None or v is None else v * factor for v, factor in zip(record, factors, strict=True)]
        return replace(building, **dict(zip(self.columns, values, strict=True)))


def unknowns(estate: Estate) -> tuple[Unknown, ...]:
    """Every value of a council building that the plan assumes, and what it could be.

    Parameters
    ----------
    estate
        Partner venues give records, but nothing of theirs is decided by an assumption.
    """
    found = []
    for columns in COLUMNS:
        pools = _pools(estate, columns)
        for k, building in enumerate(estate.buildings):
            empty = tuple(c for c in columns if getattr(building, c) is None)
            if building.is_council and empty:
                pool = pools.get(building.type) or pools.get("") or _without_records(columns)
                kept = [columns.index(c) for c in empty]
                could_be = tuple(tuple(record[n] for n in kept) for record in pool)
                found.append(Unknown(building=k, columns=empty, could_be=could_be))
    return tuple(found)


def fill(estate: Estate, gaps: Iterable[Unknown], choose: Callable[[Unknown], Record]) -> tuple[Building, ...]:
    """The estate's buildings with each gap filled by a chosen record; gaps with nothing to choose from stay.

    Parameters
    ----------
    gaps
        In the order of :func:`unknowns`, so that floor areas are there before what goes by them.
    choose
        Picks one of what a value could be.
    """
    buildings = list(estate.buildings)
    assumed_gia = estate.values.gia_m2
    for gap in gaps:
        if gap.could_be:
            here = buildings[gap.building]
            gia = float(assumed_gia[gap.building]) if here.gia_m2 is None else here.gia_m2
            buildings[gap.building] = gap.filled(here, gia, choose(gap))
    return tuple(buildings)


def _pools(estate: Estate, columns: Sequence[str]) -> Mapping[str, tuple[Record, ...]]:
    """Records by type, and of all buildings under the empty name, lowest first."""
    pools: dict[str, list[Record]] = defaultdict(list)
    for building in estate.buildings:
        record = _record(building, columns)
        if record is not None:
            pools[building.type].append(record)
            pools[""].append(record)
    return {name: tuple(sorted(records, key=_rank)) for name, records in pools.items()}


def _record(building: Building, columns: Sequence[str]) -> Record | None:
    values = [getattr(building, column) for column in columns]
    if any(value is None for value in values):
        return None
    if columns[0] in PER_M2:
        gia = building.gia_m2
        return None if gia is None or gia <= 0 else tuple(value / gia for value in values)
    return tuple(values)


def _rank(record: Record) -> tuple[float, ...]:
    """Worst grade first, lowest figure first."""
    return tuple(-GRADES.index(v) if isinstance(v, Condition) else float(v) for v in record)


def _without_records(columns: Sequence[str]) -> tuple[Record, ...]:
    """A grade is one of four whoever has one; nothing is known of other values."""
    return tuple((grade,) for grade in reversed(GRADES)) if columns == (CONDITION,) else ()
