"""Whole-building moves: the demonstration with every service indivisible, so that each move is 0 or 1."""

from __future__ import annotations

from functools import partial

from benchmarks.ours import measure_run
from benchmarks.peers.everyone import PLAN_PEERS
from benchmarks.plans import MODELS, smoke_estate
from benchmarks.record import OURS, Record
from benchmarks.registry import Case
from estate_opt.inputs.synthetic.catalogue import SERVICES
from estate_opt.workflow import load

NAME = "indivisible"
PLAN_FILE = MODELS / "demo.toml"
GAP, SECONDS = 0.02, 120.0
WHOLE = {"policies.relocation.indivisible": [service.service_id for service in SERVICES]}


def run(size: str) -> Record:
    record = Record(NAME, size, OURS)
    if size == "smoke":
        with smoke_estate(record) as folder:
            return measure_run(record, PLAN_FILE, {**_settings(20.0), "inputs.estate": str(folder)}, GAP)
    return measure_run(record, PLAN_FILE, _settings(SECONDS), GAP)


def by(who: str, size: str) -> Record:
    record = Record(NAME, size, who, goal=GAP)
    with record.phase("load"):
        case = load(PLAN_FILE, _settings(SECONDS))
    return PLAN_PEERS[who](record, case.context, case.plan_file)


def _settings(seconds: float) -> dict[str, object]:
    return {**WHOLE, "solve.gap": GAP, "solve.time_limit_seconds": seconds}


CASE = Case(
    name=NAME,
    about="the demonstration with all services indivisible, to 2 % in 120 s",
    sizes=("240",),
    quick=("240",),
    smoke="smoke",
    run=run,
    peers={who: partial(by, who) for who in PLAN_PEERS},
)
