"""England's size: 5,000 and 10,000 buildings among its 33,755 neighbourhoods, and a tenth of it for the growth.

At 5,000 the rules' own targets are in conflict: fewer buildings than in a city have one like them within 5 km. So
the same estate is asked for less as well, as the cities are.
"""

from __future__ import annotations

from benchmarks import estates, plans
from benchmarks.machine import tree_memory
from benchmarks.ours import measure_solve
from benchmarks.plans import asked
from benchmarks.record import OURS, Record
from benchmarks.registry import Case
from estate_opt.config.schema import PlanFile
from estate_opt.policies import Context

NAME = "england"
GAP, SECONDS = 0.02, 1800.0
TENTH = "1000-in-a-tenth"
"""A tenth of the people with a tenth of 10,000 buildings: as dense as all of England with 10,000."""


LENIENT = "5000-lenient"
TARGETS = {**plans.LENIENT, "policies.access-library.no_worse_than_today": 0.7}
"""The same estate, and targets that leave room."""


def run(size: str) -> Record:
    record = Record(NAME, size, OURS, goal=GAP)
    context, plan_file = _made(record)
    record.extra["buildings"] = len(context.estate.council_buildings)
    with tree_memory() as greatest:
        measure_solve(record, context, plan_file)
        record.extra["all_processes_gb"] = greatest() / 1024
    return record


def _made(record: Record) -> tuple[Context, PlanFile]:
    with record.phase("synthesise"):
        if record.size == "smoke":
            authorities: tuple[str, ...] = ("Rutland", "Melton")
            context, plan_file = estates.real_places(authorities, buildings=12, name="Two small authorities")
        elif record.size == TENTH:
            authorities = estates.authorities_around("Leeds", share=0.1)
            context, plan_file = estates.real_places(authorities, buildings=1000, name="A tenth of England")
        else:
            targets = TARGETS if record.size == LENIENT else None
            context, plan_file = estates.england(int(record.size.removesuffix("-lenient")), seed=1, targets=targets)
    return context, asked(plan_file, gap=GAP, seconds=20.0 if record.size == "smoke" else SECONDS)


CASE = Case(
    name=NAME,
    about="England's 33,755 neighbourhoods with 5,000 and 10,000 buildings, to 2 % in 30 min; and a tenth of it",
    sizes=(TENTH, "5000", LENIENT, "10000"),
    quick=(TENTH,),
    smoke="smoke",
    run=run,
    missing=estates.missing,
    seconds=3600.0,
)
