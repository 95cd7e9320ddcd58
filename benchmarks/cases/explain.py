"""The lever sheet of the demonstration in one session, against the same decisions solved from nothing.

One building as ``estate-opt explain`` does it, with the session that it needs; then every building, or every tenth, as
``explain --all`` does it, one after the other in one process; and for some of them the opposite solved from scratch, as
``benchmarks/cases/warm.py`` does.
"""

from __future__ import annotations

import time
from statistics import median

from benchmarks.cases.warm import flips, from_scratch, with_rule
from benchmarks.ours import measure_solve
from benchmarks.plans import MODELS, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.studies.explain import SHEET, Explainer, Explanation, Verdict, explain
from estate_opt.workflow import Case as Loaded
from estate_opt.workflow import load

NAME = "explain"
PLAN_FILE = MODELS / "demo.toml"
EVERY = {"240": 1, "24": 10, "smoke": 1}
"""Of how many buildings one is explained."""
SCRATCH = {"240": 12, "24": 6, "smoke": 2}


def run(size: str) -> Record:
    record = Record(NAME, size)
    with record.phase("load"):
        case = _case(record)
    record.goal = case.plan_file.solve.gap
    result = measure_solve(record, case.context, case.plan_file)
    forced = flips(result, SCRATCH[size])
    with record.phase("one"):
        explain(result, forced[len(forced) // 2].building)
    with record.phase("session"):
        explainer = Explainer(result)
        explainer.explain(forced[0].building, SHEET)
    with record.phase("sheet"):
        answers = [explainer.explain(b.building_id, SHEET) for b in result.estate.council_buildings[:: EVERY[size]]]
    scratch = []
    for rule in forced:
        start = time.perf_counter()
        found: Result = from_scratch(case.context, with_rule(case.plan_file, rule))
        scratch.append(time.perf_counter() - start)
        record.verified = bool(record.verified) and verify(found).accepted
    record.phases["scratch"] = sum(scratch)
    _note(record, answers, scratch)
    return record


def _case(record: Record) -> Loaded:
    if record.size == "smoke":
        with smoke_estate(Record(NAME, "smoke")) as folder:
            return load(PLAN_FILE, {"inputs.estate": str(folder)})
    return load(PLAN_FILE)


def _note(record: Record, answers: list[Explanation], scratch: list[float]) -> None:
    """How fast, in the middle, and what is known of the answers."""
    warm = median(answer.seconds for answer in answers)
    record.extra |= {
        "one_building_seconds": record.phases["one"],
        "buildings": len(answers),
        "with_opposite": sum(answer.effects is not None for answer in answers),
        "proven": sum(answer.comparison.verdict is not Verdict.OPEN for answer in answers),
        "median_seconds": warm,
        "median_scratch_seconds": median(scratch),
        "explain": median(scratch) / warm,
    }


CASE = Case(
    name=NAME,
    about="the demonstration's lever sheet: each opposite in one session, and some from scratch",
    sizes=("240", "24"),
    quick=("24",),
    smoke="smoke",
    run=run,
    seconds=3600.0,
)
