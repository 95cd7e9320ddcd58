"""Five plans within 2 % of the demonstration's, as different as possible, and all of its buildings classed by proof.

Against the classes without what they share: each building asked about from scratch (a program, a session and a search
of its own), and each in one session but without the pool of plans that settles most of them unasked. Both are
measured on some buildings of each class, evenly spread over the ids, and counted for all of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import mean

from benchmarks.ours import measure_solve
from benchmarks.plans import MODELS, asked, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.config.schema import PlanFile
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving.progress import Silent, StopSwitch
from estate_opt.studies.alternatives import Alternatives, Standing, alternatives
from estate_opt.studies.alternatives.questions import Questions
from estate_opt.studies.alternatives.within import Within
from estate_opt.workflow import load

NAME = "alternatives"
PLAN_FILE = MODELS / "demo.toml"
WITHIN, COUNT = 0.02, 5
SAMPLE = {"240": 5, "smoke": 1}
"""Buildings of each class."""
GAP, SECONDS, EACH = 0.02, 900.0, 15.0


def run(size: str) -> Record:
    record = Record(NAME, size, goal=GAP)
    with record.phase("load"):
        context, plan_file = _case(record)
    result = measure_solve(record, context, plan_file)
    found = alternatives(result, WITHIN, COUNT, seconds=SECONDS, seconds_each=EACH)
    record.phases["plans"], record.phases["buildings"] = found.seconds
    record.verified = bool(record.verified) and all(verify(one.witness.result).accepted for one in found.plans)
    note_classes(record, found)
    note_ratios(record, found, SAMPLE[size])
    return record


def _case(record: Record) -> tuple[Context, PlanFile]:
    if record.size == "smoke":
        with smoke_estate(Record(NAME, "smoke")) as folder:
            case = load(PLAN_FILE, {"inputs.estate": str(folder)})
    else:
        case = load(PLAN_FILE)
    return case.context, asked(case.plan_file, gap=GAP, seconds=60.0)


def note_classes(record: Record, found: Alternatives) -> None:
    """How many buildings are of each class, and how far the plans lie apart."""
    record.extra |= {standing.value.replace(" ", "_"): found.counted(standing) for standing in Standing}
    settled = len(found.classes) - found.counted(Standing.OPEN)
    record.extra |= {
        "proven_share": settled / len(found.classes),
        "plans": len(found.plans),
        "plans_found": found.plans_found,
        "least_apart": min((one.apart for one in found.plans), default=0.0),
    }


def note_ratios(record: Record, found: Alternatives, each: int) -> None:
    """How many times longer all buildings would take without the session, and without the pool.

    A building that is in every plan takes a proof, one that swings takes a plan: some of each class are asked about,
    and count for all of it.
    """
    result, within = found.best, found.within
    index = result.estate.building_index
    warm = _questions(result, within)
    scratch = alone = 0.0
    for standing in Standing:
        ids = sorted(one.building_id for one in found.classes if one.standing is standing)
        some = [index[building] for building in ids[:: max(1, len(ids) // each)][:each]]
        if some:
            scratch += len(ids) * _mean_seconds(some, lambda k: _ask(_questions(result, within), k))
            alone += len(ids) * _mean_seconds(some, lambda k: _ask(warm, k))
    ours = sum(found.seconds)  # the plans are what fills the pool
    record.extra |= {
        "scratch_seconds": scratch,
        "alone_seconds": alone,
        "than_scratch": scratch / ours,
        "than_without_pool": alone / ours,
    }


def _questions(result: Result, within: Within) -> Questions:
    return Questions(result, within, Silent(), StopSwitch())


def _ask(questions: Questions, building: int) -> None:
    if questions.other_way(building):
        questions.session.x = questions.x
        questions.otherwise(building, EACH)


def _mean_seconds(buildings: Sequence[int], ask: Callable[[int], None]) -> float:
    """Seconds a building: the mean, because all of them are to be asked about."""
    seconds = []
    for building in buildings:
        start = time.perf_counter()
        ask(building)
        seconds.append(time.perf_counter() - start)
    return mean(seconds)


CASE = Case(
    name=NAME,
    about="5 plans within 2 % of the demonstration's, and its 240 buildings classed: against each on its own",
    sizes=("240",),
    quick=("240",),
    smoke="smoke",
    run=run,
    seconds=3600.0,
)
