"""The measures that a frontier can be drawn over, each stated twice: as rows of the program and from decisions alone.

An *axis* is one of them over an estate. Its *cost* is its figure where less is better, and minus its
figure where more is: so that everything behind it minimises.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from estate_opt.config.schema import PlanFile
from estate_opt.domain.building import Condition
from estate_opt.domain.snapshot import Snapshot, neighbourhood_mask
from estate_opt.domain.travel import FloatArray
from estate_opt.formulation import Formulation
from estate_opt.formulation.objective import term_expression
from estate_opt.policies import Access, Carbon, Context, OneOff, Policy, Reduction, Requirement, RunningCost, Unit
from estate_opt.policies.base import Expression
from estate_opt.results.figures import count, figure, number
from estate_opt.results.merit import building_merits
from estate_opt.results.result import Result

QUANTUM = 1e-3
"""Figures that are whole multiples of this are looked at for a common step."""
FINEST = 4e-5
"""A step finer than this share of an axis' size is not told apart from a solver's rounding."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Axis:
    """One measure over an estate.

    Parameters
    ----------
    key, label, unit
        Its name on the command line and on pages, and the unit of its figure.
    more
        Whether more is better.
    size
        About its largest figure, > 0; rows are divided by it.
    step
        Its figures are whole multiples of this apart; ``None`` where they may be anything.
    expression
        Its figure of the variables of a formulation; may add variables and rows.
    value
        Its figure of an estate as decided, without any solver.
    lets_go
        Whether an aim's line is on this measure itself, so that it is not held.
    digits
        Digits shown behind the point, where its unit has no way of its own to be written.
    note
        What a reader should know of it, as a sentence; may be empty.
    """

    key: str
    label: str
    unit: str
    size: float
    step: float | None
    expression: Callable[[Formulation], Expression]
    value: Callable[[Snapshot], float]
    lets_go: Callable[[Policy, Requirement], bool]
    more: bool = False
    digits: int | None = None
    note: str = ""

    @property
    def sign(self) -> float:
        """What a figure is multiplied with to be a cost."""
        return -1.0 if self.more else 1.0

    @property
    def finest(self) -> float:
        """The least difference that can be told apart."""
        return max(self.step or 0.0, FINEST * self.size)

    def cost(self, snapshot: Snapshot) -> float:
        """Its cost in an estate as decided."""
        return self.sign * self.value(snapshot)

    def shown(self, cost: float) -> str:
        """A cost as the figure that people read."""
        if self.digits is not None:
            return f"{number(self.sign * cost, self.digits)} {self.unit}"
        return figure(self.sign * cost, self.unit)

    def limit(self, cost: float) -> str:
        """A cost that is not exceeded, as people read it."""
        return f"at {'least' if self.more else 'most'} {self.shown(cost)}"


def common_step(values: Iterable[float]) -> float | None:
    """The largest figure of which all values are whole multiples, to a thousandth; ``None`` where there is none."""
    parts = [value / QUANTUM for value in values]
    if any(abs(part - round(part)) > 1e-6 * max(1.0, abs(part)) for part in parts):
        return None
    step = math.gcd(*(round(part) for part in parts))
    return step * QUANTUM if step else None


def buildings(result: Result) -> Axis:
    """Buildings that the council runs."""
    return Axis(
        key="buildings",
        label="Buildings that the council runs",
        unit=Unit.BUILDINGS,
        size=float(result.estate.is_council.sum()),
        step=1.0,
        expression=_term("buildings", result.plan_file),
        value=lambda after: float(after.in_estate.sum()),
        lets_go=lambda policy, _: isinstance(policy, Reduction),
    )


def running_cost(result: Result) -> Axis:
    """Net running cost."""
    return Axis(
        key="running_cost",
        label="Net running cost",
        unit=Unit.GBP_PER_YEAR,
        size=max(1.0, float(np.abs(result.before.running_cost).sum())),
        step=None,
        expression=_term("running_cost", result.plan_file),
        value=lambda after: float(after.running_cost.sum()),
        lets_go=lambda policy, _: isinstance(policy, RunningCost),
    )


def one_off(result: Result) -> Axis:
    """Money spent once, less the receipts that the plan file counts."""
    receipts = result.plan_file.preferences.receipts

    def value(after: Snapshot) -> float:
        return float((after.works_cost + after.exit_cost - after.receipts(receipts)).sum())

    counted = "" if receipts == "none" else f", less sale receipts ({receipts} estimate)"
    return Axis(
        key="one_off",
        label="Spent once",
        unit=Unit.GBP,
        size=max(1.0, greatest_one_off(result.context)),
        step=None,
        expression=_term("one_off", result.plan_file),
        value=value,
        lets_go=lambda policy, _: isinstance(policy, OneOff),
        note=f"Spent once: works, and what it costs to leave buildings{counted}.",
    )


