"""Fictional cities of 240 buildings: three seeds × what counts × how much is asked, all with the same settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import product

from benchmarks.peers.everyone import PLAN_PEERS
from benchmarks.plans import MODELS, made_estate, run_peer, run_sized, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case

PLAN_FILE = MODELS / "demo.toml"
SEEDS = (1, 2, 3)
MERIT = ("condition", "location", "flexibility", "local_importance", "travel", "disruption")
COST = ("running_cost", "one_off", "carbon")
PREFERENCES: Mapping[str, Mapping[str, object]] = {
    "merit": {f"preferences.{term}": 0.0 for term in COST},
    "cost": {f"preferences.{term}": 0.0 for term in MERIT},
    "mixed": {},
}
"""Either the merit of what is kept or the money counts, or both as the demonstration weighs them."""
TARGETS: Mapping[str, Mapping[str, object]] = {
    "strict": {},
    "lenient": {
        "policies.reduction.share": 0.4,
        "policies.use-floor.floor": 0.6,
        "policies.access-library.share": 0.7,
        "policies.running_cost.saving_share": 0.2,
        "policies.carbon.cut_share": 0.2,
    },
}
"""The demonstration's targets, which are just in conflict, or such as leave room."""


def run(size: str) -> Record:
    record = Record("cities", size)
    if size == "smoke":
        with smoke_estate(record) as estate:
            return run_sized(record, PLAN_FILE, {"inputs.estate": str(estate), **TARGETS["lenient"]})
    seed, overrides = _asked(size)
    with made_estate(record, seed, buildings=240, wards=33) as estate:
        return run_sized(record, PLAN_FILE, {"inputs.estate": str(estate), **overrides})


def by(who: str, size: str) -> Record:
    record = Record("cities", size, who)
    seed, overrides = _asked(size)
    with made_estate(record, seed, buildings=240, wards=33) as estate:
        return run_peer(record, PLAN_FILE, {"inputs.estate": str(estate), **overrides})


def _asked(size: str) -> tuple[int, Mapping[str, object]]:
    """Seed and overrides of a size such as ``seed1-merit-strict``."""
    seed, preferences, targets = size.split("-")
    return int(seed.removeprefix("seed")), {**PREFERENCES[preferences], **TARGETS[targets]}


SIZES = tuple(f"seed{seed}-{what}-{much}" for seed, what, much in product(SEEDS, PREFERENCES, TARGETS))

CASE = Case(
    name="cities",
    about="fictional cities of 240 buildings, to 0.1 % in 60 s; the goal that is timed is 1 %",
    sizes=SIZES,
    quick=("seed1-mixed-strict", "seed2-merit-lenient"),
    smoke="smoke",
    run=run,
    peers={who: partial(by, who) for who in PLAN_PEERS},
)
