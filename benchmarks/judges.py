"""Ways to judge the records of a case: each gives a verdict with the figure that it rests on."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.record import Record


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether what was asked is reached, and the figure that says so; ``None`` where nothing was measured."""

    reached: bool | None
    figure: str


NOT_MEASURED = Verdict(None, "not measured")
Pairs = Sequence[tuple[Record, Mapping[str, Record]]]
"""Our record of each size, at least one, and those of the peers by name."""
Judge = Callable[[Pairs], Verdict]


def proven_to(gap: float, *, seconds: float) -> Judge:
    """Every run has a plan that the verifier accepts, proven to a gap in so many seconds."""

    def judge(pairs: Pairs) -> Verdict:
        return _all_in_time(
            [(r, r.gap_seconds.get(f"{gap:g}") if r.verified else None) for r, _ in pairs],
            seconds,
        )

    return judge


def first_plan(*, seconds: float) -> Judge:
    """Every run has a plan that the verifier accepts in so many seconds, proven or not."""

    def judge(pairs: Pairs) -> Verdict:
        return _all_in_time([(r, r.first_plan_seconds) for r, _ in pairs], seconds)

    return judge


def optimum(*, seconds: float) -> Judge:
    """Every run proves its goal, and the optimum that the field publishes, in so many seconds."""

    def judge(pairs: Pairs) -> Verdict:
        return _all_in_time([(r, r.goal_seconds if _as_published(r) else None) for r, _ in pairs], seconds)

    return judge


def built(*, seconds: float) -> Judge:
    """The program is built in so many seconds; the peak of memory stands beside it."""

    def judge(pairs: Pairs) -> Verdict:
        verdict = _all_in_time([(r, r.phases.get("build")) for r, _ in pairs], seconds)
        peak = max(r.peak_mb or 0.0 for r, _ in pairs)
        return Verdict(verdict.reached, f"{verdict.figure}, peak {peak:.0f} MB")

    return judge


def faster(who: str, *, times: float, gap: float | None = None) -> Judge:
    """Geometric mean of a peer's seconds over ours, to the goal or to a gap.

    Only runs that we end count. A peer that does not end counts with the time that it had where a gap is given,
    which understates the ratio, and not at all where none is.
    """

    def judge(pairs: Pairs) -> Verdict:
        ratios, unended = [], 0
        for ours, peers in pairs:
            mine, theirs = _reached(ours, gap), _reached(peers[who], gap) if who in peers else None
            if mine is None or who not in peers or peers[who].skipped:
                continue
            if theirs is None and gap is not None:
                unended += 1
                theirs = peers[who].solve_seconds
            if theirs is not None:
                ratios.append(theirs / mine)
        note = f", of which {who} did not end {unended}" if unended else ""
        return _mean(ratios, times, f"in {len(ratios)} of {len(pairs)} runs{note}")

    return judge


def smaller(who: str, *, times: float) -> Judge:
    """Geometric mean of a peer's peak memory over ours."""

    def judge(pairs: Pairs) -> Verdict:
        ratios = [
            peers[who].peak_mb / ours.peak_mb  # type: ignore[operator]  # both are there
            for ours, peers in pairs
            if who in peers and peers[who].peak_mb and ours.peak_mb
        ]
        return _mean(ratios, times, f"in {len(ratios)} of {len(pairs)} runs")

    return judge


def flat_cost(small: str, large: str, *, times: float) -> Judge:
    """Processor seconds a building at one size over those at another, at most so much."""

    def judge(pairs: Pairs) -> Verdict:
        cost = {
            r.size: r.cpu_seconds / r.extra["buildings"]
            for r, _ in pairs
            if r.cpu_seconds and r.extra.get("buildings") and not r.skipped
        }
        if small not in cost or large not in cost:
            return NOT_MEASURED
        ratio = cost[large] / cost[small]
        return Verdict(ratio <= times, f"{ratio:.2f} × ({cost[small]:.3f} and {cost[large]:.3f} CPU s a building)")

    return judge


def figure(name: str, *, at_least: float) -> Judge:
    """A ratio that only this case has is at least so much."""

    def judge(pairs: Pairs) -> Verdict:
        values = [r.extra[name] for r, _ in pairs if name in r.extra]
        if not values:
            return NOT_MEASURED
        return Verdict(min(values) >= at_least, f"{min(values):.2f} ×")

    return judge


def at_most(name: str, limit: float, unit: str) -> Judge:
    """A figure that only this case has is at most so much in every run."""

    def judge(pairs: Pairs) -> Verdict:
        values = [r.extra[name] for r, _ in pairs if name in r.extra]
        if not values:
            return NOT_MEASURED
        return Verdict(max(values) <= limit, f"{max(values):.2f} {unit}")

    return judge


def _reached(record: Record, gap: float | None) -> float | None:
    return record.goal_seconds if gap is None else record.gap_seconds.get(f"{gap:g}")


def _as_published(record: Record) -> bool:
    if record.published is None:
        return True
    return record.objective is not None and math.isclose(record.objective, record.published, rel_tol=1e-6)


def _all_in_time(times: Sequence[tuple[Record, float | None]], limit: float) -> Verdict:
    """How many are in time, the slowest, and the worst of those that did not get there at all."""
    got = [seconds for _, seconds in times if seconds is not None]
    in_time = sum(seconds <= limit for seconds in got)
    words = [f"{in_time} of {len(times)}"]
    if got:
        words.append(f"slowest {max(got):.1f} s")
    missed = [record for record, seconds in times if seconds is None]
    gaps = [r.gap for r in missed if r.gap is not None and math.isfinite(r.gap)]
    if missed:
        words.append(f"{len(missed)} never" + (f" (widest gap {max(gaps):.2%})" if gaps else ""))
    words += sorted({f"{r.size}: {r.skipped}" for r in missed if r.skipped})[:1]
    return Verdict(in_time == len(times), ", ".join(words))


def _mean(ratios: Sequence[float], times: float, of_what: str) -> Verdict:
    if not ratios:
        return NOT_MEASURED
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    return Verdict(mean >= times, f"{mean:.1f} × {of_what}")
