"""A frontier that was killed goes on: what was answered is not asked again, and the points are the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from estate_opt.inputs.synthetic import synthesise
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import Session
from estate_opt.studies.frontier import Frontier, frontier
from estate_opt.studies.frontier.memory import ANSWERS, Memory
from tests.oracle.cases import plan_file
from tests.oracle.solved import solved

MEASURES, HOLD = ["running_cost", "condition"], ["relocation"]


@pytest.fixture(scope="module")
def town() -> Result:
    context = Context(synthesise(seed=5, buildings=8, wards=2, neighbourhoods=16))
    rules = {"reduction": {"share": 0.4}, "utilisation": {"floor": 0.5}, "relocation": {"kind": "aim"}}
    return solved(plan_file(rules, gap=1e-3), context)


def traced(town: Result, folder: Path, *, measures: list[str] = MEASURES, hold: list[str] | None = HOLD) -> Frontier:
    return frontier(town, measures, 4, hold=hold, memory=Memory(folder, town, measures, hold))


def figures(found: Frontier) -> list[list[float]]:
    return np.round([point.costs for point in found.points], 6).tolist()


class Asked:
    """Counts what is put to the solver."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count, ask = 0, Session.ask

        def counted(session: Session, *question: object) -> object:
            self.count += 1
            return ask(session, *question)  # type: ignore[arg-type]

        patch.setattr(Session, "ask", counted)


def test_nothing_is_asked_twice(town: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch)
    first = traced(town, tmp_path)
    assert asked.count > 4
    asked.count = 0
    again = traced(town, tmp_path)
    assert asked.count == 0
    assert figures(again) == figures(first)
    assert [point.proven for point in again.points] == [point.proven for point in first.points]
    assert all(verify(point.result).accepted for point in again.points)


def test_one_killed_in_the_middle_goes_on(town: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = traced(town, tmp_path / "whole")
    lines = (tmp_path / "whole" / ANSWERS).read_bytes().splitlines(keepends=True)
    half = tmp_path / "half"
    half.mkdir()
    (half / ANSWERS).write_bytes(b"".join(lines[:4]) + lines[4][:30])
    asked = Asked(monkeypatch)
    resumed = traced(town, half)
    assert 0 < asked.count <= len(lines) - 4
    assert figures(resumed) == figures(whole)


def test_answers_to_something_else_are_forgotten(town: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    traced(town, tmp_path)
    asked = Asked(monkeypatch)
    traced(town, tmp_path, hold=["relocation", "utilisation"])
    assert asked.count > 4
