"""The nearest value of a must at which the others of its conflict can hold, proven from both sides.

Where the targets move in proportion to the value, it is one minimisation with the others held: a plan shows that the
value can hold, the proven bound that one step tighter cannot. Where the value is a factor of the decisions (a share of
use, of all closures), the must is asked again one step tighter than the best plan reaches, until that is impossible
(Dinkelbach 1967, each step with its own proof).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from estate_opt.domain.option import Option
from estate_opt.domain.snapshot import Snapshot
from estate_opt.domain.travel import FloatArray
from estate_opt.policies import Context, Policy, Protect, Unit
from estate_opt.results.figures import figure
from estate_opt.solving.elastic import Elastic
from estate_opt.studies.diagnose.answer import Nearest
from estate_opt.studies.diagnose.conflict import Group
from estate_opt.studies.diagnose.musts import Asked, Musts
from estate_opt.studies.diagnose.values import Value, values_of


@dataclass(frozen=True, slots=True)
class Reached:
    """How near a value can be to what is asked.

    Parameters
    ----------
    value
        The tightest with which a plan is known; ``None`` where there is none.
    at_best
        Nothing tighter than this can hold.
    proven
        Whether one step tighter than ``value`` cannot.
    """

    value: float | None
    at_best: float | None
    proven: bool


def nearest_values(asked: Asked, musts: Musts, policy: Policy, conflict: Group, patience: float) -> tuple[Nearest, ...]:
    """The nearest value of each number of a must with which the others of a conflict can hold.

    Parameters
    ----------
    asked, musts
        What all questions share, and the program.
    policy
        The must.
    conflict
        Lines of all musts of the conflict.
    patience
        Share of the time that is left which each of its numbers may take.
    """
    others = conflict - musts.of({policy.id})
    if isinstance(policy, Protect):
        return _without(musts, policy, others)
    found = []
    for value in values_of(policy, asked.context):
        governed = musts.governed(value)
        held = others | (musts.of({policy.id}) - governed)
        if not governed or musts.possible(held) is not True:
            continue
        if value.linear:
            reached = _minimised(musts, value, held, asked.clock.question(patience))
        else:
            reached = _searched(asked, musts, value, held)
        found.append(_told(value, reached))
    return tuple(found)


# -- one minimisation -----------------------------------------------------------------------------------


def _minimised(musts: Musts, value: Value, held: Group, seconds: float) -> Reached:
    expression, unit = musts.loosened(value)

    def decided(least: float, bound: float) -> bool:
        return math.isfinite(least) and _is_nearest(value, value.after(least * unit), bound * unit)

    least = musts.elastic.least(expression, held, seconds, decided)
    if not math.isfinite(least.value):
        return Reached(None, None, proven=False)
    reached = value.after(least.value * unit)
    return Reached(reached, value.after(max(0.0, least.bound) * unit), _is_nearest(value, reached, least.bound * unit))


def _is_nearest(value: Value, reached: float, bound: float) -> bool:
    """Whether one step tighter is impossible, with so much loosening proven to be needed."""
    return value.rules_out(value.tighter(reached), bound)


# -- one value after another ------------------------------------------------------------------------------


def _searched(asked: Asked, musts: Musts, value: Value, held: Group) -> Reached:
    """Ask one step tighter than the best plan reaches, and where that only creeps, in the middle of what is left."""
    plan = musts.elastic.holding(held)
    reached = _of_plan(asked.context, musts.elastic, value, plan, otherwise=value.loosest)
    others = [musts.policies[name] for name in sorted({musts.lines[n][0] for n in held}) if name != value.policy.id]
    impossible, creeps = value.asked, False
    while math.isfinite(reached) and not asked.over:
        if value.tighter(reached) == impossible or value.tighter(reached) == value.asked:
            return Reached(reached, reached, proven=True)
        at = value.between(impossible, reached) if creeps else value.tighter(reached)
        answer = _held_at(asked, value, at, others)
        if answer is None:
            break
        if answer == math.inf:
            impossible = at
            continue
        creeps = value.looser * (answer - at) >= 0
        reached = at if creeps else answer
    return Reached(reached if math.isfinite(reached) else None, impossible, proven=False)


def _held_at(asked: Asked, value: Value, at: float, others: list[Policy]) -> float | None:
    """What a plan reaches which is asked for some value; infinite where there is no plan, ``None`` if unknown."""
    changed = value.changed(at)
    musts = Musts(asked, [*others, changed])
    lines = musts.of(set(musts.policies))
    answer = musts.possible(lines)
    if answer is None:
        return None
    plan = musts.elastic.holding(lines)
    if not answer or plan is None:
        return math.inf
    (there,) = [v for v in values_of(changed, asked.context) if v.key == value.key]
    return _of_plan(asked.context, musts.elastic, there, plan, otherwise=at)


def _of_plan(context: Context, elastic: Elastic, value: Value, plan: FloatArray | None, *, otherwise: float) -> float:
    """The tightest value in whole steps that a plan keeps; something else where the must's own measure is no share."""
    if plan is None or value.unit is not Unit.SHARE:
        return otherwise
    snapshot = Snapshot(context.estate, elastic.decisions(plan))
    lines = [line for line in value.policy.requirements(context) if value.governs(line)]
    figures = [value.policy.shown(line, context, snapshot) for line in lines]
    if any(f.unit is not Unit.SHARE or not math.isfinite(f.value) for f in figures):
        return otherwise
    worst = value.looser * max(value.looser * f.value for f in figures)
    return value.after(value.looser * (worst - value.asked))


# -- a decision about a building -----------------------------------------------------------------------------


def _without(musts: Musts, policy: Protect, others: Group) -> tuple[Nearest, ...]:
    """What a plan does with a building that is protected, where it need not be."""
    plan = musts.elastic.holding(others)
    if plan is None:
        return ()
    context = musts.asked.context
    building = context.estate.buildings[context.estate.building_index[policy.building]]
    chosen: Option = context.estate.option_by_id[musts.elastic.decisions(plan).options[policy.building]]
    sentence = f"It could hold without this rule: in a plan with the others, {building.name} is run as {chosen.name!r}."
    return (
        Nearest(
            policy=policy.id, key="", unit=Unit.DECISIONS, step=1.0, asked=1.0, nearest=0.0, setting=None,
            at_best=0.0, proven=True, sentence=sentence,
        ),
    )  # fmt: skip


# -- in words ---------------------------------------------------------------------------------------------------


def _told(value: Value, reached: Reached) -> Nearest:
    at = reached.value
    return Nearest(
        policy=value.policy.id,
        key=value.key,
        unit=value.unit,
        step=value.step,
        asked=value.asked,
        nearest=at,
        setting=None if at is None else value.setting(at),
        at_best=reached.at_best,
        proven=reached.proven,
        sentence=_sentence(value, reached),
    )


def _sentence(value: Value, reached: Reached) -> str:
    asked = figure(value.asked, value.unit)
    if reached.value is None:
        return "No value with which it could hold was found in its time."
    setting = f"{value.key} = {value.setting(reached.value):g}"
    there = f"It could hold with {value.said(reached.value)} instead of {asked} ({setting})"
    if reached.proven:
        tighter = value.tighter(reached.value)
        if tighter == value.asked:
            return f"{there}."
        return f"{there}; with {figure(tighter, value.unit)} it could not."
    left = "whether anything between the two can was not settled in its time."
    if reached.at_best is None or reached.at_best == value.asked:
        return f"{there}; {left}"
    beyond = "Less" if value.looser > 0 else "More"
    return f"{there}. {beyond} than {figure(reached.at_best, value.unit)} cannot hold; {left}"
