"""What many cases come to: for each target how often it holds, and for every figure its range."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.policies import Sense
from estate_opt.results.measures import Measure
from estate_opt.studies.stress.outcome import LABELS, CaseOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A figure over the cases: the least, the 10th, 50th and 90th percentile, the greatest."""

    least: float
    tenth: float
    median: float
    ninetieth: float
    greatest: float

    @classmethod
    def of(cls, figures: Sequence[float] | FloatArray) -> Range:
        """The range of some figures; percentiles between two of them are interpolated."""
        least, tenth, median, ninetieth, greatest = (float(q) for q in np.quantile(figures, (0, 0.1, 0.5, 0.9, 1)))
        return cls(least=least, tenth=tenth, median=median, ninetieth=ninetieth, greatest=greatest)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetStress:
    """A line that the plan must or should meet, over the cases.

    Parameters
    ----------
    planned
        As the plan has it, with the figures as assumed.
    held, cases
        In how many of how many cases it holds.
    figure
        Range of the figure as people read it, in ``planned.shown.unit``.
    worst, worst_target
        That figure, and what is asked, in the case that misses it by most, or comes nearest to missing it.
    worst_case
        Name of that case.
    shortfall
        Range of what is missed, in the requirement's own unit; 0 where the line holds.
    """

    planned: Measure
    held: int
    cases: int
    figure: Range
    worst: float
    worst_target: float
    worst_case: str
    shortfall: Range

    @property
    def share_held(self) -> float:
        """Share of the cases in which it holds."""
        return self.held / self.cases


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalStress:
    """A total of the whole estate over the cases; ``name`` is its field, ``unit`` as in other tables."""

    name: str
    label: str
    unit: str
    planned: float
    figure: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomStress:
    """A building that is to host more than it has room for, in some case.

    ``cases`` is the number of cases in which hours do not fit, ``worst_hours_per_week`` the most that do not.
    """

    building_id: str
    cases: int
    worst_hours_per_week: float
    worst_case: str


def targets(planned: CaseOutcome, outcomes: Sequence[CaseOutcome]) -> tuple[TargetStress, ...]:
    """Every line over the cases, in the order of the plan file."""
    return tuple(
        _target(line, [(o.name, m) for o, m in zip(outcomes, in_cases, strict=True)])
        for line, *in_cases in zip(planned.measures, *(o.measures for o in outcomes), strict=True)
    )


def _target(planned: Measure, in_cases: Sequence[tuple[str, Measure]]) -> TargetStress:
    assert all(m.key == planned.key for _, m in in_cases), "a case has the lines of the plan, in their order"
    measures = [m for _, m in in_cases]
    worst_case, worst = max(in_cases, key=lambda pair: _miss(pair[1]))
    return TargetStress(
        planned=planned,
        held=sum(m.met for m in measures),
        cases=len(measures),
        figure=Range.of([m.shown.value for m in measures]),
        worst=worst.shown.value,
        worst_target=worst.shown.target,
        worst_case=worst_case,
        shortfall=Range.of([0.0 if m.met else m.shortfall for m in measures]),
    )


def _miss(measure: Measure) -> float:
    """By how much a line is missed as a share of its scale, negative where there is something to spare."""
    sign = 1.0 if measure.requirement.sense is Sense.AT_MOST else -1.0
    return sign * (measure.planned - measure.requirement.target) / measure.requirement.scale


def estate_totals(planned: CaseOutcome, outcomes: Sequence[CaseOutcome]) -> tuple[TotalStress, ...]:
    """Every total over the cases, and what no longer fits."""
    return tuple(
        TotalStress(
            name=name,
            label=label,
            unit=unit,
            planned=planned.totals[name],
            figure=Range.of([outcome.totals[name] for outcome in outcomes]),
        )
        for name, (label, unit) in LABELS.items()
    )


def rooms(outcomes: Iterable[CaseOutcome]) -> tuple[RoomStress, ...]:
    """Buildings that are beyond their capacity in some case, those that are so most often first."""
    found: dict[str, list[tuple[float, str]]] = {}
    for outcome in outcomes:
        for building, hours in outcome.beyond_capacity.items():
            found.setdefault(building, []).append((hours, outcome.name))
    rows = (
        RoomStress(building_id=building, cases=len(hours), worst_hours_per_week=max(hours)[0], worst_case=max(hours)[1])
        for building, hours in found.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.cases, -row.worst_hours_per_week, row.building_id)))
