"""Whether a plan file fits an estate: ids, names and vintages that the estate must have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from estate_opt.config.lines import KeyPath
from estate_opt.config.messages import nearest
from estate_opt.config.origins import Layer
from estate_opt.config.schema import PlanFile, Priority
from estate_opt.domain.estate import Estate
from estate_opt.domain.place import Area, AreaKind
from estate_opt.errors import Problem, Severity
from estate_opt.policies import Access, Context

PRIORITY = "inputs.priority"


def check_against(plan_file: PlanFile, estate: Estate, source: str) -> list[Problem]:
    """Everything in a plan file that does not fit an estate.

    Parameters
    ----------
    plan_file, estate
        The two that are to be used together.
    source
        What messages call the plan file where it was not read from one.

    Returns
    -------
    list of Problem
        Unknown wards, vintages, services, types, options and buildings, each at its line; a rule
        for priority wards that no ward meets is a warning.
    """
    problems = _priority_problems(plan_file, estate, source)
    context = context_for(plan_file, estate)
    if any(problem.severity is Severity.ERROR for problem in problems):
        # What is wrong with the priority wards has been said once: no rule is to say it again.
        context = Context(estate, tuple(ward.area_id for ward in estate.areas_of(AreaKind.WARD)))
    problems += [problem for rule in plan_file.policies.all() for problem in rule.problems(context, source)]
    for service in plan_file.preferences.travel_services:
        if service not in estate.service_by_id:
            message = "The estate has no service of this name."
            remedy = nearest(service, estate.service_by_id)
            problems.append(Problem(source, message, remedy, column="preferences.travel_services", value=service))
    problems += _limit_problems(plan_file, source)
    return [located(problem, plan_file.layer) for problem in problems]


def context_for(plan_file: PlanFile, estate: Estate) -> Context:
    """What the policies may know: the estate and the plan file's priority wards."""
    return Context(estate, priority_wards(plan_file, estate))


def priority_wards(plan_file: PlanFile, estate: Estate) -> tuple[str, ...]:
    """Ids of the priority wards, sorted; names that the estate does not have are left to :func:`check_against`.

    A rule on ranks looks at the neighbourhoods where they have ranks of its index, and at the
    estate's table of other ranks where they do not, for an index belongs to its own small areas.
    """
    priority = plan_file.inputs.priority
    if priority is None:
        return ()
    if priority.wards is not None:
        named = (_wards_named(name, estate) for name in priority.wards)
        return tuple(sorted({ward.area_id for wards in named for ward in wards}))
    return tuple(sorted({ward for ward, rank in _ranks(priority, estate) if rank <= (priority.rank_at_most or 0)}))


def _ranks(priority: Priority, estate: Estate) -> list[tuple[str, int]]:
    """Ward and rank of each small area that the rule's index ranks."""
    own = [
        (n.ward_code, n.deprivation_rank)
        for n in estate.neighbourhoods
        if n.deprivation_vintage == priority.vintage and n.deprivation_rank is not None
    ]
    return own or [(d.ward_code, d.rank) for d in estate.deprivation if d.vintage == priority.vintage]


def _wards_named(name: str, estate: Estate) -> list[Area]:
    wards = estate.areas_of(AreaKind.WARD)
    by_id = [ward for ward in wards if ward.area_id == name]
    return by_id or [ward for ward in wards if ward.name == name]


def _priority_problems(plan_file: PlanFile, estate: Estate, source: str) -> list[Problem]:
    priority = plan_file.inputs.priority
    if priority is None:
        return []
    if priority.wards is not None:
        return [problem for name in priority.wards for problem in _ward_problems(name, estate, source)]
    vintages = _vintages(estate)
    if priority.vintage not in vintages:
        message = "The estate has no deprivation ranks of this index."
        remedy = f"It has: {', '.join(vintages)}." if vintages else "Give its neighbourhoods ranks, or list the wards."
        return [Problem(source, message, remedy, column=f"{PRIORITY}.vintage", value=str(priority.vintage))]
    if not priority_wards(plan_file, estate):
        best = min(rank for _, rank in _ranks(priority, estate))
        message = f"No ward has a small area of this rank or a lower one; the lowest rank is {best}."
        remedy = "Raise the limit, or list the wards."
        return [
            Problem(
                source, message, remedy, column=f"{PRIORITY}.rank_at_most", value=str(priority.rank_at_most),
                severity=Severity.WARNING,
            )
        ]  # fmt: skip
    return []


def _limit_problems(plan_file: PlanFile, source: str) -> list[Problem]:
    """Distances that the plan file asks about, and that walking on streets was not asked to look at."""
    travel, horizon = plan_file.inputs.travel, plan_file.preferences.travel_horizon_km
    asked = {f"policies.{rule.id}.km": rule.km for rule in plan_file.policies.all() if isinstance(rule, Access)}
    far = {key: km for key, km in {**asked, "preferences.travel_horizon_km": horizon}.items() if km is not None}
    if travel.kind != "streets" or max(far.values()) <= travel.limit_km:
        return []
    key = max(far, key=lambda key: far[key])
    message = f"Ways longer than this are not looked for, and {key} speaks of {far[key]:g} km."
    remedy = f"Set it to {far[key]:g} or more, or what lies between counts as out of reach."
    return [
        Problem(
            source, message, remedy, column="inputs.travel.limit_km", value=f"{travel.limit_km:g}",
            severity=Severity.WARNING,
        )
    ]  # fmt: skip


def _ward_problems(name: str, estate: Estate, source: str) -> Iterable[Problem]:
    found = _wards_named(name, estate)
    if not found:
        wards = estate.areas_of(AreaKind.WARD)
        remedy = nearest(name, {ward.name for ward in wards} | {ward.area_id for ward in wards})
        yield Problem(source, "The estate has no ward of this name.", remedy, column=f"{PRIORITY}.wards", value=name)
    elif len(found) > 1:
        remedy = f"Give the id: {', '.join(ward.area_id for ward in found)}."
        yield Problem(source, "Several wards have this name.", remedy, column=f"{PRIORITY}.wards", value=name)


def _vintages(estate: Estate) -> list[str]:
    own = {n.deprivation_vintage for n in estate.neighbourhoods if n.deprivation_rank is not None}
    return sorted({vintage for vintage in own if vintage} | {d.vintage for d in estate.deprivation})


def located(problem: Problem, layer: Layer | None) -> Problem:
    """A problem with the file and the line where its key stands, so far as they are known."""
    if layer is None or problem.row is not None:
        return problem
    place = layer.place_of(_list_item(_path(problem.column, layer), problem.value, layer))
    return replace(problem, source=place.source, row=place.line)


def _path(dotted: str, layer: Layer) -> KeyPath:
    """Where a dotted key stands; a rule goes by its id."""
    first, *rest = dotted.split(".")
    if first == "policies" and rest and rest[0] in layer.rule_by_id:
        return (first, *layer.rule_by_id[rest[0]], *rest[1:])
    return (first, *rest)


def _list_item(path: KeyPath, value: str, layer: Layer) -> KeyPath:
    """The path of the item that a problem is about, where its key holds a list."""
    items = layer.get(path)
    return (*path, items.index(value)) if isinstance(items, list) and value in items else path
