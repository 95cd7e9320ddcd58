"""Stored runs: finding, listing and reading back what was written."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from estate_opt.config.schema import PlanFile
from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.plan import Plan, StageProof
from estate_opt.errors import InputError, Problem, UsageError
from estate_opt.results.manifest import SCHEMA_VERSION, Manifest
from estate_opt.results.store import MANIFEST, MOVES, OFFERS, OPTIONS, file_hash

LATEST = "latest"
SWEEPS = "sweeps"
"""Folder beside a scenario's runs that holds its sweeps; their plans are runs too, but not of the list."""
REMEDY = "Restore the run from a backup, or run the scenario again."


@dataclass(frozen=True, eq=False)
class StoredRun:
    """A run read back from its folder.

    Parameters
    ----------
    path
        Its folder.
    manifest
        Its ``plan.json``.
    decisions
        Its decisions, at full precision.
    """

    path: Path
    manifest: Manifest
    decisions: Decisions

    @property
    def name(self) -> str:
        """Scenario and time, which find the run again."""
        return f"{self.manifest.scenario}/{self.path.name}"

    @cached_property
    def plan(self) -> Plan:
        """The plan, for holding it against an estate again."""
        solved = self.manifest.solved
        return Plan(
            decisions=self.decisions,
            outcome=solved.outcome,
            proof=tuple(
                StageProof(
                    stage=s.stage,
                    outcome=s.outcome,
                    objective=s.objective,
                    bound=s.bound,
                    absolute_gap_allowed=s.absolute_gap_allowed,
                    seconds=s.seconds,
                )
                for s in solved.stages
            ),
            solver=solved.solver,
            seed=solved.seed,
            threads=solved.threads,
            sizes=dict(solved.sizes),
            losses=solved.losses,
        )

    @cached_property
    def plan_file(self) -> PlanFile:
        """What was asked, with everything that the plan file extended.

        Raises
        ------
        InputError
            Where this version of the program does not know the plan file's keys.
        """
        try:
            return PlanFile.model_validate_json(json.dumps(self.manifest.plan_file), strict=True)
        except ValidationError as error:
            raise _broken(self.path / MANIFEST, f"Its plan file is not understood: {_first(error)}.") from error

    def altered(self) -> tuple[str, ...]:
        """Say which files are missing or differ from what was written; empty where none is."""
        return tuple(self._altered())

    def _altered(self) -> Iterator[str]:
        for name, written in sorted(self.manifest.files.items()):
            path = self.path / name
            if not path.is_file():
                yield f"{name} is missing from {self.path}."
            elif file_hash(path) != written:
                yield f"{name} in {self.path} is not as it was written."


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """A line of the list of runs; ``problem`` says why a folder cannot be read, and is empty otherwise.

    ``gap`` is ``None`` where no bound is known.
    """

    path: Path
    scenario: str
    stamp: str
    title: str = ""
    outcome: str = ""
    gap: float | None = None
    buildings_today: int | None = None
    buildings_plan: int | None = None
    seconds: float | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        """Scenario and time, which find the run again."""
        return f"{self.scenario}/{self.stamp}"


def load_run(path: Path) -> StoredRun:
    """Read a run back.

    Parameters
    ----------
    path
        Its folder.

    Raises
    ------
    InputError
        Where a file is missing or cannot be understood; each is named.
    """
    record = _manifest(path)
    chosen = list(_rows(path / OPTIONS, 2))
    options = {row[0]: row[1] for row in chosen}
    if len(options) < len({tuple(row) for row in chosen}):
        raise _broken(path / OPTIONS, "A building stands in it more than once.")
    offers = frozenset((row[0], row[1]) for row in _rows(path / OFFERS, 2))
    moves = tuple(_move(path / MOVES, line, row) for line, row in enumerate(_rows(path / MOVES, 4), start=2))
    return StoredRun(path, record, Decisions(options=options, moves=moves, offers=offers))


def list_runs(runs_root: Path) -> list[RunSummary]:
    """List the runs of a folder, by scenario and time; runs that were cut off while writing are not among them.

    A folder that is no readable run is listed with its problem.
    """
    if not runs_root.is_dir():
        return []
    return [
        _summary(run, scenario.name)
        for scenario in sorted(runs_root.iterdir())
        if scenario.is_dir() and not scenario.name.startswith(".")
        for run in sorted(scenario.iterdir(), key=_order)
        if run.is_dir() and not run.name.startswith(".") and run.name != SWEEPS
    ]


