"""Dask's workers: processes of this machine, or a cluster that is there already.

What is sent more than once is *shipped* once: as a task of its own, so that the scheduler keeps what it was made of,
and a worker that dies costs only what it was doing. Dask takes a second to import, and most runs need none of it:
it is imported where it is used.
"""

from __future__ import annotations

import copyreg
import logging
import platform
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import cycle
from time import monotonic, sleep
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from estate_opt.errors import WorkersUnavailable
from estate_opt.results.manifest import package_versions
from estate_opt.solving.progress import StopSwitch

if TYPE_CHECKING:
    from distributed import Client, Future, WorkerPlugin

RETRIES = 5
"""How often a task is tried again where what it needs was lost with a worker."""
DEATHS = 4
"""Workers that a call may cost before it is given up."""
FETCH_SECONDS = 10
"""How long the answer of a call may take to come over from a worker that is there."""
_LOST = object()
"""In place of an answer whose worker is gone."""
LOOK_SECONDS = 0.25
"""How often a wait looks whether somebody asked to stop."""
CONNECT_SECONDS = 5
"""How long a scheduler may take to answer."""
WORKERS_SECONDS = 15
"""How long a cluster may be without any worker."""
HAVE_TO_AGREE = ("estate-opt", "python", "pulp", "highspy")
"""What has to be of the same version here and on a cluster for its plans to be those of this program."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a call has no answer: its worker died again and again, or the program broke down.

    Parameters
    ----------
    message
        A sentence for people.
    seconds
        How long it was tried.
    """

    message: str
    seconds: float


