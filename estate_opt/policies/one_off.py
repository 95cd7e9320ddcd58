"""One-off money: a budget for works and exits, less receipts where the plan file counts them.

    Σ_{i,o} (works[i,o] + exit[i,o] − receipt[i,o]) · run[i,o]  ≤  budget

Receipts are uncertain and come late, so they count only where the plan file says which estimate.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from estate_opt.domain.option import Decision
from estate_opt.domain.snapshot import Snapshot
from estate_opt.policies.base import Context, Expression, Policy, Requirement, Rows, Sense, Unit


class OneOff(Policy):
    """A budget for what is spent once."""

    name: ClassVar[str] = "one_off"
    example: ClassVar[str] = """
[policies.one_off]
kind = "must"
budget_gbp = 25_000_000
receipts = "low"
"""

    budget_gbp: float = Field(ge=0)
    """Most that may be spent once, in £."""
    exit_costs: bool = True
    """Whether ending leases and disposing of buildings is paid from it."""
    receipts: Literal["none", "low", "central", "high"] = "none"
    """Which estimate of sale receipts counts towards it."""

    def requirements(self, context: Context) -> tuple[Requirement, ...]:
        """One line: the budget."""
        what = "works and exits" if self.exit_costs else "works"
        less = "" if self.receipts == "none" else f", less sale receipts ({self.receipts} estimate)"
        return (
            Requirement(
                key="budget",
                sentence=f"At most £{self.budget_gbp:,.0f} spent once on {what}{less}",
                sense=Sense.AT_MOST,
                target=self.budget_gbp,
                unit=Unit.GBP,
                scale=max(1.0, self.budget_gbp or float(abs(context.baseline.running_cost.sum()))),
            ),
        )

    def expression(self, requirement: Requirement, context: Context, rows: Rows) -> Expression:
        """Money spent once, net of the receipts that count."""
        values = context.estate.values
        receipt = None if self.receipts == "none" else getattr(values, f"receipt_{self.receipts}")
        expression = Expression()
        for k, building in enumerate(context.estate.buildings):
            if not building.is_council:
                continue
            for option, chosen in rows.runs(k):
                gbp = option.one_off_gbp + option.one_off_gbp_per_m2 * values.gia_m2[k]
                if option.decision is Decision.CLOSED:
                    gbp += (values.exit_cost[k] + values.disposal_cost[k]) if self.exit_costs else 0.0
                    gbp -= receipt[k] if receipt is not None else 0.0
                expression.add(chosen, float(gbp))
        return expression

    def value(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> float:
        """Money spent once, net of the receipts that count."""
        spent = snapshot.works_cost.sum() + (snapshot.exit_cost.sum() if self.exit_costs else 0.0)
        return float(spent - snapshot.receipts(self.receipts).sum())
