"""What the cases that start from a plan file share: sizes, small estates, the peers' side."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from benchmarks.ours import measure_run
from benchmarks.peers.everyone import PLAN_PEERS
from benchmarks.record import Record
from benchmarks.registry import Run
from estate_opt.config.schema import PlanFile
from estate_opt.importing.leeds import leeds_estate
from estate_opt.inputs import write_estate
from estate_opt.inputs.synthetic import synthesise
from estate_opt.workflow import load

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "models"
SHARED = ROOT.parent / "shared"
GOAL = 0.01
"""Gap that is timed where a plan file is asked tighter than it says."""
TIGHT: Mapping[str, object] = {"solve.gap": 0.001, "solve.time_limit_seconds": 60.0}
"""Asked to 0.1 %, so that the way there is seen."""
LENIENT: Mapping[str, object] = {
    "policies.reduction.share": 0.4,
    "policies.use-floor.floor": 0.6,
    "policies.running_cost.saving_share": 0.2,
    "policies.carbon.cut_share": 0.2,
}
"""Targets that leave room, but for access, which each plan file measures in its own way."""
SMOKE: Mapping[str, object] = {"solve.time_limit_seconds": 20.0}


def run_sized(record: Record, plan_file: Path, overrides: Mapping[str, object]) -> Record:
    """Run a plan file as it asks, or tight."""
    return measure_run(record, plan_file, {**overrides, **_settings(record.size)}, _goal(record.size))


def run_peer(record: Record, plan_file: Path, overrides: Mapping[str, object]) -> Record:
    """The same plan file by a peer, to the same goal."""
    with record.phase("load"):
        case = load(plan_file, {**overrides, **_settings(record.size)})
    record.goal = _goal(record.size) or case.plan_file.solve.gap
    return PLAN_PEERS[record.who](record, case.context, case.plan_file)


def _settings(size: str) -> Mapping[str, object]:
    return {"as-asked": {}, "smoke": SMOKE}.get(size, TIGHT)


def _goal(size: str) -> float | None:
    """Gap that is timed; ``None`` for the plan file's own."""
    return None if size in ("as-asked", "smoke") else GOAL


def asked(plan_file: PlanFile, *, gap: float, seconds: float) -> PlanFile:
    """A plan file with another gap and another time."""
    solve = plan_file.solve.model_copy(update={"gap": gap, "time_limit_seconds": seconds})
    return plan_file.model_copy(update={"solve": solve})


def peers(case: str, plan_file: Path) -> dict[str, Run]:
    """Peers of a case that is one plan file."""

    def run(who: str, size: str) -> Record:
        return run_peer(Record(case, size, who), plan_file, {})

    return {who: partial(run, who) for who in PLAN_PEERS}


@contextmanager
def made_estate(record: Record, seed: int, buildings: int, wards: int) -> Iterator[Path]:
    """A fictional city in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="estate-opt-bench-") as folder:
        with record.phase("synthesise"):
            write_estate(synthesise(seed=seed, buildings=buildings, wards=wards), Path(folder))
        yield Path(folder)


def leeds_missing() -> str | None:
    """Why Leeds cannot be made here."""
    there = (SHARED / "data" / "leeds").is_dir()
    return None if there else f"the open data of Leeds is not beside the project ({SHARED / 'data' / 'leeds'})"


@contextmanager
def made_leeds(record: Record, seed: int = 1) -> Iterator[Path]:
    """Leeds from the open data, in a folder that is thrown away; a seed draws what no public source gives."""
    with tempfile.TemporaryDirectory(prefix="estate-opt-bench-") as folder:
        with record.phase("synthesise"):
            write_estate(leeds_estate(SHARED, seed=seed), Path(folder))
        yield Path(folder)


def smoke_estate(record: Record) -> AbstractContextManager[Path]:
    """A village that is solved at once."""
    return made_estate(record, seed=3, buildings=8, wards=2)
