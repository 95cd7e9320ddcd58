"""Which areas a policy speaks of: all as one, every ward, every committee, the priority wards, or named ones."""

from __future__ import annotations

from typing import Literal

from estate_opt.domain.place import Area, AreaKind
from estate_opt.errors import Problem, did_you_mean
from estate_opt.policies.base import Context, Policy

Scope = Literal["whole_area", "each_ward", "each_committee", "each_priority_ward"] | list[str]
"""A scope as planners write it; a list holds ids or names of areas."""

WHOLE = ""
"""Id of the whole area in requirements."""


def areas_in_scope(scope: Scope, context: Context) -> tuple[Area | None, ...]:
    """Areas that a scope names; ``None`` stands for the whole area.

    Unknown names are left out: :func:`scope_problems` reports them before anything is solved.
    """
    estate = context.estate
    match scope:
        case "whole_area":
            return (None,)
        case "each_ward":
            return estate.areas_of(AreaKind.WARD)
        case "each_committee":
            return estate.areas_of(AreaKind.COMMITTEE)
        case "each_priority_ward":
            return tuple(estate.area_by_id[ward] for ward in context.priority_wards)
        case _:
            by_name = {area.name: area for area in estate.areas} | dict(estate.area_by_id)
            return tuple(dict.fromkeys(by_name[name] for name in scope if name in by_name))


def scope_problems(policy: Policy, key: str, scope: Scope, context: Context, source: str) -> list[Problem]:
    """Areas that a scope names and the estate does not have, and scopes that are empty."""
    estate = context.estate
    if isinstance(scope, list):
        known = {area.name for area in estate.areas} | set(estate.area_by_id)
        problems = []
        if not scope:
            remedy = "Name wards or committees, or take the rule out."
            problems.append(policy.problem(source, key, "[]", "The list is empty, so the rule holds nowhere.", remedy))
        for name in scope:
            if name not in known:
                remedy = did_you_mean(name, known) or "Use the id or the name of an area in areas.geojson."
                problems.append(
                    policy.problem(source, key, name, "The estate has no ward or committee of this name.", remedy)
                )
        return problems
    if scope == "each_priority_ward" and not context.priority_wards:
        message = "No ward of this estate is a priority ward."
        remedy = "State the rule or the wards in [inputs.priority], or name areas here."
        return [policy.problem(source, key, scope, message, remedy)]
    if scope == "each_committee" and not estate.areas_of(AreaKind.COMMITTEE):
        return [
            policy.problem(
                source, key, scope, "The estate has no committees.", "Use wards, or add committees to areas.geojson."
            )
        ]
    return []


def place_name(area: Area | None) -> str:
    """An area's name in a sentence."""
    return "the whole area" if area is None else area.name


def area_key(area: Area | None) -> str:
    """An area's id in a requirement's key."""
    return WHOLE if area is None else area.area_id
