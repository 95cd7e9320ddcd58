"""A result: the plan file, the estate, the plan, and what follows from them, computed once and when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from estate_opt.config.schema import PlanFile
from estate_opt.domain.estate import Estate
from estate_opt.domain.plan import Plan
from estate_opt.domain.snapshot import Snapshot
from estate_opt.policies import Context
from estate_opt.results.measures import Measure, measure
from estate_opt.results.merit import Term, terms


@dataclass(frozen=True, eq=False)
class Result:
    """A plan with everything it is judged by.

    Parameters
    ----------
    plan_file
        What was asked.
    context
        The estate, the baseline and the priority wards.
    plan
        The answer.
    """

    plan_file: PlanFile
    context: Context
    plan: Plan

    @property
    def estate(self) -> Estate:
        """The estate."""
        return self.context.estate

    @property
    def before(self) -> Snapshot:
        """The estate as it is run today."""
        return self.context.baseline

    @cached_property
    def after(self) -> Snapshot:
        """The estate as the plan decides."""
        return Snapshot(self.estate, self.plan.decisions)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Every requirement, measured today and in the plan."""
        return measure(self.plan_file.policies.all(), self.context, self.after)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Every term of the preferences, measured in the plan."""
        return terms(self.plan_file.preferences, self.context, self.after)
