"""What each trick of the formulation brings: the demonstration's program with one of them off at a time.

A line gives the size of the program, the processor seconds of building it (``build_cpu`` and ``objective_cpu``)
and of solving its relaxation (``relaxation_cpu``), and the relaxation's bound (``relaxation_bound``): all shortfalls
× 100 plus the preferences. Where left-out moves are priced, those that could help are added from there
(``left_out_cpu``, ``moves_added``), and the objective is the bound that then holds for all moves within the
limit. The solver's settings are the same on every line.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np

from benchmarks.ours import note_sizes
from benchmarks.plans import MODELS, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.domain.travel import FloatArray
from estate_opt.formulation import Formulation, formulate
from estate_opt.formulation.left_out import complete
from estate_opt.formulation.objective import disruption_rate, preference
from estate_opt.policies.base import Expression
from estate_opt.solving.matrix import Matrix
from estate_opt.workflow import load

PLAN_FILE = MODELS / "demo.toml"
SHORTFALL_WEIGHT = 100.0
OFF: dict[str, dict[str, object]] = {
    "all on": {},
    "not merged": {"merge_neighbourhoods": False},
    "rings not nested": {"nested_rings": False},
    "dominated kept": {"drop_dominated": False},
    "links aggregated": {"links": "aggregated"},
    "links not tight": {"tight_links": False},
    "forced not settled": {"settle_forced": False},
    "left out not priced": {"price_left_out": False},
}
"""Each line of the table, and what is off in it."""


@dataclass(frozen=True, eq=False)
class Relaxed:
    """An optimal relaxation, as pricing asks for it."""

    bound: float
    row_duals: FloatArray
    reduced_cost: FloatArray


def run(size: str) -> Record:
    record = Record("ablation", size)
    settings = {f"solve.formulation.{key}": value for key, value in OFF.get(size, {}).items()}
    with smoke_estate(record) if size == "smoke" else nullcontext() as estate:
        return measure(record, settings | ({"inputs.estate": str(estate)} if estate else {}))


def measure(record: Record, overrides: dict[str, object]) -> Record:
    """Build, solve the relaxation, and add moves where that is asked for."""
    with record.phase("load"):
        case = load(Path(PLAN_FILE), overrides)
    asked, policies = case.plan_file, case.plan_file.policies
    with record.phase("build"), cpu(record, "build_cpu"):
        formulation = formulate(
            case.context, policies.all(), policies.relocation, asked.scenario, asked.solve.formulation
        )
    with record.phase("objective"), cpu(record, "objective_cpu"):
        preferences = preference(formulation, asked.preferences)
    with record.phase("relaxation"), cpu(record, "relaxation_cpu"):
        record.bound = record.objective = relaxed(formulation, preferences).bound
    record.extra["relaxation_bound"] = record.bound
    if asked.solve.formulation.price_left_out:
        rate = disruption_rate(case.context, asked.preferences)
        with record.phase("left out"), cpu(record, "left_out_cpu"):
            record.bound = complete(formulation, preferences, rate, lambda: relaxed(formulation, preferences))
        record.objective = record.bound
        record.extra["moves_added"] = formulation.sizes.get("moves_added", 0)
    note_sizes(record, formulation)
    return record


def relaxed(formulation: Formulation, preferences: Expression) -> Relaxed:
    """The relaxation of shortfalls and preferences together, solved from scratch by the simplex."""
    total = Expression()
    total.extend(preferences)
    for power, tier in enumerate(reversed(formulation.tiers()), start=1):
        total.extend(formulation.shortfall(tier), SHORTFALL_WEIGHT**power)
    formulation.program.minimise(total)
    highs = Matrix.of(formulation.program.problem).highs(integer=False, threads=1)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    solution = highs.getSolution()
    return Relaxed(float(highs.getObjectiveValue()), np.array(solution.row_dual), np.array(solution.col_dual))


@contextmanager
def cpu(record: Record, name: str) -> Iterator[None]:
    """Count the processor seconds of a block."""
    start = time.process_time()
    try:
        yield
    finally:
        record.extra[name] = time.process_time() - start


CASE = Case(
    name="ablation",
    about="the demonstration's program with one trick of the formulation off at a time; its relaxation, no plan",
    sizes=tuple(OFF),
    quick=tuple(OFF),
    smoke="smoke",
    run=run,
)
