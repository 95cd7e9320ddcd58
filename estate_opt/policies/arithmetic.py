"""Contradictions that a sum shows before any solver runs, between musts and between a must and the estate.

Only what *cannot* hold is said here; what merely does not is for the solver, and for ``diagnose``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from estate_opt.domain.building import Building
from estate_opt.domain.option import Option
from estate_opt.policies.base import Context, Kind, Policy, percent
from estate_opt.policies.presence import Presence
from estate_opt.policies.protect import Protect
from estate_opt.policies.reduction import ROUNDING_SLACK, Reduction
from estate_opt.policies.relocation import Relocation
from estate_opt.policies.utilisation import Utilisation


def contradictions(policies: Sequence[Policy], context: Context) -> tuple[str, ...]:
    """Every contradiction that arithmetic finds, each as a sentence with its sum.

    Parameters
    ----------
    policies
        All policies with their ids; aims cannot contradict and are passed over.
    context
        The estate.
    """
    musts = [policy for policy in policies if policy.kind is Kind.MUST]
    return (
        *_decided_twice(musts, context),
        *_too_many_protected(musts, context),
        *_too_little_room(musts, context),
        *_presence_above_reduction(musts, context),
    )


def _decided_twice(musts: Sequence[Policy], context: Context) -> Iterator[str]:
    """Two musts on one building that no way of running it satisfies together."""
    rules: dict[str, list[Protect]] = {}
    for policy in musts:
        if isinstance(policy, Protect) and policy.building in context.estate.building_index:
            rules.setdefault(policy.building, []).append(policy)
    for building, own in rules.items():
        options = _options_of(building, context)
        for first, second in combinations(own, 2):
            if not any(first.agrees(option) and second.agrees(option) for option in options):
                yield f"{building} is to be {_asked(first)} and {_asked(second)}. Remove one of the two."


def _options_of(building_id: str, context: Context) -> tuple[Option, ...]:
    estate = context.estate
    return estate.options_of(estate.buildings[estate.building_index[building_id]])


def _asked(rule: Protect) -> str:
    """What a rule asks for, and who: "kept by 'protect-B1' (Executive Board: …)"."""
    return f"{rule.asked} by {rule.id!r} ({rule.owner}: {rule.reason})"


def _limits(musts: Sequence[Policy], context: Context) -> Iterator[tuple[Reduction, int, int]]:
    """Each reduction with the buildings that it counts and the most that stay."""
    for policy in musts:
        if isinstance(policy, Reduction):
            total = len(policy.counted(context))
            yield policy, total, policy.most_retained(total)


def _too_many_protected(musts: Sequence[Policy], context: Context) -> Iterator[str]:
    """More buildings protected than may stay."""
    index = context.estate.building_index
    kept = {index[p.building] for p in musts if isinstance(p, Protect) and p.building in index and _keeps(p, context)}
    for policy, total, most in _limits(musts, context):
        held = len(kept & set(policy.counted(context)))
        if held > most:
            yield (
                f"{policy.id!r} lets at most {most} of {total} buildings stay, but {held} are protected: "
                f"{held} − {most} = {held - most} too many. Protect fewer, or let more stay."
            )


def _keeps(rule: Protect, context: Context) -> bool:
    """Whether a rule leaves a building no way out of the estate."""
    return all(option.in_estate for option in _options_of(rule.building, context) if rule.agrees(option))


def _too_little_room(musts: Sequence[Policy], context: Context) -> Iterator[str]:
    """All activity against the capacity of the largest buildings that may stay, partners and transfers included."""
    relocation = [p for p in musts if isinstance(p, Relocation) and not p.services]
    if not relocation:
        return
    homeless = min(p.max_ended_share for p in relocation)
    needed = context.activity_hours * (1 - homeless)
    ceiling = min((p.ceiling for p in musts if isinstance(p, Utilisation) and p.ceiling and not p.types), default=1.0)
    for policy, total, most in _limits(musts, context):
        if policy.types:
            continue
        inside = sorted((_largest(b, context, in_estate=True) for b in context.estate.council_buildings), reverse=True)
        room = ceiling * sum(inside[:most])
        outside = sum(_largest(b, context, in_estate=False) for b in context.estate.buildings)
        if needed > (room + outside) * (1 + ROUNDING_SLACK):
            yield (
                f"{policy.id!r} lets at most {most} of {total} buildings stay. The {most} largest, under "
                f"their roomiest options and filled to {percent(ceiling)}, hold {room:,.0f} hours a week, partner "
                f"venues and transferred buildings {outside:,.0f}: together {room + outside:,.0f}. At least "
                f"{needed:,.0f} hours a week of activity are to be housed ({context.activity_hours:,.0f} less the "
                f"{percent(homeless)} that may end): "
                f"{needed - room - outside:,.0f} too many. Let more buildings stay, let more activity end, or make "
                "one of the two an aim."
            )


def _largest(building: Building, context: Context, *, in_estate: bool) -> float:
    """Capacity of a building under its roomiest option inside or outside the estate, in space-hours a week."""
    return max(
        (o.capacity_hours(building) for o in context.estate.options_of(building) if o.in_estate is in_estate),
        default=0.0,
    )


def _presence_above_reduction(musts: Sequence[Policy], context: Context) -> Iterator[str]:
    """More buildings to be present in separate areas than may stay, or than there are in an area."""
    for policy in musts:
        if not isinstance(policy, Presence) or policy.of != "buildings":
            continue
        lines = policy.requirements(context)
        for line in lines:
            there = policy.value(line, context, context.baseline)
            if there < line.target and not policy.services:
                remedy = "Ask for fewer, or make it an aim."
                yield f"{policy.id!r}: {line.sentence}, but there are {there:g} today. {remedy}"
        kinds = {context.estate.area_by_id[line.area_id].kind for line in lines if line.area_id}
        needed = int(sum(line.target for line in lines))
        if len(kinds) != 1:  # areas of two kinds overlap, so their numbers do not add up
            continue
        for reduction, total, most in _limits(musts, context):
            if needed > most and not reduction.types:
                yield (
                    f"{policy.id!r} asks for {needed} buildings in {len(lines)} areas, {reduction.id!r} lets at most "
                    f"{most} of {total} stay: {needed} − {most} = {needed - most} too many."
                )
