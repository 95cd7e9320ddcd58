"""Buildings: what is known of each, and what may be missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Owner(StrEnum):
    """Who runs a building. Partner venues can host and give access; they are never counted or closed."""

    COUNCIL = "council"
    PARTNER = "partner"


class Condition(StrEnum):
    """Condition grade of a building, A (as new) to D (life expired).

    The grades are those of the RICS/Department for Education condition surveys that English
    councils use.
    """

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """A council or partner building. ``None`` means *not known*, never zero.

    Money is pounds (a year where the name says so), areas are m², capacity and activity are
    space-hours a week: an hour in one bookable space.
    """

    building_id: str
    name: str
    type: str
    owner: Owner
    longitude: float
    latitude: float
    easting: float
    northing: float
    ward_code: str
    opening_hours_per_week: float
    capacity_hours_per_week: float
    running_cost_gbp_per_year: float
    features: frozenset[str] = frozenset()
    uprn: str | None = None
    committee: str | None = None
    tenure: str | None = None
    lease_end: date | None = None
    break_date: date | None = None
    exit_cost_gbp: float | None = None
    gia_m2: float | None = None
    condition: Condition | None = None
    backlog_gbp: float | None = None
    income_gbp_per_year: float | None = None
    carbon_kgco2e_per_year: float | None = None
    flexibility: float | None = None
    local_importance: float | None = None
    hire_gbp_per_hour: float | None = None
    listed: bool | None = None
    community_value: bool | None = None
    restriction: str | None = None
    receipt_low_gbp: float | None = None
    receipt_central_gbp: float | None = None
    receipt_high_gbp: float | None = None
    disposal_cost_gbp: float | None = None
    status: str = "open"
    record_date: date | None = None
    illustrative: str | None = None
    """Which values are made up (``""`` none, ``"all"``, or column names), for estates topped up by the generator."""

    @property
    def is_council(self) -> bool:
        """Whether the council runs it, so that the plan decides about it."""
        return self.owner is Owner.COUNCIL
