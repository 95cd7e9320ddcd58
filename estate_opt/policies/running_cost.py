"""Running cost: a saving on, or a cap on, the net cost of the estate in £ a year.

Σ_{i,o} (cost[i] · factor[o] − income[i] · in_estate[o]) · run[i,o] + hire at partner venues  ≤  cap
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from estate_opt.domain.snapshot import WEEKS_PER_YEAR, Snapshot
from estate_opt.policies.base import Context, Expression, Policy, Requirement, Rows, Sense, Unit, pounds


class RunningCost(Policy):
    """Lower running cost: save a share or an amount, or stay under a cap."""

    name: ClassVar[str] = "running_cost"
    example: ClassVar[str] = """
[policies.running_cost]
saving_share = 0.4
"""
    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("saving_share", "saving_gbp_per_year", "cap_gbp_per_year"),)

    saving_share: float | None = Field(default=None, ge=0, le=1)
    """Share of today's net running cost to save."""
    saving_gbp_per_year: float | None = Field(default=None, ge=0)
    """Amount to save in £ a year (instead of a share)."""
    cap_gbp_per_year: float | None = None
    """Greatest net running cost in £ a year (instead of a saving)."""

    def requirements(self, context: Context) -> tuple[Requirement, ...]:
        """One line: the most that the estate may cost a year."""
        now = float(context.baseline.running_cost.sum())
        if self.saving_share is not None:
            cap = now - self.saving_share * abs(now)
        elif self.saving_gbp_per_year is not None:
            cap = now - self.saving_gbp_per_year
        else:
            assert self.cap_gbp_per_year is not None
            cap = self.cap_gbp_per_year
        change = f"{pounds(abs(now - cap))} {'less' if cap <= now else 'more'}"
        return (
            Requirement(
                key="total",
                sentence=f"Net running cost of at most {pounds(cap)} a year, against {pounds(now)} today ({change})",
                sense=Sense.AT_MOST,
                target=cap,
                unit=Unit.GBP_PER_YEAR,
                scale=max(1.0, now - cap if now > cap else abs(now)),
            ),
        )

    def expression(self, requirement: Requirement, context: Context, rows: Rows) -> Expression:
        """Net running cost."""
        return running_cost_expression(context, rows)

    def value(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> float:
        """Net running cost."""
        return float(snapshot.running_cost.sum())


def running_cost_expression(context: Context, rows: Rows) -> Expression:
    """Net running cost of the estate in £ a year; the objective asks for it too."""
    estate = context.estate
    values = estate.values
    expression = Expression()
    for k, building in enumerate(estate.buildings):
        if building.is_council:
            for option, chosen in rows.runs(k):
                income = values.income[k] if option.in_estate else 0.0
                expression.add(chosen, values.running_cost[k] * option.running_cost_factor - income)
        elif building.hire_gbp_per_hour:
            expression.extend(rows.hired(k), building.hire_gbp_per_hour * WEEKS_PER_YEAR)
    return expression
