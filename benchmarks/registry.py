"""The registry: every module in ``benchmarks/cases/`` is a case."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks import cases
from benchmarks.record import Record

Run = Callable[[str], Record]
"""Run a size and say what was measured."""


def nothing_missing() -> str | None:
    """A case that needs nothing but the project."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One subject of measurement.

    Parameters
    ----------
    name, about
        As on the command line and above its table.
    sizes, quick
        What is run, and what of it with ``--quick``.
    smoke
        The smallest size, which the tests run; it need not be among ``sizes``.
    run
        Ours.
    peers
        The others by name; run with ``--peers`` only.
    missing
        Why the case cannot run here; ``None`` where it can.
    seconds
        After so long a run is ended from outside.
    by_default
        Whether it runs where no case is named.
    """

    name: str
    about: str
    sizes: tuple[str, ...]
    quick: tuple[str, ...]
    smoke: str
    run: Run
    peers: Mapping[str, Run] = field(default_factory=dict)
    missing: Callable[[], str | None] = nothing_missing
    seconds: float = 300.0
    by_default: bool = False

    def runner(self, who: str, ours: str) -> Run:
        """Who runs it."""
        return self.run if who == ours else self.peers[who]


def registered() -> dict[str, Case]:
    """Every case by name, sorted."""
    found = [_of(module.name) for module in pkgutil.iter_modules(cases.__path__)]
    return {case.name: case for case in found}


def case_called(name: str) -> Case:
    """A case by its name alone: what the other cases need is not imported, so that it is not in their memory."""
    return _of(name.replace("-", "_"))


def _of(module: str) -> Case:
    """The case of a file."""
    case: Case = importlib.import_module(f"{cases.__name__}.{module}").CASE
    return case
