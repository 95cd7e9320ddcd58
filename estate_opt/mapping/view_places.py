"""What the map shows of places: services with their standards, wards, neighbourhoods and their ways, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from estate_opt.domain.travel import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """A service by whose cover or distance the map can be shaded, and the standard that it is measured by.

    ``limit`` and ``unit`` are those of the standard; ``asked`` says whether the plan file asks for it, or whether it is
    only how the page shows the service.
    """

    service_id: str
    name: str
    limit: float
    unit: Unit
    asked: bool

    @property
    def standard(self) -> str:
        """The limit in words ("within 1.6 km")."""
        return f"within {self.limit:g} {self.unit.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """People covered by a service today and in the plan, and how far everybody has to go on average.

    Ways are in the unit of the service's standard; not-a-number where somebody has no outlet in reach.
    """

    today: float
    planned: float
    way_today: float
    way_planned: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WardView:
    """A ward: its people, whether it is a priority ward, and who is covered there.

    ``cover`` is keyed by service id; ``geometry`` is in degrees (EPSG:4326) or ``None`` where no
    polygon is known.
    """

    ward_id: str
    name: str
    people: float
    priority: bool
    cover: Mapping[str, Cover]
    geometry: BaseGeometry | None

    def share(self, service_id: str) -> tuple[float, float] | None:
        """Share of the people covered today and in the plan; ``None`` where nobody lives."""
        if self.people <= 0:
            return None
        cover = self.cover[service_id]
        return cover.today / self.people, cover.planned / self.people


@dataclass(frozen=True, slots=True)
class NeighbourhoodView:
    """A neighbourhood at the point where its people live."""

    neighbourhood_id: str
    name: str
    ward_id: str
    latitude: float
    longitude: float
    people: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysView:
    """The way from each neighbourhood to its nearest outlet of a service, in the order of the neighbourhoods.

    Parameters
    ----------
    nearest_today, nearest_planned
        Position of the outlet among the buildings; −1 where none is in reach.
    today, planned
        How far it is, in the unit of the service's standard; infinite where none is in reach.
    near_today, near_planned
        Whether that is within the standard.
    """

    nearest_today: tuple[int, ...]
    nearest_planned: tuple[int, ...]
    today: tuple[float, ...]
    planned: tuple[float, ...]
    near_today: tuple[bool, ...]
    near_planned: tuple[bool, ...]
