"""Stress on the demonstration: cases measured without a solver, cases planned anew, and the survey-first list.

What a case costs beside a solve; what hindsight costs warm, from the plan (which is two solves: activity housed
anew, then everything anew), beside one solve of the case from nothing; and what a building's question costs.
"""

from __future__ import annotations

import time
from itertools import islice
from statistics import median

from benchmarks.cases.warm import from_scratch
from benchmarks.ours import measure_solve
from benchmarks.plans import MODELS, asked, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.studies.stress.grades import unsurveyed
from estate_opt.studies.stress.outcome import over_case
from estate_opt.studies.stress.regret import replan
from estate_opt.studies.stress.samples import samples
from estate_opt.studies.stress.spread import Spread
from estate_opt.studies.stress.study import stress
from estate_opt.studies.stress.survey import survey_first
from estate_opt.studies.stress.verdicts import Verdict
from estate_opt.workflow import Case as Loaded
from estate_opt.workflow import load

NAME = "stress"
PLAN_FILE = MODELS / "demo.toml"
CASES = {"240": 200, "smoke": 5}
ANEW = {"240": 3, "smoke": 1}
ASKED = {"240": 12, "smoke": 2}
GAP, SECONDS, EACH = 0.02, 60.0, 10.0


def run(size: str) -> Record:
    record = Record(NAME, size, goal=GAP)
    with record.phase("load"):
        case = _load(record)
    plan_file = asked(case.plan_file, gap=GAP, seconds=SECONDS)
    start = time.perf_counter()
    result = measure_solve(record, case.context, plan_file)
    solving = time.perf_counter() - start
    with record.phase("cases"):
        stress(result, cases=CASES[size])
    record.extra["case_times_faster_than_a_solve"] = solving * CASES[size] / record.phases["cases"]
    _hindsight(record, result, ANEW[size])
    _survey(record, result, ASKED[size])
    return record


def _load(record: Record) -> Loaded:
    if record.size != "smoke":
        return load(PLAN_FILE)
    with smoke_estate(Record(NAME, "smoke")) as folder:
        return load(PLAN_FILE, {"inputs.estate": str(folder)})


def _hindsight(record: Record, result: Result, count: int) -> None:
    """Cases planned anew from the plan, and from nothing."""
    ratios = []
    for case in islice(samples(result.estate, Spread(), count, seed=1), count):
        start = time.perf_counter()
        with record.phase("hindsight"):
            (found,) = replan(result, [case])
        warm, start = time.perf_counter() - start, time.perf_counter()
        with record.phase("scratch"):
            scratch = from_scratch(over_case(result, case).context, result.plan_file)
        ratios.append((time.perf_counter() - start) / warm)
        record.verified = bool(record.verified) and verify(scratch).accepted and found.hindsight is not None
    record.extra["hindsight"] = median(ratios)


def _survey(record: Record, result: Result, count: int) -> None:
    """The first so many unknown grades, by the id of their building."""
    index = sorted({result.estate.buildings[gap.building].building_id for gap in unsurveyed(result)})[:count]
    with record.phase("survey"):
        found = survey_first(result, seconds=EACH, buildings=index)
    record.extra |= {f"survey_{verdict}": float(sum(x.verdict is verdict for x in found.lines)) for verdict in Verdict}
    record.extra["survey_seconds_a_building"] = record.phases["survey"] / max(1, len(index))


CASE = Case(
    name=NAME,
    about="200 cases of the demonstration measured, 3 planned anew, 12 unknown grades asked about",
    sizes=("240",),
    quick=("240",),
    smoke="smoke",
    run=run,
    seconds=1200.0,
)
