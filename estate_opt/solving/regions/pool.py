"""Where parts are solved: in this process, or on Dask's workers.

What is sent more than once (the program of a part) is *shipped* once: on Dask as a task of its own, so that the
scheduler keeps what it was made of, and a worker that dies costs only what it was doing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from typing import TYPE_CHECKING, Any, Protocol

from estate_opt.solving.progress import StopSwitch

if TYPE_CHECKING:
    from distributed import Client, Future

RETRIES = 5
"""How often a task is tried again when its worker dies."""
LOOK_SECONDS = 0.25
"""How often a wait looks whether somebody asked to stop."""


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
        """A task for each that gives it back, spread over the workers: what is asked of a thing is done where it is.

        A worker that has lost its things can make them again, and so can another.
        """
        workers = cycle(sorted(self.client.scheduler_info(n_workers=-1)["workers"]) or [None])
        return [
            self.client.submit(
                _same, thing, pure=False, retries=RETRIES, workers=worker and [worker], allow_other_workers=bool(worker)
            )
            for thing, worker in zip(things, workers, strict=False)
        ]

    def run[T](self, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]) -> list[T | None]:
        """Submit all, then wait for all or for a stop."""
        futures = [self.client.submit(function, *call, pure=False, retries=RETRIES) for call in calls]
        while not self.stop.is_set and not all(future.done() for future in futures):
            _wait(futures)
        done = [future.done() for future in futures]
        self.client.cancel([future for future, ready in zip(futures, done, strict=True) if not ready], force=True)
        answers = iter(self.client.gather([future for future, ready in zip(futures, done, strict=True) if ready]))
        return [next(answers) if ready else None for ready in done]


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
    from distributed import Client  # takes a second to import, and most runs need none of it

    with Client(scheduler) as client:
        yield OnDask(client, stop)


@contextmanager
def local_workers(workers: int, stop: StopSwitch) -> Iterator[OnDask]:
    """Worker processes on this machine for the length of a block."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", memory_limit=0
        ) as cluster,
        Client(cluster) as client,
    ):
        client.run(_ignore_interrupts)
        yield OnDask(client, stop)


def _wait(futures: list[Future[Any]]) -> None:
    """Wait a moment, or until all are done."""
    from distributed import wait

    try:
        wait(futures, timeout=LOOK_SECONDS)
    except TimeoutError:
        return


def _same[T](thing: T) -> T:
    return thing


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal; the one that the user started decides what it means."""
    import signal
    import threading

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
