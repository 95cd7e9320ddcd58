"""Set covering over England: as few of 3,376 sites as possible, with everybody within 5 km of one who can be."""

from __future__ import annotations

from benchmarks.covering import covering_estate, pairs_within, set_covering
from benchmarks.estates import missing
from benchmarks.ours import measure_solve
from benchmarks.peers.plain_pulp import set_covering as by_plain_pulp
from benchmarks.record import OURS, Record
from benchmarks.registry import Case

NAME, GOAL, SECONDS = "lscp", 0.001, 120.0


def run(size: str) -> Record:
    record = Record(NAME, size, OURS, goal=GOAL)
    with record.phase("synthesise"):
        estate = covering_estate(size)
    measure_solve(record, *set_covering(estate, GOAL, SECONDS))
    return record


def plain_pulp(size: str) -> Record:
    record = Record(NAME, size, "plain-pulp", goal=GOAL)
    estate = covering_estate(size)
    return by_plain_pulp(record, *pairs_within(estate), len(estate.buildings), SECONDS)


CASE = Case(
    name=NAME,
    about="fewest of 3,376 sites with all of England's neighbourhoods within 5 km that can be; peer: the textbook model"
    " in PuLP with HiGHS",
    sizes=("west-yorkshire", "england"),
    quick=("west-yorkshire",),
    smoke="smoke",
    run=run,
    peers={"plain-pulp": plain_pulp},
    missing=missing,
)
