"""One run in a process of its own: started by the parent, done by the child, handed back as JSON.

``python -m benchmarks.run CASE SIZE WHO FILE`` is the child.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import machine
from benchmarks.record import OURS, Record
from benchmarks.registry import Case

ROOT = Path(__file__).resolve().parents[1]
LAST_LINES = 3
"""Lines of a failed child's last words that are kept."""


def run_apart(case: Case, size: str, who: str = OURS) -> Record:
    """Run a size in a new process, so that its memory is its own; what goes wrong is said in the record."""
    if reason := case.missing():
        return Record(case.name, size, who, skipped=reason)
    with tempfile.TemporaryDirectory(prefix="estate-opt-bench-") as folder:
        file = Path(folder) / "record.json"
        command = [sys.executable, "-m", "benchmarks.run", case.name, size, who, str(file)]
        try:
            done = subprocess.run(command, cwd=ROOT, timeout=case.seconds, capture_output=True, text=True, check=False)
        except subprocess.TimeoutExpired:
            return Record(case.name, size, who, skipped=f"ended after {case.seconds:g} s")
        if done.returncode:
            last = " ".join(done.stderr.strip().splitlines()[-LAST_LINES:])
            return Record(case.name, size, who, skipped=f"failed: {last}")
        return Record.from_json(json.loads(file.read_text()))


def run_here(case: Case, size: str, who: str = OURS) -> Record:
    """Run a size in this process and add what its memory was."""
    before = machine.cpu_seconds()
    record = case.runner(who, OURS)(size)
    record.cpu_seconds = machine.cpu_seconds() - before
    if record.peak_mb is None:  # a peer in another environment measures itself
        record.peak_mb = machine.peak_mb()
    return record


def main(words: list[str]) -> int:
    """The child."""
    start = time.perf_counter()
    from benchmarks.registry import case_called  # imported here so that its time is counted

    name, size, who, file = words
    case = case_called(name)
    imported = time.perf_counter() - start
    record = run_here(case, size, who)
    record.phases = {"import": imported, **record.phases}
    Path(file).write_text(json.dumps(record.as_json()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
