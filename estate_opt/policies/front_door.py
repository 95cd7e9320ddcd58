"""Front door: what a hub must bring together, and how many hubs there are.

each hub:   Σ_k max(0, n · run[k,hub] − Σ_s offer[k,s])  ≤  0
enough:     Σ_{k in w} run[k,hub]  ≥  hubs
"""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from estate_opt.domain.snapshot import Snapshot, area_mask
from estate_opt.errors import Problem
from estate_opt.policies.base import Context, Expression, Policy, Requirement, Rows, Sense, Unit
from estate_opt.policies.scope import Scope, area_key, areas_in_scope, place_name, scope_problems


class FrontDoor(Policy):
    """A single front door: services that each hub brings together, and least numbers of hubs."""

    name: ClassVar[str] = "front_door"
    example: ClassVar[str] = """
[policies.front_door]
option = "hub"
services = ["library", "family_hub", "advice", "room_hire"]
at_least = 3
hubs = 1
areas = "each_committee"
"""

    option: str = "hub"
    """Option that makes a building a hub."""
    services: list[str]
    """Services that count."""
    at_least: int = Field(ge=1)
    """How many of them each hub must offer."""
    hubs: int = Field(default=0, ge=0)
    """Least number of hubs in each of the areas; 0 for no such rule."""
    areas: Scope = "whole_area"
    """Areas that the number of hubs holds for, each on its own."""

    @model_validator(mode="after")
    def _enough_services(self) -> Self:
        if self.at_least > len(self.services):
            raise ValueError(f"a hub cannot offer {self.at_least} of {len(self.services)} services")
        return self

    def requirements(self, context: Context) -> tuple[Requirement, ...]:
        """A line for what each hub offers, and one for the hubs of each area."""
        names = ", ".join(context.estate.service_by_id[s].name for s in self.services)
        what = context.estate.option_by_id[self.option].name
        each = Requirement(
            key="services",
            sentence=f"Each building run as {what!r} offers at least {self.at_least} of: {names}",
            sense=Sense.AT_MOST,
            target=0,
            unit=Unit.MISSING_SERVICES,
            scale=self.at_least * max(1, self.hubs),
        )
        if not self.hubs:
            return (each,)
        so_many = f"At least {self.hubs} building{'s' if self.hubs > 1 else ''}"
        return (
            each,
            *(
                Requirement(
                    key=f"hubs/{area_key(area)}".rstrip("/"),
                    sentence=f"{so_many} run as {what!r} in {place_name(area)}",
                    sense=Sense.AT_LEAST,
                    target=self.hubs,
                    unit=Unit.BUILDINGS,
                    scale=self.hubs,
                    subject=area_key(area),
                    area_id=area_key(area) or None,
                )
                for area in areas_in_scope(self.areas, context)
            ),
        )

    def _members(self, requirement: Requirement, context: Context) -> list[int]:
        """Positions of the council buildings of the requirement's area; all where it has none."""
        estate = context.estate
        inside = estate.is_council
        if requirement.subject:
            inside = inside & area_mask(estate, requirement.subject)
        return [int(k) for k in np.flatnonzero(inside)]

    def expression(self, requirement: Requirement, context: Context, rows: Rows) -> Expression:
        """Services missing at hubs, or number of hubs."""
        expression = Expression()
        for k in self._members(requirement, context):
            hub = [chosen for option, chosen in rows.runs(k) if option.option_id == self.option]
            if not hub:
                continue
            if requirement.key != "services":
                expression.add(hub[0], 1.0)
                continue
            missing = Expression([(hub[0], float(self.at_least))])
            for service in self.services:
                offer = rows.offer(k, service)
                if offer is not None:
                    missing.add(offer, -1.0)
            expression.add(rows.excess(f"{self.id}_{context.estate.buildings[k].building_id}", missing), 1.0)
        return expression

    def value(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> float:
        """Services missing at hubs, or number of hubs."""
        hubs = [k for k in self._members(requirement, context) if snapshot.option[k].option_id == self.option]
        if requirement.key != "services":
            return float(len(hubs))
        ids = [context.estate.buildings[k].building_id for k in hubs]
        offers = snapshot.decisions.offers
        return float(sum(max(0, self.at_least - sum((b, s) in offers for s in self.services)) for b in ids))

    def problems(self, context: Context, source: str) -> list[Problem]:
        """Unknown option, services or areas."""
        estate = context.estate
        problems = scope_problems(self, "areas", self.areas, context, source)
        if self.option not in estate.option_by_id:
            problems.append(self.unknown(source, "option", self.option, "option", estate.option_by_id))
        known = estate.service_by_id
        return problems + [
            self.unknown(source, "services", s, "service", known) for s in self.services if s not in known
        ]
