"""Sweep: what plans a plan file gives where some of its keys take other values, one verified plan a point."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from estate_opt.errors import WorkersUnavailable
from estate_opt.results.stored import SWEEPS
from estate_opt.solving.progress import Progress, Silent, StopSwitch, stop_on_interrupt
from estate_opt.solving.workers import Fault, as_done, cluster_workers, local_workers, ship
from estate_opt.studies.sweep.asked import Asked, Task
from estate_opt.studies.sweep.folder import CSV, PARQUET, POINTS, SweepFolder, open_folder, plan_folder
from estate_opt.studies.sweep.record import AGAIN, FAILED, PointRecord
from estate_opt.studies.sweep.table import csv_of, keys_of, parquet_of
from estate_opt.studies.sweep.work import Answer, Solve, without_plan, work

if TYPE_CHECKING:
    from distributed import Client

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep as far as it has come.

    Parameters
    ----------
    folder
        Where everything lies.
    records
        The finished points, in the order asked for.
    asked
        How many points were asked for.
    """

    folder: Path
    records: tuple[PointRecord, ...]
    asked: int

    @property
    def parquet(self) -> Path:
        """The table: one row a point."""
        return self.folder / PARQUET

    def run_of(self, record: PointRecord) -> Path:
        """Folder of a point's plan, which is a run like any other."""
        return self.folder / POINTS / record.point_id

    @property
    def complete(self) -> bool:
        """Whether every point has been answered."""
        return len(self.records) == self.asked

    @property
    def varied(self) -> tuple[str, ...]:
        """Keys that differ between the finished points; every key where none does."""
        keys = keys_of(self.records)
        differing = tuple(key for key in keys if len({str(record.settings.get(key)) for record in self.records}) > 1)
        return differing or keys


def default_folder(asked: Asked, runs: Path | None = None, name: str = "") -> Path:
    """Where a sweep lies if nobody says otherwise: ``<runs>/<scenario>/sweeps/<keys that vary>``.

    The same question finds its folder again, and with it the points that are there.

    Parameters
    ----------
    asked
        The sweep.
    runs
        Folder of all runs, where it is not the plan file's.
    name
        Name of the sweep, in place of its keys.
    """
    named = name or re.sub(r"[^\w.+-]+", "-", "+".join(asked.varied))[:LONGEST_NAME].strip(".-+") or "sweep"
    return (runs or asked.plan_file.outputs.runs) / asked.plan_file.scenario / SWEEPS / named


def run_sweep(
    asked: Asked,
    plan_file: Path,
    folder: Path,
    solve: Solve,
    *,
    workers: int = 0,
    scheduler: str = "",
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Sweep:
    """Solve every point of a sweep that is not there yet, and put the table together.

    Parameters
    ----------
    asked
        The points, checked.
    plan_file
        The plan file as it was named.
    folder
        Where the sweep lies; one that is there is gone on with.
    solve
        How a plan is found: a function of a plan file and a context, which workers can import.
    workers
        Worker processes on this machine; as many as it has cores where 0.
    scheduler
        Address of a Dask scheduler that is there already, whose workers solve in place of local ones.
    overwrite
        Whether a sweep of other inputs is removed.
    progress
        Where reports go.

    Returns
    -------
    Sweep
        With the points finished by then, where Ctrl-C was pressed: the same call goes on from there.

    Raises
    ------
    InputError
        The folder holds a sweep of other inputs.
    WorkersUnavailable
        The cluster is not there, or went away; finished points stay.
    OutputError
        The folder cannot be written; finished points stay.
    """
    home = plan_folder(folder, asked, plan_file, overwrite=overwrite)
    there = home.records()
    answered = {point_id for point_id, record in there.items() if record.outcome not in AGAIN}
    waiting = [task for task in asked.tasks if task.point_id not in answered]
    done = _Done(len(asked.tasks), len(asked.tasks) - len(waiting), progress or Silent())
    with stop_on_interrupt() as stop, ExitStack() as stack:
        if waiting:
            done.progress.stage("starting workers")
            client = stack.enter_context(_workers(workers, scheduler, len(waiting)))
        home.establish()  # not before the workers are there
        stack.callback(write_tables, home)
        done.say()
        if waiting:
            _keep_all(_answers(client, stop, asked, waiting, solve), home, done)
    return _sweep(home, [task.point_id for task in asked.tasks])


def read_sweep(folder: Path) -> Sweep:
    """A sweep that is there, with all points ever asked for in its folder.

    Raises
    ------
    UsageError, InputError
        As :func:`estate_opt.studies.sweep.folder.open_folder`.
    """
    home = open_folder(folder)
    return _sweep(home, [point.point_id for point in home.file.points])


def write_tables(home: SweepFolder) -> None:
    """Write the tables from all finished points of a folder, also of those asked for earlier."""
    records = list(home.records().values())
    home.replace_file(PARQUET, parquet_of(records))
    home.replace_file(CSV, csv_of(records))


def _sweep(home: SweepFolder, points: Sequence[str]) -> Sweep:
    records = home.records()
    return Sweep(home.path, tuple(records[point] for point in points if point in records), len(points))


@dataclass(slots=True)
class _Done:
    """Counts finished points and says how far the sweep is."""

    of: int
    count: int
    progress: Progress

    def one_more(self) -> None:
        self.count += 1
        self.say()

    def say(self) -> None:
        self.progress.stage(f"{self.count} of {self.of} points")


def _workers(workers: int, scheduler: str, points: int) -> AbstractContextManager[Client]:
    """A cluster's workers, or local ones: no more than there are points."""
    if scheduler:
        return cluster_workers(scheduler)
    return local_workers(min(workers or os.cpu_count() or 1, points))


def _keep_all(answers: Iterable[Answer], home: SweepFolder, done: _Done) -> None:
    """Keep each answer as it comes."""
    try:
        for answer in answers:
            home.keep(answer.record, answer.run)
            done.one_more()
    except WorkersUnavailable as error:
        there = f"{done.count} of {done.of} points are there, and the same command goes on from them."
        raise WorkersUnavailable(f"{error} {there}") from error


def _answers(client: Client, stop: StopSwitch, asked: Asked, waiting: Sequence[Task], solve: Solve) -> Iterator[Answer]:
    estates = ship(client, [source.estate for source in asked.sources])
    calls = [
        (solve, estates[task.source], task.point_id, task.point, task.plan_file, asked.origin(task)) for task in waiting
    ]
    for position, answer in as_done(client, stop, work, calls):
        if isinstance(answer, Fault):
            task = waiting[position]
            yield Answer(without_plan(task.point_id, task.point, FAILED, answer.message, answer.seconds))
        else:
            yield answer
