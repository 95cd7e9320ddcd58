"""An explanation as a paragraph that a resident understands: pounds, people, km and hours, and what is proven."""

from __future__ import annotations

from collections.abc import Iterator

from estate_opt.domain.option import Decision
from estate_opt.domain.plan import PREFERENCES
from estate_opt.results.figures import percent, round_pounds
from estate_opt.studies.explain.answer import About, Worth
from estate_opt.studies.explain.effects import Effects
from estate_opt.studies.explain.flip import Flip, Found
from estate_opt.studies.explain.standing import Comparison, Verdict
from estate_opt.studies.explain.words_effects import elsewhere, targets, what_changes

SMALL_GBP = 50.0
"""Differences of money below this round to nothing in a sentence."""


def paragraph(
    about: About,
    comparison: Comparison,
    worth: Worth | None,
    forced: tuple[str, ...],
    effects: Effects | None,
    flips: tuple[Flip, ...],
    *,
    gap: float | None = None,
    better_found: bool = False,
) -> str:
    """The explanation in plain sentences; the same figures give the same words.

    Parameters
    ----------
    about, comparison, worth, forced, effects, flips
        As of :class:`estate_opt.studies.explain.answer.Explanation`.
    gap
        Proven gap of the run's plan; ``None`` where nothing is proven.
    better_found
        Whether a plan better than the run's was found on the way, with the same decision about the building.
    """
    said = [_decided(about)]
    if comparison.verdict is Verdict.IMPOSSIBLE:
        said += _forced(about, forced)
    elif effects is None:
        said.append(f"Whether it could {_could(about)} was not found out in the time given.")
    else:
        said += [what_changes(about, effects), *targets(effects), *elsewhere(effects)]
        if better_found:
            said.append(
                "The figures are against a slightly better plan than the one shown, found on the way; it decides "
                "about this building in the same way."
            )
        said += [*_weighed(about, comparison, worth, gap), *_flips(about, flips)]
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


def _forced(about: About, forced: tuple[str, ...]) -> Iterator[str]:
    yield f"It could not {_could(about)}: no plan that does so keeps every rule that must hold. This is proven."
    if forced:
        yield f"What leaves no choice: {'; '.join(sentence.rstrip('.') for sentence in forced)}."


def _weighed(about: About, comparison: Comparison, worth: Worth | None, gap: float | None) -> Iterator[str]:
    """How the two stand in all, and what is proven of it."""
    if comparison.stage != PREFERENCES:
        yield from _by_targets(comparison)
        return
    amount = None if worth is None else round_pounds(abs(worth.found_gbp_per_year))
    as_money = "" if amount is None else f": it counts as much as paying {amount} a year more"
    match comparison.verdict:
        case Verdict.WORSE:
            yield f"Weighing everything as the plan file does, that is worse{as_money}."
            if worth is None or worth.most_gbp_per_year - worth.least_gbp_per_year < 2 * SMALL_GBP:
                yield f"This is proven: no plan in which it could {_could(about)} is as good."
            else:
                yield (
                    f"That it is worse is proven: by at least {round_pounds(worth.least_gbp_per_year)} and at most "
                    f"{round_pounds(worth.most_gbp_per_year)} a year."
                )
        case Verdict.AS_GOOD:
            yield "Weighing everything as the plan file does, that is at least as good as the plan. This is proven."
        case _ if comparison.as_good:
            yield (
                "Weighing everything as the plan file does, that is as good as the plan, as far as was found out: the "
                "decision could go either way."
            )
        case _:
            yield f"Weighing everything as the plan file does, that is worse as far as was found out{as_money}."
            yield _open(about, worth, gap)


def _open(about: About, worth: Worth | None, gap: float | None) -> str:
    if worth is None or gap is None or worth.least_gbp_per_year == float("-inf"):
        return f"It is not proven: a plan in which it could {_could(about)} may yet be as good."
    better, worse = round_pounds(max(0.0, -worth.least_gbp_per_year)), round_pounds(worth.most_gbp_per_year)
    return (
        f"It is not proven: the plan is known to be within {percent(gap)} of the best possible, and in that room a "
        f"plan that lets it {_could(about)} may be anything from {better} a year better to {worse} a year worse."
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
    known = between(flip)
    return f"{flip.what} at about {flip.said} instead of {flip.said_today} ({known or how})"


def between(flip: Flip) -> str:
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
