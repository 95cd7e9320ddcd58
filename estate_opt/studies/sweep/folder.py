"""A sweep's folder: what was asked, a folder for each finished point, and the table that is made from them.

::

    sweep.json              what was asked, of which inputs
    points/<id>/point.json  a finished point; beside it the run of its plan (plan.json …), where it has one
    sweep.parquet, .csv     one row a point

A point's folder gets its name when everything in it is on the disk: a killed sweep leaves only finished points and
hidden ``.partial-…`` folders.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from estate_opt.errors import InputError, OutputError, Problem, UsageError
from estate_opt.studies.sweep.asked import Asked
from estate_opt.studies.sweep.record import AskedPoint, PointRecord, SweepFile

SWEEP, POINT, POINTS = "sweep.json", "point.json", "points"
PARQUET, CSV = "sweep.parquet", "sweep.csv"
REMEDY = "Remove it and run the sweep again: its point will be solved once more."


@dataclass(frozen=True, slots=True)
class SweepFolder:
    """Reads and writes the folder of a sweep.

    Parameters
    ----------
    path
        The folder.
    file
        Its ``sweep.json``.
    outdated
        Whether the points that lie there are of other inputs, and are to go.
    """

    path: Path
    file: SweepFile
    outdated: bool = False

    def establish(self) -> None:
        """Make the folder and say in it what is asked; points of other inputs are removed.

        Raises
        ------
        OutputError
            Where it cannot be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.replace_file(SWEEP, self.file.model_dump_json(indent=2).encode() + b"\n")
            known = {point.point_id for point in self.file.points}
            for old in (self.path / POINTS).glob("*") if self.outdated else ():
                if old.name not in known:
                    shutil.rmtree(old)
        except OSError as error:
            raise OutputError(_cannot_write(self.path, error)) from error

    def plan_of(self, point_id: str) -> Path:
        """Folder of a point, which is the run of its plan."""
        return self.path / POINTS / point_id

    def records(self) -> dict[str, PointRecord]:
        """Every finished point, by id, in the order asked for.

        Raises
        ------
        InputError
            Where a record cannot be read, with each that cannot.
        """
        problems: list[Problem] = []
        found = {}
        for asked in self.file.points:
            path = self.plan_of(asked.point_id) / POINT
            try:
                found[asked.point_id] = PointRecord.model_validate_json(path.read_bytes())
            except FileNotFoundError:
                continue
            except (OSError, ValidationError) as error:
                problems.append(Problem(str(path), f"This point cannot be read: {_first_line(error)}.", REMEDY))
        if problems:
            raise InputError(problems)
        return found

    def keep(self, record: PointRecord, run: Mapping[str, bytes]) -> None:
        """Write a finished point; one that was tried before in vain is replaced.

        Parameters
        ----------
        record
            Its figures.
        run
            The files of its plan's run, by name; none where it has no plan.

        Raises
        ------
        OutputError
            Where it cannot be written; what is there stays.
        """
        final = self.plan_of(record.point_id)
        partial: Path | None = None
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=final.parent))
            for name, content in {**run, POINT: record.model_dump_json(indent=2).encode() + b"\n"}.items():
                _write(partial / name, content)
            partial.chmod(0o755)
            if final.exists():
                shutil.rmtree(final)
            partial.rename(final)
        except OSError as error:
            raise OutputError(_cannot_write(self.path, error)) from error
        finally:
            if partial is not None:
                shutil.rmtree(partial, ignore_errors=True)

    def replace_file(self, name: str, content: bytes) -> None:
        """Write a file of the folder whole or not at all, in place of an earlier one of that name.

        Raises
        ------
        OutputError
            Where it cannot be written.
        """
        partial = self.path / f".partial-{name}"
        try:
            _write(partial, content)
            partial.replace(self.path / name)
        except OSError as error:
            raise OutputError(_cannot_write(self.path, error)) from error


def open_folder(path: Path) -> SweepFolder:
    """The folder of a sweep that is there.

    Raises
    ------
    UsageError
        Where there is no sweep in it.
    InputError
        Where its ``sweep.json`` cannot be read.
    """
    try:
        content = (path / SWEEP).read_bytes()
    except OSError as error:
        raise UsageError(f"There is no sweep in {path}: it has no {SWEEP}.") from error
    try:
        return SweepFolder(path, SweepFile.model_validate_json(content))
    except ValidationError as error:
        remedy = "Use another folder (--name), or remove this one."
        raise InputError([Problem(str(path / SWEEP), f"It cannot be read: {_first_line(error)}.", remedy)]) from error


def plan_folder(path: Path, asked: Asked, plan_file: Path, *, overwrite: bool) -> SweepFolder:
    """The folder of a sweep to be made or gone on with; nothing is written before :meth:`SweepFolder.establish`.

    Parameters
    ----------
    path
        The folder.
    asked
        What is asked; points asked for earlier stay, and count among its points.
    plan_file
        The plan file as it was named.
    overwrite
        Whether a sweep of other inputs may be removed.

    Raises
    ------
    InputError
        Where the folder holds a sweep of other inputs, with what changed.
    OutputError
        Where it holds something else.
    """
    before = open_folder(path).file if (path / SWEEP).exists() else None
    if before is None and path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise OutputError(f"{path} is there and is no sweep. Give another --name.")
    changed = before.inputs.changes(asked.inputs) if before else ()
    if changed and not overwrite:
        remedy = "Give the sweep another --name, restore what it was made from, or remove its points with --overwrite."
        raise InputError([Problem(str(path), f"This sweep was made from other inputs: {c}", remedy) for c in changed])
    return SweepFolder(path, _file(None if changed else before, asked, plan_file), outdated=bool(changed))


def _file(before: SweepFile | None, asked: Asked, plan_file: Path) -> SweepFile:
    known = {point.point_id: point for point in before.points} if before else {}
    for task in asked.tasks:
        known.setdefault(task.point_id, AskedPoint(point_id=task.point_id, settings=dict(task.point.settings)))
    return SweepFile(
        scenario=asked.plan_file.scenario,
        title=asked.plan_file.title,
        plan_file=str(plan_file),
        inputs=before.inputs.with_more(asked.inputs) if before else asked.inputs,
        points=tuple(known.values()),
    )


def _write(path: Path, content: bytes) -> None:
    """Write a file and make sure that it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'it'}: {first['msg']}"
    return str(error)


def _cannot_write(folder: Path, error: OSError) -> str:
    return (
        f"The sweep cannot be written to {folder}: {error.strerror or error}. Free some space or make the folder "
        "writable; the points that are there stay, and the same command goes on from them."
    )