@contextmanager
def local_workers(workers: int) -> Iterator[Client]:
    """Worker processes on this machine for the length of a block; one that dies is started again."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            silence_logs=logging.ERROR,  # what a worker's end means is ours to say
        ) as cluster,
        Client(cluster) as client,
    ):
        client.register_plugin(_patient(), name="interrupts")
        yield client


@contextmanager
def cluster_workers(scheduler: str) -> Iterator[Client]:
    """The workers of a scheduler that is there already, for the length of a block.

    Parameters
    ----------
    scheduler
        Its address (``tcp://host:8786``).

    Raises
    ------
    WorkersUnavailable
        Nothing answers there within seconds, no worker is connected to it, or its processes run another program.
    """
    from distributed import Client

    try:
        client = Client(scheduler, timeout=f"{CONNECT_SECONDS}s")
    except (OSError, ValueError) as error:
        raise WorkersUnavailable(_not_there(scheduler, error)) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError as error:
            raise WorkersUnavailable(
                f"The Dask scheduler at {scheduler} has no workers. Start some with 'dask worker {scheduler}'."
            ) from error
        differences = _differences(client)
        if differences:
            raise WorkersUnavailable(
                "\n".join(
                    (
                        f"The Dask cluster at {scheduler} does not run the same program as this one:",
                        *(f"  {sentence}" for sentence in differences),
                        "Install the same versions there as here, or leave --scheduler out to solve on this machine.",
                    )
                )
            )
        yield client


def ship(client: Client, things: Sequence[Any]) -> list[Any]:
    """A task for each thing that gives it back, spread over the workers: what is asked of a thing is done where it is.

    A worker that has lost its things can make them again, and so can another; a single thing is bound to none, as it
    would else wait for one that is gone.
    """
    known = sorted(client.scheduler_info(n_workers=-1)["workers"])
    workers = cycle(known if known and len(things) > 1 else [None])
    return [
        client.submit(
            _same, thing, pure=False, retries=RETRIES, workers=worker and [worker], allow_other_workers=bool(worker)
        )
        for thing, worker in zip(things, workers, strict=False)
    ]


def as_done[T](
    client: Client, stop: StopSwitch, function: Callable[..., T], calls: Sequence[tuple[Any, ...]], ahead: int = 0
) -> Iterator[tuple[int, T | Fault]]:
    """Call a function with each of some arguments, and give each answer with its position as soon as it is there.

    A worker has no more calls than threads, for Dask would rather queue them where what was shipped is already; so one
    that dies costs only what it was doing, and what waited with it where calls are given ``ahead``. The call is made
    again elsewhere, and given up as a fault where it has cost :data:`DEATHS` workers. Calls are bound to their workers,
    and made again by us and not by Dask: one of Dask's that loses its worker while no other is there is never taken up
    again.

    Parameters
    ----------
    client
        A connection to a scheduler.
    stop
        Looked at while waiting; calls that have not been answered by then are left out.
    function, calls
        A function by its import path, and the arguments of each call.
    ahead
        Calls that a worker gets beyond its threads, so that it has the next at hand when one is done: for short ones.

    Raises
    ------
    WorkersUnavailable
        The scheduler is gone, or has been without workers for too long.
    """
    waiting = deque(_Call(position, arguments) for position, arguments in enumerate(calls))
    out: dict[Future, _Call] = {}
    crew = _Crew(client)
    while (waiting or out) and not stop.is_set:
        for worker in crew.free([call.worker for call in out.values()], ahead)[: len(waiting)]:
            call = waiting.popleft().given_to(worker)
            out[client.submit(function, *call.arguments, pure=False, workers=[worker])] = call
        wait_a_moment(list(out), for_all=False)
        there = crew.there()
        for future in [future for future, call in out.items() if future.done() or call.worker not in there]:
            call = out.pop(future)
            answer = _answer(future, call)
            if answer is _LOST and call.deaths + 1 < DEATHS:
                waiting.appendleft(replace(call, deaths=call.deaths + 1))
                client.cancel([future], force=True)
                continue
            future.release()  # or it would be computed again where the worker that keeps it dies
            yield call.position, call.fault() if answer is _LOST else answer
    for future, call in out.items():  # those that were done when somebody asked to stop
        if future.status == "finished" and (answer := _answer(future, call)) is not _LOST:
            yield call.position, answer
    client.cancel(list(out), force=True)


@dataclass(frozen=True, slots=True)
class _Call:
    """A call: which one, of what, with whom it is, since when, and how many workers it has cost."""

    position: int
    arguments: tuple[Any, ...]
    worker: str = ""
    since: float = 0.0
    deaths: int = 0

    def given_to(self, worker: str) -> _Call:
        """The call as it goes out now."""
        return replace(self, worker=worker, since=monotonic())

    def fault(self) -> Fault:
        """Why it is given up."""
        more = "out of memory, perhaps: give it more, or use fewer workers"
        return Fault(f"Its worker died {DEATHS} times; {more}.", monotonic() - self.since)


def wait_a_moment(futures: Sequence[Future], *, for_all: bool) -> None:
    """Wait for :data:`LOOK_SECONDS`, or until all or any of some calls are done.

    Raises
    ------
    WorkersUnavailable
        The scheduler is gone.
    """
    from distributed import wait

    if not futures:
        sleep(LOOK_SECONDS)
        return
    try:
        wait(futures, timeout=LOOK_SECONDS, return_when="ALL_COMPLETED" if for_all else "FIRST_COMPLETED")
    except TimeoutError:
        return
    except CancelledError as error:
        raise WorkersUnavailable(GONE) from error


class _Crew:
    """The workers and their threads, looked at again every :data:`LOOK_SECONDS`."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.looked = self.seen = monotonic()
        self.threads: dict[str, int] = {}

    def free(self, busy: Sequence[str], ahead: int = 0) -> list[str]:
        """Addresses of workers with nothing to do, as often as they have free threads; those with the most come first.

        Parameters
        ----------
        busy
            Address of the worker of each call that is out.
        ahead
            Calls that a worker may have beyond its threads.
        """
        now = monotonic()
        if not self.threads or now - self.looked >= LOOK_SECONDS:
            self.looked, self.threads = now, self._threads()
        if self.threads:
            self.seen = now
        elif now - self.seen > WORKERS_SECONDS:
            raise WorkersUnavailable("Every worker of the Dask cluster is gone. Start some again.")
        room = {worker: threads + ahead - busy.count(worker) for worker, threads in sorted(self.threads.items())}
        return [
            worker
            for least in range(max(room.values(), default=0), 0, -1)
            for worker, places in room.items()
            if places >= least
        ]

    def there(self) -> frozenset[str]:
        """Addresses of the workers there are now."""
        self.looked, self.threads = monotonic(), self._threads()
        return frozenset(self.threads)

    def _threads(self) -> dict[str, int]:
        try:
            workers = self.client.scheduler_info(n_workers=-1)["workers"]
        except (OSError, AttributeError) as error:  # without a connection, Dask has nothing to ask
            raise WorkersUnavailable(GONE) from error
        return {address: worker["nthreads"] for address, worker in workers.items()}


GONE = "The connection to the Dask scheduler is lost. See why it ended, and start it again."


def _answer(future: Future, call: _Call) -> Any:
    """The answer of a call that is over: what it gives, the fault in its place, or that its worker is gone."""
    if future.status == "error":
        error = future.exception()
        return Fault(f"A defect of estate-opt: {type(error).__name__}: {error}", monotonic() - call.since)
    if future.status == "pending":
        return _LOST
    if future.status != "finished":
        raise WorkersUnavailable(GONE)
    try:
        return future.result(timeout=FETCH_SECONDS)
    except TimeoutError:  # its worker died before the answer was fetched
        return _LOST


def _differences(client: Client) -> list[str]:
    """What differs between this program and those of a cluster's processes, a sentence a process."""
    here = program_versions()
    found = {f"The worker {name}": said for name, said in client.run(program_versions, on_error="return").items()}
    try:
        found["The scheduler"] = client.run_on_scheduler(program_versions)
    except (ImportError, AttributeError) as error:
        found["The scheduler"] = error
    return [f"{who} {what}." for who, there in sorted(found.items()) if (what := difference(here, there))]


def difference(here: Mapping[str, str], there: Mapping[str, str] | BaseException) -> str:
    """How another process's program differs from ours, as the end of a sentence; empty where it does not.

    Parameters
    ----------
    here
        Our :func:`program_versions`.
    there
        Its own, or what it raised when asked.
    """
    if isinstance(there, BaseException):
        return f"has no estate-opt {here['estate-opt']} ({there})"
    other = [
        f"{name} {there.get(name, 'missing')} instead of {here[name]}"
        for name in HAVE_TO_AGREE
        if name in here and there.get(name) != here[name]
    ]
    return f"has {', '.join(other)}" if other else ""


def program_versions() -> dict[str, str]:
    """Versions of this program and of what bears on its plans; Python's without the last number."""
    python = ".".join(platform.python_version_tuple()[:2])
    ours = str(import_module("estate_opt").__version__)  # the package knows it, whether it is installed or a checkout
    return {**package_versions(), "python": python, "estate-opt": ours}


def _not_there(scheduler: str, error: Exception) -> str:
    reason = "nothing answers" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
    return (
        f"There is no Dask scheduler at {scheduler!r}: {reason}. Give the address that 'dask scheduler' prints, such "
        "as tcp://host:8786, or leave it out to solve on this machine."
    )


def _same[T](thing: T) -> T:
    return thing


def _patient() -> WorkerPlugin:
    """What makes every worker ignore Ctrl-C, and every one that is started in the place of another.

    It reaches all processes of a terminal; the one that the user started decides what it means.
    """
    from distributed import WorkerPlugin

    class Patient(WorkerPlugin):  # type: ignore[misc]  # Dask comes without types
        def setup(self, worker: object) -> None:  # noqa: ARG002 - Dask hands it over
            _ignore_interrupts()

    return Patient()


def _ignore_interrupts() -> None:
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def _as_dict(proxy: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _read_only, (dict(proxy),)


copyreg.pickle(MappingProxyType, _as_dict)  # read-only mappings of an estate have no way of their own to travel
