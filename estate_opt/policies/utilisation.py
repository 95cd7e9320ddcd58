"""Utilisation: activity hosted ÷ capacity, of the estate, of each type or of each building.

    floor:    Σ_k floor · capacity[k]  −  Σ_k hosted[k]  ≤  0
    ceiling:  Σ_k hosted[k]  −  ceiling · Σ_k capacity[k]  ≤  0

over the buildings that stay in the estate. Both are stated in space-hours a week, so that they
are linear; people read the share. Each building on its own: the sum of what each misses is 0.
That no building hosts more than its capacity is physics and holds without any policy.
"""

from __future__ import annotations

from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from estate_opt.domain.snapshot import Snapshot
from estate_opt.errors import Problem
from estate_opt.policies.base import Context, Expression, Policy, Requirement, Rows, Sense, Shown, Unit, percent

FLOOR, CEILING = "floor", "ceiling"


class Utilisation(Policy):
    """Well-used buildings: a floor or a ceiling on use, over the plan's opening hours or today's."""

    name: ClassVar[str] = "utilisation"
    example: ClassVar[str] = """
[[policies.utilisation]]
floor = 0.8

[[policies.utilisation]]
kind = "must"
ceiling = 0.95
over = "todays_hours"
"""

    floor: float | None = Field(default=None, ge=0, le=1)
    """Least share of capacity that is used."""
    ceiling: float | None = Field(default=None, gt=0, le=1)
    """Greatest share of capacity that is used, so that room for growth is left."""
    of: Literal["estate", "each_type", "each_building"] = "estate"
    """Whether the estate, each building type or each building is held to it."""
    over: Literal["plan_hours", "todays_hours"] = "plan_hours"
    """Capacity in the opening hours of the plan, or in hours no shorter than today's, which cannot flatter."""
    types: list[str] = []
    """Building types that count; all where empty."""

    @model_validator(mode="after")
    def _some_target(self) -> Self:
        if self.floor is None and self.ceiling is None:
            raise ValueError("give a floor, a ceiling or both")
        if self.floor is not None and self.ceiling is not None and self.floor > self.ceiling:
            raise ValueError(f"the floor ({self.floor:g}) is above the ceiling ({self.ceiling:g})")
        return self

    def requirements(self, context: Context) -> tuple[Requirement, ...]:
        """A line for each bound and each group held to it."""
        return tuple(
            self._requirement(bound, share, group, members, context)
            for bound, share in ((FLOOR, self.floor), (CEILING, self.ceiling))
            if share is not None
            for group, members in self._groups(context)
        )

    def _requirement(
        self, bound: str, share: float, group: str, members: tuple[int, ...], context: Context
    ) -> Requirement:
        whose = {"estate": "the buildings that stay", "each_type": f"buildings of type {group} that stay"}
        who = whose.get(self.of, "each building that stays")
        hours = "the plan's opening hours" if self.over == "plan_hours" else "opening hours no shorter than today's"
        activity = sum(context.baseline.hosted_hours[k] for k in members)
        at = "At least" if bound == FLOOR else "At most"
        return Requirement(
            key=f"{bound}/{group}" if group else bound,
            sentence=f"{at} {percent(share)} use of {who}, in {hours}",
            sense=Sense.AT_MOST,
            target=0.0,
            unit=Unit.HOURS,
            scale=max(1.0, activity),
            subject=(bound, members),
        )

    def _groups(self, context: Context) -> list[tuple[str, tuple[int, ...]]]:
        counted = [
            (k, b.type)
            for k, b in enumerate(context.estate.buildings)
            if b.is_council and (not self.types or b.type in self.types)
        ]
        if self.of != "each_type":
            return [("", tuple(k for k, _ in counted))]
        types = sorted({t for _, t in counted})
        return [(t, tuple(k for k, other in counted if other == t)) for t in types]

    def _bound(self, requirement: Requirement) -> tuple[float, float]:
        """Sign of the hosted hours in the figure, and the share."""
        floor = requirement.subject[0] == FLOOR
        share = self.floor if floor else self.ceiling
        assert share is not None
        return (-1.0 if floor else 1.0), share

    def expression(self, requirement: Requirement, context: Context, rows: Rows) -> Expression:
        """Space-hours a week beyond the bound."""
        sign, share = self._bound(requirement)
        total = Expression()
        for k in requirement.subject[1]:
            own = self._of_building(k, sign, share, context, rows)
            if self.of == "each_building":
                total.add(
                    rows.excess(f"{self.id}_{requirement.key}_{context.estate.buildings[k].building_id}", own), 1.0
                )
            else:
                total.extend(own)
        return total

    def _of_building(self, k: int, sign: float, share: float, context: Context, rows: Rows) -> Expression:
        """Space-hours sign · (hosted − share · capacity) of a building while it is in the estate, 0 otherwise."""
        building = context.estate.buildings[k]
        own = Expression()
        own.extend(rows.hosted_in_estate(k), sign)
        for option, chosen in rows.runs(k):
            if option.in_estate:
                capacity = (
                    option.capacity_hours(building) if self.over == "plan_hours" else option.unshortened_hours(building)
                )
                own.add(chosen, -sign * share * capacity)
        return own

    def value(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> float:
        """Space-hours a week beyond the bound."""
        sign, share = self._bound(requirement)
        members = np.array(requirement.subject[1], dtype=np.int64)
        stays = members[snapshot.in_estate[members]]
        capacity = snapshot.capacity_hours if self.over == "plan_hours" else snapshot.unshortened_hours
        beyond = sign * (snapshot.hosted_hours[stays] - share * capacity[stays])
        if self.of == "each_building":
            beyond = np.maximum(beyond, 0.0)
        return float(beyond.sum())

    def shown(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> Shown:
        """The share used, against the floor or the ceiling; for each building, how many miss it."""
        sign, share = self._bound(requirement)
        members = np.array(requirement.subject[1], dtype=np.int64)
        over_today = self.over == "todays_hours"
        if self.of == "each_building":
            capacity = snapshot.unshortened_hours if over_today else snapshot.capacity_hours
            stays = members[snapshot.in_estate[members]]
            missing = sign * (snapshot.hosted_hours[stays] - share * capacity[stays]) > 1e-6
            return Shown(float(missing.sum()), 0.0, Unit.BUILDINGS)
        mask = np.zeros(len(context.estate.buildings), dtype=bool)
        mask[members] = True
        return Shown(snapshot.utilisation(mask, over_today=over_today), share, Unit.SHARE)

    def problems(self, context: Context, source: str) -> list[Problem]:
        """Types that no building has."""
        known = {b.type for b in context.estate.buildings}
        return [self.unknown(source, "types", t, "building type", known) for t in self.types if t not in known]
