"""Places: neighbourhoods where people live, the areas that policies speak of, and deprivation ranks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from shapely.geometry.base import BaseGeometry


class AreaKind(StrEnum):
    """Kinds of area; a committee is the parent of wards."""

    WARD = "ward"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """A small area (LSOA or output area) at its population-weighted point: the demand point.

    ``groups`` holds people by group (``under_5``, ``over_65``, ``disabled``, and ``no_car`` for people in
    households without a car), whatever columns the table has beyond the standard ones.
    """

    neighbourhood_id: str
    name: str
    longitude: float
    latitude: float
    easting: float
    northing: float
    ward_code: str
    population: float
    deprivation_rank: int | None = None
    deprivation_vintage: str | None = None
    groups: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A ward or committee, with its polygon (EPSG:4326) where there is one."""

    area_id: str
    kind: AreaKind
    name: str
    parent: str | None = None
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeprivationRank:
    """Rank of a small area (1 = most deprived) in one vintage of the index, and the ward it lies in.

    Kept apart from the neighbourhoods because an index belongs to the small areas it was made
    for: the 2019 index to the 2011 areas, the 2025 index to the 2021 areas.
    """

    small_area_id: str
    ward_code: str
    rank: int
    ranked_areas: int
    vintage: str
