"""The truth about a small estate by trying every plan: both sides of a decision, in whatever world."""

from __future__ import annotations

from functools import cache

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.snapshot import Snapshot
from estate_opt.results.merit import objective, terms
from estate_opt.studies.explain.world import World
from tests.oracle.brute_force import TIE, holds_musts, shortfalls, shut_by
from tests.oracle.brute_force import World as Possible

Value = tuple[float, ...]
"""Shortfalls tier by tier, then the preferences."""


def best(world: World, building_id: str, *, stays: bool) -> Value | None:
    """The best value of all plans in which the council runs a building, or does not; ``None`` where there is none."""
    policies, context = world.plan_file.policies.all(), world.context
    found = None
    for decisions in plans(world, building_id, stays=stays):
        after = Snapshot(context.estate, decisions)
        if not holds_musts(policies, context, after):
            continue
        short = shortfalls(policies, context, after)
        if found is not None and worse(short, found[:-1]):
            continue
        value = (*short, objective(terms(world.plan_file.preferences, context, after)))
        if found is None or worse(found, value):
            found = value
    return found


def worse(one: Value, other: Value) -> bool:
    """Whether a value is worse than another, the first that differs deciding."""
    for a, b in zip(one, other, strict=True):
        if abs(a - b) > TIE:
            return a > b
    return False


def as_good(world: World, building_id: str, *, stays: bool) -> bool:
    """Whether the best plan in which a building stays (or leaves) is as good as the best in which it does not."""
    this, other = best(world, building_id, stays=stays), best(world, building_id, stays=not stays)
    return this is not None and (other is None or not worse(this, other))


def plans(world: World, building_id: str, *, stays: bool) -> list[Decisions]:
    """Every plan of an estate whose services move as a whole."""
    context, relocation = world.context, world.plan_file.policies.relocation
    key = (
        tuple(sorted(context.estate.hours_today.items())),
        tuple(b.building_id for b in context.estate.buildings),
        relocation.model_dump_json(),
        shut_by(world.plan_file.policies.all()),
        building_id,
        stays,
    )
    if key not in _plans():
        possible = Possible(context, relocation, shut_by(world.plan_file.policies.all()))
        k = context.estate.building_index[building_id]
        possible.options[k] = tuple(o for o in possible.options[k] if o.in_estate is stays)
        may_end = not (relocation.kind.value == "must" and relocation.max_ended_share == 0)
        _plans()[key] = list(possible.whole_plans(may_end=may_end))
    return _plans()[key]


@cache
def _plans() -> dict[object, list[Decisions]]:
    return {}
