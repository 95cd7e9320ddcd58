"""Maximal covering over England: 500 of 3,376 sites, 5 km, as many people as possible.

The plan's own objective is the people left out; the gap asked for is of the people covered, as the field states it.
"""

from __future__ import annotations

from benchmarks.covering import PER_MAXIMUM, covering_estate, maximal_covering, pairs_within
from benchmarks.estates import missing
from benchmarks.ours import build, note_proofs, note_sizes
from benchmarks.peers.plain_pulp import maximal_covering as by_plain_pulp
from benchmarks.record import OURS, Record
from benchmarks.registry import Case
from benchmarks.trace import Trace
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import solve_formulation

NAME, GOAL, SECONDS = "mclp", 0.003, 60.0


def run(size: str) -> Record:
    record = Record(NAME, size, OURS, goal=GOAL)
    with record.phase("synthesise"):
        estate = covering_estate(size)
    context, plan_file = maximal_covering(estate, SECONDS)
    formulation = build(record, context, plan_file)
    trace = Trace(formulation.decisions)
    plan = solve_formulation(formulation, plan_file, trace)
    end = trace.elapsed
    record.phases |= trace.phases(end)
    note_sizes(record, formulation)
    note_proofs(record, plan.proof, trace, end)
    everybody = float(estate.population.sum())
    at = _reached(trace, everybody)
    record.goal_seconds = None if at is None else record.phases["build"] + at
    _note_covered(record, everybody)
    with record.phase("verify"):
        record.verified = verify(Result(plan_file, context, plan)).accepted
    record.first_incumbent_seconds = trace.first_incumbent(record.phases["build"])
    record.first_plan_seconds = record.phases["build"] + end if record.verified else None
    return record


def _reached(trace: Trace, everybody: float) -> float | None:
    """When the gap of the people covered was first proven."""
    for at, report in trace.reports:
        left_out, bound = report.incumbent, report.bound
        if left_out is not None and bound is not None and left_out - bound <= GOAL * (everybody - left_out):
            return at
    return None


def _note_covered(record: Record, everybody: float) -> None:
    """The gap of the people covered, in place of that of those left out."""
    if record.objective is None or record.bound is None:
        return
    covered = everybody - record.objective
    record.extra |= {"share_covered": covered / everybody, "gap_of_left_out": record.gap or 0.0}
    record.gap = max(0.0, record.objective - record.bound) / covered


def plain_pulp(size: str) -> Record:
    record = Record(NAME, size, "plain-pulp", goal=GOAL)
    estate = covering_estate(size)
    most = round(len(estate.buildings) / PER_MAXIMUM)
    by_plain_pulp(record, *pairs_within(estate), estate.population, len(estate.buildings), most, SECONDS)
    _note_covered(record, float(estate.population.sum()))
    if record.gap is not None and record.gap <= GOAL:
        record.goal_seconds = record.solve_seconds
    return record


CASE = Case(
    name=NAME,
    about="maximal covering of England's neighbourhoods within 5 km of 500 of 3,376 sites; gaps are of the people"
    " covered; peer: the textbook model in PuLP with HiGHS",
    sizes=("west-yorkshire", "england"),
    quick=("west-yorkshire",),
    smoke="smoke",
    run=run,
    peers={"plain-pulp": plain_pulp},
    missing=missing,
)
