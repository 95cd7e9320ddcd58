"""The demonstration: Brackenford, 240 buildings, as its plan file asks and proven tighter."""

from __future__ import annotations

from benchmarks.plans import MODELS, peers, run_sized, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case

PLAN_FILE = MODELS / "demo.toml"


def run(size: str) -> Record:
    record = Record("demo", size)
    if size == "smoke":
        with smoke_estate(record) as estate:
            return run_sized(record, PLAN_FILE, {"inputs.estate": str(estate)})
    return run_sized(record, PLAN_FILE, {})


CASE = Case(
    name="demo",
    about="Brackenford, 240 buildings: as the plan file asks, and to 0.1 % in 60 s",
    sizes=("as-asked", "tight"),
    quick=("as-asked",),
    smoke="smoke",
    run=run,
    peers=peers("demo", PLAN_FILE),
    by_default=True,
)
