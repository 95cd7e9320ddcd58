"""Protect: a decision about one building that was taken elsewhere, with its reason and owner.

Σ_{o that agree} run[i,o]  ≥  1
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from estate_opt.domain.option import Decision, Option
from estate_opt.domain.snapshot import Snapshot
from estate_opt.errors import Problem
from estate_opt.policies.base import Context, Expression, Kind, Policy, Requirement, Rows, Sense, Unit

KEEP, CLOSE = "keep", "close"


class Protect(Policy):
    """A building that is to be kept, closed, or run in one way, whatever the rest of the plan."""

    name: ClassVar[str] = "protect"
    example: ClassVar[str] = """
[[policies.protect]]
building = "B017"
decision = "keep"
reason = "Rebuilt in 2024 with a grant that asks for 20 years of public use"
owner = "Executive Board"
review_date = 2029-04-01
"""
    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("decision", "option"),)

    kind: Kind = Kind.MUST
    """`must` cannot be broken; `aim` may fall short, at its weight."""
    building: str
    """Id of the building."""
    decision: Literal["keep", "close"] | None = None
    """`keep` (the council goes on running it, in whatever way) or `close`."""
    option: str | None = None
    """Id of the option it is to be run under (instead of a decision)."""
    reason: str
    """Why; shown to residents."""
    owner: str
    """Who decided."""
    review_date: date
    """When it is looked at again."""

    @property
    def asked(self) -> str:
        """What is asked for, in words."""
        return f"run as {self.option!r}" if self.option else {KEEP: "kept", CLOSE: "closed"}[str(self.decision)]

    def agrees(self, option: Option) -> bool:
        """Whether running the building under an option is what is asked."""
        if self.option is not None:
            return option.option_id == self.option
        return option.in_estate if self.decision == KEEP else option.decision is Decision.CLOSED

    def requirements(self, context: Context) -> tuple[Requirement, ...]:
        """One line: the decision is as asked."""
        estate = context.estate
        building = estate.buildings[estate.building_index[self.building]]
        how = f"run as {estate.option_by_id[self.option].name!r}" if self.option else self.asked
        review = f"to be reviewed {self.review_date.day} {self.review_date:%B %Y}"
        return (
            Requirement(
                key=self.building,
                sentence=f"{building.name} is {how}: {self.reason} ({self.owner}, {review})",
                sense=Sense.AT_LEAST,
                target=1,
                unit=Unit.DECISIONS,
                scale=1,
                subject=estate.building_index[self.building],
                area_id=building.ward_code,
            ),
        )

    def expression(self, requirement: Requirement, context: Context, rows: Rows) -> Expression:
        """1 where the decision is as asked."""
        return Expression([(chosen, 1.0) for option, chosen in rows.runs(requirement.subject) if self.agrees(option)])

    def value(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> float:
        """1 where the decision is as asked."""
        return float(self.agrees(snapshot.option[requirement.subject]))

    def problems(self, context: Context, source: str) -> list[Problem]:
        """Unknown building, a partner venue, or an option that is not open to it."""
        estate = context.estate
        if self.building not in estate.building_index:
            return [self.unknown(source, "building", self.building, "building", estate.building_index)]
        building = estate.buildings[estate.building_index[self.building]]
        if not building.is_council:
            message = f"{building.name} is a partner venue: the plan does not decide about it."
            return [self.problem(source, "building", self.building, message, "Remove this rule.")]
        options = estate.options_of(building)
        if self.option is not None and self.option not in {o.option_id for o in options}:
            return [
                self.unknown(
                    source, "option", self.option, f"option for {building.name}", [o.option_id for o in options]
                )
            ]
        if not any(self.agrees(o) for o in options):
            message = f"No option of {building.name} is of this kind."
            return [
                self.problem(
                    source, "decision", self.decision, message, "Add one to options.csv, or change the decision."
                )
            ]
        return []
