"""From the measures of a plan to the lines of the targets table."""

from __future__ import annotations

from estate_opt.mapping.view import TargetView
from estate_opt.policies import Sense, Shown
from estate_opt.results.figures import change, figure
from estate_opt.results.measures import Measure
from estate_opt.results.result import Result


def target_views(result: Result) -> tuple[TargetView, ...]:
    """Every requirement of every policy, in the plan file's order."""
    return tuple(_target(m) for m in result.measures)


def _target(m: Measure) -> TargetView:
    shown = m.shown
    return TargetView(
        policy=m.policy.id,
        sentence=m.requirement.sentence,
        must=m.must,
        today=figure(m.shown_today.value, shown.unit),
        planned=figure(shown.value, shown.unit),
        target=f"{m.requirement.sense.value} {figure(shown.target, shown.unit)}",
        met=m.met,
        verdict="Met" if m.met else f"Missed by {_miss(shown, m.requirement.sense)}",
        miss=0.0 if m.met else m.shortfall / m.requirement.scale,
    )


def _miss(shown: Shown, sense: Sense) -> str:
    """By how much, in the unit that people read."""
    gap = shown.value - shown.target if sense is Sense.AT_MOST else shown.target - shown.value
    return change(gap, shown.unit).removeprefix("+")
