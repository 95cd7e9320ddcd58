"""Dask's workers: answers as they come, workers that die, clusters that are not there or run another program."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from estate_opt.domain.snapshot import Snapshot
from estate_opt.errors import WorkersUnavailable
from estate_opt.policies import Context
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.workers import (
    Fault,
    as_done,
    cluster_workers,
    difference,
    local_workers,
    program_versions,
    ship,
)
from tests.tiny import tiny_estate


def double(value: int) -> int:
    return 2 * value


def double_or_die(value: int) -> int:
    """Three kills its worker, however often it is tried."""
    if value == 3:
        os._exit(1)
    return 2 * value


def double_or_break(value: int) -> int:
    return 10 // (value - 1)


def double_soon(value: int) -> int:
    time.sleep(60.0 if value else 0.0)
    return 2 * value


def buildings(context: Context) -> int:
    return len(context.estate.buildings)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with _started("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0") as (_, address):
        yield address


class _started:  # noqa: N801 - reads as a verb in a with
    """A Dask process and the address of its scheduler; ended with the block."""

    def __init__(self, module: str, *words: str, path: str = "") -> None:
        env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [path, str(Path.cwd())]))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *words, "--no-dashboard"],
            stderr=subprocess.PIPE,
            text=True,
            env=env,
            cwd=path or None,
        )

    def __enter__(self) -> tuple[subprocess.Popen[str], str]:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if "tcp://" in line:
                threading.Thread(target=self.process.stderr.read, daemon=True).start()
                return self.process, "tcp://" + line.split("tcp://")[1].strip()
        raise AssertionError("no address")

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()


def test_an_estate_travels_with_everything_that_it_knows() -> None:
    context = Context(tiny_estate(), ("W1",))
    there = pickle.loads(pickle.dumps(context))
    assert there.estate.neighbourhoods == context.estate.neighbourhoods
    assert there.priority_wards == ("W1",)
    assert isinstance(there.baseline, Snapshot)


@pytest.mark.slow
def test_a_call_that_kills_its_workers_is_given_up_and_costs_no_other() -> None:
    with local_workers(2) as client:
        answers = dict(as_done(client, StopSwitch(), double_or_die, [(value,) for value in range(6)]))
    fault = answers.pop(3)
    assert answers == {0: 0, 1: 2, 2: 4, 4: 8, 5: 10}
    assert isinstance(fault, Fault)
    assert "Its worker died 4 times" in fault.message


@pytest.mark.slow
def test_a_defect_is_a_fault_of_its_call_and_what_is_shipped_is_given_to_each() -> None:
    with local_workers(1) as client:
        answers = dict(as_done(client, StopSwitch(), double_or_break, [(0,), (1,), (2,)]))
        [context] = ship(client, [Context(tiny_estate())])
        assert dict(as_done(client, StopSwitch(), buildings, [(context,), (context,)])) == {0: 4, 1: 4}
    assert answers[0] == -10
    assert answers[2] == 10
    fault = answers[1]
    assert isinstance(fault, Fault)
    assert fault.message.startswith("A defect of estate-opt: ZeroDivisionError: ")


@pytest.mark.slow
def test_a_stop_leaves_out_what_is_not_done() -> None:
    stop = StopSwitch()
    with local_workers(2) as client:
        threading.Timer(1.5, stop.set).start()
        assert dict(as_done(client, stop, double_soon, [(0,), (1,), (2,)])) == {0: 0}


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "tcp://127.0.0.1:port", "nonsense://here", "127.0.0.1:9"])
def test_a_scheduler_that_is_not_there_is_said_within_seconds(address: str) -> None:
    started = time.monotonic()
    with pytest.raises(WorkersUnavailable, match="There is no Dask scheduler at"), cluster_workers(address):
        pass
    assert time.monotonic() - started < 20.0


@pytest.mark.slow
def test_a_cluster_with_the_same_program_is_used(scheduler: str) -> None:
    with _started("distributed.cli.dask_worker", scheduler, "--nthreads", "2"), cluster_workers(scheduler) as client:
        assert dict(as_done(client, StopSwitch(), double, [(1,), (2,), (3,)])) == {0: 2, 1: 4, 2: 6}


@pytest.mark.slow
def test_a_worker_with_another_program_is_refused(scheduler: str, tmp_path: Path) -> None:
    stub = tmp_path / "estate_opt"
    stub.mkdir()
    (stub / "__init__.py").write_text('__version__ = "0.0.1"\n')
    with (
        _started("distributed.cli.dask_worker", scheduler, "--no-nanny", path=str(tmp_path)),
        pytest.raises(WorkersUnavailable, match=r"(?s)The worker tcp://.* has no estate-opt .*Install the same"),
        cluster_workers(scheduler),
    ):
        pass


@pytest.mark.slow
def test_a_scheduler_that_goes_away_ends_the_wait() -> None:
    with (
        _started("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0") as (process, address),
        _started("distributed.cli.dask_worker", address, "--no-nanny"),
        cluster_workers(address) as client,
    ):
        threading.Timer(1.5, process.kill).start()
        with pytest.raises(WorkersUnavailable, match="is lost"):
            list(as_done(client, StopSwitch(), double_soon, [(1,)]))


def test_versions_that_differ_are_named() -> None:
    here = program_versions()
    assert difference(here, here) == ""
    assert difference(here, here | {"shapely": "0"}) == ""
    assert difference(here, here | {"highspy": "0", "estate-opt": "9"}) == (
        f"has estate-opt 9 instead of {here['estate-opt']}, highspy 0 instead of {here['highspy']}"
    )
    assert "No module named 'estate_opt'" in difference(here, ModuleNotFoundError("No module named 'estate_opt'"))


def on(context: Context, seconds: float) -> str:
    time.sleep(seconds)
    return f"{os.getpid()} {len(context.estate.buildings)}"


@pytest.mark.slow
def test_calls_that_share_what_was_shipped_are_spread_over_all_workers() -> None:
    with local_workers(2) as client:
        [context] = ship(client, [Context(tiny_estate())])
        answers = dict(as_done(client, StopSwitch(), on, [(context, 0.3)] * 8))
    there = [str(answer) for answer in answers.values()]
    assert len(set(there)) == 2
    assert all(2 <= there.count(worker) <= 6 for worker in set(there))
