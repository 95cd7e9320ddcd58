"""Formulation alone: time and memory of building the demonstration's rules over ever larger estates.

``build_cpu`` is the processor time of rows, variables and preferences together: on a busy machine the clock says
little.
"""

from __future__ import annotations

import time

from benchmarks.ours import build, note_sizes
from benchmarks.plans import MODELS, made_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.formulation.objective import preference
from estate_opt.workflow import load

BUILDINGS_PER_WARD = 240 / 33


def run(size: str) -> Record:
    record = Record("build", size)
    buildings = int(size)
    with made_estate(record, 1, buildings, round(buildings / BUILDINGS_PER_WARD)) as estate:
        with record.phase("load"):
            case = load(MODELS / "demo.toml", {"inputs.estate": str(estate)})
        start = time.process_time()
        formulation = build(record, case.context, case.plan_file)
        with record.phase("objective"):
            preference(formulation, case.plan_file.preferences)
        record.extra |= {"build_cpu": time.process_time() - start, "moves": len(formulation.moves)}
        note_sizes(record, formulation)
    return record


CASE = Case(
    name="build",
    about="building the program with its preferences; nothing is solved",
    sizes=("240", "1000", "5000", "10000"),
    quick=("240", "1000"),
    smoke="20",
    run=run,
)
