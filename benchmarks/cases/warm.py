"""Twenty forced single decisions on the demonstration: each solved from scratch, and each from the plan as it was.

What a study asks again and again: what if this building stayed after all, what if that one went? Every twelfth
building of the plan, by id, is forced the other way.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

from benchmarks.ours import measure_solve
from benchmarks.plans import MODELS, asked, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.config.schema import PlanFile
from estate_opt.domain.plan import Plan
from estate_opt.formulation import formulate
from estate_opt.policies import Context, Protect
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import solve_formulation
from estate_opt.workflow import load

NAME = "warm"
PLAN_FILE = MODELS / "demo.toml"
FLIPS = {"240": 20, "smoke": 2}
GAP, SECONDS = 0.01, 60.0


def run(size: str) -> Record:
    record = Record(NAME, size, goal=GAP)
    with record.phase("load"):
        context, plan_file = _case(record)
    result = measure_solve(record, context, plan_file)
    forced = flips(result, FLIPS[size])
    scratch = _timed(record, "scratch", forced, lambda rule: from_scratch(context, with_rule(plan_file, rule)))
    record.extra |= {"flips": len(forced), "scratch_seconds": sum(scratch)}
    return record


def _case(record: Record) -> tuple[Context, PlanFile]:
    if record.size == "smoke":
        with smoke_estate(Record(NAME, "smoke")) as folder:
            case = load(PLAN_FILE, {"inputs.estate": str(folder)})
    else:
        case = load(PLAN_FILE)
    return case.context, asked(case.plan_file, gap=GAP, seconds=SECONDS)


def flips(result: Result, count: int) -> list[Protect]:
    """Rules that force some buildings, evenly spread over the ids, the other way than the plan has them."""
    council = sorted(result.estate.council_buildings, key=lambda b: b.building_id)
    chosen = council[:: max(1, len(council) // count)][:count]
    stays = result.after.in_estate
    return [
        Protect(
            id="forced", building=b.building_id, reason="what if", owner="benchmark", review_date=date(2030, 1, 1),
            decision="close" if stays[result.estate.building_index[b.building_id]] else "keep",
        )
        for b in chosen
    ]  # fmt: skip


def with_rule(plan_file: PlanFile, rule: Protect) -> PlanFile:
    """The plan file with one rule more."""
    protected: tuple[Protect, ...] = getattr(plan_file.policies, Protect.name)
    policies = plan_file.policies.model_copy(update={Protect.name: (*protected, rule)})
    return plan_file.model_copy(update={"policies": policies})


def from_scratch(context: Context, plan_file: PlanFile) -> Result:
    """A new formulation, solved as if nothing were known."""
    policies = plan_file.policies
    formulation = formulate(
        context, policies.all(), policies.relocation, plan_file.scenario, plan_file.solve.formulation
    )
    plan: Plan = solve_formulation(formulation, plan_file)
    return Result(plan_file, context, plan)


def _timed(record: Record, name: str, rules: list[Protect], solve: Callable[[Protect], Result]) -> list[float]:
    """Seconds of each solve; every plan is verified outside of them."""
    seconds = []
    for rule in rules:
        start = time.perf_counter()
        result = solve(rule)
        seconds.append(time.perf_counter() - start)
        record.verified = bool(record.verified) and verify(result).accepted
    record.phases[name] = sum(seconds)
    return seconds


CASE = Case(
    name=NAME,
    about="20 forced single decisions on the demonstration, to 1 % each: from scratch, and warm",
    sizes=("240",),
    quick=("240",),
    smoke="smoke",
    run=run,
    seconds=3600.0,
)
