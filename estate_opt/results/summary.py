"""A run's summary for a terminal: today, plan, change, target, met or by how much not, and how well it is proven."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from estate_opt.domain.plan import Outcome
from estate_opt.policies import Kind, Unit
from estate_opt.results.figures import change, figure, percent
from estate_opt.results.manifest import Manifest
from estate_opt.results.tables.policies import MET, missed
from estate_opt.results.totals import LINES

PROPOSAL = "A proposal, not a decision."
HAND_MADE = "Hand-made, not optimised: no proof is claimed, and how close it is to the best possible is not known."
SHOWN = 5
"""Findings about a hand-made plan that are told in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a summary, as text for people; ``target`` and ``status`` are empty for totals."""

    label: str
    today: str
    plan: str
    change: str
    target: str = ""
    status: str = ""
    met: bool | None = None
    kind: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A run in one screen.

    Parameters
    ----------
    totals
        The estate in figures.
    targets
        Each line of each policy.
    proof
        How the plan was solved and checked, in sentences.
    notes
        What every reader has to know: notices, assumptions, losses, in sentences.
    gap
        Proven gap, 0 to 1; ``None`` where no bound is known.
    """

    scenario: str
    title: str
    written: str
    outcome: str
    gap: float | None
    totals: tuple[Line, ...]
    targets: tuple[Line, ...]
    proof: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def missed(self) -> tuple[Line, ...]:
        """Targets that the plan does not meet."""
        return tuple(line for line in self.targets if line.met is False)


def summary(record: Manifest) -> Summary:
    """Sum up a run.

    Parameters
    ----------
    record
        Its manifest: of a stored run, or :func:`estate_opt.results.manifest.manifest` of a result.
    """
    return Summary(
        scenario=record.scenario,
        title=record.title,
        written=f"{record.written:%Y-%m-%d %H:%M}",
        outcome=record.solved.outcome.value,
        gap=record.solved.gap if math.isfinite(record.solved.gap) else None,
        totals=tuple(_totals(record.claims["totals"])),
        targets=tuple(_target(key, claim) for key, claim in record.claims["measures"].items()),
        proof=tuple(_proof(record)),
        notes=tuple(_notes(record)),
    )


def _totals(claims: Mapping[str, Mapping[str, float | None]]) -> Iterator[Line]:
    for line in LINES:
        today, plan = (_known(claims[when][line.name]) for when in ("today", "plan"))
        yield Line(
            label=line.label,
            today=figure(today, line.unit),
            plan=figure(plan, line.unit),
            change=change(plan - today, line.unit),
        )


def _known(value: float | None) -> float:
    """The figure; not-a-number where there is none."""
    return math.nan if value is None else value


def _target(key: str, claim: Mapping[str, Any]) -> Line:
    unit, weighed_in = Unit(claim["shown_unit"]), Unit(claim["unit"])
    bound = f"{claim['sense']} " if unit is weighed_in and unit is not Unit.DECISIONS else ""
    today, plan, target = (_known(claim[f"shown_{which}"]) for which in ("today", "plan", "target"))
    return Line(
        label=claim["sentence"],
        today=figure(today, unit),
        plan=figure(plan, unit),
        change=change(plan - today, unit),
        target=f"{bound}{figure(target, unit)}",
        status=MET if claim["met"] else missed(abs(plan - target), unit, _known(claim["shortfall"]), weighed_in),
        met=claim["met"],
        kind=claim["kind"],
        policy=key.partition("/")[0],
    )


def _proof(record: Manifest) -> Iterator[str]:
    solved = record.solved
    if solved.outcome is Outcome.HAND_MADE:
        yield HAND_MADE
        return
    first = {
        Outcome.OPTIMAL: "Proven to be within the gap asked for",
        Outcome.TIME_LIMIT: "The best plan found in the time given",
        Outcome.INTERRUPTED: "The best plan found before the run was stopped",
        Outcome.CHOSEN: "Chosen by a study beside the best plan",
    }.get(solved.outcome, solved.outcome.value)
    if math.isfinite(solved.gap):
        yield f"{first}: {_gap(solved.gap)}; no plan can be better by more than that."
    else:
        yield f"{first}. How close it is to the best possible is not proven."
    yield f"{solved.solver}, seed {solved.seed}, {solved.threads} threads, {solved.seconds:.1f} s."
    size = solved.sizes
    if {"rows", "variables", "build_seconds", "peak_memory_mb"} <= set(size):
        memory = size["peak_memory_mb"]
        at_most = f"; {memory:,.0f} MB of memory at most until then" if math.isfinite(memory) else ""
        yield (
            f"The program has {size['rows']:,.0f} rows and {size['variables']:,.0f} variables, built in "
            f"{size['build_seconds']:.1f} s{at_most}."
        )
    if size.get("options_forced"):
        yield f"The musts leave no choice about {size['options_forced']:,.0f} options of buildings: settled beforehand."
    for s in solved.stages:
        figures = f"{s.objective:.6g}, bound {s.bound:.6g}, {_gap(s.gap)}, {s.seconds:.1f} s"
        yield f"Stage {s.stage!r}: {s.outcome.value}, {figures}."
    yield f"Verified without a solver before it was written: {record.checks:,} checks held."


def not_physical(broken: Sequence[str]) -> Iterator[str]:
    """Say what of a hand-made plan cannot be, the first so many in full."""
    if broken:
        more = f" And {len(broken) - SHOWN} more: plan.json has them all." if len(broken) > SHOWN else ""
        yield f"This plan does not hold physically: {' '.join(broken[:SHOWN])}{more}"


def _missed_musts(record: Manifest) -> Iterator[str]:
    """Say which musts a hand-made plan misses; no other plan can."""
    lines = [m["sentence"] for m in record.claims["measures"].values() if m["kind"] == Kind.MUST and not m["met"]]
    if lines:
        named = "; ".join(lines[:SHOWN]) + (f"; and {len(lines) - SHOWN} more" if len(lines) > SHOWN else "")
        yield f"This plan misses what the plan file says must hold: {named}."


def _gap(gap: float) -> str:
    return f"gap {percent(gap, 2)}" if math.isfinite(gap) else "gap unknown"


def _notes(record: Manifest) -> Iterator[str]:
    yield PROPOSAL
    yield from not_physical(record.claims.get("broken_physics", ()))
    yield from _missed_musts(record)
    if record.estate.notice:
        yield record.estate.notice
    if record.illustrative_buildings:
        yield f"{record.illustrative_buildings} buildings have values made up for illustration; the tables mark them."
    if record.assumptions:
        records = len({(a["table"], a["record"]) for a in record.assumptions})
        assumed = f"{len(record.assumptions):,} values of {records:,} records are assumed for want of data"
        yield f"{assumed}; assumptions.csv lists each."
    yield f"Distances: {record.estate.travel}."
    yield from record.solved.losses
