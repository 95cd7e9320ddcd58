"""Cities of 240 buildings, fictional ones and Leeds: three seeds × what counts × how much is asked, one setting."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import partial
from itertools import product
from pathlib import Path

from benchmarks.peers.everyone import PLAN_PEERS
from benchmarks.plans import LENIENT, MODELS, leeds_missing, made_estate, made_leeds, run_peer, run_sized, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case

PLAN_FILES = {"demo": MODELS / "demo.toml", "leeds": MODELS / "leeds.toml"}
"""Brackenford and its like, or Leeds with other draws of what no public source gives."""
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
    "lenient": {**LENIENT, "policies.access-library.share": 0.7},
}
"""The demonstration's targets, which are just in conflict, or such as leave room."""


def run(size: str) -> Record:
    record = Record("cities", size)
    if size == "smoke":
        with smoke_estate(record) as folder:
            return run_sized(record, PLAN_FILES["demo"], {"inputs.estate": str(folder), **TARGETS["lenient"]})
    place, seed, overrides = _asked(size)
    with _estate(record, place, seed) as folder:
        return run_sized(record, PLAN_FILES[place], {"inputs.estate": str(folder), **overrides})


def by(who: str, size: str) -> Record:
    record = Record("cities", size, who)
    place, seed, overrides = _asked(size)
    with _estate(record, place, seed) as folder:
        return run_peer(record, PLAN_FILES[place], {"inputs.estate": str(folder), **overrides})


def _estate(record: Record, place: str, seed: int) -> AbstractContextManager[Path]:
    """Folder of the city."""
    return made_leeds(record, seed) if place == "leeds" else made_estate(record, seed, buildings=240, wards=33)


def _asked(size: str) -> tuple[str, int, Mapping[str, object]]:
    """City, seed and overrides of a size such as ``demo1-merit-strict``."""
    city, preferences, targets = size.split("-")
    return city[:-1], int(city[-1]), {**PREFERENCES[preferences], **TARGETS[targets]}


SIZES = tuple(
    f"{place}{seed}-{what}-{much}"
    for place, seed, what, much in product(PLAN_FILES, SEEDS, PREFERENCES, TARGETS)
    if place != "leeds" or leeds_missing() is None
)
"""Without the open data beside the project there is no Leeds."""

CASE = Case(
    name="cities",
    about="fictional cities and Leeds, 240 buildings, to 0.1 % in 60 s; the goal that is timed is 1 %",
    sizes=SIZES,
    quick=("demo1-mixed-strict", "demo2-merit-lenient"),
    smoke="smoke",
    run=run,
    peers={who: partial(by, who) for who in PLAN_PEERS},
)
