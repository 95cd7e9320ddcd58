"""Two Dask workers against one: every part of England searched for whole decisions once, at the same prices."""

from __future__ import annotations

from benchmarks import estates
from benchmarks.ours import build
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.formulation.objective import preference
from estate_opt.solving.matrix import Matrix, as_row
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.regions.layout import Layout
from estate_opt.solving.regions.places import Places
from estate_opt.solving.regions.pool import local_workers
from estate_opt.solving.regions.split import Split, with_finite_bounds
from estate_opt.solving.regions.work import Effort, search

EFFORT = Effort(gap=1e-4, nodes=20, seconds=300.0)


def run(size: str) -> Record:
    record = Record("dask", size)
    context, plan_file = estates.england(int(size))
    formulation = build(record, context, plan_file)
    preferences = preference(formulation, plan_file.preferences)
    problem = formulation.program.problem
    column = {v.id: j for j, v in enumerate(problem.variables())}
    cost, _ = as_row(preferences, column)
    matrix = with_finite_bounds(Matrix.of(problem).minimising(cost, 0.0))
    regions = plan_file.solve.regions
    layout = Layout.of(matrix, Places.of(formulation), regions.block_buildings, regions.part_buildings)
    split = Split(matrix, layout.part)
    for name, workers in (("one worker", 1), ("two workers", 2)):
        with local_workers(workers, StopSwitch()) as pool:
            handles = pool.ship(split.programs)
            with record.phase(name):
                pool.run(search, [(h, cost[c], None, EFFORT) for h, c in zip(handles, split.columns, strict=True)])
    return record


CASE = Case(
    name="dask",
    about="all parts of England in whole decisions, by one worker and by two; the goal is 1.6 times as fast",
    sizes=("1000", "5000"),
    quick=("1000",),
    smoke="300",
    run=run,
    missing=estates.missing,
    seconds=1800.0,
)
