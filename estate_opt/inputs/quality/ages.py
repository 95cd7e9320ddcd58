"""How old the records are."""

from __future__ import annotations

from dataclasses import dataclass

from estate_opt.inputs.quality.register import Register

YEAR_DAYS = 365.25
BANDS: tuple[tuple[str, float], ...] = (
    ("under 1 year", 1), ("1 to 3 years", 3), ("3 to 5 years", 5), ("5 to 10 years", 10),
    ("over 10 years", float("inf")),
)  # fmt: skip
"""Ages of a record, and where each ends. From five years on a record is called old (`estate-opt check` warns of it)."""
OLD_YEARS = 5.0
NO_DATE, FUTURE = "no date", "in the future"


@dataclass(frozen=True, slots=True)
class OldRecord:
    """A building whose record is old."""

    building_id: str
    name: str
    type: str
    record_date: str
    years: float


@dataclass(frozen=True, slots=True)
class Ages:
    """Number of records by age, and the old ones, oldest first."""

    bands: tuple[tuple[str, int], ...]
    old: tuple[OldRecord, ...]


def ages(register: Register) -> Ages:
    """Count the records of the council's buildings by their age."""
    counts = dict.fromkeys([*(name for name, _ in BANDS), NO_DATE, FUTURE], 0)
    old = []
    for row in register.council:
        day = register.value(row, "record_date")
        if day is None:
            counts[NO_DATE] += 1
            continue
        years = (register.package.today - day).days / YEAR_DAYS
        counts[FUTURE if years < 0 else next(name for name, end in BANDS if years < end)] += 1
        if years > OLD_YEARS:
            old.append(OldRecord(register.ids[row], register.names[row], register.types[row], day.isoformat(), years))
    return Ages(tuple(counts.items()), tuple(sorted(old, key=lambda record: (-record.years, record.building_id))))
