"""Decisions: what a plan says about each building, each activity and each offer. Nothing else is needed to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from estate_opt.domain.estate import Estate


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """Share of the activity of a service at one building that is hosted at another, or stays.

    Parameters
    ----------
    from_building, service_id
        The activity.
    to_building
        Where it is hosted; the same building where it stays.
    share
        Part of the activity, 0 < share ≤ 1. What the moves of an activity do not add up to is ended.
    """

    from_building: str
    service_id: str
    to_building: str
    share: float

    @property
    def stays(self) -> bool:
        """Whether the activity is hosted where it is today."""
        return self.from_building == self.to_building


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of a plan.

    Parameters
    ----------
    options
        Option id by building id, for every building (``partner`` for partner venues).
    moves
        Where each activity is hosted.
    offers
        (building, service) pairs at which a service is offered to its users.
    """

    options: Mapping[str, str]
    moves: tuple[Move, ...]
    offers: frozenset[tuple[str, str]]


def today(estate: Estate) -> Decisions:
    """The baseline as decisions: each building as it is run, each activity where it is."""
    return Decisions(
        options={b.building_id: estate.option_today(b).option_id for b in estate.buildings},
        moves=tuple(sorted(Move(a.building_id, a.service_id, a.building_id, 1.0) for a in estate.activities)),
        offers=frozenset(a.key for a in estate.activities),
    )
