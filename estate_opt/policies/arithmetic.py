"""Contradictions that a sum shows before any solver runs, between musts and between a must and the estate.

Only what *cannot* hold is said here; what merely does not is for the solver, and for ``diagnose``. Room is added up for
all activity, and for each service in each cluster of buildings that can take one another's
(:mod:`estate_opt.policies.clusters`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from estate_opt.domain.building import Building
from estate_opt.domain.option import Option
from estate_opt.policies.access import Access
from estate_opt.policies.base import Context, Kind, Policy, percent
from estate_opt.policies.clusters import Cluster, Slots, clusters_of, slots_of, ways_left
from estate_opt.policies.presence import Presence
from estate_opt.policies.protect import Protect
from estate_opt.policies.reduction import ROUNDING_SLACK, Reduction
from estate_opt.policies.relocation import Relocation
from estate_opt.policies.utilisation import Utilisation

FULL = Utilisation(ceiling=1.0)
"""What holds without any ceiling: no building hosts more than its capacity."""
SHOWN = 3
"""Buildings that are named of a group."""


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
        *_too_little_room_in_reach(musts, context),
        *_out_of_reach(musts, context),
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
    strictest = min(relocation, key=lambda p: p.max_ended_share)
    homeless = strictest.max_ended_share
    needed = context.activity_hours * (1 - homeless)
    ceilings = [p for p in musts if isinstance(p, Utilisation) and p.ceiling and not p.types]
    for policy, total, most in _limits(musts, context):
        if policy.types:
            continue
        room, tightest = min(((_room_under(c, most, context), c) for c in (*ceilings, FULL)), key=lambda pair: pair[0])
        filled = percent(tightest.ceiling or 1.0) + (f" ({tightest.id!r})" if tightest.id else "")
        outside = sum(_outside(b, context) for b in context.estate.buildings)
        if needed > (room + outside) * (1 + ROUNDING_SLACK):
            yield (
                f"{policy.id!r} lets at most {most} of {total} buildings stay. The {most} largest, under "
                f"their roomiest options and filled to {filled}, hold {room:,.0f} hours a week, partner "
                f"venues and transferred buildings {outside:,.0f}: together {room + outside:,.0f}. At least "
                f"{needed:,.0f} hours a week of activity are to be housed ({context.activity_hours:,.0f} less the "
                f"{percent(homeless)} that {strictest.id!r} lets end): "
                f"{needed - room - outside:,.0f} too many. Let more buildings stay, let more activity end, or make "
                "one of the two an aim."
            )


def _room_under(ceiling: Utilisation, most: int, context: Context) -> float:
    """Activity that the largest so many buildings can have under a ceiling on use, in space-hours a week."""
    assert ceiling.ceiling is not None
    over_today = ceiling.over == "todays_hours"
    largest = (
        max(((o.unshortened_hours if over_today else o.capacity_hours)(b) for o in _inside(b, context)), default=0.0)
        for b in context.estate.council_buildings
    )
    return ceiling.ceiling * sum(sorted(largest, reverse=True)[:most])


def _inside(building: Building, context: Context) -> Iterator[Option]:
    return (option for option in context.estate.options_of(building) if option.in_estate)


def _outside(building: Building, context: Context) -> float:
    """Capacity of a building under its roomiest option outside the estate, in space-hours a week."""
    options = context.estate.options_of(building)
    return max((o.capacity_hours(building) for o in options if not o.in_estate), default=0.0)


def _too_little_room_in_reach(musts: Sequence[Policy], context: Context) -> Iterator[str]:
    """Activity of each service against the room that is in its reach, cluster by cluster and together."""
    ways = ways_left(musts, context)
    reductions = [p for p in musts if isinstance(p, Reduction)]
    for relocation in (p for p in musts if isinstance(p, Relocation)):
        for service in context.estate.services:
            may_end = _may_end(relocation, service.service_id, context)
            if may_end is None:
                continue
            clusters = clusters_of(service, relocation, ways, musts, context)
            for reduction in (None, *reductions):
                slots = slots_of(reduction, ways, context)
                said = _in_one(clusters, slots, may_end, context) or _in_all(clusters, slots, may_end, context)
                if said:
                    yield f"{_staying(reduction, context)} {said}. {_ending(relocation, may_end, reduction)}"
                    break


def _may_end(relocation: Relocation, service_id: str, context: Context) -> float | None:
    """Hours a week of a service that may end at most; ``None`` where nothing limits them."""
    if relocation.services and service_id not in relocation.services:
        return None
    own = {r.service_id: r.target for r in relocation.requirements(context)}
    return own[service_id if relocation.services else None]


def _in_one(clusters: Sequence[Cluster], slots: Slots, may_end: float, context: Context) -> str:
    """A cluster that cannot keep enough, the worst of them, as a sum; empty where there is none."""
    short = [(c.hours - slots.most(c), c) for c in clusters if _exceeds(c.hours, slots.most(c) + may_end)]
    if not short:
        return ""
    over, worst = max(short, key=lambda pair: pair[0])
    kept = [room for room in worst.rooms if room.inside > 0]
    largest = slots.by_choice(worst)[: slots.free]
    names = ", ".join(f"{context.estate.buildings[r.building].name} {r.inside:,.0f}" for r in largest[:SHOWN])
    more = f" and {len(largest) - SHOWN} smaller ones" if len(largest) > SHOWN else ""
    which = f" ({names}{more})" if largest and len(kept) >= len(largest) else ""
    return (
        f"{worst.service.name} around {_around(worst, context)}: {worst.hours:,.0f} hours a week. The most that can be "
        f"kept within reach is {slots.most(worst):,.0f}{which}: {worst.hours:,.0f} − {slots.most(worst):,.0f} = "
        f"{over:,.0f} hours a week too many"
    )


def _in_all(clusters: Sequence[Cluster], slots: Slots, may_end: float, context: Context) -> str:
    """Clusters of a service that cannot keep enough together, as a sum; empty where they can."""
    kept = slots.most_of_all(clusters)
    hours, most = sum(c.hours for c in clusters), sum(kept)
    if not _exceeds(hours, most + may_end):
        return ""
    worst = sorted(zip(clusters, kept, strict=True), key=lambda pair: pair[1] - pair[0].hours)[:SHOWN]
    where = "; ".join(f"around {_around(c, context)} {k:,.0f} of {c.hours:,.0f}" for c, k in worst if k < c.hours)
    return (
        f"{worst[0][0].service.name}: {hours:,.0f} hours a week in {len(clusters)} groups of buildings, none within "
        f"reach of another. Wherever the buildings that stay do most, they keep at most {most:,.0f} "
        f"({where}): {hours:,.0f} − {most:,.0f} = {hours - most:,.0f} hours a week too many"
    )


def _exceeds(hours: float, room: float) -> bool:
    return hours > room * (1 + ROUNDING_SLACK) + ROUNDING_SLACK


def _around(cluster: Cluster, context: Context) -> str:
    """A cluster by the names of its largest buildings."""
    names = [context.estate.buildings[i].name for i in cluster.sources]
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


def _staying(reduction: Reduction | None, context: Context) -> str:
    """How many buildings may stay, in words."""
    if reduction is None:
        return "With every building kept that the musts let stay:"
    total = len(reduction.counted(context))
    return f"{reduction.id!r} lets at most {reduction.most_retained(total)} of {total} buildings stay:"


def _ending(relocation: Relocation, may_end: float, reduction: Reduction | None) -> str:
    more = "" if reduction is None else "Let more buildings stay, or let"
    remedy = f"{more or 'Let'} activity move further or more of it end, or make a must an aim."
    return f"{relocation.id!r} lets at most {may_end:,.0f} end. {remedy}"


def _out_of_reach(musts: Sequence[Policy], context: Context) -> Iterator[str]:
    """People asked to be covered against those whom any building could serve."""
    for policy in musts:
        if not isinstance(policy, Access):
            continue
        everybody = {"share": None, "no_worse_than_today": None, "share_in_reach": 1.0}
        in_reach = {r.key: r.target for r in policy.model_copy(update=everybody).requirements(context)}
        for line in policy.requirements(context):
            most = in_reach.get(line.key, 0.0)
            if line.target > most * (1 + ROUNDING_SLACK):
                too_many = f"{line.target:,.0f} − {most:,.0f} = {line.target - most:,.0f} too many"
                yield (
                    f"{policy.id!r}: {line.sentence}. With every building kept, and the service in each that could "
                    f"have it, {most:,.0f} people are that near: {too_many}. Ask for a smaller share or a greater "
                    "distance, or make it an aim."
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
