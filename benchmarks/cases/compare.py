"""Plans side by side on the demonstration: what measuring and comparing cost beside the solve that made the plan.

The plan's own options are scored as if somebody had published them without their moves, so that it is seen too what
placing activity by rule leaves without a home where the solver places all of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from benchmarks.ours import measure_solve
from benchmarks.plans import MODELS, asked, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.results.equality import Equality
from estate_opt.results.facts import Facts
from estate_opt.results.result import Result
from estate_opt.results.tables import tables
from estate_opt.results.tables.equality import equality_table
from estate_opt.studies.compare import Side, compare
from estate_opt.studies.score import HandMade, score
from estate_opt.workflow import Case as Loaded
from estate_opt.workflow import load

NAME = "compare"
PLAN_FILE = MODELS / "demo.toml"
TIMES = 5
GAP, SECONDS = 0.02, 60.0


def run(size: str) -> Record:
    record = Record(NAME, size, goal=GAP)
    with record.phase("load"):
        case = _load(record)
    start = time.perf_counter()
    result = measure_solve(record, case.context, asked(case.plan_file, gap=GAP, seconds=SECONDS))
    solving = time.perf_counter() - start
    with record.phase("compare"):
        _note(record, result, solving)
    return record


def _load(record: Record) -> Loaded:
    if record.size != "smoke":
        return load(PLAN_FILE)
    with smoke_estate(Record(NAME, "smoke")) as folder:
        return load(PLAN_FILE, {"inputs.estate": str(folder)})


def _note(record: Record, result: Result, solving: float) -> None:
    """Ratios to the solve, the equality tables as a share of all, and what placing by rule leaves."""
    said = HandMade(name="published", options=dict(result.plan.decisions.options), moves=(), ended={})
    scored = score(result.plan_file, result.context, said)
    sides = Side.today(result.context), Side.of("best", result)
    seconds = {
        "score": _seconds(lambda: score(result.plan_file, result.context, said)),
        "compare": _seconds(lambda: compare(result.plan_file, result.context, *sides)),
        "equality": _seconds(lambda: equality_table(Equality.of(Facts(result)))),
        "tables": _seconds(lambda: tables(result)),
    }
    record.extra["score_times_faster_than_a_solve"] = solving / seconds["score"]
    record.extra["compare_times_faster_than_a_solve"] = solving / seconds["compare"]
    record.extra["equality_share_of_all_tables"] = seconds["equality"] / seconds["tables"]
    record.extra["hours_ended_by_rule"] = scored.result.after.ended_hours()
    record.extra["hours_ended_by_solver"] = result.after.ended_hours()


def _seconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return median(found)


CASE = Case(
    name=NAME,
    about="Scoring and comparing plans beside one solve of the demonstration.",
    sizes=("240",),
    quick=("240",),
    smoke="smoke",
    run=run,
)
