"""Every exception that estate-opt raises on purpose, and the exit code of each.

::

    EstateOptError                      (exit code)
    ├── InputError          1   estate tables or plan file are wrong; carries every problem found
    │   └── ConfigError     1   the plan file
    ├── UsageError          2   a command was called in a way that cannot work
    ├── NoPlanPossible      3   the musts contradict one another
    ├── NoPlanInTime        4   the limit was reached before any plan was found
    ├── VerificationFailed  5   the plan differs from what its own decisions give
    ├── SolverUnavailable   1   the solver asked for is not installed here
    ├── WorkersUnavailable  1   the Dask cluster asked for is not there, or runs another program
    └── OutputError         1   a folder cannot be written, the disk is full

All carry sentences for people: what is wrong, where, and what to do. Only the command line turns
them into text on a screen and an exit code.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is: errors stop a run, warnings are told and listed in the plan."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with an input: where it stands, what is wrong, what to do.

    Parameters
    ----------
    source
        File or table it stands in (``buildings.csv``, ``models/demo.toml``).
    message
        What is wrong, as a sentence.
    remedy
        What to do about it, as a sentence.
    row
        Line of the file, counted from 1 with the header as line 1, or number of the feature in a GeoJSON
        file; ``None`` where none applies.
    column
        Column or key; empty where none applies.
    value
        The offending value as text; empty where none applies.
    severity
        Whether it stops a run.
    """

    source: str
    message: str
    remedy: str
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = self.source
        if self.row is not None:
            place += f", {'feature' if self.source.endswith('.geojson') else 'line'} {self.row}"
        if self.column:
            place += f", {self.column}"
        if self.value:
            place += f" = {self.value!r}"
        return f"{place}: {self.message} {self.remedy}".rstrip()


def nearest_word(word: str, known: Iterable[str]) -> str:
    """Find the known word most like another, ignoring case; empty where none is alike."""
    by_case = {name.casefold(): name for name in sorted(known, reverse=True)}
    found = difflib.get_close_matches(word.casefold(), by_case, n=1)
    return by_case[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Offer the nearest known word in a sentence, as a problem's remedy; empty where none is alike."""
    guess = nearest_word(word, known)
    return f"Did you mean {guess!r}?" if guess else ""


class EstateOptError(Exception):
    """Base of all errors that estate-opt raises on purpose."""

    exit_code = 1


class InputError(EstateOptError):
    """The estate or the plan file cannot be used; :attr:`problems` has every reason found.

    Parameters
    ----------
    problems
        All problems, errors and warnings, in the order in which they were found.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ConfigError(InputError):
    """The plan file cannot be used."""


class UsageError(EstateOptError):
    """A command was called in a way that cannot work."""

    exit_code = 2


class NoPlanPossible(EstateOptError):  # noqa: N818 - the field's word for an infeasible plan
    """No plan satisfies every ``must``; the message names what is known about the conflict."""

    exit_code = 3


class NoPlanInTime(EstateOptError):  # noqa: N818
    """A limit was reached, or the run was interrupted, before any plan was found."""

    exit_code = 4


class VerificationFailed(EstateOptError):  # noqa: N818
    """The verifier refuses a plan: a claim differs from what the decisions give.

    Parameters
    ----------
    differences
        A sentence for each claim that does not hold.
    """

    exit_code = 5

    def __init__(self, differences: Iterable[str]) -> None:
        self.differences: tuple[str, ...] = tuple(differences)
        super().__init__("\n".join(self.differences))


class SolverUnavailable(EstateOptError):  # noqa: N818
    """The solver asked for is not installed on this machine."""


class WorkersUnavailable(EstateOptError):  # noqa: N818
    """The Dask cluster asked for is not there, has no workers, or runs another version of the program."""


class OutputError(EstateOptError):
    """A result cannot be written: the folder is read-only, missing, or the disk is full."""
