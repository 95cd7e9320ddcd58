"""The quality of an estate's data, all of it: also of one that does not pass the checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from estate_opt.errors import InputError, Problem, Severity
from estate_opt.inputs.checks import run_checks
from estate_opt.inputs.checks.register import ASSUMED
from estate_opt.inputs.manifest import BUILDINGS
from estate_opt.inputs.package import Package, read_package
from estate_opt.inputs.quality.ages import Ages, ages
from estate_opt.inputs.quality.completeness import Completeness, completeness
from estate_opt.inputs.quality.duplicates import Duplicate, duplicates
from estate_opt.inputs.quality.outliers import Outlier, outliers
from estate_opt.inputs.quality.register import Register
from estate_opt.inputs.quality.survey import Survey, survey


@dataclass(frozen=True, slots=True)
class AssumedColumn:
    """A column of which values are missing, of how many of the council's buildings, and what is taken instead."""

    column: str
    missing: int
    of: int
    assumed: str


@dataclass(frozen=True, eq=False)
class Quality:
    """How good the data of an estate are.

    Parameters
    ----------
    name, notice, attribution
        Of the estate.
    today
        The day on which it was judged.
    rows
        Number of rows by table; a table that is missing or cannot be read has none.
    council, partners
        Number of buildings of each.
    made_up
        Number of buildings with values that are made up for illustration.
    problems
        What ``estate-opt check`` says of it.
    completeness, ages, duplicates, outliers, assumed, survey
        As the modules of these names say.
    """

    name: str
    notice: str
    attribution: str
    today: date
    rows: Mapping[str, int]
    council: int
    partners: int
    made_up: int
    problems: tuple[Problem, ...]
    completeness: tuple[Completeness, ...]
    ages: Ages
    duplicates: tuple[Duplicate, ...]
    outliers: tuple[Outlier, ...]
    assumed: tuple[AssumedColumn, ...]
    survey: Survey

    @property
    def errors(self) -> int:
        """Number of problems that stop a plan."""
        return sum(1 for problem in self.problems if problem.severity is Severity.ERROR)


def assess_quality(folder: Path, *, today: date | None = None, addresses: Mapping[str, str] | None = None) -> Quality:
    """Judge the data of an estate.

    Parameters
    ----------
    folder
        The estate. It need not pass the checks: what cannot be read counts as missing.
    today
        The day on which ages are judged; the day of the call where absent.
    addresses
        Address of a building by its id, where one is known; near-same addresses are a sign of a duplicate.

    Raises
    ------
    InputError
        Where there is no such folder, or it has no table of buildings that can be read at all.
    """
    if not folder.is_dir():
        raise InputError([Problem(str(folder), "There is no such folder.", "Give the folder of an estate.")])
    package, found = read_package(folder, today or date.today())
    register = Register(package)
    if not len(register):
        own = [problem for problem in found if problem.source == BUILDINGS.file]
        raise InputError(own or [Problem(BUILDINGS.file, "The table has no rows.", "Add the buildings.")])
    return _assessed(package, register, run_checks(package, found), addresses or {})


def _assessed(package: Package, register: Register, problems: list[Problem], addresses: Mapping[str, str]) -> Quality:
    return Quality(
        name=package.info.title,
        notice=package.info.notice,
        attribution=package.info.attribution,
        today=package.today,
        rows={name: len(sheet) for name, sheet in package.sheets.items()},
        council=len(register.council),
        partners=len(register) - len(register.council),
        made_up=sum(1 for text in register.sheet.text.get("illustrative", ()) if text),
        problems=tuple(problems),
        completeness=tuple(completeness(register)),
        ages=ages(register),
        duplicates=tuple(duplicates(register, addresses)),
        outliers=tuple(outliers(register)),
        assumed=tuple(_assumed(register)),
        survey=survey(register),
    )


def _assumed(register: Register) -> list[AssumedColumn]:
    """What a plan takes for values that are missing, the most frequent first."""
    found = [
        AssumedColumn(column, missing, len(register.council), words)
        for column, words in ASSUMED.items()
        if (missing := sum(1 for row in register.council if not register.says(row, column)))
    ]
    return sorted(found, key=lambda a: (-a.missing, a.column))
