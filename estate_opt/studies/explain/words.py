"""An explanation as a paragraph that a resident understands: pounds, people, km and hours, and what is proven."""

from __future__ import annotations

from collections.abc import Iterator

from estate_opt.domain.option import Decision
from estate_opt.domain.plan import PREFERENCES
from estate_opt.results.figures import hours, km, listed, people, round_pounds
from estate_opt.studies.explain.answer import About, Worth
from estate_opt.studies.explain.effects import NOWHERE, Effects, Elsewhere, Moved, Reach
from estate_opt.studies.explain.flip import Flip, Found
from estate_opt.studies.explain.standing import Comparison, Verdict

SMALL_GBP, SMALL_HOURS, SMALL_KM = 50.0, 0.5, 0.05
"""Differences below these round to nothing in a sentence."""
MOST_NAMED, MOST_REACHES, MOST_MOVES = 4, 2, 2
"""Things of a kind that are named; the rest is counted, or stands in the figures."""


def paragraph(
    about: About,
    comparison: Comparison,
    worth: Worth | None,
    forced: tuple[str, ...],
    effects: Effects | None,
    flips: tuple[Flip, ...],
    *,
    better_found: bool = False,
) -> str:
    """The explanation in plain sentences; the same figures give the same words.

    Parameters
    ----------
    about, comparison, worth, forced, effects, flips
        As of :class:`estate_opt.studies.explain.answer.Explanation`.
    better_found
        Whether a plan better than the run's was found on the way, with the same decision about the building.
    """
    said = [_decided(about)]
    if comparison.verdict is Verdict.IMPOSSIBLE:
        said += _forced(about, forced)
    elif effects is None:
        said.append(f"Whether it could {_could(about)} was not found out in the time given.")
    else:
        said += [_what_changes(about, effects), *_targets(effects), *_elsewhere(effects)]
        if better_found:
            said.append(
                "The figures are against a slightly better plan than the one shown, found on the way; it decides "
                "about this building in the same way."
            )
        said += [*_weighed(about, comparison, worth), *_flips(about, flips)]
    return " ".join(said)


def _decided(about: About) -> str:
    where = f"in {about.ward}, a priority ward" if about.priority else f"in {about.ward}"
    what = {
        Decision.KEPT: "stays as it is",
        Decision.CHANGED: f"stays, run as {about.option!r}",
        Decision.TRANSFERRED: f"passes to the community ({about.option})",
        Decision.CLOSED: "closes",
    }[Decision(about.decision)]
    return f"{about.name} ({about.building_id}), {where}, {what} in this plan."


def _could(about: About) -> str:
    """The opposite as a verb."""
    return "close or pass to the community" if about.stays else "stay"


def _otherwise(about: About) -> str:
    """The building as it is in the best plan found with the opposite, after "in which it"."""
    return {
        Decision.KEPT: "stays as it is",
        Decision.CHANGED: f"stays, run as {about.other_option!r}",
        Decision.TRANSFERRED: f"passes to the community ({about.other_option})",
        Decision.CLOSED: "closes",
    }[Decision(about.other_decision)]


def _forced(about: About, forced: tuple[str, ...]) -> Iterator[str]:
    yield f"It could not {_could(about)}: no plan that does so keeps every rule that must hold. This is proven."
    if forced:
        yield f"What leaves no choice: {'; '.join(sentence.rstrip('.') for sentence in forced)}."


def _what_changes(about: About, effects: Effects) -> str:
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


def _targets(effects: Effects) -> Iterator[str]:
    missed = [t.sentence for t in effects.targets if t.met_in_plan and not t.met_with_opposite]
    met = [t.sentence for t in effects.targets if t.met_with_opposite and not t.met_in_plan]
    if missed:
        yield f"It would miss {_count(missed, 'target')} that this plan meets: {'; '.join(missed[:MOST_NAMED])}."
    if met:
        yield f"It would meet {_count(met, 'target')} that this plan misses: {'; '.join(met[:MOST_NAMED])}."


def _count(things: list[str], noun: str) -> str:
    return f"a {noun}" if len(things) == 1 else f"{len(things)} {noun}s"


def _elsewhere(effects: Effects) -> Iterator[str]:
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


