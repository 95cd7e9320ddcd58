"""A plan file solved at many points: what each worker does, and where the results lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from estate_opt.config.schema import PlanFile
from estate_opt.policies import Context
from estate_opt.results.manifest import Origin
from estate_opt.results.result import Result
from estate_opt.solving import Progress
from estate_opt.studies.sweep import Point, Sweep, ask, default_folder, run_sweep
from estate_opt.workflow.main import Case, solve


def solve_point(plan_file: PlanFile, context: Context) -> Result:
    """Find the best plan for a plan file and a context; what a sweep's workers do.

    Raises
    ------
    NoPlanPossible, NoPlanInTime, SolverUnavailable
        As :func:`solve`.
    """
    return solve(Case(plan_file, context, Origin(estate_path="", estate_files={}, plan_files={})))


def sweep(
    path: Path | str,
    points: Iterable[Mapping[str, object]],
    folder: Path | None = None,
    *,
    workers: int = 0,
    scheduler: str = "",
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Sweep:
    """Solve a plan file at each of several points, on worker processes, and keep one verified plan a point.

    Parameters
    ----------
    path
        The plan file.
    points
        Values by dotted key that replace those of the file, a mapping a point.
    folder
        Where the sweep lies; ``<runs>/<scenario>/sweeps/<keys that vary>`` if absent. One that is there is gone on
        with: nothing is solved twice.
    workers, scheduler, overwrite, progress
        As for :func:`estate_opt.studies.sweep.run_sweep`.

    Raises
    ------
    InputError
        With every problem of the plan file, the estate and the points; or the folder holds a sweep of other inputs.
    WorkersUnavailable, OutputError
        As :func:`estate_opt.studies.sweep.run_sweep`.
    """
    asked = ask(Path(path), [Point(dict(settings)) for settings in points])
    return run_sweep(
        asked,
        Path(path),
        default_folder(asked) if folder is None else folder,
        solve_point,
        workers=workers,
        scheduler=scheduler,
        overwrite=overwrite,
        progress=progress,
    )
