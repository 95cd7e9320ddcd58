"""Presence: at least so many buildings, or different services, in each area of a kind.

buildings:  Σ_{k in w} stays[k]  ≥  n            (or Σ_{k in w} offer[k,s] for named services)
services:   Σ_s there[w,s]  ≥  n,   there[w,s] ≤ Σ_{k in w} offer[k,s]
"""

from __future__ import annotations

from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from estate_opt.domain.snapshot import Snapshot, area_mask
from estate_opt.errors import Problem
from estate_opt.policies.base import Context, Expression, Policy, Requirement, Rows, Sense, Unit
from estate_opt.policies.scope import Scope, area_key, areas_in_scope, place_name, scope_problems


class Presence(Policy):
    """At least so many buildings or services in each area."""

    name: ClassVar[str] = "presence"
    example: ClassVar[str] = """
[policies.presence]
kind = "must"
at_least = 2
of = "buildings"
areas = "each_priority_ward"
"""

    at_least: int = Field(ge=1)
    """How many."""
    of: Literal["buildings", "services"] = "buildings"
    """Whether council buildings that stay are counted, or different services on offer."""
    services: list[str] = []
    """Services that count (all public ones where empty); with buildings: only buildings that offer one of them."""
    areas: Scope = "each_priority_ward"
    """Areas that it holds for, each on its own."""

    @model_validator(mode="after")
    def _enough_services(self) -> Self:
        if self.of == "services" and self.services and self.at_least > len(self.services):
            raise ValueError(f"no area can have {self.at_least} of {len(self.services)} services")
        return self

    def requirements(self, context: Context) -> tuple[Requirement, ...]:
        """A line for each area."""
        what = "council building" if self.of == "buildings" else "different service"
        what += "s" if self.at_least > 1 else ""
        if self.services:
            names = [context.estate.service_by_id[s].name for s in self.services]
            what += f" offering {' or '.join(names)}" if self.of == "buildings" else f" out of {', '.join(names)}"
        return tuple(
            Requirement(
                key=area_key(area) or "whole",
                sentence=f"At least {self.at_least} {what} in {place_name(area)}",
                sense=Sense.AT_LEAST,
                target=self.at_least,
                unit=Unit.BUILDINGS if self.of == "buildings" else Unit.SERVICES,
                scale=self.at_least,
                subject=area_key(area),
                area_id=area_key(area) or None,
            )
            for area in areas_in_scope(self.areas, context)
        )

    def _members(self, area_id: str, context: Context) -> list[int]:
        estate = context.estate
        inside = area_mask(estate, area_id) if area_id else np.ones(len(estate.buildings), dtype=bool)
        return [int(k) for k in np.flatnonzero(inside)]

    def _services(self, context: Context) -> list[str]:
        return self.services or [s.service_id for s in context.estate.services if s.public]

    def expression(self, requirement: Requirement, context: Context, rows: Rows) -> Expression:
        """Number of buildings or of services."""
        members = self._members(requirement.subject, context)
        expression = Expression()
        if self.of == "services":
            for service in self._services(context):
                offers = [v for k in members if (v := rows.offer(k, service)) is not None]
                if offers:
                    expression.add(rows.any_of(f"{self.id}_{requirement.key}_{service}", offers), 1.0)
            return expression
        buildings = context.estate.buildings
        for k in (k for k in members if buildings[k].is_council):
            stays = Expression([(chosen, 1.0) for option, chosen in rows.runs(k) if option.in_estate])
            if not self.services:
                expression.extend(stays)
                continue
            offers = [v for s in self.services if (v := rows.offer(k, s)) is not None]
            if offers:
                name = f"{self.id}_{requirement.key}_{buildings[k].building_id}"
                expression.add(rows.both(name, stays, offers), 1.0)
        return expression

    def value(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> float:
        """Number of buildings or of services."""
        members = self._members(requirement.subject, context)
        ids = [context.estate.buildings[k].building_id for k in members]
        offers = snapshot.decisions.offers
        if self.of == "services":
            return float(sum(any((b, s) in offers for b in ids) for s in self._services(context)))
        return float(
            sum(
                bool(snapshot.in_estate[k]) and (not self.services or any((b, s) in offers for s in self.services))
                for k, b in zip(members, ids, strict=True)
            )
        )

    def problems(self, context: Context, source: str) -> list[Problem]:
        """Unknown services or areas."""
        known = context.estate.service_by_id
        return scope_problems(self, "areas", self.areas, context, source) + [
            self.unknown(source, "services", s, "service", known) for s in self.services if s not in known
        ]
