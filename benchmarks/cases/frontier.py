"""Eight points of the demonstration's frontier, warm, against each of them solved from scratch.

From scratch is what would be done without the study: a program of its own for each point, limited to the point's
figures, and the same two questions put to it: the least of the first measure, and the best plan with these figures.
The study's own time for a point includes its test for plans that dominate it, which from scratch nobody makes.
"""

from __future__ import annotations

import time
from contextlib import suppress
from statistics import median

import numpy as np

from benchmarks.ours import measure_solve
from benchmarks.plans import MODELS, asked, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.config.schema import PlanFile
from estate_opt.errors import NoPlanInTime
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import Silent
from estate_opt.solving.progress import StopSwitch
from estate_opt.studies.frontier import TOLERANCE, Frontier, Point, frontier
from estate_opt.studies.frontier.program import Program
from estate_opt.workflow import load

NAME = "frontier"
PLAN_FILE = MODELS / "demo.toml"
MEASURES, HOLD = ("running_cost", "one_off"), None
"""All that the plan file aims at is held; what is traded is money now against money every year."""
POINTS = {"240": 8, "smoke": 3}
GAP, SECONDS, EACH = 0.02, 60.0, 20.0


def run(size: str) -> Record:
    record = Record(NAME, size, goal=GAP)
    with record.phase("load"):
        context, plan_file = _case(record)
    result = measure_solve(record, context, plan_file)
    with record.phase("frontier"):
        found = frontier(result, MEASURES, POINTS[size], hold=HOLD, seconds=EACH)
    record.verified = bool(record.verified) and all(verify(point.result).accepted for point in found.points)
    with record.phase("scratch"):
        scratch = [from_scratch(found, point) for point in found.points]
    warm = [point.seconds for point in found.points]
    record.extra |= {
        "points": len(found.points),
        "points_proven": sum(point.proven for point in found.points),
        "warm_seconds": median(warm),
        "scratch_seconds": median(scratch),
        "frontier": median(scratch) / median(warm),
    }
    return record


def _case(record: Record) -> tuple[Context, PlanFile]:
    if record.size == "smoke":
        with smoke_estate(Record(NAME, "smoke")) as folder:
            case = load(PLAN_FILE, {"inputs.estate": str(folder)})
    else:
        case = load(PLAN_FILE)
    return case.context, asked(case.plan_file, gap=GAP, seconds=SECONDS)


def from_scratch(found: Frontier, point: Point) -> float:
    """Seconds for a point where nothing is known but the run's plan."""
    result: Result = found.result
    start = time.perf_counter()
    program = Program(result, found.axes, hold=HOLD, seconds=EACH, progress=Silent(), stop=StopSwitch())
    limits = point.costs + 0.5 * found.resolution
    with suppress(NoPlanInTime):  # counted with all its time
        program.least(np.eye(len(found.axes))[0] / program.sizes, limits, TOLERANCE)
        program.best(limits)
    return time.perf_counter() - start


CASE = Case(
    name=NAME,
    about="8 points of running cost against what is spent once: in one session, and each from scratch",
    sizes=("240",),
    quick=("240",),
    smoke="smoke",
    run=run,
    seconds=3600.0,
)
