"""Ctrl-C in a run with workers: the best plan so far is the answer, and no process is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import os, sys
from estate_opt.domain.plan import Plan
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import solve_formulation
from tests.solving.regions.test_solve import asked, built
from tests.solving.regions.estates import towns
from estate_opt.policies import Context


class Told:
    def stage(self, name):
        print("stage", name, flush=True)

    def report(self, report):
        pass


if __name__ == "__main__":
    context = Context(towns(4, 60))
    plan_file = asked(gap=0.0, shortfall_gap=0.0, threads=2, time_limit_seconds=600.0)
    plan = solve_formulation(built(context, plan_file), plan_file, Told())
    print("outcome", plan.outcome.name, len(plan.proof), verify(Result(plan_file, context, plan)).accepted, flush=True)
"""


def children(process: int) -> list[int]:
    """Processes below one, as Linux tells them."""
    files = Path(f"/proc/{process}").glob("task/*/children")
    own = [int(child) for file in files for child in file.read_text().split()]
    return [below for child in own for below in (child, *children(child))]


def alive(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def left(processes: list[int], seconds: float) -> list[int]:
    """Those that still run after some time: one that ends closes its files, and is heard to, before it is gone."""
    until = time.monotonic() + seconds
    while (running := [process for process in processes if alive(process)]) and time.monotonic() < until:
        time.sleep(0.05)
    return running


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are watched as Linux tells them")
def test_what_was_found_is_kept_and_workers_end() -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        start_new_session=True,  # a terminal of its own: Ctrl-C reaches it and all its workers
    )
    assert run.stdout is not None
    try:
        while "shortfall" not in run.stdout.readline():  # by then there is a plan
            assert run.poll() is None, run.communicate()
        workers = children(run.pid)
        time.sleep(1.0)
        os.killpg(run.pid, signal.SIGINT)
        said, wrong = run.communicate(timeout=60)
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
    assert len(workers) >= 2
    assert run.returncode == 0, wrong
    assert "outcome INTERRUPTED 2 True" in said
    assert "Traceback" not in wrong
    assert not left(workers, seconds=20)
