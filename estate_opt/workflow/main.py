"""The main job, readable in one screen: load → solve → verify → publish."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypedDict

from estate_opt.config.check import check_against, context_for
from estate_opt.config.estates import read_inputs
from estate_opt.config.load import plan_file_from, read_documents
from estate_opt.config.schema import PlanFile
from estate_opt.domain.plan import Plan
from estate_opt.errors import ConfigError, InputError, NoPlanPossible, OutputError, Problem, Severity
from estate_opt.formulation import Formulation, formulate
from estate_opt.mapping import MapView, map_page, map_view, write_map
from estate_opt.policies import Context, Relocation
from estate_opt.policies.arithmetic import contradictions
from estate_opt.reporting import report_writers
from estate_opt.results.manifest import Origin, manifest
from estate_opt.results.result import Result
from estate_opt.results.store import Writer, file_hash, save_run, write_run
from estate_opt.results.summary import summary
from estate_opt.results.tables import Table, tables
from estate_opt.results.verify import Verification, verify
from estate_opt.solving import Progress, solve_formulation
from estate_opt.studies.diagnose import diagnose

MAP = "map.html"
"""The map page in a run's folder; the same page is published to the scenario's folder under maps."""


@dataclass(frozen=True, eq=False)
class Case:
    """A plan file and the estate it speaks of, checked against each other.

    Parameters
    ----------
    plan_file
        What is asked.
    context
        The estate, its baseline, the priority wards.
    origin
        Where both come from, with hashes.
    warnings
        What is worth knowing of the inputs, though it stops nothing.
    """

    plan_file: PlanFile
    context: Context
    origin: Origin
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """What was written: the run's folder, and the map page where one was asked for."""

    run: Path
    page: Path | None


def load(path: Path | str, overrides: Mapping[str, object] | None = None) -> Case:
    """Load a plan file and its estate, and check both.

    Parameters
    ----------
    path
        The plan file.
    overrides
        Values by dotted key that replace those of the file.

    Raises
    ------
    InputError
        With every problem of the estate.
    ConfigError
        With every problem of the plan file.
    """
    documents = read_documents(Path(path))
    plan_file = plan_file_from(documents, overrides or {})
    inputs = plan_file.inputs
    read = read_inputs(inputs)
    if read.estate is None:
        raise InputError(read.problems)
    wrong = check_against(plan_file, read.estate, str(path))
    if any(problem.severity is Severity.ERROR for problem in wrong):
        raise ConfigError(wrong)
    origin = Origin(
        estate_path=str(inputs.estate.resolve()),
        estate_files=read.files,
        plan_files={str(file): file_hash(file) for file in documents.files},
        travel_paths=inputs.travel.paths,
    )
    return Case(plan_file, context_for(plan_file, read.estate), origin, (*read.problems, *wrong))


def check_outputs(case: Case) -> None:
    """See before solving whether the folders of runs and maps can be written, so that no plan is found in vain.

    Raises
    ------
    OutputError
        Where one of them, or the nearest folder above it that exists, is no folder or is read-only.
    """
    outputs = case.plan_file.outputs
    for key, folder in (("runs", outputs.runs), *([("maps", outputs.maps)] if outputs.map else [])):
        there = folder.absolute()
        while not there.exists():
            there = there.parent
        if not there.is_dir() or not os.access(there, os.W_OK):
            what = "is not a folder" if not there.is_dir() else "is read-only"
            raise OutputError(
                f"The {key} cannot be written to {folder}: {there} {what}. Name another folder with --{key} or "
                f"[outputs] {key}."
            )


def solve(case: Case, progress: Progress | None = None) -> Result:
    """Find the best plan, with its proof.

    Raises
    ------
    NoPlanPossible
        The musts contradict one another: by arithmetic, with the sum, or as the solver proves.
    NoPlanInTime, SolverUnavailable
        As :func:`estate_opt.solving.solve_formulation`.
    """
    plan_file, policies = case.plan_file, case.plan_file.policies
    if contradictions(policies.all(), case.context):
        raise NoPlanPossible("\n".join(diagnose(plan_file, case.context, progress).sentences()))
    try:
        return Result(plan_file, case.context, _plan(case, progress))
    except NoPlanPossible as error:
        found = diagnose(plan_file, case.context, progress)
        raise NoPlanPossible("\n".join((str(error), *found.sentences()))) from error


def _plan(case: Case, progress: Progress | None) -> Plan:
    """Solve with the nearest moves and those that the relaxation adds; where no plan is possible, with all."""
    settings, policies = case.plan_file.solve, case.plan_file.policies
    formulation = _formulation(case, policies.relocation)
    try:
        return solve_formulation(formulation, case.plan_file, progress)
    except NoPlanPossible:  # of moves that are left out nothing can be priced where there is no relaxation
        if not (formulation.candidates.left_out and settings.formulation.price_left_out):
            raise
    return solve_formulation(_formulation(case, policies.relocation.to_all()), case.plan_file, progress)


def _formulation(case: Case, relocation: Relocation) -> Formulation:
    plan_file = case.plan_file
    policies = plan_file.policies.all()
    return formulate(case.context, policies, relocation, plan_file.scenario, plan_file.solve.formulation)


def publish(case: Case, result: Result, when: datetime | None = None) -> Publication:
    """Verify a result and write it: the run's folder and the map page.

    Raises
    ------
    VerificationFailed
        The plan differs from what its decisions give; nothing is written.
    OutputError
        A folder cannot be written; earlier runs are untouched.
    """
    when = when or datetime.now().astimezone()
    outputs = case.plan_file.outputs
    view = map_view(result, when.date()) if outputs.map else None
    run = save_run(result, outputs.runs, **_written(result, case.origin, when, view))
    return Publication(run, None if view is None else write_map(view, outputs.maps / case.plan_file.scenario))


def publish_to(folder: Path, result: Result, origin: Origin, when: datetime | None = None) -> Path:
    """Verify a result and write it as a run to a folder of a given name, as studies do with the plans that they make.

    Raises
    ------
    VerificationFailed, OutputError
        As :func:`publish`.
    """
    when = when or datetime.now().astimezone()
    view = map_view(result, when.date()) if result.plan_file.outputs.map else None
    return write_run(result, folder, **_written(result, origin, when, view))


class _Written(TypedDict):
    """What a run's folder is written from."""

    when: datetime
    origin: Origin
    verification: Verification
    found: Mapping[str, Table]
    writers: Mapping[str, Writer]


def _written(result: Result, origin: Origin, when: datetime, view: MapView | None) -> _Written:
    """A result as it is written: verified, with its tables, workbook, layers and map page."""
    verification = verify(result)
    verification.require()
    found = tables(result)
    about = summary(manifest(result, origin, when=when, checks=verification.checks))
    writers = dict(report_writers(result, found, about, when))
    if view is not None:
        writers[MAP] = partial(_write_page, view)
    return {"when": when, "origin": origin, "verification": verification, "found": found, "writers": writers}


def _write_page(view: MapView, path: Path) -> None:
    path.write_text(map_page(view), encoding="utf-8", newline="\n")


def draw(result: Result, when: datetime, maps: Path | None = None) -> Path:
    """Write the map page of a result to its scenario's folder, under the plan file's maps or another folder."""
    folder = (result.plan_file.outputs.maps if maps is None else maps) / result.plan_file.scenario
    return write_map(map_view(result, when.date()), folder)