def _weighed(about: About, comparison: Comparison, worth: Worth | None) -> Iterator[str]:
    """How the two stand in all, and what is proven of it."""
    if comparison.stage != PREFERENCES:
        yield from _by_targets(comparison)
        return
    amount = None if worth is None else round_pounds(abs(worth.found_gbp_per_year))
    as_money = "" if amount is None else f", as much as if {amount} a year more had to be paid"
    match comparison.verdict:
        case Verdict.WORSE:
            yield f"All weighed as the plan file weighs it, that is worse{as_money}."
            if worth is None or worth.most_gbp_per_year - worth.least_gbp_per_year < 2 * SMALL_GBP:
                yield f"This is proven: no plan in which it could {_could(about)} is as good."
            else:
                yield (
                    f"That it is worse is proven: by at least {round_pounds(worth.least_gbp_per_year)} and at most "
                    f"{round_pounds(worth.most_gbp_per_year)} a year."
                )
        case Verdict.AS_GOOD:
            yield "All weighed as the plan file weighs it, that is as good: either way is right by the plan file."
        case _ if comparison.as_good:
            yield (
                "All weighed as the plan file weighs it, that is as good as the plan, as far as was found out: the "
                "decision could go either way."
            )
        case _:
            yield f"All weighed as the plan file weighs it, that is worse, as far as was found out{as_money}."
            yield _open(about, worth)


def _open(about: About, worth: Worth | None) -> str:
    if worth is None or worth.least_gbp_per_year == float("-inf"):
        return f"It is not proven: a plan in which it could {_could(about)} may yet be as good."
    return (
        f"It is not proven: a plan that lets it {_could(about)} may yet be as good as this one or better, by "
        f"{round_pounds(max(0.0, -worth.least_gbp_per_year))} a year at most; and it is worse by "
        f"{round_pounds(worth.most_gbp_per_year)} a year at most."
    )


def _by_targets(comparison: Comparison) -> Iterator[str]:
    proof = {
        Verdict.WORSE: "This is proven: every such plan falls further short.",
        Verdict.AS_GOOD: "This is proven.",
    }.get(comparison.verdict, "It is not proven: a plan that falls no further short may yet be found.")
    more = "further short of" if comparison.found > 0 else "less short of"
    yield f"In all it falls {more} the targets than this plan, which counts before anything else. {proof}"


def _flips(about: About, flips: tuple[Flip, ...]) -> Iterator[str]:
    """What would have to be otherwise, one figure at a time."""
    if any(flip.found is Found.ALREADY for flip in flips):
        return
    known = [flip for flip in flips if flip.value is not None]
    if known:
        parts = [_flip(flip) for flip in known]
        yield f"Any one of these would let it {_could(about)}: {'; '.join(parts)}."
    never = [flip for flip in flips if flip.found is Found.NEVER]
    if never:
        yield f"No change of {_either(never)} alone would (looked at up to {_ends(never)}; proven there)."
    not_found = [flip for flip in flips if flip.found is Found.NOT_FOUND]
    if not_found:
        yield (
            f"No change of {_either(not_found)} alone was found that would (looked at up to {_ends(not_found)}; "
            "not proven)."
        )


def _flip(flip: Flip) -> str:
    if flip.found is Found.PROVEN:
        return f"{flip.what} at {flip.said} instead of {flip.said_today} (proven, to the step)"
    how = "not proven" if flip.solved else "worked out from the two plans, not solved again"
    between = _between(flip)
    return f"{flip.what} at about {flip.said} instead of {flip.said_today} ({between or how})"


def _between(flip: Flip) -> str:
    """What is proven of a flip that is not closed; empty where nothing is."""
    if flip.said_least and flip.said_most:
        return f"proven: between {flip.said_least} and {flip.said_most}"
    if flip.said_least:
        return f"proven: not yet at {flip.said_least}"
    return f"proven: at {flip.said_most} at the latest" if flip.said_most else ""


def _either(flips: list[Flip]) -> str:
    what = [flip.what for flip in flips]
    return what[0] if len(what) == 1 else f"{', '.join(what[:-1])} or {what[-1]}"


def _ends(flips: list[Flip]) -> str:
    return ", ".join(flip.said for flip in flips)


def _plain(name: str) -> str:
    """A service's name inside a sentence: without its capital, unless it is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{'; '.join(parts[:-1])}; and {parts[-1]}"
