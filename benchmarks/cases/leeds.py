"""Leeds: real wards, people and known venues; made in a temporary folder where ``data/leeds`` is absent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.peers.everyone import PLAN_PEERS
from benchmarks.plans import MODELS, ROOT, SHARED, run_peer, run_sized, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.inputs import write_estate
from estate_opt.inputs.leeds import leeds_estate

PLAN_FILE = MODELS / "leeds.toml"
HERE = ROOT / "data" / "leeds"


def missing() -> str | None:
    if (HERE / "datapackage.json").exists() or (SHARED / "data" / "leeds").is_dir():
        return None
    return f"neither {HERE} nor the open data beside the project ({SHARED / 'data' / 'leeds'}) is there"


@contextmanager
def estate(record: Record) -> Iterator[Path]:
    """Folder of the estate."""
    if (HERE / "datapackage.json").exists():
        yield HERE
        return
    with tempfile.TemporaryDirectory(prefix="estate-opt-bench-") as folder:
        with record.phase("synthesise"):
            write_estate(leeds_estate(SHARED), Path(folder))
        yield Path(folder)


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
