"""Where parts are solved: answers in order, workers that die, and a stop."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.regions.pool import InProcess, local_workers, open_pool


def double(value: int) -> int:
    return 2 * value


def double_unless_first(folder: str, value: int) -> int:
    """Kill the worker that comes here first."""
    try:
        (Path(folder) / "died").mkdir()
    except FileExistsError:
        return 2 * value
    os._exit(1)


def wait_and_double(value: int) -> int:
    time.sleep(60.0 if value else 0.0)
    return 2 * value


def test_with_one_worker_parts_are_solved_here() -> None:
    with open_pool(1, "", StopSwitch()) as pool:
        assert isinstance(pool, InProcess)
        assert pool.run(double, [(value,) for value in pool.ship([3, 1, 2])]) == [6, 2, 4]


def test_here_a_stop_leaves_the_rest_out() -> None:
    stop = StopSwitch()

    def stop_at_two(value: int) -> int:
        if value == 2:
            stop.set()
        return value

    assert InProcess(stop).run(stop_at_two, [(1,), (2,), (3,)]) == [1, 2, None]


@pytest.mark.slow
def test_a_worker_that_dies_costs_only_what_it_was_doing(tmp_path: Path) -> None:
    with local_workers(2, StopSwitch()) as pool:
        shipped = pool.ship(list(range(6)))
        answers = pool.run(double_unless_first, [(str(tmp_path), value) for value in shipped])
    assert (tmp_path / "died").exists()
    assert answers == [0, 2, 4, 6, 8, 10]


@pytest.mark.slow
def test_on_workers_a_stop_leaves_out_what_is_not_done() -> None:
    stop = StopSwitch()
    with local_workers(2, stop) as pool:
        threading.Timer(1.5, stop.set).start()
        assert pool.run(wait_and_double, [(0,), (1,), (2,)]) == [0, None, None]
