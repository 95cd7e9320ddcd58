"""West Yorkshire's size: 1,000 buildings among the real neighbourhoods of its five districts."""

from __future__ import annotations

from functools import partial

from benchmarks import estates
from benchmarks.ours import measure_solve
from benchmarks.peers.everyone import PLAN_PEERS
from benchmarks.plans import asked
from benchmarks.record import OURS, Record
from benchmarks.registry import Case
from estate_opt.config.schema import PlanFile
from estate_opt.policies import Context

NAME = "west-yorkshire"
GAP, SECONDS = 0.005, 300.0


def run(size: str) -> Record:
    record = Record(NAME, size, OURS, goal=GAP)
    measure_solve(record, *_made(record))
    return record


def by(who: str, size: str) -> Record:
    record = Record(NAME, size, who, goal=GAP)
    return PLAN_PEERS[who](record, *_made(record))


def _made(record: Record) -> tuple[Context, PlanFile]:
    with record.phase("synthesise"):
        if record.size == "smoke":
            context, plan_file = estates.real_places(("Calderdale",), buildings=12, name="Calderdale")
        else:
            context, plan_file = estates.west_yorkshire(seed=1, buildings=int(record.size))
    return context, asked(plan_file, gap=GAP, seconds=20.0 if record.size == "smoke" else SECONDS)


CASE = Case(
    name=NAME,
    about="1,000 buildings among West Yorkshire's real neighbourhoods, to 0.5 % in 300 s",
    sizes=("1000",),
    quick=("1000",),
    smoke="smoke",
    run=run,
    peers={who: partial(by, who) for who in PLAN_PEERS},
    missing=estates.missing,
    seconds=900.0,
)
