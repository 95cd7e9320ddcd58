"""The run folder: ``runs/<scenario>/<time>/``, written to a temporary folder and renamed, so that there is no half run.

A folder whose name starts with a full stop is a run that was being written; a killed run leaves
only that. Nothing here ever changes or removes a finished run.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from estate_opt.domain.decisions import Decisions
from estate_opt.errors import OutputError
from estate_opt.results.manifest import Manifest, Origin, manifest
from estate_opt.results.result import Result
from estate_opt.results.tables import Table, tables
from estate_opt.results.verify import Verification

MANIFEST = "plan.json"
OPTIONS, MOVES, OFFERS = "options.csv", "moves.csv", "offers.csv"
"""The decisions themselves, at full precision; what ``verify`` reads."""
COLUMNS = "columns.csv"
"""What each column of each table means."""
STAMP = "%Y%m%d-%H%M%S"

Writer = Callable[[Path], None]
"""Writes one file of a run to the path it is given."""


def save_run(
    result: Result,
    runs_root: Path,
    *,
    when: datetime,
    origin: Origin,
    verification: Verification,
    found: Mapping[str, Table] | None = None,
    writers: Mapping[str, Writer] | None = None,
) -> Path:
    """Write a verified result as a run.

    Parameters
    ----------
    result
        The plan with the estate.
    runs_root
        Folder of all runs; made where it is missing.
    when
        Time of the run, which names its folder.
    origin
        Where the inputs lie, and their hashes.
    verification
        What the verifier found.
    found
        The result's tables, where they are at hand already.
    writers
        Further files by name (workbook, layers, page), each written by its function.

    Returns
    -------
    Path
        The run's folder. Text in its CSV files stands exactly as in the inputs; the workbook holds
        it as text, never as a formula.

    Raises
    ------
    VerificationFailed
        Where the verifier refuses the plan; nothing is written.
    OutputError
        Where the folder cannot be written; earlier runs are untouched.
    """
    folder = runs_root / result.plan_file.scenario
    with _partial(result, folder, when, origin, verification, found, writers) as partial:
        return _publish(partial, folder, when.strftime(STAMP))


def write_run(
    result: Result,
    folder: Path,
    *,
    when: datetime,
    origin: Origin,
    verification: Verification,
    found: Mapping[str, Table] | None = None,
    writers: Mapping[str, Writer] | None = None,
) -> Path:
    """Write a verified result as a run in a folder of a given name, as a study does with each plan that it makes.

    Parameters are those of :func:`save_run`; a run that is in the folder already is replaced.

    Raises
    ------
    VerificationFailed, OutputError
        As :func:`save_run`.
    """
    with _partial(result, folder.parent, when, origin, verification, found, writers) as partial:
        if folder.exists():
            shutil.rmtree(folder)
        partial.chmod(0o755)
        return partial.rename(folder)


@contextmanager
def _partial(
    result: Result,
    parent: Path,
    when: datetime,
    origin: Origin,
    verification: Verification,
    found: Mapping[str, Table] | None,
    writers: Mapping[str, Writer] | None,
) -> Iterator[Path]:
    """A folder with everything in it, to be renamed; what is left of it is removed."""
    verification.require()
    partial: Path | None = None
    try:
        parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=parent))
        _write_files(result, partial, tables(result) if found is None else found, writers or {})
        _write_manifest(manifest(result, origin, when=when, checks=verification.checks), partial)
        yield partial
    except OSError as error:
        raise OutputError(_cannot_write(parent, error)) from error
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)


def csv_text(table: Table) -> str:
    """Write a table as CSV: UTF-8, one line a row, numbers at full precision, empty cells empty.

    Cells stand as in the inputs, also those that a spreadsheet might read as a formula: a CSV file
    is data for programs. People open the workbook.
    """
    return str(table.rows.to_csv(index=False, lineterminator="\n"))


def _write_files(result: Result, folder: Path, found: Mapping[str, Table], writers: Mapping[str, Writer]) -> None:
    for name, table in found.items():
        _write(folder / f"{name}.csv", csv_text(table))
    _write(folder / COLUMNS, _rows_as_csv(_columns(found)))
    for name, rows in _decision_files(result.plan.decisions).items():
        _write(folder / name, _rows_as_csv(rows))
    for name, writer in writers.items():
        writer(folder / name)
        _sync(folder / name)


def _columns(found: Mapping[str, Table]) -> list[tuple[str, ...]]:
    declared = (
        (f"{name}.csv", c.name, c.format.value, c.meaning) for name, table in found.items() for c in table.columns
    )
    return [("file", "column", "holds", "meaning"), *declared]


def _decision_files(decisions: Decisions) -> Mapping[str, list[tuple[str, ...]]]:
    """Decisions as rows of text; ``repr`` of a number reads back as the same number."""
    return {
        OPTIONS: [("building_id", "option_id"), *sorted(decisions.options.items())],
        MOVES: [
            ("from_building", "service_id", "to_building", "share"),
            *((m.from_building, m.service_id, m.to_building, repr(float(m.share))) for m in sorted(decisions.moves)),
        ],
        OFFERS: [("building_id", "service_id"), *sorted(decisions.offers)],
    }


def _rows_as_csv(rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _write_manifest(record: Manifest, folder: Path) -> None:
    hashes = {path.name: file_hash(path) for path in sorted(folder.iterdir())}
    _write(folder / MANIFEST, record.model_copy(update={"files": hashes}).model_dump_json(indent=2) + "\n")


def file_hash(path: Path) -> str:
    """Work out the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
    _sync(path)


def _sync(path: Path) -> None:
    """Make sure that a file is on the disk before the folder gets its name."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _publish(partial: Path, folder: Path, stamp: str) -> Path:
    """Give the folder its name: the time, with ``-2`` and so on where a run has it already."""
    partial.chmod(0o755)
    number = 1
    while True:
        final = folder / (stamp if number == 1 else f"{stamp}-{number}")
        if not final.exists():
            try:
                return partial.rename(final)
            except OSError:
                if not final.exists():  # another run took the name in between; anything else is an error
                    raise
        number += 1


def _cannot_write(folder: Path, error: OSError) -> str:
    return (
        f"The run cannot be written to {folder}: {error.strerror or error}. Free some space, make the folder "
        "writable, or name another with [outputs] runs or --runs. No earlier run was changed."
    )
