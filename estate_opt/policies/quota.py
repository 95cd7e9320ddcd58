"""Quota: no ward or committee bears more than its share.

of all closures:        Σ_{i in w} closed[i]  −  share · Σ_i closed[i]  ≤  0
of its own buildings:   Σ_{i in w} closed[i]  ≤  share · (council buildings in w)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from estate_opt.domain.option import Decision, Option
from estate_opt.domain.place import Area
from estate_opt.domain.snapshot import Snapshot, area_mask
from estate_opt.errors import Problem
from estate_opt.policies.base import Context, Expression, Policy, Requirement, Rows, Sense, Shown, Unit, percent
from estate_opt.policies.scope import Scope, area_key, areas_in_scope, place_name, scope_problems


class Quota(Policy):
    """A limit on the closures that any one area bears."""

    name: ClassVar[str] = "quota"
    example: ClassVar[str] = """
[policies.quota]
share = 0.75
of = "own_buildings"
areas = "each_ward"
"""

    share: float = Field(ge=0, le=1)
    """Greatest share."""
    of: Literal["all_closures", "own_buildings"] = "all_closures"
    """Share of all closures of the plan, or of the area's own council buildings."""
    counting: Literal["closed", "leaving"] = "closed"
    """Whether only closed buildings count, or transferred ones too."""
    areas: Scope = "each_committee"
    """Areas that it holds for, each on its own."""

    def counts(self, option: Option) -> bool:
        """Whether choosing an option counts as a closure."""
        return option.decision is Decision.CLOSED or (self.counting == "leaving" and not option.in_estate)

    def requirements(self, context: Context) -> tuple[Requirement, ...]:
        """A line for each area."""
        return tuple(self._requirement(area, context) for area in areas_in_scope(self.areas, context))

    def _requirement(self, area: Area | None, context: Context) -> Requirement:
        council = context.estate.is_council
        inside = council if area is None else council & area_mask(context.estate, area_key(area))
        own, everyone = int(inside.sum()), int(council.sum())
        word = "closures" if self.counting == "closed" else "buildings that leave"
        if self.of == "all_closures":
            sentence = f"At most {percent(self.share)} of all {word} are in {place_name(area)}"
            target, scale = 0.0, self.share * everyone
        else:
            its_own = f"the {own} council buildings in {place_name(area)}"
            sentence = f"At most {percent(self.share)} of {its_own} are among the {word}"
            target, scale = self.share * own, self.share * own
        return Requirement(
            key=area_key(area) or "whole",
            sentence=sentence,
            sense=Sense.AT_MOST,
            target=target,
            unit=Unit.BUILDINGS,
            scale=max(1.0, scale),
            subject=tuple(int(k) for k in np.flatnonzero(inside)),
            area_id=area_key(area) or None,
        )

    def expression(self, requirement: Requirement, context: Context, rows: Rows) -> Expression:
        """Closures in the area, less its share of all where the share is of all."""
        expression = self._counted(requirement.subject, context, rows)
        if self.of == "all_closures":
            all_of_them = self._counted(range(len(context.estate.buildings)), context, rows)
            everywhere = rows.total(f"buildings_{self.counting}", all_of_them)
            expression.add(everywhere, -self.share)
        return expression

    def _counted(self, members: Iterable[int], context: Context, rows: Rows) -> Expression:
        """Closures among some buildings."""
        return Expression([(chosen, 1.0) for k in members for option, chosen in rows.runs(k) if self.counts(option)])

    def _closures(self, members: tuple[int, ...], snapshot: Snapshot) -> tuple[int, int]:
        mask = snapshot.closed if self.counting == "closed" else snapshot.leaves
        return int(mask[np.array(members, dtype=np.int64)].sum()), int(mask.sum())

    def value(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> float:
        """Closures in the area, less its share of all where the share is of all."""
        here, everywhere = self._closures(requirement.subject, snapshot)
        return here - (self.share * everywhere if self.of == "all_closures" else 0.0)

    def shown(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> Shown:
        """The area's share of all closures, or of its own buildings."""
        here, everywhere = self._closures(requirement.subject, snapshot)
        of = everywhere if self.of == "all_closures" else len(requirement.subject)
        return Shown(here / of if of else 0.0, self.share, Unit.SHARE)

    def problems(self, context: Context, source: str) -> list[Problem]:
        """Unknown areas."""
        return scope_problems(self, "areas", self.areas, context, source)
