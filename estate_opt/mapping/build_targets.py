"""From the measures of a plan to the lines of the targets table."""

from __future__ import annotations

from estate_opt.mapping.view import TargetView
from estate_opt.mapping.words import plain_words
from estate_opt.results.figures import figure, sentence
from estate_opt.results.measures import Measure
from estate_opt.results.result import Result
from estate_opt.results.tables.policies import status


def target_views(result: Result) -> tuple[TargetView, ...]:
    """Every requirement of every policy, in the plan file's order."""
    return tuple(_target(m) for m in result.measures)


def _target(m: Measure) -> TargetView:
    return TargetView(
        policy=plain_words(m.policy.id),
        sentence=m.requirement.sentence,
        must=m.must,
        set_by=m.policy.set_by,
        today=figure(m.shown_today.value, m.shown.unit),
        planned=figure(m.shown.value, m.shown.unit),
        target=figure(m.shown.target, m.shown.unit),
        met=m.met,
        verdict=sentence(status(m)),
        miss=0.0 if m.met else m.shortfall / m.requirement.scale,
    )
