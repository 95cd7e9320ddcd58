"""England with one worker and with two: the same program taken apart by place, and how much faster it is proven."""

from __future__ import annotations

from benchmarks import estates
from benchmarks.ours import measure_solve
from benchmarks.plans import asked
from benchmarks.record import OURS, Record
from benchmarks.registry import Case

NAME = "workers"
GAP, SECONDS = 0.02, 1800.0


def run(size: str) -> Record:
    """The record is that of two workers; that of one stands in its figures."""
    alone, both = (_measured(size, workers) for workers in (1, 2))
    both.phases |= {f"{name}, one worker": seconds for name, seconds in alone.phases.items()}
    both.extra["one_worker_seconds"] = alone.solve_seconds
    if alone.goal_seconds and both.goal_seconds:
        both.extra["two_workers"] = alone.goal_seconds / both.goal_seconds
    return both


def _measured(size: str, workers: int) -> Record:
    record = Record(NAME, size, OURS, goal=GAP)
    with record.phase("synthesise"):
        if size == "smoke":
            context, plan_file = estates.real_places(("Rutland", "Melton"), buildings=12, name="Two small authorities")
        else:
            context, plan_file = estates.england(int(size), seed=1)
    plan_file = asked(plan_file, gap=GAP, seconds=20.0 if size == "smoke" else SECONDS)
    solve = plan_file.solve.model_copy(update={"threads": workers})
    measure_solve(record, context, plan_file.model_copy(update={"solve": solve}))
    return record


CASE = Case(
    name=NAME,
    about="England with 5,000 buildings to 2 %, by one worker and by two",
    sizes=("5000",),
    quick=(),
    smoke="smoke",
    run=run,
    missing=estates.missing,
    seconds=2 * SECONDS + 900.0,
)
