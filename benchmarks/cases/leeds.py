"""Leeds: real wards, people and known venues; made in a temporary folder where ``data/leeds`` is absent."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

from benchmarks.peers.everyone import PLAN_PEERS
from benchmarks.plans import MODELS, ROOT, leeds_missing, made_leeds, run_peer, run_sized, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case

PLAN_FILE = MODELS / "leeds.toml"
HERE = ROOT / "data" / "leeds"


def missing() -> str | None:
    return None if (HERE / "datapackage.json").exists() else leeds_missing()


def estate(record: Record) -> AbstractContextManager[Path]:
    """Folder of the estate."""
    return nullcontext(HERE) if (HERE / "datapackage.json").exists() else made_leeds(record)


def run(size: str) -> Record:
    record = Record("leeds", size)
    with smoke_estate(record) if size == "smoke" else estate(record) as folder:
        return run_sized(record, PLAN_FILE, {"inputs.estate": str(folder)})


def by(who: str, size: str) -> Record:
    record = Record("leeds", size, who)
    with estate(record) as folder:
        return run_peer(record, PLAN_FILE, {"inputs.estate": str(folder)})


CASE = Case(
    name="leeds",
    about="Leeds, 240 buildings: as the plan file asks, and to 0.1 % in 60 s",
    sizes=("as-asked", "tight"),
    quick=("as-asked",),
    smoke="smoke",
    run=run,
    peers={who: partial(by, who) for who in PLAN_PEERS},
    missing=missing,
    by_default=True,
)
