"""Relocation: how far activity may be moved, to how many candidates, and how much of it may end.

    Σ_{(i,s)} activity[i,s] · ended[i,s]  ≤  share · Σ activity

Distance, the number of candidate receiving buildings and indivisibility shape which moves exist
at all; the verifier checks them move by move.
"""

from __future__ import annotations

import math
import sys
from typing import Annotated, ClassVar

from pydantic import Field

from estate_opt.domain.service import Service
from estate_opt.domain.snapshot import Snapshot
from estate_opt.errors import Problem
from estate_opt.policies.base import Context, Expression, Policy, Requirement, Rows, Sense, Unit, percent


class Relocation(Policy):
    """How activity may be moved, and how much of it may end without a home."""

    name: ClassVar[str] = "relocation"
    example: ClassVar[str] = """
[policies.relocation]
max_ended_share = 0.02
max_km = 5
max_km_of = { family_hub = 2.5 }
nearest = 15
"""
    once: ClassVar[bool] = True

    max_ended_share: float = Field(default=0.0, ge=0, le=1)
    """Share of the activity (space-hours a week) that may end without a home."""
    services: list[str] = []
    """Services whose ended activity is limited, each on its own; all together where empty."""
    max_km: float | None = Field(default=None, gt=0)
    """Greatest distance of any move in km, below each service's own `max_move_km`."""
    max_km_of: dict[str, Annotated[float, Field(gt=0)]] = {}
    """Greatest distance of a move in km for a service, in place of its own `max_move_km`."""
    nearest: int = Field(default=12, ge=1)
    """Candidate receiving buildings of an activity: the so many nearest that could host it. Further ones within the
    limit are added where they could help (`solve.formulation.price_left_out`)."""
    indivisible: list[str] = []
    """Services whose activities move as a whole, besides those marked so in services.csv."""

    def to_all(self) -> Relocation:
        """The same rule with every building within the limits as a candidate."""
        return self.model_copy(update={"nearest": sys.maxsize})

    def limit_km(self, service: Service) -> float:
        """Greatest distance of a move of a service in km; infinite where nothing limits it."""
        own = self.max_km_of.get(service.service_id, service.max_move_km)
        return min(own, self.max_km if self.max_km is not None else math.inf)

    def is_indivisible(self, service: Service) -> bool:
        """Whether activities of a service move as a whole."""
        return service.indivisible or service.service_id in self.indivisible

    def requirements(self, context: Context) -> tuple[Requirement, ...]:
        """A line for all activity, or for each named service."""
        return tuple(self._requirement(service, context) for service in self.services or [""])

    def _requirement(self, service: str, context: Context) -> Requirement:
        total = sum(
            a.hours_per_week
            for a in context.estate.activities
            if context.is_council(a.building_id) and service in ("", a.service_id)
        )
        what = "the activity" if not service else f"the activity of {context.estate.service_by_id[service].name}"
        hours = f"{total * self.max_ended_share:,.0f} of {total:,.0f} hours a week"
        return Requirement(
            key=f"ended/{service}".rstrip("/"),
            sentence=f"At most {percent(self.max_ended_share)} of {what} ends without a home ({hours})",
            sense=Sense.AT_MOST,
            target=self.max_ended_share * total,
            unit=Unit.HOURS,
            scale=max(1.0, total),
            subject=[service] if service else None,
            service_id=service or None,
        )

    def expression(self, requirement: Requirement, context: Context, rows: Rows) -> Expression:
        """Space-hours a week that end."""
        return rows.ended(requirement.subject)

    def value(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> float:
        """Space-hours a week that end."""
        return snapshot.ended_hours(requirement.subject)

    def problems(self, context: Context, source: str) -> list[Problem]:
        """Unknown services."""
        known = context.estate.service_by_id
        named = [("services", s) for s in self.services] + [("indivisible", s) for s in self.indivisible]
        named += [("max_km_of", s) for s in self.max_km_of]
        return [self.unknown(source, key, s, "service", known) for key, s in named if s not in known]
