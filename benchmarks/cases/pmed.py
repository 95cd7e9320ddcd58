"""p-median: the first twenty of the OR-Library, as estates, to proven optimality."""

from __future__ import annotations

from benchmarks.instances import PROVEN, SECONDS, distances, missing, with_limit
from benchmarks.ours import measure_solve
from benchmarks.peers.plain_pulp import p_median as by_plain_pulp
from benchmarks.peers.plain_stages import measure_plain
from benchmarks.peers.with_spopt import p_median as by_spopt
from benchmarks.record import OURS, Record
from benchmarks.registry import Case
from estate_opt.config.schema import PlanFile
from estate_opt.policies import Context, Reduction
from tests.instances.orlib import PMED, pmed_case


def run(size: str) -> Record:
    record = _record(size, OURS)
    estate, plan_file = pmed_case(int(size))
    measure_solve(record, Context(estate), with_limit(plan_file))
    return record


def same_program(size: str) -> Record:
    estate, plan_file = pmed_case(int(size))
    return measure_plain(_record(size, "highs-default"), Context(estate), with_limit(plan_file))


def plain_pulp(size: str) -> Record:
    estate, plan_file = pmed_case(int(size))
    return by_plain_pulp(_record(size, "plain-pulp"), distances(estate), _retained(plan_file), SECONDS)


def spopt(size: str) -> Record:
    estate, plan_file = pmed_case(int(size))
    return by_spopt(_record(size, "spopt"), distances(estate), _retained(plan_file), SECONDS)


def _retained(plan_file: PlanFile) -> int:
    """The p of the instance."""
    return next(rule.retain for rule in plan_file.policies.all() if isinstance(rule, Reduction) and rule.retain)


def _record(size: str, who: str) -> Record:
    return Record("pmed", size, who, goal=PROVEN, published=PMED[int(size)])


CASE = Case(
    name="pmed",
    about="p-median instances 1 to 20 of the OR-Library, proven; peers: the same program with HiGHS's defaults, "
    "the textbook model in PuLP with HiGHS, spopt with HiGHS",
    sizes=tuple(str(number) for number in PMED),
    quick=("1", "6", "11"),
    smoke="1",
    run=run,
    peers={"highs-default": same_program, "plain-pulp": plain_pulp, "spopt": spopt},
    missing=missing,
)
