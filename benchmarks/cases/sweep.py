"""Twenty-four points of the demonstration over two workers, one of which is killed on purpose, against one worker.

Shares of buildings to leave from 46 % to 60 %, with three seeds each. The worker that begins the fifth point dies in
it, as if it had run out of memory; its point has to be there at the end like every other, and verified.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.ours import measure_solve
from benchmarks.plans import MODELS, asked, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.config.schema import PlanFile
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.stored import load_run
from estate_opt.studies.sweep import Point, Sweep, ask, points_of, run_sweep
from estate_opt.workflow import load, solve_point, verify_stored

NAME = "sweep"
PLAN_FILE = MODELS / "demo.toml"
GRID = {
    "24": ("policies.reduction.share=0.46:0.6:0.02", "solve.seed=1,2,3"),
    "smoke": ("policies.reduction.share=0.3:0.6:0.3", "solve.seed=1,2,3"),
}
GAP, SECONDS = 0.02, 60.0
DIES_AT = 5
MARKS = "ESTATE_OPT_BENCHMARK_MARKS"
"""Environment variable with the folder in which workers count the points that they begin."""


def run(size: str) -> Record:
    record = Record(NAME, size, goal=GAP)
    with tempfile.TemporaryDirectory(prefix="estate-opt-bench-") as folder, smoke_estate(Record(NAME, size)) as village:
        settings: dict[str, object] = {"solve.gap": GAP, "solve.time_limit_seconds": SECONDS}
        if size == "smoke":
            settings["inputs.estate"] = str(village)
        with record.phase("load"):
            case = load(PLAN_FILE, settings)
        measure_solve(record, case.context, asked(case.plan_file, gap=GAP, seconds=SECONDS))
        marks = Path(folder) / "marks"
        marks.mkdir()
        os.environ[MARKS] = str(marks)
        with record.phase("one worker"):
            alone = swept(size, settings, Path(folder) / "alone", workers=1)
        with record.phase("two workers, one killed"):
            both = swept(size, settings, Path(folder) / "both", workers=2, deadly=True)
        note(record, alone, both, killed=(marks / str(DIES_AT)).exists())
    return record


def swept(size: str, settings: Mapping[str, object], folder: Path, *, workers: int, deadly: bool = False) -> Sweep:
    """Every point, on so many workers."""
    points, problems = points_of(GRID[size])
    everywhere = [Point({**settings, **point.settings}) for point in points]
    solve = deadly_at_the_fifth if deadly else solve_point
    return run_sweep(ask(PLAN_FILE, everywhere, problems), PLAN_FILE, folder, solve, workers=workers)


def deadly_at_the_fifth(plan_file: PlanFile, context: Context) -> Result:
    """Solve, but die in the fifth point that is begun."""
    if turn() == DIES_AT:
        os._exit(1)
    return solve_point(plan_file, context)


def turn() -> int:
    """How many points have been begun, this one included; counted by folders, which no two processes make."""
    taken = 1
    while True:
        try:
            (Path(os.environ[MARKS]) / str(taken)).mkdir()
        except FileExistsError:
            taken += 1
        else:
            return taken


def note(record: Record, alone: Sweep, both: Sweep, *, killed: bool) -> None:
    """Whether every point is there and verified, and how much faster two workers are."""
    found = [verify_stored(load_run(both.run_of(point))).accepted for point in both.records if point.has_plan]
    record.verified = bool(record.verified) and killed and both.asked == alone.asked == len(found) and all(found)
    record.extra |= {
        "points": both.asked,
        "points_missing": both.asked - len(found),
        "workers_killed": float(killed),
        "one_worker_seconds": record.phases["one worker"],
        "two_workers_seconds": record.phases["two workers, one killed"],
        "two_workers": record.phases["one worker"] / record.phases["two workers, one killed"],
    }


CASE = Case(
    name=NAME,
    about="24 points of the demonstration, to 2 % each: one worker, and two of which one is killed on purpose",
    sizes=("24",),
    quick=(),
    smoke="smoke",
    run=run,
    seconds=3600.0,
)
