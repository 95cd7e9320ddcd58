"""Access: people of an area (or of a group) within a distance or time of a service.

    Σ_c people[c] · cover[c]  ≥  share · Σ_d people[d],     cover[c] ≤ Σ_{k in reach of c} offer[k,s]

over cover classes c (location set covering and maximal covering: Toregas et al. 1971; Church and
ReVelle 1974). "No worse than today" takes the people covered today instead of all people. Where more than
one outlet is asked for, only people with so many of them in reach are covered (backup coverage: Hogan and
ReVelle 1986).
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
from pydantic import Field

from estate_opt.domain.building import Building
from estate_opt.domain.option import Decision
from estate_opt.domain.place import Area
from estate_opt.domain.snapshot import Outlets, Snapshot, neighbourhood_mask
from estate_opt.domain.travel import ROUNDING, FloatArray
from estate_opt.domain.travel import Unit as TravelUnit
from estate_opt.errors import Problem, Severity
from estate_opt.policies.base import Context, Expression, Policy, Requirement, Rows, Sense, Shown, Unit, percent
from estate_opt.policies.scope import WHOLE, Scope, area_key, areas_in_scope, place_name, scope_problems

POPULATION = "population"


class Access(Policy):
    """An access standard: a share of people within a distance or a time of a service."""

    name: ClassVar[str] = "access"
    example: ClassVar[str] = """
[[policies.access]]
service = "library"
km = 1.6
share = 0.9
areas = "each_priority_ward"

