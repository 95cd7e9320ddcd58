"""Twenty forced single decisions on the demonstration: each solved from scratch, and each in one session.

What a study asks again and again: what if this building stayed after all, what if that one went? Every twelfth
building of the plan, by id, is forced the other way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from statistics import median

from benchmarks.ours import measure_solve
from benchmarks.plans import MODELS, asked, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.config.schema import PlanFile
from estate_opt.formulation import Formulation, formulate
from estate_opt.policies import Context, Protect
from estate_opt.results.measures import weighted_shortfall
from estate_opt.results.merit import objective
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import solve_formulation
from estate_opt.solving.session import Session
from estate_opt.workflow import load

NAME = "warm"
PLAN_FILE = MODELS / "demo.toml"
FLIPS = {"240": 20, "smoke": 2}
GAP, SECONDS = 0.02, 60.0


def run(size: str) -> Record:
    record = Record(NAME, size, goal=GAP)
    with record.phase("load"):
        context, plan_file = _case(record)
    result = measure_solve(record, context, plan_file)
    forced = flips(result, FLIPS[size])
    scratch = [
        _timed(record, "scratch", rule, lambda rule: from_scratch(context, with_rule(plan_file, rule)))
        for rule in forced
    ]
    with record.phase("session"):  # its own first solve is what a study pays once
        session = Session(formulated(context, plan_file), plan_file)
        session.solve()
    warm = [_timed(record, "warm", rule, lambda rule: again(session, context, plan_file, rule)) for rule in forced]
    note_ratios(record, scratch, warm)
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


def formulated(context: Context, plan_file: PlanFile) -> Formulation:
    """The program of a plan file."""
    policies = plan_file.policies
    return formulate(context, policies.all(), policies.relocation, plan_file.scenario, plan_file.solve.formulation)


def from_scratch(context: Context, plan_file: PlanFile) -> Result:
    """A new formulation, solved as if nothing were known."""
    return Result(plan_file, context, solve_formulation(formulated(context, plan_file), plan_file))


def again(session: Session, context: Context, plan_file: PlanFile, rule: Protect) -> Result:
    """The same question put to a session; its answer is judged by the plan file with the rule."""
    building = context.estate.buildings[context.estate.building_index[rule.building]]
    agreeing = {o.option_id for o in context.estate.options_of(building) if rule.agrees(o)}
    return Result(with_rule(plan_file, rule), context, session.solve({rule.building: agreeing}))


def _timed(record: Record, name: str, rule: Protect, solve: Callable[[Protect], Result]) -> tuple[float, Result]:
    """Seconds of a solve, and its plan, which is verified outside of them."""
    start = time.perf_counter()
    result = solve(rule)
    seconds = time.perf_counter() - start
    record.phases[name] = record.phases.get(name, 0.0) + seconds
    record.verified = bool(record.verified) and verify(result).accepted
    return seconds, result


def note_ratios(record: Record, scratch: Sequence[tuple[float, Result]], warm: Sequence[tuple[float, Result]]) -> None:
    """How much faster, in the middle of the decisions, and how much worse at most."""
    ratios = [slow / quick for (slow, _), (quick, _) in zip(scratch, warm, strict=True)]
    pairs = [(new, kept) for (_, new), (_, kept) in zip(scratch, warm, strict=True)]
    record.extra |= {
        "flips": len(ratios),
        "scratch_seconds": sum(seconds for seconds, _ in scratch),
        "warm_seconds": sum(seconds for seconds, _ in warm),
        "warm": median(ratios),
        "worse_shortfall": float(max(_shortfall(kept) - _shortfall(new) for new, kept in pairs)),
        "worse_preferences": max(objective(kept.terms) / objective(new.terms) - 1 for new, kept in pairs),
    }


def _shortfall(result: Result) -> float:
    return weighted_shortfall(result.measures, tier=1)


CASE = Case(
    name=NAME,
    about="20 forced single decisions on the demonstration, to 2 % each: from scratch, and warm",
    sizes=("240",),
    quick=("240",),
    smoke="smoke",
    run=run,
    seconds=3600.0,
)
