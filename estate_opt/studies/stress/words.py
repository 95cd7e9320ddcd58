"""What stress finds, in sentences for people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from estate_opt.domain.plan import PREFERENCES
from estate_opt.policies import Unit
from estate_opt.results.figures import change, count, figure, hours, listed, percent, sentence
from estate_opt.studies.stress.figures import TargetStress
from estate_opt.studies.stress.outcome import BEYOND, LABELS, OVERFULL
from estate_opt.studies.stress.regret import Regret, Replanned, StageRegret
from estate_opt.studies.stress.study import Stress
from estate_opt.studies.stress.survey import SurveyFirst
from estate_opt.studies.stress.unknowns import CONDITION
from estate_opt.studies.stress.verdicts import Quality, SurveyLine, Verdict

SMALL = 0.0005
"""Differences below this share of the plan's own value read as none."""
SHORTFALL_OF = "shortfall of "
MERITS = frozenset({"condition", "location", "flexibility", "local_importance"})
"""Terms that are scores, which nobody reads: they stand in the tables."""


# -- cases ---------------------------------------------------------------------------------------------


def stress_sentences(found: Stress) -> Iterator[str]:
    """What was varied, what holds, and what no longer fits."""
    yield _varied(found)
    cases = len(found.outcomes)
    if cases < found.asked:
        yield f"Stopped after {cases} of {found.asked} cases."
    yield (
        f"Everything that the plan meets still holds, and all activity has room, in {found.standing} of "
        f"{count(cases, 'case')}."
    )
    shaken = [line for line in found.targets if line.planned.met and line.held < line.cases]
    met = sum(line.planned.met for line in found.targets)
    yield f"{met - len(shaken)} of the {count(met, 'target')} that the plan meets hold in every case."
    yield from _room(found)


def _varied(found: Stress) -> str:
    spread = found.spread
    parts = [f"activity up to {percent(spread.activity)} more or less"] if spread.activity else []
    parts += [f"{service} up to {percent(share)}" for service, share in sorted(spread.activity_of.items())]
    parts += [f"the people of a ward up to {percent(spread.population)}"] if spread.population else []
    if spread.unknown:
        drawn = "at the ends of" if found.corners else "drawn from"
        parts.append(
            f"each of {count(found.unknown, 'value')} that no record gives {drawn} what others of its type have"
        )
    what = listed(parts, most=len(parts)) if parts else "nothing is varied"
    how = "The corners" if found.corners else f"{count(found.asked, 'sample')} of seed {found.seed}"
    nothing = "" if found.unknown or not spread.unknown else " No value of this estate is assumed."
    return f"{how}: {what}.{nothing}"


def _room(found: Stress) -> Iterator[str]:
    totals = {total.name: total for total in found.totals}
    beyond, overfull = totals[BEYOND].figure, totals[OVERFULL].figure
    if beyond.greatest <= 0:
        yield "All activity has room in every case."
        return
    worst = max(found.outcomes, key=lambda outcome: outcome.totals[BEYOND])
    yield (
        f"{LABELS[BEYOND][0]}: {hours(beyond.median)} in the middle of the cases, {hours(beyond.greatest)} at worst "
        f"({worst.name}), in up to {count(overfull.greatest, 'building')}. It has to be housed anew or is turned away."
    )


def target_sentence(line: TargetStress) -> str:
    """How often a target holds, and the worst case."""
    unit = line.planned.shown.unit
    return (
        f"{line.planned.requirement.sentence}: holds in {line.held} of {count(line.cases, 'case')}; plan "
        f"{figure(line.planned.shown.value, unit)}, worst {figure(line.worst, unit)} ({line.worst_case}), wanted "
        f"{figure(line.worst_target, unit)} then."
    )


# -- regret --------------------------------------------------------------------------------------------


def rehoused_sentences(found: Sequence[Replanned]) -> Iterator[str]:
    """In how many cases everything fits once activity is housed anew, with every building as decided."""
    if found:
        housed = [one.rehoused for one in found if one.rehoused is not None]
        whole = sum(standing.met == standing.lines for standing in housed)
        yield (
            f"With every building as decided and activity housed anew, everything fits in {len(housed)} of "
            f"{count(len(found), 'case')} that were tried, with every target met in {whole}."
        )


def regret_sentences(found: Replanned) -> Iterator[str]:
    """One case planned anew: the plan as it stands, with activity housed anew, and with hindsight."""
    yield f"{sentence(found.case)}: {found.sentence}."
    standing = found.as_it_stands
    if standing.broken:
        broken = count(len(standing.broken), "thing")
        yield (
            f"As it stands the plan cannot be carried out: {broken} would not fit or break a must, such as: "
            f"{standing.broken[0]}"
        )
    else:
        yield f"As it stands the plan meets {standing.met} of {count(standing.lines, 'target')}."
    if found.rehoused is not None:
        yield (
            "With every building as decided and activity housed anew, everything fits, and "
            f"{found.rehoused.met} of {count(found.rehoused.lines, 'target')} are met."
        )
    yield from found.notes
    regret = found.regret_rehoused or found.regret_as_it_stands
    if regret is not None:
        yield from _hindsight(found, regret)


