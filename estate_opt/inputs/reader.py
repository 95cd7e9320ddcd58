"""An estate from disk: read every table, check everything, and only then build the estate."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from estate_opt.domain.estate import Estate
from estate_opt.errors import InputError, Problem, Severity
from estate_opt.inputs.checks import run_checks
from estate_opt.inputs.package import read_package
from estate_opt.inputs.records import build_estate
from estate_opt.inputs.textfile import is_there
from estate_opt.inputs.writer import PACKAGE_FILES


def check_estate(
    folder: Path, *, detour: float = 1.3, speed_km_per_hour: float = 4.8, today: date | None = None
) -> tuple[Estate | None, list[Problem]]:
    """Read an estate and report everything that is wrong with it.

    Parameters
    ----------
    folder
        A data package: ``datapackage.json`` beside the tables of the manifest.
    detour, speed_km_per_hour
        How straight-line distance becomes a way walked, where the package has no travel table.
    today
        The day on which dates are judged; the day of the call where absent.

    Returns
    -------
    tuple
        The estate, or ``None`` where there is any error; and all problems, errors first.
    """
    if not is_there(folder):
        remedy = "Give the folder that holds datapackage.json, or make one with 'estate-opt init'."
        return None, [Problem(str(folder), "There is no such folder.", remedy)]
    if folder.is_file():
        remedy = "Give the folder that holds datapackage.json."
        return None, [Problem(str(folder), "This is a file, not a folder.", remedy)]
    package, problems = read_package(folder, today or date.today())
    problems = run_checks(package, problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    return build_estate(package, detour=detour, speed_km_per_hour=speed_km_per_hour), problems


def read_estate(
    folder: Path, *, detour: float = 1.3, speed_km_per_hour: float = 4.8, today: date | None = None
) -> Estate:
    """Read an estate; the parameters are those of :func:`check_estate`.

    Raises
    ------
    InputError
        Where there is any error. It carries every problem found, warnings too.
    """
    estate, problems = check_estate(folder, detour=detour, speed_km_per_hour=speed_km_per_hour, today=today)
    if estate is None:
        raise InputError(problems)
    return estate


def estate_hash(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of the package, by name, for a run's manifest.

    Raises
    ------
    InputError
        Where a file cannot be read.
    """
    hashes = {}
    for name in PACKAGE_FILES:
        path = folder / name
        if not is_there(path):
            continue
        try:
            hashes[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            problem = Problem(name, f"The file cannot be read ({error.strerror}).", "Check its permissions.")
            raise InputError([problem]) from error
    return hashes
