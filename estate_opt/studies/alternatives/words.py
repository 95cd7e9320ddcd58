"""What the study found, in sentences for people."""

from __future__ import annotations

import math
from collections.abc import Iterator

from estate_opt.results.figures import count, number, percent
from estate_opt.studies.alternatives.classes import LABELS, BuildingClass, How, Standing
from estate_opt.studies.alternatives.describe import apart_words, differences
from estate_opt.studies.alternatives.search import Alternative
from estate_opt.studies.alternatives.study import Alternatives

HOWS = {
    How.OPTIONS: "by what may be done with it",
    How.WITNESS: "by a plan found for another question",
    How.RELAXATION: "by a bound alone",
    How.SEARCH: "by a search of its own",
}


def sentences(found: Alternatives) -> tuple[str, ...]:
    """The study in short: what is meant, the plans, the buildings, what is not known."""
    return (*found.within.sentences(), *_plans(found), *_buildings(found), *_left(found))


def _plans(found: Alternatives) -> Iterator[str]:
    if len(found.plans) < found.asked:
        what = (
            "There is no further plan, which is proven." if found.exhausted else "No further one was found in its time."
        )
        yield f"{count(len(found.plans), 'plan')} of {found.asked} found. {what}"
    if found.better is not None:
        share = -found.within.worse(found.better.value)
        yield (
            f"One of the plans found is {percent(share, 2)} better than the run's own. A longer run, or one to a "
            "smaller gap (--gap), may find it too; everything here is still measured from the run's plan."
        )


def _buildings(found: Alternatives) -> Iterator[str]:
    total = len(found.classes)
    parts = [f"{LABELS[s][:1].lower()}{LABELS[s][1:]} {number(found.counted(s), 0)}" for s in Standing]
    yield f"Of {count(total, 'council building')}: {', '.join(parts)}."
    proven = [f"{number(found.answered_by(how), 0)} {words}" for how, words in HOWS.items() if found.answered_by(how)]
    plans = count(found.plans_found, "different plan")
    yield f"Settled {', '.join(proven)}; {plans} within the limit were found in all, the run's own among them."


def _left(found: Alternatives) -> Iterator[str]:
    if found.interrupted:
        yield "Stopped by hand: this is what was known until then."
    elif found.counted(Standing.OPEN):
        yield "What is not decided is not guessed at: give more time (--seconds, --seconds-each) to decide it."
    if found.refused:
        yield f"The verifier refused {count(found.refused, 'plan')}: what is refused counts for nothing."
    yield from found.losses


def plan_sentence(found: Alternatives, number_: int, plan: Alternative) -> str:
    """An alternative: what it has otherwise, how good it is, how far from those before it."""
    value = found.within.worse(plan.witness.value)
    good = (
        "As good as the run's plan" if value == 0 else f"{percent(abs(value), 2)} {'worse' if value > 0 else 'better'}"
    )
    before = "the run's plan" if number_ == 1 else "the nearest of those before it"
    proven = "no plan within the limit is farther" if _is_farthest(plan) else "that none is farther is not proven"
    far = f"against {before} {apart_words(plan.apart)} ({proven})"
    return f"{differences(found.best, plan.witness.result)} {good} by the preferences; {far}."


def _is_farthest(plan: Alternative) -> bool:
    return plan.most_apart - plan.apart < 1e-6


def class_sentence(found: Alternatives, one: BuildingClass) -> str:
    """Why a building is in its class, for a resident."""
    limit = percent(found.within.share, 2)
    kept = f"It is kept in {number(one.kept_in, 0)} of the {count(found.plans_found, 'plan')} found within {limit}."
    other = "without it" if one.stays_in_best else "that keeps it"
    if one.standing is Standing.SWING:
        return f"Some plans within {limit} keep it and others do not. {kept}"
    if one.standing is Standing.OPEN:
        known = found.within.worse(one.least_otherwise)
        least = f"; one would be at least {percent(known, 2)} worse" if 0 < known < math.inf else ""
        return f"No plan within {limit} {other} was found, but that there is none is not proven{least}."
    if one.how is How.OPTIONS:
        return "There is no other way to run it."
    if one.least_otherwise == math.inf:
        return f"No plan {other} keeps every rule and misses no more of the aims: proven."
    worse = percent(found.within.worse(one.least_otherwise), 2)
    return f"Every plan {other} is at least {worse} worse, which is more than {limit}: proven."
