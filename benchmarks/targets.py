"""What is to be reached on two cores, line by line, and whether it is.

``python -m benchmarks --targets`` runs what the lines need and judges it; ``python -m benchmarks.targets FILE …``
judges what earlier runs wrote, the later where a run is in several.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases.england import LENIENT, TENTH
from benchmarks.judges import (
    NOT_MEASURED,
    Judge,
    Verdict,
    at_most,
    built,
    faster,
    figure,
    first_plan,
    flat_cost,
    optimum,
    proven_to,
    smaller,
)
from benchmarks.record import OURS, Record
from benchmarks.registry import Case

DEFAULT, SPOPT = "highs-default", "spopt"


@dataclass(frozen=True, slots=True)
class Target:
    """A line of the table.

    Parameters
    ----------
    case
        Whose runs are judged.
    asked
        What they are to reach, in words.
    judge
        Gives the verdict.
    peers
        Whose runs are needed beside ours.
    sizes
        Sizes that count; all of the case where empty.
    """

    case: str
    asked: str
    judge: Judge
    peers: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()


TARGETS = (
    Target("pmed", "all proven, each in 10 s", optimum(seconds=10)),
    Target("pmed", "10 × faster than spopt + HiGHS where it proves", faster(SPOPT, times=10), (SPOPT,)),
    Target("pmed", "5 × less memory than spopt + HiGHS", smaller(SPOPT, times=5), (SPOPT,)),
    Target("cap", "all proven to 1e-6 of the published optimum", optimum(seconds=120)),
    Target("cities", "a verified plan in 5 s", first_plan(seconds=5)),
    Target("cities", "both stages to 1 % in 15 s", proven_to(0.01, seconds=15)),
    Target("cities", "both stages to 0.1 % in 60 s", proven_to(0.001, seconds=60)),
    Target("cities", "to 1 % 5 × faster than HiGHS as it comes", faster(DEFAULT, times=5, gap=0.01), (DEFAULT,)),
    Target("indivisible", "2 % in 120 s", proven_to(0.02, seconds=120)),
    Target("west-yorkshire", "0.5 % in 300 s", proven_to(0.005, seconds=300)),
    Target("england", "2 % in 30 min", proven_to(0.02, seconds=1800), sizes=("5000", "10000")),
    Target("england", "2 % in 30 min where targets leave room", proven_to(0.02, seconds=1800), sizes=(LENIENT,)),
    Target("england", "cost a building within 2 × from 1 000 to 10 000", flat_cost(TENTH, "10000", times=2)),
    Target("england", "all processes within 6 GB", at_most("all_processes_gb", 6, "GB")),
    Target("workers", "two Dask workers 1.6 × one", figure("two_workers", at_least=1.6)),
    Target("mclp", "maximal covering to 0.3 % in 60 s", optimum(seconds=60), sizes=("england",)),
    Target("lscp", "set covering proven to 0.1 % in 60 s", optimum(seconds=60), sizes=("england",)),
    Target("build", "5 000 buildings built in 5 s", built(seconds=5), sizes=("5000",)),
    Target("diagnose", "an impossible demonstration diagnosed in 60 s", at_most("seconds", 60, "s")),
    Target("explain", "one building in 15 s after the first solve", at_most("one_building_seconds", 15, "s")),
    Target(
        "explain", "a building of the lever sheet 5 × faster than a solve from nothing", figure("explain", at_least=5)
    ),
    Target("frontier", "8 points of the demonstration", figure("points", at_least=8)),
    Target("sweep", "24 points, a worker killed on purpose: none missing", at_most("points_missing", 0, "missing")),
    Target("sweep", "24 points on two workers, one killed, 1.3 × one", figure("two_workers", at_least=1.3)),
    Target("streets", "the cache of walks 50 × faster than walking", figure("cached", at_least=50), sizes=("grid",)),
    Target("bookings", "two million rows in 30 s", at_most("seconds", 30, "s")),
    Target("warm", "20 forced decisions, warm over from scratch", figure("warm", at_least=1)),
)


def needed(case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sizes and peers of a case that the targets look at."""
    lines = [target for target in TARGETS if target.case == case.name]
    sizes = [size for size in case.sizes if any(not line.sizes or size in line.sizes for line in lines)]
    return tuple(sizes), tuple(dict.fromkeys(who for line in lines for who in line.peers))


def judged(records: Iterable[Record], targets: Sequence[Target] = TARGETS) -> list[tuple[Target, Verdict]]:
    """Each line with its verdict; of several records of one run the last counts."""
    runs: dict[tuple[str, str], dict[str, Record]] = {}
    for record in records:
        runs.setdefault((record.case, record.size), {})[record.who] = record
    found = []
    for target in targets:
        pairs = [
            (by_whom[OURS], by_whom)
            for (case, size), by_whom in runs.items()
            if case == target.case and OURS in by_whom and (not target.sizes or size in target.sizes)
        ]
        found.append((target, target.judge(pairs) if pairs else NOT_MEASURED))
    return found


def table(verdicts: Iterable[tuple[Target, Verdict]]) -> str:
    """The lines as Markdown."""
    word = {True: "yes", False: "no", None: "–"}
    rows = [f"| {t.case} | {t.asked} | {word[v.reached]} | {v.figure} |" for t, v in verdicts]
    return "\n".join(("| case | to reach on 2 cores | reached | figure |", "|---|---|---|---|", *rows))


if __name__ == "__main__":
    documents = [json.loads(Path(file).read_text()) for file in sys.argv[1:]]
    print(table(judged(Record.from_json(data) for document in documents for data in document["records"])))
