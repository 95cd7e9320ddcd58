"""Reduction: how many fewer buildings the council runs.

Σ_{i of the types} Σ_{o in the estate} run[i,o]  ≤  most that may stay
"""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from pydantic import Field

from estate_opt.domain.snapshot import Snapshot
from estate_opt.errors import Problem
from estate_opt.policies.base import Context, Expression, Policy, Requirement, Rows, Sense, Unit, percent

ROUNDING_SLACK = 1e-9
"""So that 60 % of 240 is 144, whatever binary fractions say."""


class Reduction(Policy):
    """Fewer buildings: at most so many council buildings stay in the estate."""

    name: ClassVar[str] = "reduction"
    example: ClassVar[str] = """
[policies.reduction]
share = 0.6
weight = 2.0
set_by = "Working target"
"""
    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("share", "number", "retain"),)

    share: float | None = Field(default=None, ge=0, le=1)
    """Share of the buildings that is to leave, e.g. 0.6 for 60 % fewer."""
    number: int | None = Field(default=None, ge=0)
    """Number of buildings that is to leave (instead of a share)."""
    retain: int | None = Field(default=None, ge=0)
    """Most buildings that may stay (instead of a share)."""
    types: list[str] = []
    """Building types that count; all where empty."""
    rounding: Literal["at_least", "nearest"] = "at_least"
    """How a share that gives a broken number is rounded: at least that many leave, or the nearest number."""

    def counted(self, context: Context) -> list[int]:
        """Positions of the council buildings that count."""
        return [
            k
            for k, b in enumerate(context.estate.buildings)
            if b.is_council and (not self.types or b.type in self.types)
        ]

    def most_retained(self, total: int) -> int:
        """Most buildings that may stay, of a total; the rounding rule."""
        if self.retain is not None:
            return self.retain
        if self.number is not None:
            return max(0, total - self.number)
        leave = (self.share or 0.0) * total
        whole = math.ceil(leave - ROUNDING_SLACK) if self.rounding == "at_least" else math.floor(leave + 0.5)
        return total - whole

    def requirements(self, context: Context) -> tuple[Requirement, ...]:
        """One line: the most buildings that stay, with the sum that gives it."""
        total = len(self.counted(context))
        most = self.most_retained(total)
        what = "council buildings" if not self.types else "buildings of type " + ", ".join(self.types)
        how = (
            f" ({percent(self.share)} of {total} is {self.share * total:g}, so {total - most} leave)"
            if self.share is not None
            else ""
        )
        return (
            Requirement(
                key="retained",
                sentence=f"At most {most} of {total} {what} stay{how}",
                sense=Sense.AT_MOST,
                target=most,
                unit=Unit.BUILDINGS,
                scale=max(1, total - most),
            ),
        )

    def expression(self, requirement: Requirement, context: Context, rows: Rows) -> Expression:
        """Number of buildings in the estate."""
        expression = Expression()
        for k in self.counted(context):
            for option, chosen in rows.runs(k):
                if option.in_estate:
                    expression.add(chosen, 1.0)
        return expression

    def value(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> float:
        """Number of buildings in the estate."""
        return float(snapshot.in_estate[self.counted(context)].sum())

    def problems(self, context: Context, source: str) -> list[Problem]:
        """Types that no building has."""
        known = {b.type for b in context.estate.buildings}
        return [self.unknown(source, "types", t, "building type", known) for t in self.types if t not in known]
