"""What differs between two plans, in sentences: money, people, ways, hours, targets, and what changes elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from estate_opt.domain.option import Decision
from estate_opt.results.figures import hours, km, listed, people, round_pounds
from estate_opt.studies.explain.answer import About
from estate_opt.studies.explain.effects import NOWHERE, Effects, Elsewhere, Moved, Reach

SMALL_GBP, SMALL_HOURS, SMALL_KM = 50.0, 0.5, 0.05
"""Differences below these round to nothing in a sentence."""
MOST_NAMED, MOST_REACHES, MOST_MOVES = 4, 2, 2
"""Things of a kind that are named; the rest is counted, or stands in the figures."""


def what_changes(about: About, effects: Effects) -> str:
    """Money, people, ways and hours in one sentence."""
    parts = [*_money(effects), *_people(effects), *_hours(effects)]
    if not parts:
        parts = ["nothing that is counted here would be different"]
    return f"In the best plan found in which it {_otherwise(about)}, {_joined(parts)}."


def _money(effects: Effects) -> Iterator[str]:
    running = effects.total("running_cost_gbp_per_year").more
    if abs(running) >= SMALL_GBP:
        yield f"the council would pay {round_pounds(abs(running))} a year {'more' if running > 0 else 'less'}"
    once = effects.total("works_gbp").more + effects.total("exit_cost_gbp").more
    if abs(once) >= SMALL_GBP:
        yield f"{round_pounds(abs(once))} {'more' if once > 0 else 'less'} would be spent once"


def _people(effects: Effects) -> Iterator[str]:
    lost = [r for r in effects.reach if round(r.losing) > 0]
    gained = [r for r in effects.reach if round(r.gaining) > 0]
    for reach in sorted(lost, key=lambda r: (-r.losing, r.service_id))[:MOST_REACHES]:
        where = f", most of them in {reach.losing_wards[0][0]}" if reach.losing_wards else ""
        yield f"{people(reach.losing)}{_priority(reach.losing_priority)}{where}, would no longer be {_near(reach)}"
    for reach in sorted(gained, key=lambda r: (-r.gaining, r.service_id))[:MOST_REACHES]:
        yield f"{people(reach.gaining)}{_priority(reach.gaining_priority)} more would be {_near(reach)}"
    longer = [r for r in effects.reach if round(r.farther) > 0 and r.worst_extra_km >= SMALL_KM]
    if longer:
        worst = max(longer, key=lambda r: (r.worst_extra_km, r.service_id))
        yield (
            f"the way to the nearest {_plain(worst.service)} would be longer for {people(worst.farther)}, by "
            f"{km(worst.worst_extra_km)} at most"
        )


def _near(reach: Reach) -> str:
    return f"within {reach.standard} of a place that offers {_plain(reach.service)}"


def _priority(count: float) -> str:
    return f" ({round(count):,} of them in priority wards)" if round(count) > 0 else ""


def _hours(effects: Effects) -> Iterator[str]:
    ended = effects.total("ended_hours_per_week").more
    if abs(ended) >= SMALL_HOURS:
        yield f"{hours(abs(ended))} {'more' if ended > 0 else 'fewer'} of activity would end without a home"
    moved = effects.total("moved_hours_per_week").more
    if abs(moved) >= SMALL_HOURS:
        yield f"{hours(abs(moved))} {'more' if moved > 0 else 'fewer'} of activity would have to move"


def targets(effects: Effects) -> Iterator[str]:
    """Targets that only one of the plans meets."""
    missed = [t.sentence for t in effects.targets if t.met_in_plan and not t.met_with_opposite]
    met = [t.sentence for t in effects.targets if t.met_with_opposite and not t.met_in_plan]
    if missed:
        yield f"It would miss {_count(missed, 'target')} that this plan meets: {'; '.join(missed[:MOST_NAMED])}."
    if met:
        yield f"It would meet {_count(met, 'target')} that this plan misses: {'; '.join(met[:MOST_NAMED])}."


def _count(things: list[str], noun: str) -> str:
    return f"a {noun}" if len(things) == 1 else f"{len(things)} {noun}s"


def elsewhere(effects: Effects) -> Iterator[str]:
    """Other buildings that are decided otherwise, and activity that is hosted at another place."""
    if effects.elsewhere:
        parts = [_other_building(other) for other in effects.elsewhere]
        yield f"Elsewhere, {listed(parts, most=MOST_NAMED)}."
    else:
        yield "No other building would be decided otherwise."
    moved = sorted(effects.moves, key=lambda m: (-sum(h for _, h in m.with_opposite), m.from_id, m.service_id))
    if moved:
        yield f"Activity would be hosted otherwise: {listed([_move(m) for m in moved], most=MOST_MOVES)}."


def _other_building(other: Elsewhere) -> str:
    verbs = {
        Decision.KEPT: "would stay as it is",
        Decision.CHANGED: f"would stay, run as {other.option_with_opposite!r}",
        Decision.TRANSFERRED: "would pass to the community",
        Decision.CLOSED: "would close",
    }
    before = {
        Decision.KEPT: "of staying as it is",
        Decision.CHANGED: f"of being run as {other.option_in_plan!r}",
        Decision.TRANSFERRED: "of passing to the community",
        Decision.CLOSED: "of closing",
    }
    then, now = Decision(other.decision_with_opposite), Decision(other.decision_in_plan)
    return f"{other.building} in {other.ward} {verbs[then]} instead {before[now]}"


def _move(moved: Moved) -> str:
    there = dict(moved.with_opposite)
    before = dict(moved.in_plan)
    more = max(there, key=lambda place: (there[place] - before.get(place, 0.0), place), default=NOWHERE)
    less = max(before, key=lambda place: (before[place] - there.get(place, 0.0), place), default=NOWHERE)
    amount = hours(there.get(more, 0.0) - before.get(more, 0.0))
    where = "nowhere" if more == NOWHERE else f"at {more}"
    instead = "of ending" if less == NOWHERE else f"of at {less}"
    return f"{amount} of {_plain(moved.service)} from {moved.from_building} {where} instead {instead}"


def _otherwise(about: About) -> str:
    """The building as it is in the best plan found with the opposite, after "in which it"."""
    return {
        Decision.KEPT: "stays as it is",
        Decision.CHANGED: f"stays, run as {about.other_option!r}",
        Decision.TRANSFERRED: f"passes to the community ({about.other_option})",
        Decision.CLOSED: "closes",
    }[Decision(about.other_decision)]


def _plain(name: str) -> str:
    """A service's name inside a sentence: without its capital, unless it is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{'; '.join(parts[:-1])}; and {parts[-1]}"
