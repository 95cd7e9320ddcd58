"""Services, and the activity of each at a building today."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What people come for.

    ``needs`` are the features a building must have to host it; ``max_move_km`` is how far its
    activity may be relocated; ``min_hours_per_week`` is the least activity that makes an outlet
    viable; an ``indivisible`` service moves as a whole; a ``public`` one has access standards.
    """

    service_id: str
    name: str
    category: str
    needs: frozenset[str] = frozenset()
    max_move_km: float = float("inf")
    min_hours_per_week: float = 0.0
    indivisible: bool = False
    public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """The load of one service at one building today, in space-hours a week."""

    building_id: str
    service_id: str
    hours_per_week: float
    visits_per_year: float | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Building and service."""
        return self.building_id, self.service_id
