"""The command line: which cases, how much of them, with whom; a table on the screen and JSON in a file."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from benchmarks import machine
from benchmarks.record import Record
from benchmarks.registry import Case, registered
from benchmarks.run import run_apart
from benchmarks.table import about, header, line

RESULTS = Path(__file__).parent / "results"


def main(words: Sequence[str] | None = None) -> int:
    """Measure what is asked for; 1 where a run failed."""
    cases = registered()
    asked = _parse(words, cases)
    chosen = [cases[name] for name in asked.cases] or [case for case in cases.values() if case.by_default]
    facts = machine.facts()
    print(about(facts, machine.busy()))
    records: list[Record] = []
    for case in chosen:
        print(f"\n{case.name}: {case.about}\n{header()}", flush=True)
        for size in asked.size or (case.quick if asked.quick else case.sizes):
            records += _side_by_side(case, size, peers=asked.peers)
    _write(asked.json or _default_file(), facts, records)
    return int(any(record.skipped and record.skipped.startswith("failed") for record in records))


def _side_by_side(case: Case, size: str, *, peers: bool) -> Iterator[Record]:
    """Ours, then the peers, each printed with its ratio to ours as soon as it is there."""
    ours = run_apart(case, size)
    print(line(ours, ours), flush=True)
    yield ours
    for who in case.peers if peers else ():
        theirs = run_apart(case, size, who)
        print(line(theirs, ours), flush=True)
        yield theirs


def _parse(words: Sequence[str] | None, cases: dict[str, Case]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure estate-opt, and its peers beside it."
    )
    known = ", ".join(cases)
    parser.add_argument(
        "cases", nargs="*", metavar="CASE", help=f"what to measure ({known}); demo and leeds where absent"
    )
    parser.add_argument("--quick", action="store_true", help="only the quick sizes of each case")
    parser.add_argument("--size", action="append", help="only this size (may be given again)")
    parser.add_argument("--peers", action="store_true", help="run the peers of each case too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the figures go; else benchmarks/results/")
    asked = parser.parse_args(words)
    unknown = [name for name in asked.cases if name not in cases]
    if unknown:
        parser.error(f"there is no case {', '.join(unknown)}; there are: {known}")
    return asked


def _default_file() -> Path:
    RESULTS.mkdir(exist_ok=True)
    return RESULTS / f"{datetime.now().astimezone():%Y-%m-%dT%H-%M-%S}.json"


def _write(file: Path, facts: dict[str, object], records: list[Record]) -> None:
    document = {"machine": facts, "records": [record.as_json() for record in records]}
    file.write_text(json.dumps(document, indent=1, allow_nan=True) + "\n")
    print(f"\nfigures: {file}")