def carbon(result: Result) -> Axis:
    """Emissions."""
    return Axis(
        key="carbon",
        label="Emissions",
        unit=Unit.CARBON,
        size=max(1.0, float(result.before.carbon.sum())),
        step=None,
        expression=_term("carbon", result.plan_file),
        value=lambda after: float(after.carbon.sum()),
        lets_go=lambda policy, _: isinstance(policy, Carbon),
        note=_assumed(result, "carbon_kgco2e_per_year", "emissions"),
    )


def condition(result: Result) -> Axis:
    """Condition of the buildings that leave."""
    merit = building_merits(result.plan_file.preferences, result.estate)["condition"]
    scores = result.plan_file.preferences.condition_scores
    worth = scores[Condition.A] == 1.0
    return Axis(
        key="condition",
        label="Condition given up",
        unit="buildings’ worth of grade A" if worth else "of condition score",
        size=max(1.0, float(merit.sum())),
        step=common_step(scores.values()),
        digits=2,
        expression=_term("condition", result.plan_file),
        value=lambda after: float(merit[after.leaves].sum()),
        lets_go=lambda _policy, _requirement: False,
        note=" ".join(
            [
                "Condition given up: each building that leaves counts by its grade "
                f"({', '.join(f'{grade} {score:g}' for grade, score in scores.items())}).",
                _assumed(result, "condition", "condition grade"),
            ]
        ).strip(),
    )


def access(result: Result) -> Axis:
    """People within the plan file's access standards, the mean over the standards where there are several."""
    context = result.context
    people = counted_people(result.plan_file, context)
    standards = [(policy, who) for policy, who in people if who.sum() > 0]
    share = 1.0 / max(1, len(standards))

    def value(after: Snapshot) -> float:
        return share * sum(
            float(who[after.covered(p.service, *p.limit, p.counting, least=p.outlets)].sum()) for p, who in standards
        )

    def expression(formulation: Formulation) -> Expression:
        total = Expression()
        for p, who in standards:
            covered = formulation.rows.covered(p.service, *p.limit, p.counting, who, least=p.outlets)
            total.extend(covered, share)
        return total

    step = common_step([float(count) for _, who in standards for count in np.unique(who[who > 0])])
    return Axis(
        key="access",
        label=_reach(standards, context),
        unit=Unit.PEOPLE,
        size=max(1.0, share * sum(float(who.sum()) for _, who in standards)),
        step=None if step is None else step * share,
        expression=expression,
        value=value,
        lets_go=lambda policy, line: isinstance(policy, Access) and _inside(line, context),
        more=True,
        note=_standards_note(standards),
    )


def counted_people(plan_file: PlanFile, context: Context) -> list[tuple[Access, FloatArray]]:
    """Each access standard of a plan file once, with the people that count for it, shape (neighbourhoods,).

    Those of the priority wards; of the whole area where there are none.
    """
    inside = np.ones(len(context.estate.neighbourhoods), dtype=bool)
    if context.priority_wards:
        inside = np.any([neighbourhood_mask(context.estate, ward) for ward in context.priority_wards], axis=0)
    found = {
        (p.service, p.limit, p.counting, p.outlets, p.group): p
        for p in plan_file.policies.all()
        if isinstance(p, Access)
    }
    return [(p, context.estate.people(p.group) * inside) for p in found.values()]


def greatest_one_off(context: Context) -> float:
    """What would be spent once were the dearest option chosen for every building, in £."""
    estate, values = context.estate, context.estate.values
    leaving = float((values.exit_cost + values.disposal_cost)[estate.is_council].sum())
    works = sum(
        max(o.one_off_gbp + o.one_off_gbp_per_m2 * values.gia_m2[k] for o in estate.options_of(building))
        for k, building in enumerate(estate.buildings)
        if building.is_council
    )
    return float(works + leaving)


def _term(name: str, plan_file: PlanFile) -> Callable[[Formulation], Expression]:
    """A term of the preferences in its own unit."""
    return lambda formulation: term_expression(name, formulation, plan_file.preferences)


def _assumed(result: Result, column: str, what: str) -> str:
    """How many buildings have a figure that was assumed."""
    filled = sum(1 for a in result.estate.values.assumptions if a.column == column)
    return f"{count(filled, 'building')} without a record of {what}: assumed as the run’s assumptions list it." * (
        filled > 0
    )


def _inside(line: Requirement, context: Context) -> bool:
    """Whether a line is on people whom the measure counts."""
    return not context.priority_wards or line.area_id in context.priority_wards


def _reach(standards: list[tuple[Access, FloatArray]], context: Context) -> str:
    where = "in the priority wards" if context.priority_wards else "in the whole area"
    if len(standards) != 1:
        return f"People near to services {where}"
    policy = standards[0][0]
    return f"People {where} within {policy.standard} of {context.estate.service_by_id[policy.service].name}"


def _standards_note(standards: list[tuple[Access, FloatArray]]) -> str:
    if len(standards) < 2:
        return ""
    each = ", ".join(f"{p.service.replace('_', ' ')} within {p.standard}" for p, _ in standards)
    return f"People near to services: the mean over the plan file’s {len(standards)} standards ({each})."
