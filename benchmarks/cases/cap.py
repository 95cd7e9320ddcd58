"""Capacitated warehouse location: the OR-Library's cap41 to cap84, as estates, to proven optimality."""

from __future__ import annotations

from functools import partial

from benchmarks.instances import PROVEN, missing, with_limit
from benchmarks.ours import measure_solve
from benchmarks.peers.plain_stages import measure_plain
from benchmarks.record import OURS, Record
from benchmarks.registry import Case
from estate_opt.policies import Context
from tests.instances.orlib import CAP, cap_case

PEERS = ("highs-default", "cbc")


def run(size: str) -> Record:
    record = _record(size, OURS)
    estate, plan_file = cap_case(int(size))
    measure_solve(record, Context(estate), with_limit(plan_file))
    return record


def by(who: str, size: str) -> Record:
    estate, plan_file = cap_case(int(size))
    return measure_plain(_record(size, who), Context(estate), with_limit(plan_file))


def _record(size: str, who: str) -> Record:
    return Record("cap", size, who, goal=PROVEN, published=CAP[int(size)])


CASE = Case(
    name="cap",
    about="capacitated location instances of the OR-Library, proven",
    sizes=tuple(str(number) for number in CAP),
    quick=("41", "84"),
    smoke="41",
    run=run,
    peers={who: partial(by, who) for who in PEERS},
    missing=missing,
)