def find_run(text: str, runs_root: Path) -> Path:
    """Find the folder of a run that somebody names.

    Parameters
    ----------
    text
        A folder or the ``plan.json`` in it; ``latest``; a scenario (its latest run); a scenario and
        time (``demo/20260301-1200``) or a time alone, of which the beginning is enough.
    runs_root
        Folder of all runs.

    Raises
    ------
    UsageError
        Where no run, or more than one, is meant.
    """
    folder = Path(text).parent if Path(text).name == MANIFEST else Path(text)
    if (folder / MANIFEST).is_file():
        return folder
    runs = [run for run in list_runs(runs_root) if not run.problem]
    if not runs:
        raise UsageError(f"There is no run in {runs_root} yet. Make one with 'estate-opt run PLANFILE'.")
    if text == LATEST:
        return max(runs, key=lambda run: _order(run.path)).path
    of_scenario = [run for run in runs if run.scenario == text]
    if of_scenario:
        return max(of_scenario, key=lambda run: _order(run.path)).path
    return _only([run for run in runs if run.name == text or run.stamp == text], text, runs_root) or _by_prefix(
        runs, text, runs_root
    )


def _by_prefix(runs: list[RunSummary], text: str, runs_root: Path) -> Path:
    found = _only([run for run in runs if run.name.startswith(text) or run.stamp.startswith(text)], text, runs_root)
    if found is None:
        known = ", ".join(sorted({run.scenario for run in runs}))
        raise UsageError(
            f"No run in {runs_root} is called {text!r}. There are runs of: {known}. 'estate-opt runs' lists them."
        )
    return found


def _only(runs: list[RunSummary], text: str, runs_root: Path) -> Path | None:
    """Return the run meant, nothing where there is none."""
    if len(runs) > 1:
        names = ", ".join(run.name for run in runs[:8])
        raise UsageError(f"{text!r} could be any of {len(runs)} runs in {runs_root}: {names}. Give more of the name.")
    return runs[0].path if runs else None


def _order(run: Path) -> tuple[str, int]:
    """Sort by the time of a run, and its number where several have the same."""
    stamp, _, number = run.name.partition("-")
    time, _, number = number.partition("-")
    return f"{stamp}-{time}", int(number) if number.isdigit() else 1


def _summary(run: Path, scenario: str) -> RunSummary:
    try:
        record = _manifest(run)
    except InputError as error:
        return RunSummary(path=run, scenario=scenario, stamp=run.name, problem=str(error))
    totals = record.claims.get("totals", {})
    return RunSummary(
        path=run,
        scenario=scenario,
        stamp=run.name,
        title=record.title,
        outcome=record.solved.outcome.value,
        gap=record.solved.gap if math.isfinite(record.solved.gap) else None,
        buildings_today=totals.get("today", {}).get("buildings_in_estate"),
        buildings_plan=totals.get("plan", {}).get("buildings_in_estate"),
        seconds=record.solved.seconds,
    )


def _manifest(run: Path) -> Manifest:
    path = run / MANIFEST
    text = _text(path)
    try:
        version = json.loads(text).get("schema_version")
    except (json.JSONDecodeError, AttributeError) as error:
        raise _broken(path, "It is not the JSON that estate-opt writes.") from error
    if version != SCHEMA_VERSION:
        raise _broken(path, f"It has schema version {version}; this estate-opt reads {SCHEMA_VERSION}.")
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise _broken(path, f"{_first(error)}.") from error


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror or error if isinstance(error, OSError) else "it is not UTF-8"
        raise _broken(path, f"It cannot be read: {reason}.") from error


def _rows(path: Path, width: int) -> Iterator[list[str]]:
    """Rows below the header, each of the width it should have."""
    rows = list(csv.reader(io.StringIO(_text(path), newline="")))
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != width:
            raise _broken(path, f"Line {line} has {len(row)} cells, not {width}.", line)
        yield row


def _move(path: Path, line: int, row: list[str]) -> Move:
    try:
        return Move(row[0], row[1], row[2], float(row[3]))
    except ValueError as error:
        raise _broken(path, f"The share {row[3]!r} is not a number.", line) from error


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def _broken(path: Path, message: str, line: int | None = None) -> InputError:
    return InputError([Problem(source=str(path), message=message, remedy=REMEDY, row=line)])
