"""What a sweep is asked: every point's plan file, checked with its estate before anything is solved."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from estate_opt.config.check import check_against
from estate_opt.config.documents import Documents
from estate_opt.config.estates import read_inputs
from estate_opt.config.load import plan_file_from, read_documents
from estate_opt.config.schema import Inputs as Surroundings
from estate_opt.config.schema import PlanFile
from estate_opt.domain.estate import Estate
from estate_opt.errors import ConfigError, InputError, Problem, Severity, SolverUnavailable, UsageError
from estate_opt.results.manifest import Origin
from estate_opt.results.store import file_hash
from estate_opt.solving.backends import Backend
from estate_opt.solving.workers import HAVE_TO_AGREE, program_versions
from estate_opt.studies.sweep.points import Point
from estate_opt.studies.sweep.record import Inputs
from estate_opt.studies.sweep.values import written_value

ONE_THREAD: Mapping[str, Any] = {"solve.threads": 1}
"""Each worker solves a point on one core, for there are as many workers as cores; a point that sets it has its way."""
NOT_OURS = ("outputs",)
"""Sections that a point cannot set."""
ID_LENGTH = 12


@dataclass(frozen=True, eq=False)
class Source:
    """An estate as it was read.

    Parameters
    ----------
    estate
        Its buildings, services and people.
    path
        Its folder.
    files
        SHA-256 of each file, by name.
    travel_paths
        Path of each file of distances, by its key in ``[inputs.travel]``.
    """

    estate: Estate
    path: Path
    files: Mapping[str, str]
    travel_paths: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Task:
    """A point that is ready to be solved.

    Parameters
    ----------
    point_id
        Made from the plan file, the estate, the program and the values: the same for the same question.
    point
        The values.
    plan_file
        What is asked with them set.
    source
        Position of its estate among those of the sweep.
    """

    point_id: str
    point: Point
    plan_file: PlanFile
    source: int


@dataclass(frozen=True, eq=False)
class Asked:
    """Every point of a sweep, checked.

    Parameters
    ----------
    plan_file
        The plan file at the first point.
    tasks
        The points, in the order asked for, each once.
    sources
        Each estate that a point speaks of, read once.
    inputs
        Hashes of everything that was read.
    origin_files
        SHA-256 of the plan file and of each that it extends, by the path given.
    warnings
        What is worth knowing of the inputs.
    """

    plan_file: PlanFile
    tasks: tuple[Task, ...]
    sources: tuple[Source, ...]
    inputs: Inputs
    origin_files: Mapping[str, str]
    warnings: tuple[Problem, ...] = ()

    @property
    def varied(self) -> tuple[str, ...]:
        """Keys that are not the same in every point, in the order given; all of them where there is one point."""
        keys = list(dict.fromkeys(key for task in self.tasks for key in task.point.settings))
        values = {key: {written_value(task.point.settings.get(key)) for task in self.tasks} for key in keys}
        return tuple(key for key in keys if len(values[key]) > 1 or len(self.tasks) == 1)

    def origin(self, task: Task) -> Origin:
        """Where the plan of a point comes from."""
        source = self.sources[task.source]
        return Origin(
            estate_path=str(source.path),
            estate_files=source.files,
            plan_files=self.origin_files,
            travel_paths=source.travel_paths,
        )


def ask(path: Path, points: Sequence[Point], problems: Iterable[Problem] = ()) -> Asked:
    """Read a plan file and its estate, and check every point of a sweep against both.

    Parameters
    ----------
    path
        The plan file.
    points
        The points.
    problems
        What is known already to be wrong with them, to be told with the rest.

    Raises
    ------
    InputError
        With every problem of the plan file, of any point and of any estate, each once.
    UsageError
        Where there is no point.
    """
    documents = read_documents(path)
    asking = _Asking(path, documents, list(problems))
    plan_files = [asking.plan_file(point) for point in points]
    sources = asking.read({_surroundings(file) for file in plan_files if file is not None})
    for point, file in zip(points, plan_files, strict=True):
        if file is not None and (source := sources.get(_surroundings(file))):
            asking.check(point, file, source)
    found = tuple(_once(asking.problems))
    if any(problem.severity is Severity.ERROR for problem in found):
        raise InputError(found)
    if not points:
        raise UsageError("There is no point to solve: give at least one.")
    base = path.resolve().parent
    inputs = Inputs(
        plan_files={_relative(file, base): file_hash(file) for file in documents.files},
        estates={_relative(source.path, base): dict(source.files) for source in sources.values()},
        program={name: version for name, version in program_versions().items() if name in HAVE_TO_AGREE},
    )
    tasks: dict[str, Task] = {}
    for point, file in zip(points, plan_files, strict=True):
        if file is not None:
            position = list(sources).index(_surroundings(file))
            point_id = _point_id(inputs, sources[_surroundings(file)], point)
            tasks.setdefault(point_id, Task(point_id, point, file, position))
    return Asked(
        plan_file=next(iter(tasks.values())).plan_file,
        tasks=tuple(tasks.values()),
        sources=tuple(sources.values()),
        inputs=inputs,
        origin_files={str(file): file_hash(file) for file in documents.files},
        warnings=found,
    )


@dataclass
class _Asking:
    """Collects what is wrong on the way."""

    path: Path
    documents: Documents
    problems: list[Problem] = field(default_factory=list)

    def plan_file(self, point: Point) -> PlanFile | None:
        """The plan file of a point; nothing where the point cannot be asked."""
        ours = [key for key in point.settings if key.split(".")[0] in NOT_OURS]
        remedy = "Leave it out: a sweep writes its plans to one folder, and --runs and --name say where."
        self.problems += [
            point.placed(Problem("--set", "A point cannot say where results go.", remedy, column=key)) for key in ours
        ]
        try:
            plan_file = plan_file_from(self.documents, {**ONE_THREAD, **point.settings})
            with suppress(SolverUnavailable):  # a cluster may have a solver that this machine lacks
                Backend.of(plan_file.solve)  # refuses options that the solver does not know
            return plan_file
        except ConfigError as error:
            self.problems += [point.placed(problem) for problem in error.problems]
            return None

    def read(self, wanted: set[Surroundings]) -> dict[Surroundings, Source]:
        """Each estate that is in order, read once."""
        sources = {}
        for inputs in sorted(wanted, key=repr):
            read = read_inputs(inputs)
            self.problems += read.problems
            if read.estate is not None:
                sources[inputs] = Source(read.estate, inputs.estate.resolve(), read.files, inputs.travel.paths)
        return sources

    def check(self, point: Point, plan_file: PlanFile, source: Source) -> None:
        """Hold a point's plan file against its estate."""
        found = check_against(plan_file, source.estate, str(self.path))
        self.problems += [point.placed(problem) for problem in found]


def _surroundings(plan_file: PlanFile) -> Surroundings:
    """What an estate is read by: all inputs but the priority wards, which change nothing of it."""
    return plan_file.inputs.model_copy(update={"priority": None})


def _once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Each problem once: what is wrong with a key is wrong at every point that sets it, whatever the value."""
    seen = set()
    for problem in problems:
        about = (problem.source, problem.row, problem.column, problem.message)
        if about not in seen:
            yield problem
        seen.add(about)


def _relative(file: Path, base: Path) -> str:
    """A path as seen from the plan file's folder, so that a checkout elsewhere asks the same question."""
    try:
        return Path(os.path.relpath(file.resolve(), base)).as_posix()
    except ValueError:  # another drive
        return file.resolve().as_posix()


def _point_id(inputs: Inputs, source: Source, point: Point) -> str:
    """Name of a point's folder: a hash of the plan file, the estate, the program and the values."""
    text = written_value([inputs.plan_files, dict(source.files), inputs.program, point.written])
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]
