"""The true frontier of a small estate by trying every plan, with the figures worked out here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from estate_opt.config.schema import PlanFile
from estate_opt.domain.building import Condition
from estate_opt.domain.snapshot import Snapshot
from estate_opt.policies import Access, Context, Kind, Policy, Reduction, Sense
from estate_opt.results.result import Result
from tests.oracle.brute_force import World, holds_musts, missed, shut_by
from tests.oracle.divisible import Parting, Row, _partings

SLACK = 1e-6
Costs = tuple[float, ...]
_PLANS: dict[tuple[object, ...], list[Snapshot]] = {}


def every_plan(plan_file: PlanFile, context: Context) -> list[Snapshot]:
    """Every plan of an estate all of whose services move as a whole that breaks no must."""
    policies, relocation = plan_file.policies.all(), plan_file.policies.relocation
    may_end = not (relocation.kind is Kind.MUST and relocation.max_ended_share == 0)
    key = (id(context.estate), relocation.nearest, shut_by(policies), may_end)
    if key not in _PLANS:
        world = World(context, relocation, shut_by(policies))
        _PLANS[key] = [Snapshot(context.estate, d) for d in world.whole_plans(may_end=may_end)]
    return [plan for plan in _PLANS[key] if holds_musts(policies, context, plan)]


def people_near(plan_file: PlanFile, context: Context, after: Snapshot) -> float:
    """The mean over the access standards of the people within them, of priority wards where there are any."""
    wards = context.priority_wards or {n.ward_code for n in context.estate.neighbourhoods}
    standards = {(p.service, p.limit, p.counting): p for p in plan_file.policies.all() if isinstance(p, Access)}
    totals = []
    for policy in standards.values():
        distance = after.distance(policy.service, policy.limit[1], policy.counting)
        totals.append(
            sum(
                n.population
                for n, km in zip(context.estate.neighbourhoods, distance, strict=True)
                if n.ward_code in wards and km <= policy.limit[0] * (1 + 1e-9)
            )
        )
    return sum(totals) / len(totals)


def condition_lost(plan_file: PlanFile, after: Snapshot) -> float:
    """Scores of the council buildings that leave."""
    scores = plan_file.preferences.condition_scores
    return sum(
        scores[Condition(building.condition)]
        for building, stays in zip(after.estate.buildings, after.in_estate, strict=True)
        if building.is_council and not stays
    )


def costs_of(name: str, plan_file: PlanFile, context: Context, after: Snapshot) -> float:
    """A measure, less is better."""
    figures: dict[str, Callable[[], float]] = {
        "buildings": lambda: float(after.in_estate.sum()),
        "access": lambda: -people_near(plan_file, context, after),
        "running_cost": lambda: float(after.running_cost.sum()),
        "one_off": lambda: float(after.works_cost.sum() + after.exit_cost.sum()),
        "carbon": lambda: float(after.carbon.sum()),
        "condition": lambda: condition_lost(plan_file, after),
    }
    return figures[name]()


def on_measures(policy: Policy, area: str | None, measures: Iterable[str], context: Context) -> bool:
    """Whether an aim's line is on one of the measures."""
    if policy.name in ("running_cost", "one_off", "carbon"):
        return policy.name in measures
    if isinstance(policy, Reduction):
        return "buildings" in measures
    inside = not context.priority_wards or area in context.priority_wards
    return isinstance(policy, Access) and "access" in measures and inside


def true_frontier(result: Result, measures: Sequence[str], *, free: bool) -> list[Costs]:
    """Costs of every plan that no plan dominates, sorted."""
    plan_file, context = result.plan_file, result.context
    left = {
        tuple(round(costs_of(name, plan_file, context, plan), 6) for name in measures)
        for plan in every_plan(plan_file, context)
        if free or holds_aims(result, measures, plan)
    }
    return undominated(left)


def holds_aims(result: Result, measures: Sequence[str], after: Snapshot) -> bool:
    """Whether no line of an aim that is held is missed by more than in the run's plan."""
    for policy in result.plan_file.policies.all():
        if policy.kind is Kind.AIM:
            for line in policy.requirements(result.context):
                if on_measures(policy, line.area_id, measures, result.context):
                    continue
                here = missed(line.sense, policy.value(line, result.context, after), line.target)
                there = missed(line.sense, policy.value(line, result.context, result.after), line.target)
                if here > there + SLACK * line.scale:
                    return False
    return True


def undominated(costs: Iterable[Costs]) -> list[Costs]:
    """Those that no other is as good as in everything."""
    points = sorted(set(costs))
    array = np.array(points)
    return [
        point
        for n, point in enumerate(points)
        if not np.any(np.all(array <= array[n] + 1e-6, axis=1) & np.any(array < array[n] - 1e-6, axis=1))
    ]


def true_parted_frontier(result: Result, name: str) -> list[Costs]:
    """The frontier of buildings and another measure where activity may be parted: a linear program for each choice."""
    plan_file, context = result.plan_file, result.context
    policies = plan_file.policies.all()
    found: list[Costs] = []
    for parting in _partings(World(context, plan_file.policies.relocation, shut_by(policies))):
        if not all(_row_holds(parting, policy, result, (name, "buildings")) for policy in policies):
            continue
        row, constant = parting.running_cost() if name == "running_cost" else ({}, _fixed(name, result, parting))
        least = parting.program.solve(row)
        if least is not None:
            found.append((float(parting.fixed.in_estate.sum()), round(least[0] + constant, 4)))
    return undominated(found)


def _fixed(name: str, result: Result, parting: Parting) -> float:
    return costs_of(name, result.plan_file, result.context, parting.fixed)


def _row_holds(parting: Parting, policy: Policy, result: Result, measures: Sequence[str]) -> bool:
    """Add a row for each line that holds; tell whether those without shares do."""
    for line in policy.requirements(result.context):
        if policy.kind is Kind.AIM and on_measures(policy, line.area_id, measures, result.context):
            continue
        allowed = 1e-9
        if policy.kind is Kind.AIM:
            planned = policy.value(line, result.context, result.after)
            allowed = missed(line.sense, planned, line.target) + SLACK * line.scale
        row: Row
        row, constant = parting.figure(policy, line, result.context)
        sign = 1.0 if line.sense is Sense.AT_MOST else -1.0
        if not row:
            if missed(line.sense, constant, line.target) > allowed + 1e-9:
                return False
            continue
        limit = sign * (line.target - constant) + allowed
        parting.program.rows.append(({n: sign * c for n, c in row.items()}, limit))
    return True
