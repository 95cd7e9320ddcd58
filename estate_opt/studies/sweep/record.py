"""What is kept of a sweep: what was asked of which inputs, and the figures of each point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import ConfigDict, Field

from estate_opt.policies.base import Strict
from estate_opt.results.manifest import claims
from estate_opt.results.result import Result
from estate_opt.studies.sweep.points import Point

SCHEMA_VERSION = 1
"""Version of a sweep's files."""
INFEASIBLE, NO_PLAN, FAILED = "infeasible", "no plan", "failed"
"""Outcomes of a point without a plan: the musts contradict one another; none was found in time; its worker died, the
verifier refused the plan, or the program broke down."""
AGAIN = frozenset({FAILED, NO_PLAN})
"""Outcomes that say nothing about the question, but much of the machine: the next call tries such a point again."""


class Record(Strict):
    """Base of a sweep's records."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)


class Inputs(Record):
    """Hashes of what a sweep was made from; paths are as seen from the plan file's folder."""

    plan_files: dict[str, str]
    """SHA-256 of the plan file and of each that it extends."""
    estates: dict[str, dict[str, str]]
    """SHA-256 of each file of each estate."""
    program: dict[str, str]
    """Versions of what bears on a plan."""

    def changes(self, now: Inputs) -> tuple[str, ...]:
        """Say what differs now; an estate that only one of the two knows is another question, not a change."""
        return (
            *_changes(self.plan_files, now.plan_files, "{} of the plan file"),
            *(
                sentence
                for path in sorted(set(self.estates) & set(now.estates))
                for sentence in _changes(self.estates[path], now.estates[path], f"{{}} of the estate {path}")
            ),
            *(
                f"{name} is {now.program.get(name)} now and was {was}."
                for name, was in sorted(self.program.items())
                if now.program.get(name) != was
            ),
        )

    def with_more(self, now: Inputs) -> Inputs:
        """These and the estates that are new."""
        return now.model_copy(update={"estates": {**self.estates, **now.estates}})


def _changes(then: Mapping[str, str], now: Mapping[str, str], what: str) -> Iterator[str]:
    for name in sorted(set(then) | set(now)):
        said = what.format(name)
        if name not in now:
            yield f"{said} is not there any more."
        elif name not in then:
            yield f"{said} is new."
        elif then[name] != now[name]:
            yield f"{said} has changed."


class AskedPoint(Record):
    """A point that was asked for."""

    point_id: str
    settings: dict[str, Any]


class SweepFile(Record):
    """``sweep.json``: what was asked."""

    schema_version: int = SCHEMA_VERSION
    scenario: str
    title: str
    plan_file: str
    """The plan file as it was named."""
    inputs: Inputs
    points: tuple[AskedPoint, ...]
    """Every point ever asked for in this folder, in order."""


class Line(Record):
    """One line of one policy in a plan."""

    policy: str
    """Id of the rule."""
    line: str
    """The line within the rule."""
    sentence: str
    kind: str
    unit: str
    """Unit of the next three figures, as people read them."""
    today: float | None
    plan: float | None
    target: float | None
    met: bool
    shortfall: float | None
    """By how much the line is missed, in the unit in which it is weighed; 0 where it is met."""
    shortfall_unit: str


class PointRecord(Record):
    """``point.json``: a finished point. What a point without a plan does not have is empty."""

    schema_version: int = SCHEMA_VERSION
    point_id: str
    settings: dict[str, Any]
    outcome: str
    error: str = ""
    """Why there is no plan."""
    seconds: float
    """Seconds of the clock from the start to the verified plan, or to the error."""
    written: datetime
    gap: float | None = None
    """The largest proven gap of any stage; nothing where no bound is known."""
    today: dict[str, float | None] = Field(default_factory=dict)
    plan: dict[str, float | None] = Field(default_factory=dict)
    """Totals of the estate, by the names of :class:`estate_opt.results.totals.Totals`."""
    shortfall: dict[str, float] = Field(default_factory=dict)
    """Weighted shortfall of the aims, by tier."""
    objective: float | None = None
    """Value of the preferences."""
    terms: dict[str, float | None] = Field(default_factory=dict)
    """Figures of the terms of the preferences, in their own units."""
    lines: tuple[Line, ...] = ()

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan to look at."""
        return bool(self.plan)

    @property
    def met(self) -> int:
        """Lines of policies that the plan meets."""
        return sum(line.met for line in self.lines)


def record_of(point_id: str, point: Point, result: Result, seconds: float, when: datetime) -> PointRecord:
    """The record of a point that has a plan.

    Parameters
    ----------
    point_id, point
        Which it is.
    result
        Its plan.
    seconds
        What it took.
    when
        When it was finished.
    """
    said = claims(result)
    gap = result.plan.gap
    return PointRecord(
        point_id=point_id,
        settings=dict(point.settings),
        outcome=result.plan.outcome.value,
        seconds=seconds,
        written=when,
        gap=gap if gap != float("inf") else None,
        today=said["totals"]["today"],
        plan=said["totals"]["plan"],
        shortfall=said["weighted_shortfall"],
        objective=said["objective"],
        terms={name: term["raw"] for name, term in said["terms"].items()},
        lines=tuple(_line(key, claim) for key, claim in said["measures"].items()),
    )


def _line(key: str, claim: Mapping[str, Any]) -> Line:
    policy, _, line = key.partition("/")
    return Line(
        policy=policy,
        line=line,
        sentence=claim["sentence"],
        kind=claim["kind"],
        unit=claim["shown_unit"],
        today=claim["shown_today"],
        plan=claim["shown_plan"],
        target=claim["shown_target"],
        met=claim["met"],
        shortfall=0.0 if claim["met"] else claim["shortfall"],
        shortfall_unit=claim["unit"],
    )