[[policies.access]]
service = "family_hub"
minutes = 30
no_worse_than_today = 0.95
group = "under_5"
"""
    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("km", "minutes"),
        ("share", "no_worse_than_today", "share_in_reach"),
    )

    service: str
    """Service that people are to reach."""
    km: float | None = Field(default=None, gt=0)
    """Distance of the standard in km."""
    minutes: float | None = Field(default=None, gt=0)
    """Time of the standard in minutes (instead of km)."""
    share: float | None = Field(default=None, ge=0, le=1)
    """Share of the people who are to be within it."""
    no_worse_than_today: float | None = Field(default=None, ge=0, le=1)
    """Share of the people covered today who are to stay covered in number (instead of a share of all)."""
    share_in_reach: float | None = Field(default=None, ge=0, le=1)
    """Share of the people whom some building could serve, were every building kept (instead of a share of all): with
    1.0 everybody who can be reached."""
    outlets: int = Field(default=1, ge=1, le=9)
    """Outlets that people are to have within it: with 2, whoever loses one still has another."""
    areas: Scope = "whole_area"
    """Areas that the standard holds for, each on its own."""
    group: str = POPULATION
    """Group that is counted: population, or a group column of the neighbourhoods."""
    partners: bool = True
    """Whether partner venues count as outlets."""
    transfers: bool = True
    """Whether buildings transferred to the community count as outlets."""

    @property
    def limit(self) -> tuple[float, TravelUnit]:
        """The limit and its unit."""
        if self.km is not None:
            return self.km, TravelUnit.KM
        assert self.minutes is not None
        return self.minutes, TravelUnit.MINUTES

    @property
    def counting(self) -> Outlets:
        """Which buildings count as outlets."""
        return Outlets(partners=self.partners, transfers=self.transfers)

    @property
    def standard(self) -> str:
        """The limit in words."""
        return f"{self.km:g} km" if self.km is not None else f"{self.minutes:g} minutes"

    @property
    def _how_many(self) -> str:
        """How many outlets are asked for, in words, where it is not one."""
        return "" if self.outlets == 1 else f"{self.outlets} outlets of "

    def people(self, area_id: str, context: Context) -> FloatArray:
        """People counted in each neighbourhood of an area, 0 outside it, shape (neighbourhoods,)."""
        people = context.estate.people(self.group)
        return people if area_id == WHOLE else people * neighbourhood_mask(context.estate, area_id)

    def requirements(self, context: Context) -> tuple[Requirement, ...]:
        """A line for each area that has people to cover."""
        lines = (self._requirement(area, context) for area in areas_in_scope(self.areas, context))
        return tuple(line for line in lines if line is not None)

    def _requirement(self, area: Area | None, context: Context) -> Requirement | None:
        people = self.people(area_key(area), context)
        if self.share is not None:
            base, share, of = float(people.sum()), self.share, "people"
        elif self.share_in_reach is not None:
            base, share, of = self._in_reach(people, context), self.share_in_reach, "the people in reach"
        else:
            assert self.no_worse_than_today is not None
            base, share, of = (
                self._covered(people, context.baseline),
                self.no_worse_than_today,
                "the people covered today",
            )
        target = share * base
        if target <= 0:
            return None
        who = "" if self.group == POPULATION else f" ({self.group.replace('_', ' ')})"
        service = context.estate.service_by_id[self.service].name
        return Requirement(
            key=f"{self.service}/{area_key(area)}".rstrip("/"),
            sentence=(
                f"At least {percent(share)} of {of}{who} in {place_name(area)} within {self.standard} of "
                f"{self._how_many}{service}: "
                f"{target:,.0f} of {base:,.0f}"
            ),
            sense=Sense.AT_LEAST,
            target=target,
            unit=Unit.PEOPLE,
            scale=target,
            subject=area_key(area),
            area_id=area_key(area) or None,
            service_id=self.service,
        )

    def _covered(self, people: FloatArray, snapshot: Snapshot) -> float:
        covered = snapshot.covered(self.service, *self.limit, self.counting, least=self.outlets)
        return float(people[covered].sum())

    def _in_reach(self, people: FloatArray, context: Context) -> float:
        """People with so many buildings within the limit that could be outlets."""
        estate = context.estate
        able = [k for k, building in enumerate(estate.buildings) if self._could_offer(building, context)]
        reach = estate.travel.to_buildings(*self.limit)
        near = np.bincount(reach.origin[np.isin(reach.destination, able)], minlength=len(people))
        return float(people[near >= self.outlets].sum())

    def _could_offer(self, building: Building, context: Context) -> bool:
        """Whether some way of running a building makes it an outlet that counts."""
        estate = context.estate
        if not building.is_council and not self.partners:
            return False
        needs = estate.service_by_id[self.service].needs
        there = (building.building_id, self.service) in estate.hours_today
        return any(
            option.gives_access
            and option.capacity_hours(building) > 0
            and (self.transfers or option.decision is not Decision.TRANSFERRED)
            and (there or needs <= option.features(building))
            for option in estate.options_of(building)
        )

    def expression(self, requirement: Requirement, context: Context, rows: Rows) -> Expression:
        """People covered."""
        limit, unit = self.limit
        people = self.people(requirement.subject, context)
        return rows.covered(self.service, limit, unit, self.counting, people, least=self.outlets)

    def value(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> float:
        """People covered."""
        return self._covered(self.people(requirement.subject, context), snapshot)

    def shown(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> Shown:
        """Share of all people covered, against the target as a share of all people."""
        everyone = float(np.sum(self.people(requirement.subject, context)))
        covered = self.value(requirement, context, snapshot)
        return Shown(covered / everyone, requirement.target / everyone, Unit.SHARE)

    def problems(self, context: Context, source: str) -> list[Problem]:
        """Unknown service, group or areas; minutes that the travel table lacks; areas where nothing is asked."""
        estate = context.estate
        problems = scope_problems(self, "areas", self.areas, context, source)
        if self.service not in estate.service_by_id:
            problems.append(self.unknown(source, "service", self.service, "service", estate.service_by_id))
        if self.group != POPULATION and self.group not in estate.groups:
            problems.append(self.unknown(source, "group", self.group, "group of people", [POPULATION, *estate.groups]))
        if problems:
            return problems
        limit, unit = self.limit
        if not (estate.travel.nearest(np.arange(len(estate.buildings)), unit) <= limit * (1 + ROUNDING)).any():
            message = f"No building is within {self.standard} of any neighbourhood."
            remedy = "Raise the limit, or check the travel table's unit."
            return [self.problem(source, "km" if self.km else "minutes", self.standard, message, remedy)]
        return self._asks_nothing(context, source)

    def _asks_nothing(self, context: Context, source: str) -> list[Problem]:
        """A warning where the rule has no line for an area, because there is nobody to cover."""
        idle = [place_name(a) for a in areas_in_scope(self.areas, context) if self._requirement(a, context) is None]
        if not idle or 0 in (self.share, self.no_worse_than_today, self.share_in_reach):
            return []
        if self.share is not None:
            key, why = "share", "nobody of the group lives there"
        elif self.share_in_reach is not None:
            key, why = "share_in_reach", "no building is near enough to anybody there"
        else:
            key, why = "no_worse_than_today", "nobody there is within the standard today"
        message = f"The rule asks for nothing in {', '.join(idle)}: {why}."
        remedy = "Leave it, if that is meant; else give a share of the people, or another group."
        return [replace(self.problem(source, key, "", message, remedy), severity=Severity.WARNING)]
