"""Every rule that an estate is held against, in the order in which problems are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from estate_opt.errors import Problem, Severity
from estate_opt.inputs.package import Package

Check = Callable[[Package], Iterable[Problem]]

CHECKS: tuple[Check, ...] = ()


def run_checks(package: Package, problems: list[Problem]) -> list[Problem]:
    """Run every check.

    Parameters
    ----------
    package
        All tables as read.
    problems
        What reading them has already found.

    Returns
    -------
    list of Problem
        Everything found, errors first, otherwise in the order of finding.
    """
    found = problems + [problem for check in CHECKS for problem in check(package)]
    return sorted(found, key=lambda problem: problem.severity is not Severity.ERROR)
