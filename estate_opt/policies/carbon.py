"""Carbon: a cut in the emissions of the buildings the council runs.

Σ_{i,o} carbon[i] · factor[o] · run[i,o]  ≤  (1 − cut) · Σ_i carbon[i]
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from estate_opt.domain.snapshot import Snapshot
from estate_opt.policies.base import Context, Expression, Policy, Requirement, Rows, Sense, Unit, percent


class Carbon(Policy):
    """Lower emissions, as a share of today's."""

    name: ClassVar[str] = "carbon"
    example: ClassVar[str] = """
[policies.carbon]
cut_share = 0.4
tier = 2
"""

    cut_share: float = Field(ge=0, le=1)
    """Share of today's emissions to cut."""

    def requirements(self, context: Context) -> tuple[Requirement, ...]:
        """One line: the most that the estate may emit a year."""
        now = float(context.baseline.carbon.sum())
        cap = (1 - self.cut_share) * now
        against = f"against {now / 1000:,.0f} today ({percent(self.cut_share)} less)"
        return (
            Requirement(
                key="total",
                sentence=f"At most {cap / 1000:,.0f} tonnes CO₂e a year, {against}",
                sense=Sense.AT_MOST,
                target=cap,
                unit=Unit.CARBON,
                scale=max(1.0, now - cap),
            ),
        )

    def expression(self, requirement: Requirement, context: Context, rows: Rows) -> Expression:
        """Emissions a year."""
        carbon = context.estate.values.carbon
        expression = Expression()
        for k, building in enumerate(context.estate.buildings):
            if building.is_council:
                for option, chosen in rows.runs(k):
                    expression.add(chosen, float(carbon[k] * option.carbon_factor))
        return expression

    def value(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> float:
        """Emissions a year."""
        return float(snapshot.carbon.sum())
