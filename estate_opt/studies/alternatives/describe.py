"""What distinguishes a plan from the best, in a sentence: buildings, money, people near to a service."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from estate_opt.domain.option import Decision
from estate_opt.domain.snapshot import Snapshot
from estate_opt.results.facts import Standard, standards
from estate_opt.results.figures import count, listed, people, round_pounds
from estate_opt.results.result import Result

NAMED = 3
"""Buildings named before the rest are counted."""
LEAVING = {"closes": Decision.CLOSED, "transfers": Decision.TRANSFERRED}
SAME_MONEY = 500.0
"""Difference in £ a year that is no difference."""


def differences(best: Result, other: Result) -> str:
    """What a plan has otherwise than the best, as one sentence for people."""
    parts = [*_buildings(best, other), _money(best, other), _access(best, other)]
    text = "; ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}."


def _buildings(best: Result, other: Result) -> Iterator[str]:
    """Buildings that it keeps, that it lets go and how, and how many it runs in another way."""
    kept, mine = other.after.in_estate, best.after.in_estate
    gone = {verb: np.array([d is decision for d in other.after.decision]) for verb, decision in LEAVING.items()}
    for verb, chosen in {"keeps": kept & ~mine, **{verb: mine & how for verb, how in gone.items()}}.items():
        names = [best.estate.buildings[k].name for k in np.flatnonzero(chosen)]
        if names:
            yield f"{verb} {listed(names, NAMED)}"
    pairs = zip(best.after.option, other.after.option, strict=True)
    otherwise = sum(1 for one, two in pairs if one is not two and one.in_estate == two.in_estate)
    if otherwise:
        yield f"runs {count(otherwise, 'building')} in another way"


def _money(best: Result, other: Result) -> str:
    difference = float(other.after.running_cost.sum() - best.after.running_cost.sum())
    if abs(difference) < SAME_MONEY:
        return "costs the same to run"
    return f"{round_pounds(abs(difference))} a year {'dearer' if difference > 0 else 'cheaper'} to run"


def _access(best: Result, other: Result) -> str:
    """The service for which most people are nearer, or fewer, than in the best plan."""
    found = [(_covered(other.after, s) - _covered(best.after, s), s) for s in standards(best.plan_file, best.estate)]
    difference, standard = max(found, key=lambda pair: abs(pair[0]), default=(0.0, None))
    if standard is None or round(difference) == 0:
        return ""
    service = best.estate.service_by_id[standard.service_id].name
    more = "more" if difference > 0 else "fewer"
    head, _, noun = people(abs(difference)).rpartition(" ")
    return f"{head} {more} {noun} within {standard.words} of {service}"


def _covered(plan: Snapshot, standard: Standard) -> float:
    outlets = (standard.service_id, standard.limit, standard.unit, standard.outlets)
    return float(plan.estate.population[plan.covered(*outlets)].sum())


def apart_words(apart: float) -> str:
    """A distance in words: buildings that only one of two plans keeps, and others that are run in another way."""
    flipped, otherwise = divmod(round(apart * 10), 10)
    parts = [f"{count(flipped, 'building')} kept in only one of the two"] if flipped or not otherwise else []
    if otherwise:
        parts.append(f"{count(otherwise, 'building')} run in another way")
    return " and ".join(parts)