def _hindsight(found: Replanned, regret: Regret) -> Iterator[str]:
    assert found.hindsight_standing is not None
    met, lines = found.hindsight_standing.met, found.hindsight_standing.lines
    otherwise = len(found.decided_otherwise)
    yield (
        f"A plan made with hindsight meets {met} of {count(lines, 'target')} and decides "
        f"{count(otherwise, 'building')} otherwise."
    )
    yield from (_stage(stage) for stage in regret.stages if stage.comparable)
    differing = [
        f"{change(-term.more, term.unit)} ({term.name.replace('_', ' ')})"
        for term in regret.terms
        if term.name not in MERITS and term.weight and abs(term.more) > SMALL * max(1.0, abs(term.plan))
    ]
    if differing:
        unlike = "" if all(stage.comparable for stage in regret.stages) else ", though the two do not meet the same"
        yield f"Against the plan it has{unlike}: {'; '.join(differing)}."


def _stage(stage: StageRegret) -> str:
    """By how much hindsight is better in a stage, on both sides."""
    by_preference = stage.stage == PREFERENCES
    scale = max(abs(stage.plan), 1e-9) if by_preference else 1.0
    targets = f"the targets of {stage.stage.removeprefix(SHORTFALL_OF)}"
    better = "By preference it is better: by" if by_preference else f"It misses {targets} by less: by"
    of = "of the plan's value" if by_preference else "of them, weighted"
    least, most = stage.at_least / scale, stage.at_most / scale
    if most <= SMALL:
        return "By preference no plan is better." if by_preference else f"No plan could miss {targets} by less."
    if not math.isfinite(most):
        return f"{better} at least {percent(least, 2)} {of}; by how much more is not proven."
    if most - least <= SMALL:
        return f"{better} {percent(most, 2)} {of}."
    return f"{better} at least {percent(least, 2)} and at most {percent(most, 2)} {of}."


# -- survey first --------------------------------------------------------------------------------------


def survey_sentences(found: SurveyFirst) -> Iterator[str]:
    """How many decisions a survey could turn."""
    if not found.lines:
        yield "No grade or score that counts in the preferences is assumed: there is nothing to survey first."
        return
    numbers = {verdict: sum(line.verdict is verdict for line in found.lines) for verdict in Verdict}
    yield (
        f"{count(len(found.lines), 'building')} with a grade or score that no record gives: "
        f"{numbers[Verdict.FLIPS]} could be decided otherwise if it were known, {numbers[Verdict.STANDS]} stand "
        f"whatever it is, {numbers[Verdict.OPEN] + numbers[Verdict.UNSETTLED]} are open."
    )
    if found.reached < len(found.lines):
        yield f"Stopped after {found.reached} of {len(found.lines)} buildings; the others are open."
    if numbers[Verdict.UNSETTLED]:
        yield (
            f"Of the open ones, {numbers[Verdict.UNSETTLED]} would be decided otherwise by a better plan with the "
            "values assumed: run the scenario again with a smaller gap before you ask about them."
        )


def survey_line(line: SurveyLine) -> str:
    """A building: what is not known, what the plan decides, what would turn it and what hangs on it."""
    decided = "the plan keeps it" if line.stays else "it leaves the estate"
    unknown = "; ".join(_unknown(quality) for quality in line.qualities)
    parts = [f"{line.name} ({line.building_id}): {unknown}; {decided}."]
    turned = "leave" if line.stays else "stay"
    for verdict, words in (
        (Verdict.FLIPS, f"it would {turned}"),
        (Verdict.OPEN, f"no better plan in which it would {turned} was found, which is not proven"),
    ):
        values = _values(line, verdict)
        if values:
            parts.append(f"If it {values}, {words}.")
    if line.verdict is Verdict.UNSETTLED:
        parts.append(f"A better plan than the run's has it {turned}, whatever its grade.")
    if line.verdict is Verdict.STANDS:
        parts.append("That stands whatever a survey finds.")
    elif line.hangs is not None:
        parts.append(
            f"{figure(abs(line.hangs.running_cost_gbp_per_year), Unit.GBP_PER_YEAR)}, the reach of a service for "
            f"{figure(line.hangs.people, Unit.PEOPLE)} and {count(line.hangs.others, 'other building')} hang on it."
        )
    return " ".join(parts)


def _unknown(quality: Quality) -> str:
    if quality.column == CONDITION:
        return f"not surveyed, {quality.assumed} assumed"
    return f"{quality.column.replace('_', ' ')} not recorded, {quality.assumed} assumed"


def _values(line: SurveyLine, verdict: Verdict) -> str:
    """The values of a verdict: "were grade D or grade C", "had flexibility 0.05"; empty where there is none."""
    found = [(q.column, f.value.words) for q in line.qualities for f in q.findings if f.verdict is verdict]
    grades = [words for column, words in found if column == CONDITION]
    scores = [f"{column.replace('_', ' ')} {words}" for column, words in found if column != CONDITION]
    return " or ".join(f"{verb} {' or '.join(some)}" for verb, some in (("were", grades), ("had", scores)) if some)
