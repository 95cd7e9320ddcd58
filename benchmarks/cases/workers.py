"""One worker and two: the same program taken apart by place, the same work, and how much faster it is done.

Work is counted and not time, so that both find the same plan and prove the same of it.
"""

from __future__ import annotations

from benchmarks import estates
from benchmarks.cases.england import TENTH
from benchmarks.ours import measure_solve
from benchmarks.plans import asked
from benchmarks.record import OURS, Record
from benchmarks.registry import Case

NAME = "workers"
GAP, SECONDS = 0.02, 3600.0
WORK = {"smoke": 2, TENTH: 20, "5000": 100}
"""Neighbourhoods that the search looks at in each stage, and nodes for each part's bound."""


def run(size: str) -> Record:
    """The record is that of two workers; that of one stands in its figures."""
    alone, both = (_measured(size, workers) for workers in (1, 2))
    both.phases |= {f"{name}, one worker": seconds for name, seconds in alone.phases.items()}
    both.extra["one_worker_seconds"] = alone.solve_seconds
    both.extra["same_plan"] = float([s.objective for s in alone.stages] == [s.objective for s in both.stages])
    both.extra["two_workers"] = alone.solve_seconds / both.solve_seconds
    return both


def _measured(size: str, workers: int) -> Record:
    record = Record(NAME, size, OURS, goal=GAP)
    with record.phase("synthesise"):
        if size == "smoke":
            context, plan_file = estates.real_places(("Rutland", "Melton"), buildings=12, name="Two small authorities")
        elif size == TENTH:
            authorities = estates.authorities_around("Leeds", share=0.1)
            context, plan_file = estates.real_places(authorities, buildings=1000, name="A tenth of England")
        else:
            context, plan_file = estates.england(int(size), seed=1)
    plan_file = asked(plan_file, gap=GAP, seconds=SECONDS)
    regions = plan_file.solve.regions.model_copy(update={"from_buildings": 2})
    solve = plan_file.solve.model_copy(update={"threads": workers, "work_limit": WORK[size], "regions": regions})
    measure_solve(record, context, plan_file.model_copy(update={"solve": solve}))
    return record


CASE = Case(
    name=NAME,
    about="parts of a tenth of England, or of England with 5,000 buildings: the same work by one worker and by two",
    sizes=(TENTH, "5000"),
    quick=(TENTH,),
    smoke="smoke",
    run=run,
    missing=estates.missing,
    seconds=2 * SECONDS + 900.0,
)
