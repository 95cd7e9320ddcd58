"""What a worker does with a point: solve it, verify the plan, and send back the record and the files of its run.

Workers write nothing that stays: whoever started the sweep keeps what they send, so that a cluster needs no disk in
common.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from estate_opt.config.check import context_for
from estate_opt.config.schema import PlanFile
from estate_opt.domain.estate import Estate
from estate_opt.errors import EstateOptError, NoPlanInTime, NoPlanPossible
from estate_opt.policies import Context
from estate_opt.results.manifest import Origin
from estate_opt.results.result import Result
from estate_opt.results.store import write_run
from estate_opt.results.verify import verify
from estate_opt.studies.sweep.points import Point
from estate_opt.studies.sweep.record import FAILED, INFEASIBLE, NO_PLAN, PointRecord, record_of

Solve = Callable[[PlanFile, Context], Result]
"""Finds a plan for a plan file; a function that other processes can import."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished point.

    Parameters
    ----------
    record
        Its figures.
    run
        The files of its plan's run, by name; none where it has no plan.
    """

    record: PointRecord
    run: Mapping[str, bytes] = field(default_factory=dict)


def work(solve: Solve, estate: Estate, point_id: str, point: Point, plan_file: PlanFile, origin: Origin) -> Answer:
    """Solve a point and write its run.

    Parameters
    ----------
    solve
        How a plan is found.
    estate
        The estate, which a worker gets once for all its points.
    point_id, point, plan_file
        The point.
    origin
        Where its inputs come from.

    Returns
    -------
    Answer
        With the reason in the record where there is no plan.
    """
    started = time.perf_counter()
    try:
        result = solve(plan_file, context_for(plan_file, estate))
        run = _run_of(result, origin)
    except EstateOptError as error:
        seconds = time.perf_counter() - started
        return Answer(without_plan(point_id, point, _outcome(error), str(error), seconds))
    seconds = time.perf_counter() - started
    return Answer(record_of(point_id, point, result, seconds, _now()), run)


def without_plan(point_id: str, point: Point, outcome: str, error: str, seconds: float) -> PointRecord:
    """The record of a point that has no plan."""
    return PointRecord(
        point_id=point_id,
        settings=dict(point.settings),
        outcome=outcome,
        error=error,
        seconds=seconds,
        written=_now(),
    )


def _outcome(error: EstateOptError) -> str:
    match error:
        case NoPlanPossible():
            return INFEASIBLE
        case NoPlanInTime():
            return NO_PLAN
        case _:
            return FAILED


def _run_of(result: Result, origin: Origin) -> dict[str, bytes]:
    """The files of a result's run, verified; its pages are drawn when somebody asks for them."""
    with tempfile.TemporaryDirectory(prefix="estate-opt-sweep-") as folder:
        run = write_run(result, Path(folder) / "run", when=_now(), origin=origin, verification=verify(result))
        return {file.name: file.read_bytes() for file in sorted(run.iterdir())}


def _now() -> datetime:
    return datetime.now().astimezone()
