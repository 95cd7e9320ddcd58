"""The command line: which cases, how much of them, with whom; a table on the screen and JSON in a file."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.markdown import page
from benchmarks.record import Record
from benchmarks.registry import Case, registered
from benchmarks.run import run_apart
from benchmarks.table import about, header, line
from benchmarks.targets import TARGETS, judged, needed, table

RESULTS = Path(__file__).parent / "results"


def main(words: Sequence[str] | None = None) -> int:
    """Measure what is asked for; 1 where a run failed."""
    cases = registered()
    asked = _parse(words, cases)
    chosen = [cases[name] for name in asked.cases] or _unnamed(cases, targets=asked.targets)
    facts = machine.facts()
    print(about(facts, machine.busy()))
    file = asked.json or _default_file()
    records: list[Record] = []
    for case in chosen:
        print(f"\n{case.name}: {case.about}\n{header()}", flush=True)
        sizes, peers = _asked_of(case, asked)
        for size in sizes:
            records += _side_by_side(case, size, peers)
            _write(file, facts, records)
    verdicts = f"{table(judged(records))}\n" if asked.targets else ""
    page_file = file.with_suffix(".md")
    page_file.write_text("\n".join(part for part in (verdicts, page(_document(facts, records))) if part))
    print(f"\nfigures: {file}\nas Markdown: {page_file}")
    if verdicts:
        print(f"\n{verdicts}")
    return int(any(record.skipped and record.skipped.startswith("failed") for record in records))


def _unnamed(cases: dict[str, Case], *, targets: bool) -> list[Case]:
    """What runs where no case is named: what the targets speak of, or the default."""
    if not targets:
        return [case for case in cases.values() if case.by_default]
    return [cases[name] for name in dict.fromkeys(target.case for target in TARGETS) if name in cases]


def _asked_of(case: Case, asked: argparse.Namespace) -> tuple[Sequence[str], Sequence[str]]:
    """Sizes and peers of a case that are to run."""
    sizes: Sequence[str] = case.sizes
    peers: Sequence[str] = [*case.peers] if asked.peers else [who for who in asked.peer or () if who in case.peers]
    if asked.targets:
        sizes, wanted = needed(case)
        peers = [*dict.fromkeys((*wanted, *peers))]
    if asked.quick:
        sizes = [size for size in sizes if size in case.quick]
    return asked.size or sizes, peers


def _side_by_side(case: Case, size: str, peers: Sequence[str]) -> Iterator[Record]:
    """Ours, then the peers, each printed with its ratio to ours as soon as it is there."""
    ours = run_apart(case, size)
    print(line(ours, ours), flush=True)
    yield ours
    for who in peers:
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
    parser.add_argument("--peer", action="append", metavar="WHO", help="run this peer too (may be given again)")
    parser.add_argument(
        "--targets", action="store_true", help="run what the targets need, and say which of them are reached"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the figures go; else benchmarks/results/")
    asked = parser.parse_args(words)
    unknown = [name for name in asked.cases if name not in cases]
    if unknown:
        parser.error(f"there is no case {', '.join(unknown)}; there are: {known}")
    everyone = {who for case in cases.values() for who in case.peers}
    strangers = [who for who in asked.peer or () if who not in everyone]
    if strangers:
        parser.error(f"there is no peer {', '.join(strangers)}; there are: {', '.join(sorted(everyone))}")
    return asked


def _default_file() -> Path:
    RESULTS.mkdir(exist_ok=True)
    return RESULTS / f"{datetime.now().astimezone():%Y-%m-%dT%H-%M-%S}.json"


def _document(facts: dict[str, object], records: list[Record]) -> dict[str, Any]:
    return {"machine": facts, "records": [record.as_json() for record in records]}


def _write(file: Path, facts: dict[str, object], records: list[Record]) -> None:
    """Write what there is: after each size, so that what ends a long run early costs only the size it was at."""
    file.write_text(json.dumps(_document(facts, records), indent=1, allow_nan=True) + "\n")
