"""Where parts are solved: in this process, or on Dask's workers.

What is sent more than once (the program of a part) is *shipped* once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from estate_opt.errors import WorkersUnavailable
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.workers import Fault, as_done, cluster_workers, ship
from estate_opt.solving.workers import local_workers as workers_here

if TYPE_CHECKING:
    from distributed import Client


AHEAD = 1
"""Calls that wait on a worker for the one before them: some take no longer than the way to the worker and back."""


class Pool(Protocol):
    """Something that solves parts."""

    def ship(self, things: Sequence[Any]) -> list[Any]:
        """Send things ahead; what is given back stands for them in calls."""

    def run[T](self, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]) -> list[T | None]:
        """Call a function with each of some arguments; answers in order, ``None`` for those that a stop cut off."""


class InProcess:
    """Solves one part after another here.

    Parameters
    ----------
    stop
        Looked at between parts.
    """

    def __init__(self, stop: StopSwitch) -> None:
        self.stop = stop

    def ship(self, things: Sequence[Any]) -> list[Any]:
        """The things themselves."""
        return list(things)

    def run[T](self, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]) -> list[T | None]:
        """Call one after another."""
        return [None if self.stop.is_set else function(*call) for call in calls]


class OnDask:
    """Solves parts on Dask's workers.

    Parameters
    ----------
    client
        A connection to a scheduler.
    stop
        Looked at while waiting.
    """

    def __init__(self, client: Client, stop: StopSwitch) -> None:
        self.client = client
        self.stop = stop

    def ship(self, things: Sequence[Any]) -> list[Any]:
        """Send each to a worker of its own; one that is lost is made again."""
        return ship(self.client, things)

    def run[T](self, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]) -> list[T | None]:
        """Give each worker the largest that is left and one ahead; answers come back in the order of the calls.

        Raises
        ------
        WorkersUnavailable
            The scheduler is gone, or a call has cost several workers or broken down.
        """
        order = sorted(range(len(calls)), key=lambda k: -_size(calls[k]))
        answers: list[T | None] = [None] * len(calls)
        for position, answer in as_done(self.client, self.stop, function, [calls[k] for k in order], AHEAD):
            if isinstance(answer, Fault):
                raise WorkersUnavailable(answer.message)
            answers[order[position]] = answer
        return answers


def _size(call: tuple[Any, ...]) -> int:
    """How much is asked for: the numbers that are handed over with it."""
    return sum(argument.size for argument in call if isinstance(argument, np.ndarray))


@contextmanager
def open_pool(workers: int, scheduler: str, stop: StopSwitch) -> Iterator[Pool]:
    """A pool for the length of a block.

    Parameters
    ----------
    workers
        Local worker processes, where no scheduler is given; with one, parts are solved in this process.
    scheduler
        Address of a running Dask scheduler (``tcp://host:8786``); empty for a local one.
    stop
        As for the pools.
    """
    if not scheduler and workers == 1:
        yield InProcess(stop)
        return
    if not scheduler:
        with local_workers(workers, stop) as pool:
            yield pool
        return
    with cluster_workers(scheduler) as client:
        yield OnDask(client, stop)


@contextmanager
def local_workers(workers: int, stop: StopSwitch) -> Iterator[OnDask]:
    """Worker processes on this machine for the length of a block."""
    with workers_here(workers) as client:
        yield OnDask(client, stop)
