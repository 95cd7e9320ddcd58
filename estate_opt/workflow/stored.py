"""Runs that are there already: read back with their inputs, refused where those have changed, verified."""

from __future__ import annotations

from pathlib import Path

from estate_opt.config.check import check_against, context_for
from estate_opt.config.estates import read_inputs
from estate_opt.errors import InputError, Problem, Severity
from estate_opt.results.manifest import Origin, claims
from estate_opt.results.result import Result
from estate_opt.results.stored import StoredRun
from estate_opt.results.verify import Verification, check_decisions, verify


def restore(stored: StoredRun) -> tuple[Result, tuple[str, ...]]:
    """A stored run as a result over its input tables as they are now, and which of those have changed since.

    Raises
    ------
    InputError
        Where the estate is not there any more, is not in order, or lacks what the run's plan file speaks of.
    """
    plan_file = stored.plan_file
    source = stored.manifest.estate
    read = read_inputs(plan_file.inputs.found_at(Path(source.path), source.travel_paths))
    if read.estate is None:
        raise InputError(read.problems)
    wrong = check_against(plan_file, read.estate, str(stored.path))
    if any(problem.severity is Severity.ERROR for problem in wrong):
        raise InputError(wrong)
    now = read.files
    changed = [
        f"{name} of the estate has changed since the run."
        for name in sorted(set(now) | set(source.files))
        if now.get(name) != source.files.get(name)
    ]
    context = context_for(plan_file, read.estate)
    if context.priority_wards != stored.manifest.priority_wards:
        changed.append("The priority wards of the run are not those that its plan file gives.")
    return Result(plan_file, context, stored.plan), tuple(changed)


def origin_of(stored: StoredRun) -> Origin:
    """Where a stored run comes from, for what is made out of it."""
    source = stored.manifest.estate
    return Origin(
        estate_path=source.path,
        estate_files=source.files,
        plan_files=stored.manifest.plan_files,
        travel_paths=source.travel_paths,
    )


def reopen(stored: StoredRun) -> Result:
    """A stored run as a result, for what is drawn from it or asked of it.

    Raises
    ------
    InputError
        Where its inputs are not as they were, with each that has changed.
    """
    result, changed = restore(stored)
    if changed:
        remedy = "Restore the estate as it was, or run the scenario again."
        raise InputError([Problem(str(stored.path), sentence, remedy) for sentence in changed])
    return result


def verify_stored(stored: StoredRun) -> Verification:
    """Verify a stored run: its files, its inputs, its decisions, and every figure it claims."""
    altered = stored.altered()
    result, changed = restore(stored)
    if any(check_decisions(result.context, stored.decisions)):  # such decisions have no figures to compare
        checked = verify(result)
    else:
        said = {**stored.manifest.claims, "gap": stored.manifest.solved.gap}
        checked = verify(result, said, {**claims(result), "gap": result.plan.gap})
    files = len(stored.manifest.files) + len(stored.manifest.estate.files)
    return Verification(checked.checks + files, (*altered, *changed, *checked.differences))
