"""p-centre: instances of the OR-Library's p-median with the greatest distance in place of the sum, proven."""

from __future__ import annotations

from benchmarks.instances import PROVEN, missing, with_limit
from benchmarks.ours import measure_solve
from benchmarks.peers.plain_stages import measure_plain
from benchmarks.record import OURS, Record
from benchmarks.registry import Case
from estate_opt.policies import Context
from tests.instances.orlib import PCENTRE, p_centre_case


def run(size: str) -> Record:
    record = _record(size, OURS)
    estate, plan_file = p_centre_case(int(size))
    measure_solve(record, Context(estate), with_limit(plan_file))
    return record


def same_program(size: str) -> Record:
    estate, plan_file = p_centre_case(int(size))
    return measure_plain(_record(size, "highs-default"), Context(estate), with_limit(plan_file))


def _record(size: str, who: str) -> Record:
    return Record("pcentre", size, who, goal=PROVEN, published=PCENTRE[int(size)])


CASE = Case(
    name="pcentre",
    about="p-centre on nodes of the OR-Library's p-median instances, proven; peer: the same program with HiGHS's"
    " defaults",
    sizes=tuple(str(number) for number in PCENTRE),
    quick=("1", "6", "11"),
    smoke="5",
    run=run,
    peers={"highs-default": same_program},
    missing=missing,
)
